//! The number of a disabled person's card (残疾人证号): the holder's citizen number, a
//! digit of type and a digit of grade (GB/T 26341-2010). A card issued again may carry
//! letters and digits after them, such as B1 (unverified).

use super::{
    Fault, Verdict,
    citizen_number::CitizenNumber,
    disability::{DisabilityKind, Grade},
    normalised,
};
use crate::rules::Rule;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// What is asked of a disability card.
pub const RULE: Rule = Rule {
    says: "A disability card is numbered by its holder's own citizen number, a type 1–7 and a grade 1–4; what follows them warns.",
    term: "残疾人证号",
    source: "GB/T 26341-2010",
    data: None,
    tests: &[
        "code::disability_card::a_card_is_read_into_its_parts",
        "code::disability_card::every_type_and_grade_is_judged",
        "code::disability_card::a_card_of_somebody_else_is_denied",
        "code::disability_card::a_card_issued_again_warns",
    ],
};

/// A card's number, of which each part is valid.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DisabilityCard {
    number: CitizenNumber,
    kind: DisabilityKind,
    grade: Grade,
    text: String,
}

/// Characters before those of a card issued again.
const LENGTH: usize = 20;
/// Most characters that a card issued again may add: two are known, four leave room (unverified).
const MOST_ADDED: usize = 4;

impl DisabilityCard {
    /// Judges a number as typed, beside the person's own citizen number where that is known.
    pub fn check(text: &str, own: Option<&CitizenNumber>) -> Verdict<Self> {
        match text.parse::<Self>() {
            Ok(card) if own.is_some_and(|own| own != &card.number) => Verdict::Denied(Fault::NotOwnNumber),
            Ok(card) => {
                let doubt = (card.text.len() > LENGTH).then_some(Fault::Reissued);
                Verdict::kept(card, doubt)
            }
            Err(fault) => Verdict::Denied(fault),
        }
    }

    /// As on the card, upper-case.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whose card it is.
    pub fn number(&self) -> &CitizenNumber {
        &self.number
    }

    /// 残疾类别
    pub fn kind(&self) -> DisabilityKind {
        self.kind
    }

    /// 残疾等级
    pub fn grade(&self) -> Grade {
        self.grade
    }
}

impl FromStr for DisabilityCard {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = normalised(text);
        let (number, rest) = text.split_at_checked(18).ok_or(Fault::Shape)?;
        let mut rest = rest.chars();
        let (kind, grade) = rest.next().zip(rest.next()).ok_or(Fault::Shape)?;
        let added = rest.as_str();
        if added.len() > MOST_ADDED || !added.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(Fault::Shape);
        }
        Ok(Self {
            number: number.parse::<CitizenNumber>()?,
            kind: DisabilityKind::from_digit(kind).ok_or(Fault::DisabilityKind)?,
            grade: Grade::from_digit(grade).ok_or(Fault::DisabilityGrade)?,
            text,
        })
    }
}

impl TryFrom<String> for DisabilityCard {
    type Error = Fault;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<DisabilityCard> for String {
    fn from(card: DisabilityCard) -> Self {
        card.text
    }
}

/// Never prints the number: it would end in a log, and what ails its holder with it.
impl fmt::Debug for DisabilityCard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DisabilityCard(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "11010519491231002X";

    fn own() -> CitizenNumber {
        OWN.parse().unwrap()
    }

    #[test]
    fn a_card_is_read_into_its_parts() {
        let verdict = DisabilityCard::check("11010519491231002x６３", Some(&own()));
        assert_eq!(verdict.faults(), []);
        let card = verdict.value().unwrap();
        assert_eq!(
            (card.number(), card.kind(), card.grade()),
            (&own(), DisabilityKind::Mental, Grade::Three)
        );
        assert_eq!(card.as_str(), "11010519491231002X63");
        let json = serde_json::to_string(&card).unwrap();
        assert_eq!(json, "\"11010519491231002X63\"");
        assert_eq!(serde_json::from_str::<DisabilityCard>(&json).unwrap(), card);
    }

    #[test]
    fn every_type_and_grade_is_judged() {
        for kind in 0..=9 {
            for grade in 0..=9 {
                let verdict = DisabilityCard::check(&format!("{OWN}{kind}{grade}"), None);
                let fault = match (kind, grade) {
                    (1..=7, 1..=4) => None,
                    (1..=7, _) => Some(Fault::DisabilityGrade),
                    _ => Some(Fault::DisabilityKind),
                };
                assert_eq!(verdict.value().err(), fault, "{kind}{grade}");
            }
        }
    }

    #[test]
    fn a_card_of_somebody_else_is_denied() {
        let other = "44052418800101001441";
        assert_eq!(DisabilityCard::check(other, Some(&own())), Verdict::Denied(Fault::NotOwnNumber));
        assert_eq!(DisabilityCard::check(other, None).faults(), []);
    }

    #[test]
    fn a_card_issued_again_warns() {
        for added in ["B", "B1", "b1", "B123"] {
            let verdict = DisabilityCard::check(&format!("{OWN}41{added}"), Some(&own()));
            assert_eq!(verdict.faults(), [Fault::Reissued], "{added}");
            assert!(verdict.value().is_ok(), "{added}");
        }
        for added in ["B1234", "补1", "-1"] {
            let verdict = DisabilityCard::check(&format!("{OWN}41{added}"), None);
            assert_eq!(verdict, Verdict::Denied(Fault::Shape), "{added}");
        }
    }

    #[test]
    fn a_wrong_citizen_number_inside_is_denied_by_its_own_fault() {
        let denied = |text: &str| DisabilityCard::check(text, None).value().unwrap_err();
        assert_eq!(denied("11010519491231002141"), Fault::CheckCharacter);
        assert_eq!(denied("11010519491331002X41"), Fault::BirthDate);
        assert_eq!(denied("11010519491231002X4"), Fault::Shape);
        assert_eq!(denied(OWN), Fault::Shape);
    }

    #[test]
    fn the_number_stays_out_of_debug_output() {
        assert_eq!(
            format!("{:?}", format!("{OWN}41").parse::<DisabilityCard>().unwrap()),
            "DisabilityCard(…)"
        );
    }
}
