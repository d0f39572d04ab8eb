//! What a form is filled for: a visit, or a sheet apart from any.

use crate::{sheet::SheetTag, visit::VisitTag};
use serde::{Deserialize, Serialize};

/// A kind of visit or of sheet. On the wire it is its name alone: no two have the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Purpose {
    /// A visit.
    Visit(VisitTag),
    /// A sheet.
    Sheet(SheetTag),
}

impl Purpose {
    /// Everything that a form is filled for.
    pub fn all() -> impl Iterator<Item = Self> {
        VisitTag::ALL.into_iter().map(Self::Visit).chain(SheetTag::ALL.into_iter().map(Self::Sheet))
    }

    /// As stored and sent; also the id of the form.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Visit(tag) => tag.as_str(),
            Self::Sheet(tag) => tag.as_str(),
        }
    }

    /// The purpose of this name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::all().find(|purpose| purpose.as_str() == text)
    }

    /// The kind of visit, if it is one.
    pub fn visit(self) -> Option<VisitTag> {
        match self {
            Self::Visit(tag) => Some(tag),
            Self::Sheet(_) => None,
        }
    }

    /// The kind of sheet, if it is one.
    pub fn sheet(self) -> Option<SheetTag> {
        match self {
            Self::Visit(_) => None,
            Self::Sheet(tag) => Some(tag),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_purpose_is_found_by_its_name_and_no_two_share_one() {
        let names: BTreeSet<&str> = Purpose::all().map(Purpose::as_str).collect();
        assert_eq!(names.len(), Purpose::all().count());
        for purpose in Purpose::all() {
            assert_eq!(Purpose::parse(purpose.as_str()), Some(purpose));
            let wire = format!("\"{}\"", purpose.as_str());
            assert_eq!(serde_json::to_string(&purpose).unwrap(), wire);
            assert_eq!(serde_json::from_str::<Purpose>(&wire).unwrap(), purpose);
        }
        assert_eq!(Purpose::parse("horoscope"), None);
    }
}
