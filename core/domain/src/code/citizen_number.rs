//! The citizen identity number (公民身份号码), GB 11643-1999: six digits of area,
//! eight of birth date, three of sequence, one check character.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use thiserror::Error;

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

/// Full-width digits and a lower-case x are how people type it on a phone.
fn normalised(text: &str) -> String {
    text.trim()
        .chars()
        .map(|c| match c {
            '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
            'x' | 'ｘ' | 'Ｘ' => 'X',
            other => other,
        })
        .collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reference_numbers_of_the_standard_are_valid() {
        for text in ["11010519491231002X", "440524188001010014", "11010519491231002x", "１1010519491231002Ｘ"]
        {
            assert!(text.parse::<CitizenNumber>().is_ok(), "{text}");
        }
    }

    #[test]
    fn date_and_sex_are_read_from_the_number() {
        let number: CitizenNumber = "11010519491231002X".parse().unwrap();
        assert_eq!(number.birth_date(), NaiveDate::from_ymd_opt(1949, 12, 31));
        assert_eq!(number.sex(), Sex::Female);
    }

    #[test]
    fn each_fault_has_its_own_name() {
        let fault = |text: &str| text.parse::<CitizenNumber>().unwrap_err();
        assert_eq!(fault("110105194912310021"), CitizenNumberError::CheckCharacter);
        assert_eq!(fault("11010519491331002X"), CitizenNumberError::BirthDate);
        assert_eq!(fault("1101051949123100"), CitizenNumberError::Shape);
        assert_eq!(fault("11010519491231002XX"), CitizenNumberError::Shape);
        assert_eq!(fault("甲乙丙丁戊己庚辛"), CitizenNumberError::Shape);
    }

    #[test]
    fn any_single_wrong_digit_is_found() {
        let good = "11010519491231002X";
        for place in 0..17 {
            for digit in '0'..='9' {
                let mut text: Vec<char> = good.chars().collect();
                if text[place] == digit {
                    continue;
                }
                text[place] = digit;
                let text: String = text.into_iter().collect();
                assert!(text.parse::<CitizenNumber>().is_err(), "{text}");
            }
        }
    }
}
