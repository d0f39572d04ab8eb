//! What happened in a case, for people.

use std::fmt::Display;

/// Line by line, in the order in which it happened.
#[derive(Debug, Default)]
pub(crate) struct Story(Vec<String>);

impl Story {
    pub(crate) fn tell(&mut self, words: impl Display) {
        self.0.push(words.to_string());
    }

    /// Line by line.
    pub(crate) fn lines(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

/// An error and its causes on one line.
pub(crate) fn told(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
