//! A decimal number kept exactly as it was written, because incomes are
//! money and binary fractions are not.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Digits that a decimal may have before and after the point together: what
/// `f64` carries exactly, so that expressions see the number that was written.
const MOST_DIGITS: usize = 15;

/// An exact decimal of at most 15 digits; `3.50` and `3.5` are the same.
///
/// It is written, in JSON too, as a string such as `-12.5`.
///
/// ```
/// # use doorstep_forms::Decimal;
/// let wage: Decimal = "1234.50".parse().unwrap();
/// assert_eq!(wage.to_string(), "1234.5");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Decimal {
    digits: i64,
    /// Digits after the point; 0 when `digits` is 0.
    scale: u8,
}

/// The text is not a decimal of at most 15 digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a decimal of at most 15 digits")]
pub struct NotADecimal;

impl Decimal {
    /// The nearest binary number, as expressions see it.
    pub fn to_f64(self) -> f64 {
        // At most 15 digits: parsing the text cannot fail and rounds once.
        self.to_string().parse().unwrap_or(f64::NAN)
    }
}

/// Incomes are personal data: a number is never printed by accident.
impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Decimal(..)")
    }
}

impl FromStr for Decimal {
    type Err = NotADecimal;

    fn from_str(text: &str) -> Result<Self, NotADecimal> {
        let (negative, unsigned) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() && fraction.is_empty() || !all_digits(whole) || !all_digits(fraction) {
            return Err(NotADecimal);
        }
        let whole = whole.trim_start_matches('0');
        let fraction = fraction.trim_end_matches('0');
        if whole.len() + fraction.len() > MOST_DIGITS {
            return Err(NotADecimal);
        }
        let digits = whole
            .bytes()
            .chain(fraction.bytes())
            .fold(0_i64, |number, digit| number * 10 + i64::from(digit - b'0'));
        let scale = u8::try_from(fraction.len()).map_err(|_| NotADecimal)?;
        Ok(Self { digits: if negative { -digits } else { digits }, scale })
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.digits < 0 { "-" } else { "" };
        let power = 10_u64.pow(u32::from(self.scale));
        let (whole, fraction) = (self.digits.unsigned_abs() / power, self.digits.unsigned_abs() % power);
        if self.scale == 0 {
            write!(f, "{sign}{whole}")
        } else {
            write!(f, "{sign}{whole}.{fraction:0width$}", width = usize::from(self.scale))
        }
    }
}

impl From<Decimal> for String {
    fn from(decimal: Decimal) -> Self {
        decimal.to_string()
    }
}

impl TryFrom<String> for Decimal {
    type Error = NotADecimal;

    fn try_from(text: String) -> Result<Self, NotADecimal> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_kept() {
        for (written, kept) in [
            ("0", "0"),
            ("-0.0", "0"),
            ("007", "7"),
            (".5", "0.5"),
            ("5.", "5"),
            ("-3.50", "-3.5"),
            ("0.000000000000001", "0.000000000000001"),
            ("999999999999999", "999999999999999"),
        ] {
            assert_eq!(written.parse::<Decimal>().unwrap().to_string(), kept, "{written}");
        }
    }

    #[test]
    fn what_is_no_decimal_is_refused() {
        for text in ["", "-", ".", "1e3", "+1", " 1", "1,5", "1.2.3", "inf", "NaN", "１", "1234567890123456"]
        {
            assert_eq!(text.parse::<Decimal>(), Err(NotADecimal), "{text}");
        }
    }
}
