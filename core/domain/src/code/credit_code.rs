//! The unified social credit code (统一社会信用代码), GB 32100-2015: registering
//! authority, category, six digits of area, an organisation code of nine (组织机构代码,
//! GB 11714) and a check character over all seventeen before it.

use super::{Fault, Verdict, normalised};
use crate::rules::Rule;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// What is asked of a credit code.
pub const RULE: Rule = Rule {
    says: "A credit code ends in the check character that its seventeen others give; an organisation code inside it whose own check does not agree warns.",
    term: "统一社会信用代码",
    source: "GB 32100-2015; GB 11714",
    data: None,
    tests: &[
        "code::credit_code::codes_in_use_are_valid",
        "code::credit_code::any_single_wrong_character_is_found",
        "code::credit_code::an_organisation_code_that_does_not_agree_warns",
    ],
};

/// An 18-character code whose check character agrees. Some codes issued in Xiamen before 2016 are
/// reported not to agree (unverified); they are denied all the same.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CreditCode(String);

/// A social organisation (社会组织), registered with civil affairs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SocialOrganisation {
    /// 社会团体: 51.
    Association,
    /// 社会服务机构 (民办非企业单位): 52.
    ServiceInstitution,
    /// 基金会: 53.
    Foundation,
}

/// A character's value is its place. I, O, S, V and Z are left out; 31, a prime, are left.
const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
/// `3^(i-1) mod 31` for the first 17 characters.
const WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
/// GB 11714, for the first eight of an organisation code.
const ORGANISATION_WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

/// The check character of seventeen others; `None` if they are not seventeen of the alphabet.
pub fn check_character(seventeen: &str) -> Option<char> {
    if seventeen.len() != WEIGHTS.len() {
        return None;
    }
    let mut sum = 0;
    for (character, weight) in seventeen.chars().zip(WEIGHTS) {
        sum += ALPHABET.find(character)? * weight;
    }
    ALPHABET.chars().nth((31 - sum % 31) % 31)
}

/// The check character of the eight before it in an organisation code, where letters count on from
/// ten, all 26 of them; `None` if they are not eight.
fn organisation_check(eight: &str) -> Option<char> {
    if eight.len() != ORGANISATION_WEIGHTS.len() {
        return None;
    }
    let mut sum = 0;
    for (character, weight) in eight.chars().zip(ORGANISATION_WEIGHTS) {
        sum += character.to_digit(36)? * weight;
    }
    match 11 - sum % 11 {
        10 => Some('X'),
        11 => Some('0'),
        digit => char::from_digit(digit, 10),
    }
}

impl CreditCode {
    /// Judges a code as typed.
    pub fn check(text: &str) -> Verdict<Self> {
        match text.parse::<Self>() {
            Ok(code) => {
                let doubt = (!code.organisation_agrees()).then_some(Fault::OrganisationCheck);
                Verdict::kept(code, doubt)
            }
            Err(fault) => Verdict::Denied(fault),
        }
    }

    /// The code, upper-case.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The organisation code inside, which older papers carry alone.
    pub fn organisation_code(&self) -> &str {
        self.0.get(8..17).unwrap_or_default()
    }

    /// Which social organisation it is, if any.
    pub fn social_organisation(&self) -> Option<SocialOrganisation> {
        match self.0.as_bytes() {
            [b'5', b'1', ..] => Some(SocialOrganisation::Association),
            [b'5', b'2', ..] => Some(SocialOrganisation::ServiceInstitution),
            [b'5', b'3', ..] => Some(SocialOrganisation::Foundation),
            _ => None,
        }
    }

    fn organisation_agrees(&self) -> bool {
        let parts = self.organisation_code().split_at_checked(8);
        parts.is_some_and(|(eight, check)| organisation_check(eight).is_some_and(|c| check.starts_with(c)))
    }
}

impl FromStr for CreditCode {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let code = normalised(text);
        let (seventeen, check) = code.split_at_checked(17).ok_or(Fault::Shape)?;
        let expected = check_character(seventeen).ok_or(Fault::Shape)?;
        if check.len() != 1 || !ALPHABET.contains(check) {
            return Err(Fault::Shape);
        }
        if !check.starts_with(expected) {
            return Err(Fault::CheckCharacter);
        }
        Ok(Self(code))
    }
}

