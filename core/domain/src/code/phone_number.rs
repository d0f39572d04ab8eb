//! Telephone numbers as people give them. Virtual ranges exist and villages have
//! odd lines, so an unusual number is a warning, never a refusal.

use super::{Fault, Verdict};
use crate::rules::Rule;

/// What is asked of a telephone number.
pub const RULE: Rule = Rule {
    says: "A telephone number that is neither mobile nor landline in shape warns, and is kept.",
    term: "联系电话",
    source: "numbering plan (unverified for landlines)",
    data: None,
    tests: &[
        "code::phone_number::mobile_landline_and_the_rest_are_told_apart",
        "code::phone_number::an_unusual_number_warns_and_is_kept",
    ],
};

/// What a number looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhoneKind {
    /// `1[3-9]` and nine digits.
    Mobile,
    /// Area code with its zero, seven or eight digits, an extension perhaps.
    Landline,
    /// Neither: warn, keep.
    Unusual,
}

/// Judges a number as given; none is denied.
pub fn check(number: &str) -> Verdict<PhoneKind> {
    let kind = kind_of(number);
    Verdict::kept(kind, (kind == PhoneKind::Unusual).then_some(Fault::UnusualNumber))
}

/// Classifies a number; blanks and hyphens are ignored.
pub fn kind_of(number: &str) -> PhoneKind {
    let digits: String = number.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return PhoneKind::Unusual;
    }
    match digits.as_bytes() {
        [b'1', b'3'..=b'9', rest @ ..] if rest.len() == 9 => PhoneKind::Mobile,
        [b'0', rest @ ..] if (9..=17).contains(&rest.len()) => PhoneKind::Landline,
        _ => PhoneKind::Unusual,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mobile_landline_and_the_rest_are_told_apart() {
        assert_eq!(kind_of("139 0000 0000"), PhoneKind::Mobile);
        assert_eq!(kind_of("0990-1234567"), PhoneKind::Landline);
        for odd in ["", "12900000000", "+8613900000000", "110"] {
            assert_eq!(kind_of(odd), PhoneKind::Unusual, "{odd}");
        }
    }

    #[test]
    fn an_unusual_number_warns_and_is_kept() {
        assert_eq!(check("110"), Verdict::kept(PhoneKind::Unusual, [Fault::UnusualNumber]));
        assert_eq!(check("139 0000 0000"), Verdict::kept(PhoneKind::Mobile, []));
    }
}
