//! A draft as its screen shows it above the questions.

use crate::{error::ClientError, filled::Bound, open::Client};
use chrono::{DateTime, Utc};
use doorstep_domain::{
    id::{DraftId, RecordId},
    purpose::Purpose,
    sheet::SheetTag,
    subject::Subject,
    visit::{BoundQuestion, RedLine, Urgency, red_line},
};

/// What is known of a draft beside its questions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftStanding {
    /// Whom it is about.
    pub subject: Option<Subject>,
    /// Which visit or sheet.
    pub purpose: Purpose,
    /// When it was begun, by the phone's clock.
    pub began: DateTime<Utc>,
    /// The returned record that it corrects.
    pub corrects: Option<RecordId>,
    /// The worker's reason for what is unusual, as far as one was given.
    pub explanation: String,
    /// Red lines answered so far: one makes an emergency, before anything is finished.
    pub red_lines: Vec<RedLine>,
    /// How soon a supervisor would have to look, were it finished now.
    pub urgency: Urgency,
}

impl Client {
    /// A draft as it stands.
    pub fn draft_standing(&self, draft: DraftId) -> Result<DraftStanding, ClientError> {
        self.with_draft(draft, |open| {
            let answers = open.session.answers_so_far();
            let red_lines: Vec<RedLine> = Bound { answers: &answers }.codes(BoundQuestion::RedLines)?;
            let reports = open.about.purpose.sheet().is_some_and(SheetTag::is_report);
            let urgency = if reports { Urgency::Emergency } else { red_line::urgency_of(&red_lines) };
            Ok(DraftStanding {
                subject: open.about.subject,
                purpose: open.about.purpose,
                began: open.about.began,
                corrects: open.about.corrects,
                explanation: open.about.explanation.clone(),
                red_lines,
                urgency,
            })
        })
    }
}
