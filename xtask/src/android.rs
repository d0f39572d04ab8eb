//! `cargo xtask android`: starts the app's own build, which lives in `android/`.

use crate::{bindings, child, debian, failure::Failure, place};
use clap::Subcommand;
use std::{path::PathBuf, process::Command};

/// What to do with the Android app.
#[derive(Clone, Copy, Subcommand)]
pub(crate) enum Android {
    /// Compile the core, its bindings and the app, run the app's tests against a real county, and draw every screen to
    /// target/screens/index.html.
    Test {
        /// On the oldest Android, too.
        #[arg(long)]
        long: bool,
    },
    /// Make android/target/doorstep-debug.apk, signed with a key made on the spot.
    Apk,
}

pub(crate) fn run(job: Android) -> Result<bool, Failure> {
    debian::for_android()?;
    bindings::for_android()?;
    match job {
        Android::Test { long } => {
            let screens = place::target("screens")?;
            let mut held = drawn(&[], &screens)?;
            if long {
                let oldest = place::target("screens/26")?;
                held &= drawn(&["-Poldest"], &oldest)?;
            }
            child::run(script("coverage.sh").current_dir(folder()))?;
            Ok(held)
        }
        Android::Apk => {
            debian::for_packaging()?;
            let built = maven(&["package", "-DskipTests"])?;
            Ok(built && child::status(script("apk.sh").current_dir(folder()))?.success())
        }
    }
}

/// Runs the tests, and makes a page of what they drew; true if nothing failed.
fn drawn(profile: &[&str], screens: &PathBuf) -> Result<bool, Failure> {
    let to = format!("-Ddoorstep.screens={}", screens.display());
    // Pictures of all screens are wanted even where one is wrong.
    let held = maven(&[profile, &["verify", "--fail-at-end", "-Djacoco.haltOnFailure=true", &to]].concat())?;
    child::run(script("screens.sh").arg(screens))?;
    println!("{}", screens.join("index.html").display());
    Ok(held)
}

fn maven(arguments: &[&str]) -> Result<bool, Failure> {
    let mut command = Command::new("mvn");
    command.args(["--batch-mode", "--quiet", "--no-transfer-progress"]).args(arguments).current_dir(folder());
    command.arg(format!("-Ddoorstep.library={}", bindings::built("").display()));
    Ok(child::status(bindings::stage(&mut command))?.success())
}

fn script(name: &str) -> Command {
    Command::new(folder().join(name))
}

fn folder() -> PathBuf {
    place::root().join("android")
}
