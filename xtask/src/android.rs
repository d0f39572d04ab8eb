//! `cargo xtask android`: starts the app's own build, which lives in `android/`.

use crate::{child, debian, failure::Failure, place};
use clap::Subcommand;
use std::process::Command;

/// What to do with the Android app.
#[derive(Clone, Copy, Subcommand)]
pub(crate) enum Android {
    /// Compile the app, run its tests, and draw every screen to android/target/screens.
    Test,
    /// Make android/target/doorstep-debug.apk, signed with a key made on the spot.
    Apk,
}

pub(crate) fn run(job: Android) -> Result<bool, Failure> {
    debian::for_android()?;
    let android = place::root().join("android");
    let maven = |arguments: &[&str]| {
        let mut command = Command::new("mvn");
        command.args(["--batch-mode", "--quiet"]).args(arguments).current_dir(&android);
        child::status(&mut command)
    };
    let done = match job {
        Android::Test => maven(&["verify"])?.success(),
        Android::Apk => {
            debian::for_packaging()?;
            let built = maven(&["package", "-DskipTests"])?.success();
            built && child::status(Command::new("./apk.sh").current_dir(&android))?.success()
        }
    };
    Ok(done)
}
