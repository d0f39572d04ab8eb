//! Questions that the core reads by name: whatever form a county writes for a kind of
//! visit, these mean these fields. Everything else stays in a visit's `answers`.

use super::VisitTag;

macro_rules! questions {
    ($($(#[$doc:meta])* $question:ident $name:literal $kinds:expr,)*) => {
        /// A question that every form of some kinds of visit has.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum BoundQuestion {
            $($(#[$doc])* $question,)*
        }

        impl BoundQuestion {
            /// Every one.
            pub const ALL: &[Self] = &[$(Self::$question),*];

            /// Its name in the form.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$question => $name,)*
                }
            }

            /// Kinds of visit whose forms have it.
            pub fn kinds(self) -> &'static [VisitTag] {
                match self {
                    $(Self::$question => $kinds,)*
                }
            }
        }
    };
}

questions! {
    /// How it ended.
    Outcome "outcome" &VisitTag::ALL,
    /// How it was made.
    Mode "mode" &VisitTag::ALL,
    /// Who was met.
    Met "met" &VisitTag::ALL,
    /// What was found.
    Findings "findings" &VisitTag::ALL,
    /// Codes of needs.
    Needs "needs" &VisitTag::ALL,
    /// What will be done.
    FollowUp "follow_up" &VisitTag::ALL,
    /// When the worker means to come again.
    NextDate "next_date" &VisitTag::ALL,
    /// Codes, from a select or a calculation.
    RedLines "red_lines" &VisitTag::ALL,
    /// A colleague, by id, or by a name that only one has.
    SecondInvestigator "second_investigator" &[VisitTag::HouseholdCheck],
    /// The household's signature.
    HouseholdSignature "household_signature" &[VisitTag::HouseholdCheck],
    /// Why there is none.
    SignatureRefusedReason "signature_refused_reason" &[VisitTag::HouseholdCheck],
    /// `yes` or `no`.
    SpokenToAlone "spoken_to_alone" &[VisitTag::GuardianVisit],
    /// `close` advises to close the case.
    PlanAdvice "plan_advice" &[VisitTag::FollowUp],
}
