//! What can go wrong while starting things, said so that the reader knows what to do next.

use std::{io, process::ExitStatus};

/// Why a command of ours did not do its work.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error("cannot start {program}")]
    Start {
        program: String,
        #[source]
        source: io::Error,
    },
    #[error("{program} ended with {status}")]
    Ended { program: String, status: ExitStatus },
    #[error("cannot use {path}")]
    File {
        path: String,
        #[source]
        source: io::Error,
    },
    #[error("what {program} printed was not what was expected")]
    Unreadable {
        program: String,
        #[source]
        source: serde_json::Error,
    },
    #[error("missing: {packages}; install with `apt-get install {packages}` (as root), then try again")]
    Missing { packages: String },
    #[error("PostgreSQL did not come up; its log:\n{log}")]
    Postgres { log: String },
    #[error("{0}")]
    Found(String),
}

impl Failure {
    /// The failure and its causes on one line.
    pub(crate) fn told(&self) -> String {
        let mut text = self.to_string();
        let mut cause = std::error::Error::source(self);
        while let Some(inner) = cause {
            text.push_str(": ");
            text.push_str(&inner.to_string());
            cause = inner.source();
        }
        text
    }
}
