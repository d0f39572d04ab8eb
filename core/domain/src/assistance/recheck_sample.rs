//! Which 特困 files the county checks again (随机抽查核实, 43号 art. 16: no less than 30%), so that
//! anybody can draw the sample once more.
//!
//! A file's ticket is the SHA-256 of the seed, a line feed, and the file's id. The files with the
//! smallest tickets are drawn. With the published seed and a list of ids, one a line:
//!
//! ```sh
//! while read -r id; do
//!     printf '%s  %s\n' "$(printf '%s\n%s' "$seed" "$id" | sha256sum | cut -d' ' -f1)" "$id"
//! done < ids | sort | head -n "$number"
//! ```
//!
//! It is as fair as its seed: the list of ids is closed first, and the seed is then taken from
//! something that nobody at the county decides, named beforehand, such as the next draw of a
//! lottery. Ids say nothing of a person; a name never enters.

use crate::rules::Rule;
use std::{collections::BTreeMap, fmt};
use thiserror::Error;

#[cfg(test)]
mod tests;

/// 43号 art. 16.
pub const RULE: Rule = Rule {
    says: "The county checks at least 30% of the files again, drawn so that anybody can draw them again from the published seed.",
    term: "随机抽查核实",
    source: "民发〔2021〕43号 art. 16",
    data: Some("rules"),
    tests: &[
        "assistance::recheck_sample::the_sample_is_the_one_that_shell_tools_draw",
        "assistance::recheck_sample::the_sample_is_the_share_rounded_up_and_at_least_one",
        "assistance::recheck_sample::order_and_repetition_of_the_list_change_nothing",
        "assistance::recheck_sample::a_larger_sample_begins_with_the_smaller",
    ],
};

/// 不低于30%, whatever the table says.
const LEAST_PERCENT: u8 = 30;

/// What the draw depends on; published with its result. One line of text, kept to the letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seed(String);

/// Why a text is no seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SeedError {
    /// Nothing to see.
    #[error("the seed is empty")]
    Empty,
    /// It would not survive being printed and typed again.
    #[error("the seed has control characters, or blanks at its ends")]
    NotPlain,
}

impl Seed {
    /// A seed of this text.
    pub fn new(text: &str) -> Result<Self, SeedError> {
        if text.trim().is_empty() {
            return Err(SeedError::Empty);
        }
        if text.trim() != text || text.chars().any(char::is_control) {
            return Err(SeedError::NotPlain);
        }
        Ok(Self(text.to_owned()))
    }

    /// As published.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The files to check again, in the order of their tickets. A file listed twice has one ticket.
///
/// `percent` is [`Limits::recheck_percent`](super::Limits::recheck_percent), and never taken for less
/// than 30; the number is rounded up. `sha256` is that function, which this crate does not have.
pub fn draw<'a, T: fmt::Display>(
    files: &'a [T],
    seed: &Seed,
    percent: u8,
    sha256: impl Fn(&[u8]) -> [u8; 32],
) -> Vec<&'a T> {
    let ticket = |file: &T| {
        let id = file.to_string();
        (sha256(format!("{}\n{id}", seed.0).as_bytes()), id)
    };
    let tickets: BTreeMap<([u8; 32], String), &T> = files.iter().map(|file| (ticket(file), file)).collect();
    let number = number(tickets.len(), percent);
    tickets.into_values().take(number).collect()
}

/// So many of `files` are checked again.
fn number(files: usize, percent: u8) -> usize {
    let percent = usize::from(percent.max(LEAST_PERCENT));
    files.saturating_mul(percent).div_ceil(100)
}
