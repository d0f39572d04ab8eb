//! A draft as its screen shows it above the questions.

use crate::{error::DoorstepError, file::Subject, moment::Instant, naming, open::Doorstep, visit::Purpose};
use doorstep_client::standing;
use doorstep_domain::{
    id::{DraftId, RecordId},
    visit::Urgency,
};

pub use doorstep_domain::visit::RedLine;

/// A single answer that makes a visit an emergency, whatever the rest says.
#[uniffi::remote(Enum)]
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
    Under8Unattended,
    /// A child under sixteen living alone (art. 21; 国发〔2016〕13号).
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

/// What is known of a draft beside its questions.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct DraftStanding {
    /// Whom it is about.
    pub subject: Option<Subject>,
    /// Of the person, or of the head of the household; none while they are not on this phone.
    pub name: Option<String>,
    /// Which visit or sheet.
    pub purpose: Purpose,
    /// When it was begun, by the phone's clock.
    pub began: Instant,
    /// The returned record that it corrects.
    pub corrects: Option<RecordId>,
    /// The worker's reason for what is unusual; empty if none was given.
    pub explanation: String,
    /// Red lines answered so far: one makes an emergency, before anything is finished.
    pub red_lines: Vec<RedLine>,
    /// How soon a supervisor would have to look, were it finished now.
    pub urgency: Urgency,
}

#[uniffi::export]
impl Doorstep {
    /// A draft as it stands.
    pub fn draft_standing(&self, draft: DraftId) -> Result<DraftStanding, DoorstepError> {
        let client = self.client()?;
        let standing::DraftStanding { subject, purpose, began, corrects, explanation, red_lines, urgency } =
            client.draft_standing(draft)?;
        let name = naming::name_of(&client, subject)?;
        let (subject, purpose) = (subject.map(Into::into), purpose.into());
        Ok(DraftStanding { subject, name, purpose, began, corrects, explanation, red_lines, urgency })
    }
}
