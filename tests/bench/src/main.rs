//! `doorstep-bench`: measures, prints a table, and writes `FOLDER/BENCH.json`. To be
//! built with optimisations: `cargo xtask bench` does.

use clap::{Parser, ValueEnum};
use doorstep_bench::store;
use std::{fs, io, path::PathBuf};

/// Measures what the hot paths cost beside a peer.
#[derive(Parser)]
struct Arguments {
    /// What to measure.
    bench: Bench,
    /// Fewer documents and rounds: a look, not figures to quote.
    #[arg(long)]
    quick: bool,
    /// Where the figures go, and where the databases lie meanwhile: the disk counts.
    #[arg(long, default_value = "target/bench")]
    out: PathBuf,
}

#[derive(Clone, Copy, ValueEnum)]
enum Bench {
    /// A phone's memory, beside plain SQLite.
    Store,
}

fn main() -> io::Result<()> {
    let Arguments { bench, quick, out } = Arguments::parse();
    if cfg!(debug_assertions) {
        eprintln!("built without optimisations: the figures say nothing");
    }
    let work = out.join("work");
    fs::create_dir_all(&work)?;
    let report = match bench {
        Bench::Store => store::run(&work, store::Scale::new(quick)),
    };
    report.write(&out)?;
    print!("{}", report.table());
    Ok(())
}
