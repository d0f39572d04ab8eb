//! What a picture looks like, in 64 bits that stay about the same when it is scaled, saved
//! again or brightened. How they are made of pixels is `core/evidence`'s.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A perceptual hash; 16 hexadecimal digits in JSON.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Likeness(pub u64);

/// A text that is no likeness.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not sixteen hexadecimal digits")]
pub struct NotALikeness;

impl Likeness {
    /// How many bits differ: 0 the same, about 32 two pictures that have nothing to do with each other.
    pub fn distance(self, other: Self) -> u32 {
        (self.0 ^ other.0).count_ones()
    }
}

impl fmt::Display for Likeness {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{:016x}", self.0)
    }
}

impl fmt::Debug for Likeness {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{self}")
    }
}

impl FromStr for Likeness {
    type Err = NotALikeness;
    fn from_str(text: &str) -> Result<Self, NotALikeness> {
        let digits = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        digits.then_some(()).ok_or(NotALikeness)?;
        u64::from_str_radix(text, 16).map(Self).map_err(|_| NotALikeness)
    }
}

impl TryFrom<String> for Likeness {
    type Error = NotALikeness;
    fn try_from(text: String) -> Result<Self, NotALikeness> {
        text.parse()
    }
}

impl From<Likeness> for String {
    fn from(likeness: Likeness) -> Self {
        likeness.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sixteen_digits_and_nothing_else_are_a_likeness() {
        let likeness = Likeness(0x00FF_0000_0000_0001);
        assert_eq!(likeness.to_string().parse(), Ok(likeness));
        assert_eq!((likeness.distance(Likeness(1)), likeness.distance(likeness)), (8, 0));
        for text in ["", "+0ff000000000001", "00ff00000000000g", "00ff0000000000011"] {
            assert_eq!(text.parse::<Likeness>(), Err(NotALikeness));
        }
    }
}
