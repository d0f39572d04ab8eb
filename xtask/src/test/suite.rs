//! The test programs of the workspace: which there are, and how one is run.

use super::{
    Ground,
    tally::{self, Tally},
};
use crate::{
    check::chosen,
    child::{self, RunAs},
    failure::Failure,
    metadata::Metadata,
    place,
};
use serde::Deserialize;
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

/// One test program, built and not yet run.
pub(crate) struct Suite {
    /// The package, and the target where it is not the library.
    pub(crate) name: String,
    package: String,
    executable: PathBuf,
    /// The package's folder, where cargo would run it.
    folder: PathBuf,
}

/// What came of a suite.
pub(crate) struct Ran {
    pub(crate) took: Duration,
    pub(crate) tally: Tally,
    /// All that it printed.
    pub(crate) printed: String,
}

#[derive(Deserialize)]
struct Artifact {
    package_id: String,
    target: crate::metadata::Target,
    profile: Profile,
    executable: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Profile {
    test: bool,
}

/// The suites of these packages (none: of all), the ones that take longest first: whole stories, then the
/// server, then the rest.
pub(crate) fn list(packages: &[String], metadata: &Metadata) -> Result<Vec<Suite>, Failure> {
    let mut command = place::cargo();
    command.arg("test").args(chosen(packages, "--workspace"));
    command.args(["--no-run", "--quiet", "--message-format=json-render-diagnostics"]);
    let printed = child::stdout(&mut command)?;
    // Other kinds of message do not have an artifact's members.
    let artifacts = printed.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok());
    let mut suites: Vec<Suite> = artifacts.filter_map(|artifact| suite(artifact, metadata)).collect();
    let rank = |suite: &Suite| match suite.package.as_str() {
        "doorstep-tests" => 0,
        "doorstep-server" => 1,
        _ => 2,
    };
    suites.sort_by_cached_key(|suite| (rank(suite), suite.name.clone()));
    Ok(suites)
}

fn suite(artifact: Artifact, metadata: &Metadata) -> Option<Suite> {
    let executable = artifact.executable.filter(|_| artifact.profile.test)?;
    let package = metadata.package(&artifact.package_id)?;
    let library = artifact.target.kind.iter().any(|kind| kind == "lib");
    let name =
        if library { package.name.clone() } else { format!("{} {}", package.name, artifact.target.name) };
    let folder = package.manifest_path.parent()?.to_path_buf();
    Some(Suite { name, package: package.name.clone(), executable, folder })
}

impl Suite {
    /// Runs it to its end, or to the end of its time: then it and its children are killed, and it failed.
    pub(crate) fn run(&self, ground: &Ground, long: bool) -> Ran {
        let since = Instant::now();
        match self.try_run(ground, long) {
            Ok((printed, success)) => {
                let tally = tally::of_last(&printed).unless_it_failed(success);
                Ran { took: since.elapsed(), tally, printed }
            }
            Err(failure) => {
                Ran { took: since.elapsed(), tally: Tally::one_failure(), printed: failure.told() }
            }
        }
    }

    fn try_run(&self, ground: &Ground, long: bool) -> Result<(String, bool), Failure> {
        // A file and not a pipe: a grandchild that holds a pipe open would keep us waiting.
        let log = place::target("suites")?.join(self.name.replace(' ', "-") + ".log");
        let file = fs::File::create(&log).map_err(place::at(&log))?;
        let errors = file.try_clone().map_err(place::at(&log))?;
        let limit = if long { "60m" } else { "10m" };
        let mut command = limited(&self.executable, limit);
        command.current_dir(&self.folder);
        command.env("CARGO_MANIFEST_DIR", &self.folder).env("CARGO_PKG_NAME", &self.package);
        if long {
            command.env("DOORSTEP_LONG", "1");
        }
        ground.tell(&mut command);
        command.stdin(Stdio::null()).stdout(file).stderr(errors);
        let status = child::status(&mut command)?;
        let mut printed = String::from_utf8_lossy(&fs::read(&log).map_err(place::at(&log))?).into_owned();
        if status.code() == Some(124) || status.code() == Some(137) {
            printed.push_str(&format!("\nkilled: it did not end within {limit}, or somebody killed it\n"));
        }
        Ok((printed, status.success()))
    }
}

/// A program that ends within its limit (as `timeout` takes it) or is killed with its children, and that does
/// not outlive us: `timeout` has a process group of its own and passes on to all of it what it is told.
fn limited(program: &Path, limit: &str) -> Command {
    let mut command = child::bound("timeout", RunAs::Myself, "TERM");
    command.args(["--kill-after=10s", limit]).arg(program);
    command
}

#[cfg(test)]
mod tests {
    use super::limited;
    use std::{
        io::{BufRead, BufReader},
        path::Path,
        process::Stdio,
        thread,
    };

    #[test]
    fn a_suite_past_its_time_is_killed() {
        let status = limited(Path::new("sleep"), "0.2s").arg("600").status().unwrap();
        assert_eq!(status.code(), Some(124));
    }

    #[test]
    fn a_suite_does_not_outlive_the_one_who_started_it() {
        let started = thread::spawn(|| {
            let mut command = limited(Path::new("sh"), "600s");
            // A `timeout` that is told to end before it has seen its own fork return forgets the child.
            let settled = "until grep -q '^State:.S' /proc/$PPID/status; do :; done";
            let work = format!("sleep 600 & {settled}; echo up; wait");
            command.args(["-c", &work]).stdout(Stdio::piped());
            let mut child = command.spawn().unwrap();
            let mut printed = BufReader::new(child.stdout.take().unwrap());
            printed.read_line(&mut String::new()).unwrap();
            (child, printed)
        });
        let (mut child, mut printed) = started.join().unwrap();
        assert!(!child.wait().unwrap().success());
        // The grandchild held the pipe too: its end shows that it is gone.
        assert_eq!(printed.read_line(&mut String::new()).unwrap(), 0);
    }
}
