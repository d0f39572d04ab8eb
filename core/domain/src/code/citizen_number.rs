//! The citizen identity number (公民身份号码), GB 11643-1999: six digits of area,
//! eight of birth date, three of sequence, one check character.

use super::{Fault, Verdict, is_province, normalised};
use crate::{rules::Rule, subject::person::age_on};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use thiserror::Error;

#[cfg(test)]
mod tests;

/// What is asked of a citizen number.
pub const RULE: Rule = Rule {
    says: "A citizen number has a date of the calendar and the check character that its digits give; its area, an odd birth date and fifteen digits only warn.",
    term: "公民身份号码",
    source: "GB 11643-1999",
    data: None,
    tests: &[
        "code::citizen_number::each_fault_has_its_own_name",
        "code::citizen_number::any_single_wrong_digit_is_found",
        "code::citizen_number::fifteen_digits_gain_a_century_and_a_check",
        "code::citizen_number::an_odd_number_is_kept_with_its_doubts",
    ],
};

/// An 18-character number whose date exists and whose check character agrees.
/// Its area digits are not looked up: people carry codes long abolished.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CitizenNumber(String);

/// Sex as the number's 17th digit tells it (odd: male).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// 男
    Male,
    /// 女
    Female,
}

/// Whose number it is, by its first digits. All have the same check (unverified for all but citizens).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberKind {
    /// 居民身份证
    Citizen,
    /// 港澳台居民居住证, Hong Kong: 81.
    HongKongResident,
    /// 港澳台居民居住证, Macao: 82.
    MacaoResident,
    /// 港澳台居民居住证, Taiwan: 83.
    TaiwanResident,
    /// 外国人永久居留身份证: 9.
    PermanentResident,
}

/// Completed years above which a birth date is odd.
const OLDEST: u32 = 130;

/// Why a text is no citizen number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CitizenNumberError {
    /// Not 17 digits and a digit or X.
    #[error("a citizen number has seventeen digits and a check character")]
    Shape,
    /// The eight date digits are no day of the calendar.
    #[error("the birth date in the citizen number does not exist")]
    BirthDate,
    /// The last character is not the one that ISO 7064 MOD 11-2 gives.
    #[error("the check character of the citizen number does not agree")]
    CheckCharacter,
}

/// `2^(18-i) mod 11` for the first 17 digits.
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK: &[u8; 11] = b"10X98765432";

/// The check character of seventeen digits; `None` if they are not seventeen digits.
pub fn check_character(seventeen: &str) -> Option<char> {
    if seventeen.len() != WEIGHTS.len() {
        return None;
    }
    let mut sum = 0;
    for (digit, weight) in seventeen.chars().zip(WEIGHTS) {
        sum += digit.to_digit(10)? * weight;
    }
    CHECK.get((sum % 11) as usize).map(|check| char::from(*check))
}

impl CitizenNumber {
    /// Judges a number as typed, of eighteen characters or fifteen digits, on the civil day `today`.
    pub fn check(text: &str, today: NaiveDate) -> Verdict<Self> {
        let old = Self::from_fifteen(text);
        let fifteen = old.is_ok().then_some(Fault::FifteenDigits);
        match old.or_else(|_| text.parse::<Self>()) {
            Ok(number) => {
                let doubts = fifteen.into_iter().chain(number.odd_province()).chain(number.odd_birth(today));
                Verdict::kept(number.clone(), doubts)
            }
            Err(error) => Verdict::Denied(error.into()),
        }
    }

    /// The number that an old one of fifteen digits became: the century 19, and the check. Never done
    /// in passing: the first fifteen of eighteen digits can be such a number, another person's.
    pub fn from_fifteen(text: &str) -> Result<Self, CitizenNumberError> {
        let digits = normalised(text);
        let (area, rest) = digits.split_at_checked(6).ok_or(CitizenNumberError::Shape)?;
        let seventeen = format!("{area}19{rest}");
        let check = check_character(&seventeen).ok_or(CitizenNumberError::Shape)?;
        format!("{seventeen}{check}").parse()
    }

    /// Whose it is.
    pub fn kind(&self) -> NumberKind {
        match self.0.as_bytes() {
            [b'8', b'1', ..] => NumberKind::HongKongResident,
            [b'8', b'2', ..] => NumberKind::MacaoResident,
            [b'8', b'3', ..] => NumberKind::TaiwanResident,
            [b'9', ..] => NumberKind::PermanentResident,
            _ => NumberKind::Citizen,
        }
    }

    fn odd_province(&self) -> Option<Fault> {
        let known = self.0.get(..2).and_then(|digits| digits.parse().ok()).is_some_and(is_province);
        (self.kind() == NumberKind::Citizen && !known).then_some(Fault::UnknownProvince)
    }

    fn odd_birth(&self, today: NaiveDate) -> Option<Fault> {
        match age_on(self.birth_date()?, today) {
            None => Some(Fault::BornLater),
            Some(age) if age > OLDEST => Some(Fault::BornLongAgo),
            Some(_) => None,
        }
    }

    /// The number, upper-case X.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The birth date that the number carries.
    pub fn birth_date(&self) -> Option<NaiveDate> {
        self.0.get(6..14).and_then(|digits| NaiveDate::parse_from_str(digits, "%Y%m%d").ok())
    }

    /// The sex that the number carries.
    pub fn sex(&self) -> Sex {
        match self.0.as_bytes().get(16) {
            Some(digit) if digit % 2 == 1 => Sex::Male,
            _ => Sex::Female,
        }
    }
}

impl FromStr for CitizenNumber {
    type Err = CitizenNumberError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = normalised(text);
        let (digits, check) = number.split_at_checked(17).ok_or(CitizenNumberError::Shape)?;
        let expected = check_character(digits).ok_or(CitizenNumberError::Shape)?;
        if check.len() != 1 || !check.bytes().all(|b| b.is_ascii_digit() || b == b'X') {
            return Err(CitizenNumberError::Shape);
        }
        let valid = Self(number.clone());
        if valid.birth_date().is_none() {
            return Err(CitizenNumberError::BirthDate);
        }
        check.starts_with(expected).then_some(valid).ok_or(CitizenNumberError::CheckCharacter)
    }
}

impl From<CitizenNumberError> for Fault {
    fn from(error: CitizenNumberError) -> Self {
        match error {
            CitizenNumberError::Shape => Self::Shape,
            CitizenNumberError::BirthDate => Self::BirthDate,
            CitizenNumberError::CheckCharacter => Self::CheckCharacter,
        }
    }
}

impl TryFrom<String> for CitizenNumber {
    type Error = CitizenNumberError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<CitizenNumber> for String {
    fn from(number: CitizenNumber) -> Self {
        number.0
    }
}

/// Never prints the number: it would end in a log.
impl fmt::Debug for CitizenNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CitizenNumber(…)")
    }
}
