//! Red lines: single answers that make a visit an emergency, whatever the rest of
//! the form says. Sources: the Law on the Protection of Minors (未成年人保护法) art.
//! 11, 21, 92; 国发〔2016〕13号; the national list of mandatory-report situations
//! (强制报告). For elders they are the station's own.

use serde::{Deserialize, Serialize};

/// One red line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RedLine {
    /// Suspected abuse or neglect.
    SuspectedAbuse,
    /// Suspected sexual harm.
    SexualHarm,
    /// Suspected violence, bullying or drugging.
    SuspectedViolence,
    /// Multiple injuries, severe malnutrition, unconsciousness.
    UnconsciousOrMalnourished,
    /// Self-harm or talk of suicide.
    SelfHarm,
    /// Abandoned, or long without anyone's care.
    AbandonedOrUnattended,
    /// A child under eight left alone (art. 21).
    #[serde(rename = "under_8_unattended")]
    Under8Unattended,
    /// A child under sixteen living alone (art. 21; 国发〔2016〕13号).
    #[serde(rename = "under_16_living_alone")]
    Under16LivingAlone,
    /// Missing, trafficked, of unknown origin.
    MissingOrTrafficked,
    /// Organised begging.
    OrganisedBegging,
    /// The guardian has lost the capacity to care, or refuses.
    GuardianLostCapacity,
    /// An elder who lives alone and answers neither door nor telephone.
    ElderUnreachable,
    /// Gas, stove or carbon monoxide danger in an elder's home.
    ElderUnsafeGasOrCo,
    /// No food in an elder's home.
    ElderNoFood,
    /// An elder's self-harm or talk of suicide.
    ElderSelfHarm,
    /// A house of danger grade D still lived in (整幢危房).
    DwellingGradeD,
    /// Any other serious harm.
    OtherSeriousHarm,
}

/// How soon a supervisor must look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// In its turn.
    Normal,
    /// Before everything else (紧急).
    Emergency,
}

/// One red line is enough; there is no sum in which it could be lost.
pub fn urgency_of(red_lines: &[RedLine]) -> Urgency {
    if red_lines.is_empty() { Urgency::Normal } else { Urgency::Emergency }
}
