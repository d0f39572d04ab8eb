//! `doorstep-bench`: measures, prints a table, and writes `FOLDER/BENCH.json`. To be
//! built with optimisations: `cargo xtask bench` does.

use clap::{Args, Parser, Subcommand};
use doorstep_bench::{bindings, forms, grid, photo, plausibility, store, sync};
use std::{fs, io, path::PathBuf};

/// Measures what the hot paths cost beside a peer.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    job: Job,
}

#[derive(Subcommand)]
enum Job {
    /// A phone's memory, beside plain SQLite.
    Store {
        #[command(flatten)]
        how: How,
    },
    /// Sending and loading, beside PouchDB.
    Sync {
        #[command(flatten)]
        how: How,
        /// The folder of the peer's scripts, with their modules installed.
        #[arg(long)]
        pouch: PathBuf,
    },
    /// A photograph made evidence, beside programs that make pictures smaller.
    Photo {
        #[command(flatten)]
        how: How,
    },
    /// Which grid a point lies in, beside rstar and geo.
    Grid {
        #[command(flatten)]
        how: How,
    },
    /// What one answer costs in forms of any length.
    Forms {
        #[command(flatten)]
        how: How,
    },
    /// What the core costs from Kotlin, beside the same from Rust.
    Bindings {
        #[command(flatten)]
        how: How,
        /// Where the JVM finds the bindings and their bench.
        #[arg(long)]
        class_path: String,
        /// The folder of the core's library.
        #[arg(long)]
        library: PathBuf,
    },
    /// How often an honest day is flagged, and a dishonest one.
    Plausibility {
        #[command(flatten)]
        how: How,
    },
    /// One photograph made evidence, as a process of its own.
    #[command(hide = true)]
    Develop {
        /// As the camera wrote it.
        from: PathBuf,
        /// The working copy.
        to: PathBuf,
    },
    /// One load and one push of our side alone, for a profiler.
    #[command(hide = true)]
    Round {
        /// Where databases lie meanwhile.
        place: PathBuf,
        /// Loaded, and pushed.
        documents: u64,
    },
    /// The county's server of one round.
    #[command(hide = true)]
    County {
        /// Where its files go.
        folder: PathBuf,
        /// Households and persons on file.
        records: u64,
    },
}

#[derive(Args)]
struct How {
    /// Fewer documents and rounds: a look, not figures to quote.
    #[arg(long)]
    quick: bool,
    /// Where the figures go, and where the databases lie meanwhile: the disk counts.
    #[arg(long, default_value = "target/bench")]
    out: PathBuf,
}

fn main() -> io::Result<()> {
    let (report, out) = match Arguments::parse().job {
        Job::County { folder, records } => {
            sync::county::serve(&folder, records);
            return Ok(());
        }
        Job::Round { place, documents } => {
            fs::create_dir_all(&place)?;
            sync::alone(&place, documents);
            return Ok(());
        }
        Job::Develop { from, to } => return photo::develop_one(&from, &to),
        Job::Photo { how } => (photo::run(&how.work()?, photo::Scale::new(how.quick)), how.out),
        Job::Grid { how } => (grid::run(grid::Scale::new(how.quick)), how.out),
        Job::Forms { how } => (forms::run(forms::Scale::new(how.quick)), how.out),
        Job::Plausibility { how } => {
            let scale = plausibility::Scale::new(how.quick);
            // Phones and county have folders of their own.
            how.work()?;
            (plausibility::run(scale), how.out)
        }
        Job::Bindings { how, class_path, library } => {
            // Phones and county have folders of their own.
            how.work()?;
            (bindings::run(bindings::Scale::new(how.quick), &class_path, &library), how.out)
        }
        Job::Store { how } => (store::run(&how.work()?, store::Scale::new(how.quick)), how.out),
        Job::Sync { how, pouch } => {
            let scripts = std::path::absolute(pouch)?;
            (sync::run(&how.work()?, &scripts, sync::Scale::new(how.quick)), how.out)
        }
    };
    report.write(&out)?;
    print!("{}", report.table());
    Ok(())
}

impl How {
    fn work(&self) -> io::Result<PathBuf> {
        if cfg!(debug_assertions) {
            eprintln!("built without optimisations: the figures say nothing");
        }
        let work = self.out.join("work");
        fs::create_dir_all(&work)?;
        Ok(work)
    }
}
