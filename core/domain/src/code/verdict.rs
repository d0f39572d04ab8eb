use std::{error::Error, fmt};

/// What a finding does to what it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// It is said, and nothing stops.
    Warn,
    /// It stands in the way.
    Deny,
}

macro_rules! faults {
    ($($(#[$doc:meta])* $fault:ident $code:literal $severity:ident,)*) => {
        /// What is wrong or odd about a code. The words live in the shells.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Fault {
            $($(#[$doc])* $fault,)*
        }

        impl Fault {
            /// Every one.
            pub const ALL: &[Self] = &[$(Self::$fault),*];

            /// Stable, as screens carry it.
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$fault => $code,)*
                }
            }

            /// Whether it stands in the way.
            pub fn severity(self) -> Severity {
                match self {
                    $(Self::$fault => Severity::$severity,)*
                }
            }
        }
    };
}

faults! {
    /// Not of the length or the characters that such a code has.
    Shape "shape" Deny,
    /// The date digits are no day of the calendar.
    BirthDate "birth_date" Deny,
    /// The check character is not the one that the others give.
    CheckCharacter "check_character" Deny,
    /// A level of an area code is zero above one that is not.
    LevelMissing "level_missing" Deny,
    /// No type of disability has this digit.
    DisabilityKind "disability_kind" Deny,
    /// No grade of disability has this digit.
    DisabilityGrade "disability_grade" Deny,
    /// The card carries another person's citizen number.
    NotOwnNumber "not_own_number" Deny,
    /// The list of the standard does not have it.
    NotListed "not_listed" Deny,
    /// The list does not have it, and the list itself was not confirmed from the standard.
    NotInUnverifiedList "not_in_unverified_list" Warn,
    /// An old number of fifteen digits, which carries no check: to be read from the card once more.
    FifteenDigits "fifteen_digits" Warn,
    /// GB/T 2260 knows no province of these digits.
    UnknownProvince "unknown_province" Warn,
    /// Born after today.
    BornLater "born_later" Warn,
    /// Born longer ago than people live.
    BornLongAgo "born_long_ago" Warn,
    /// The organisation code inside a credit code has a check character that does not agree.
    OrganisationCheck "organisation_check" Warn,
    /// A disability card issued again, with characters after its twenty.
    Reissued "reissued" Warn,
    /// Neither a mobile number nor a landline in shape.
    UnusualNumber "unusual_number" Warn,
    /// The township digits are of no kind of township.
    UnknownTownshipKind "unknown_township_kind" Warn,
    /// The village digits are of no kind of village.
    UnknownVillageKind "unknown_village_kind" Warn,
    /// The region of this code is no more; others followed it.
    Abolished "abolished" Warn,
    /// The region of this code is not yet.
    NotYetInForce "not_yet_in_force" Warn,
    /// No region in force has this code or followed one that had it.
    UnknownArea "unknown_area" Warn,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Error for Fault {}

/// What a validator says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum Verdict<T> {
    /// The value holds, however odd.
    Kept {
        /// What was read.
        value: T,
        /// What is odd about it, all of [`Severity::Warn`].
        doubts: Vec<Fault>,
    },
    /// There is no value, for a fault of [`Severity::Deny`].
    Denied(Fault),
}

impl<T> Verdict<T> {
    pub(crate) fn kept(value: T, doubts: impl IntoIterator<Item = Fault>) -> Self {
        Self::Kept { value, doubts: doubts.into_iter().collect() }
    }

    /// The value, or what denies it; doubts are dropped.
    pub fn value(self) -> Result<T, Fault> {
        match self {
            Self::Kept { value, .. } => Ok(value),
            Self::Denied(fault) => Err(fault),
        }
    }

    /// Everything there is to say.
    pub fn faults(&self) -> &[Fault] {
        match self {
            Self::Kept { doubts, .. } => doubts,
            Self::Denied(fault) => std::slice::from_ref(fault),
        }
    }

    /// The weight of it all; `None` where there is nothing to say.
    pub fn severity(&self) -> Option<Severity> {
        self.faults().first().map(|fault| fault.severity())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        code::{
            citizen_number::CitizenNumber, credit_code::CreditCode, disability_card::DisabilityCard,
            list::List, phone_number,
        },
        region::AreaCode,
    };
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    /// Denied by a fault that denies, or kept with faults that do not.
    fn is_sound<T>(verdict: &Verdict<T>) -> bool {
        match verdict {
            Verdict::Kept { doubts, .. } => doubts.iter().all(|fault| fault.severity() == Severity::Warn),
            Verdict::Denied(fault) => fault.severity() == Severity::Deny,
        }
    }

    proptest! {
        #[test]
        fn whatever_the_text_it_is_denied_only_by_what_denies(
            text in prop_oneof![
                any::<String>(),
                "[0-9]{11,12}",
                "[0-9]{15}",
                "[1-6][0-9]{5}(19|20)[0-9]{2}(0[1-9]|1[0-2])[0-2][0-9][0-9]{3}[0-9Xx]([1-8][0-5](B1)?)?",
                "5[1-3][0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}",
            ],
        ) {
            let today = "2026-11-22".parse().unwrap();
            prop_assert!(is_sound(&CitizenNumber::check(&text, today)));
            prop_assert!(is_sound(&CreditCode::check(&text)));
            prop_assert!(is_sound(&DisabilityCard::check(&text, None)));
            prop_assert!(is_sound(&AreaCode::check(&text)));
            prop_assert!(is_sound(&phone_number::check(&text)));
            for list in List::ALL {
                prop_assert!(is_sound(&list.check(&text)));
            }
        }
    }

    #[test]
    fn no_two_faults_share_a_code() {
        let codes: BTreeSet<&str> = Fault::ALL.iter().map(|fault| fault.code()).collect();
        assert_eq!(codes.len(), Fault::ALL.len());
    }

    #[test]
    fn a_verdict_weighs_what_its_faults_weigh() {
        assert_eq!(Verdict::kept((), []).severity(), None);
        assert_eq!(Verdict::kept((), [Fault::BornLater]).severity(), Some(Severity::Warn));
        assert_eq!(Verdict::<()>::Denied(Fault::Shape).severity(), Some(Severity::Deny));
    }
}