impl TryFrom<String> for CreditCode {
    type Error = Fault;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<CreditCode> for String {
    fn from(code: CreditCode) -> Self {
        code.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The first five are in public use, the others were computed; their organisation codes end in
    /// digits, 0 and X, and one's own check is 0, where a rest of none must not become 31.
    const VALID: [&str; 10] = [
        "91350100M000100Y43",
        "91440300708461136T",
        "91110108551385082Q",
        "91110105771583283D",
        "51100000500019541K",
        "519901017JH4BXKF5N",
        "539901018H76NFHT0H",
        "51990101FULF2BR2XA",
        "51990101B8LE9JKA08",
        "519901011WX85U1A90",
    ];

    #[test]
    fn codes_in_use_are_valid() {
        for text in VALID {
            assert_eq!(CreditCode::check(text).faults(), [], "{text}");
        }
        let typed: CreditCode = " ９１350100m000100y43 ".parse().unwrap();
        assert_eq!(typed.as_str(), VALID[0]);
        assert_eq!(typed.organisation_code(), "M000100Y4");
    }

    #[test]
    fn what_has_not_the_shape_is_denied() {
        let letters = ["I", "O", "S", "V", "Z", "-", "汉"];
        let wrong = letters.map(|letter| format!("91350100M000100Y4{letter}"));
        let inside = letters.map(|letter| format!("9135010{letter}M000100Y43"));
        let odd = ["", "91350100M000100Y4", "91350100M000100Y433"].map(str::to_owned);
        for text in wrong.iter().chain(&inside).chain(&odd) {
            assert_eq!(CreditCode::check(text), Verdict::Denied(Fault::Shape), "{text}");
        }
    }

    #[test]
    fn an_organisation_code_that_does_not_agree_warns() {
        let seventeen = "51100000500019542";
        let text = format!("{seventeen}{}", check_character(seventeen).unwrap());
        assert_eq!(CreditCode::check(&text).faults(), [Fault::OrganisationCheck]);
    }

    #[test]
    fn letters_left_out_of_credit_codes_still_count_in_organisation_codes() {
        // J is 19 here and 18 there.
        assert_eq!(organisation_check("J0000000"), char::from_digit(11 - 19 * 3 % 11, 10));
    }

    #[test]
    fn social_organisations_are_known_by_their_first_two() {
        let of = |index: usize| VALID[index].parse::<CreditCode>().unwrap().social_organisation();
        assert_eq!(of(0), None);
        assert_eq!(of(4), Some(SocialOrganisation::Association));
        assert_eq!(of(6), Some(SocialOrganisation::Foundation));
        let service: CreditCode = "52990101LJ2K0XTF17".parse().unwrap();
        assert_eq!(service.social_organisation(), Some(SocialOrganisation::ServiceInstitution));
    }

    proptest! {
        #[test]
        fn any_single_wrong_character_is_found(
            seventeen in "[0-9A-HJ-NPQRTUWXY]{17}", place in 0..18_usize, other in 0..31_usize,
        ) {
            let good = format!("{seventeen}{}", check_character(&seventeen).unwrap());
            prop_assert!(good.parse::<CreditCode>().is_ok());
            let mut wrong = good.clone().into_bytes();
            wrong[place] = ALPHABET.as_bytes()[other];
            let wrong = String::from_utf8(wrong).unwrap();
            prop_assert_eq!(wrong.parse::<CreditCode>().is_ok(), wrong == good);
        }
    }

    #[test]
    fn every_single_wrong_character_of_the_valid_codes_is_found() {
        for good in VALID {
            for place in 0..18 {
                for character in ALPHABET.bytes().filter(|c| *c != good.as_bytes()[place]) {
                    let mut wrong = good.as_bytes().to_vec();
                    wrong[place] = character;
                    let wrong = String::from_utf8(wrong).unwrap();
                    assert_eq!(CreditCode::check(&wrong), Verdict::Denied(Fault::CheckCharacter), "{wrong}");
                }
            }
        }
    }
}
