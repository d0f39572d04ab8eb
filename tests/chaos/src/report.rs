//! `target/chaos.json`, and what the exit code says.

use crate::finding::Broken;
use serde::Serialize;
use std::{fs, io, path::Path, process::ExitCode};

/// How many cases of a layer broke which promise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Layer {
    pub(crate) name: &'static str,
    pub(crate) runs: u64,
    pub(crate) lost: u64,
    pub(crate) twice: u64,
    pub(crate) skipped: u64,
    pub(crate) stuck: u64,
}

/// The whole run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Report {
    pub(crate) layers: Vec<Layer>,
    /// The fault that was put in on purpose.
    pub(crate) mutant: Option<String>,
    /// Whether it was found.
    pub(crate) caught: bool,
    /// The first seed that found something, or else the one that the run began with.
    pub(crate) seed: u64,
}

/// How a run ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Nothing was put in, nothing was found.
    Clean,
    /// What was put in was found.
    Caught,
    /// What was put in was not found.
    Missed,
    /// Nothing was put in, and something was found.
    Broken,
}

impl Layer {
    pub(crate) fn new(name: &'static str) -> Self {
        Self { name, runs: 0, lost: 0, twice: 0, skipped: 0, stuck: 0 }
    }

    pub(crate) fn count(&mut self, broken: Option<Broken>) {
        self.runs += 1;
        match broken {
            None => {}
            Some(Broken::Lost) => self.lost += 1,
            Some(Broken::Twice) => self.twice += 1,
            Some(Broken::Skipped) => self.skipped += 1,
            Some(Broken::Stuck) => self.stuck += 1,
        }
    }

    pub(crate) fn found(&self) -> u64 {
        self.lost + self.twice + self.skipped + self.stuck
    }
}

impl Report {
    pub(crate) fn new(seed: u64, mutant: Option<String>) -> Self {
        Self { layers: Vec::new(), mutant, caught: false, seed }
    }

    /// A layer has run, and this was the first of its seeds that found something.
    pub(crate) fn take(&mut self, layer: Layer, first: Option<u64>) {
        let before = self.layers.iter().any(|layer| layer.found() > 0);
        self.seed = first.filter(|_| !before).unwrap_or(self.seed);
        self.caught |= self.mutant.is_some() && layer.found() > 0;
        self.layers.push(layer);
    }

    pub(crate) fn outcome(&self) -> Outcome {
        let found = self.layers.iter().any(|layer| layer.found() > 0);
        match (self.mutant.is_some(), found) {
            (false, false) => Outcome::Clean,
            (false, true) => Outcome::Broken,
            (true, true) => Outcome::Caught,
            (true, false) => Outcome::Missed,
        }
    }

    pub(crate) fn write(&self, path: &Path) -> io::Result<()> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(path, serde_json::to_vec_pretty(self)?)
    }
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(match outcome {
            Outcome::Clean => 0,
            Outcome::Caught => 10,
            Outcome::Missed => 3,
            Outcome::Broken => 1,
        })
    }
}
