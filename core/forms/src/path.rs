//! Addresses of answers: `members[2]/income/wage`.
//!
//! The number in brackets is the id that an instance got when it was added,
//! not its place: removing one member moves no other member's answers. Ids
//! begin at 1 and are never given twice in one draft.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The id of one instance of a repeat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct InstanceId(pub u32);

impl fmt::Display for InstanceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One step of a path: a group or question, or one instance of a repeat.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Step {
    pub(crate) name: String,
    pub(crate) instance: Option<InstanceId>,
}

/// The stable address of a question, group, repeat or instance.
///
/// ```
/// # use doorstep_forms::FieldPath;
/// let path: FieldPath = "members[2]/income/wage".parse().unwrap();
/// assert_eq!(path.to_string(), "members[2]/income/wage");
/// assert_eq!(path.name(), "wage");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct FieldPath(pub(crate) Vec<Step>);

/// The text is not a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a path of names and instance ids")]
pub struct NotAPath;

impl FieldPath {
    /// The last name: that of the question itself.
    pub fn name(&self) -> &str {
        self.0.last().map_or("", |step| &step.name)
    }

    /// The instance that the path ends in, if it ends in one.
    pub fn instance(&self) -> Option<InstanceId> {
        self.0.last().and_then(|step| step.instance)
    }

    /// The path of something inside this one.
    #[must_use]
    pub fn join(&self, name: &str) -> Self {
        let mut steps = self.0.clone();
        steps.push(Step { name: name.to_owned(), instance: None });
        Self(steps)
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, step) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("/")?;
            }
            f.write_str(&step.name)?;
            if let Some(instance) = step.instance {
                write!(f, "[{instance}]")?;
            }
        }
        Ok(())
    }
}

impl FromStr for FieldPath {
    type Err = NotAPath;

    fn from_str(text: &str) -> Result<Self, NotAPath> {
        text.split('/').map(step).collect::<Result<Vec<_>, _>>().map(Self)
    }
}

fn step(text: &str) -> Result<Step, NotAPath> {
    let (name, instance) = match text.split_once('[') {
        None => (text, None),
        Some((name, rest)) => {
            let digits = rest.strip_suffix(']').ok_or(NotAPath)?;
            // `u32::from_str` would take a plus sign and leading zeros.
            if digits.is_empty() || digits.starts_with(['+', '0']) {
                return Err(NotAPath);
            }
            (name, Some(InstanceId(digits.parse().map_err(|_| NotAPath)?)))
        }
    };
    if name.is_empty() { Err(NotAPath) } else { Ok(Step { name: name.to_owned(), instance }) }
}

impl From<FieldPath> for String {
    fn from(path: FieldPath) -> Self {
        path.to_string()
    }
}

impl TryFrom<String> for FieldPath {
    type Error = NotAPath;

    fn try_from(text: String) -> Result<Self, NotAPath> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_reads_back_as_it_was_written() {
        for text in ["a", "a/b", "members[2]/income/wage", "a[1]", "甲[4294967295]/乙"] {
            assert_eq!(text.parse::<FieldPath>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_path_is_refused() {
        for text in [
            "",
            "/",
            "a/",
            "/a",
            "a[",
            "a[]",
            "a[x]",
            "a[1",
            "a[01]",
            "a[+1]",
            "a[1]b",
            "[1]",
            "a[9999999999]",
        ] {
            assert_eq!(text.parse::<FieldPath>(), Err(NotAPath), "{text}");
        }
    }
}
