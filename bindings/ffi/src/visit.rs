//! Visits: begun, kept as drafts, weighed before leaving, finished or given up. What stands between is in [`crate::form`].

use crate::{
    error::DoorstepError,
    file::Subject,
    form::MissingAnswer,
    found::NewSubject,
    moment::Instant,
    naming,
    open::Doorstep,
    page::{Page, page},
    place::{Fix, fix},
};
use doorstep_client::{
    finish::{self, FinishError},
    session,
};
use doorstep_domain::{
    id::{DraftId, RecordId},
    purpose, rules,
    sheet::SheetTag,
};
use doorstep_store::RecordFacts;

pub use doorstep_domain::{
    plausibility::Flag,
    visit::{Urgency, VisitTag},
};

/// A kind of visit or of sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Purpose {
    /// A visit.
    Visit {
        /// Which.
        visit: VisitTag,
    },
    /// A sheet.
    Sheet {
        /// Which.
        sheet: SheetTag,
    },
}

impl From<purpose::Purpose> for Purpose {
    fn from(purpose: purpose::Purpose) -> Self {
        match purpose {
            purpose::Purpose::Visit(visit) => Self::Visit { visit },
            purpose::Purpose::Sheet(sheet) => Self::Sheet { sheet },
        }
    }
}

/// Of a record: its title begins with it, if it was filled from a form.
pub(crate) fn purpose_of(facts: &RecordFacts) -> Option<Purpose> {
    facts.title.first().and_then(|name| purpose::Purpose::parse(name)).map(Into::into)
}

/// How soon a supervisor must look.
#[uniffi::remote(Enum)]
pub enum Urgency {
    /// In its turn.
    Normal,
    /// Before everything else (紧急).
    Emergency,
}

/// Something unusual about a visit, with its figures. It flags; it never accuses or blocks.
#[uniffi::remote(Enum)]
pub enum Flag {
    /// No place at all: indoors, switched off, or refused.
    NoPlace,
    /// A place, but a weak one.
    WeakPlace {
        /// As the provider estimates it.
        accuracy_metres: u32,
    },
    /// The platform says that the place came from a test provider.
    MockPlace,
    /// The clocks of the phone contradict each other, or cannot be compared.
    DoubtfulClock,
    /// Far from the door, whatever the accuracy.
    FarFromDoor {
        /// At least so far.
        metres: u32,
    },
    /// Outside of the village, whatever the accuracy, and not at its door either.
    OutsideVillage {
        /// At least so far.
        metres: u32,
    },
    /// Shorter than such a visit can be.
    Short {
        /// How long it took.
        seconds: u32,
        /// The least that is usual.
        least_seconds: u32,
    },
    /// Faster from the visit before than a car goes on such roads.
    Speed {
        /// The visit before.
        before: RecordId,
        /// At least so far apart.
        metres: u32,
        /// In so much time.
        seconds: u32,
    },
    /// Several visits at doors that lie apart, made from one point.
    OnePoint {
        /// The others.
        others: Vec<RecordId>,
        /// All within so much time.
        minutes: u32,
    },
    /// To the last digit the place of another visit.
    SamePlace {
        /// The other.
        other: RecordId,
    },
    /// A photograph that looks like one of another visit.
    SamePhotograph {
        /// The other.
        other: RecordId,
        /// Bits in which they differ, of 64.
        bits: u32,
    },
    /// A photograph whose account is not signed by the phone that sent it. Only the county says so.
    UnvouchedPhotograph {
        /// Which `evidence` record.
        photograph: RecordId,
    },
}

/// Whom a visit is about.
#[derive(Clone, Debug, PartialEq, uniffi::Enum)]
pub enum Whom {
    /// Someone on file.
    OnFile {
        /// Who.
        subject: Subject,
    },
    /// Someone met at a door and not yet on file.
    Found {
        /// Who.
        new: NewSubject,
    },
}

/// A draft as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct DraftRow {
    /// Which.
    pub id: DraftId,
    /// Whom it is about.
    pub subject: Option<Subject>,
    /// Of the person, or of the head of the household; none while they are not on this phone.
    pub name: Option<String>,
    /// Which visit or sheet.
    pub purpose: Option<Purpose>,
    /// When it was begun, by the phone's clock.
    pub began: Instant,
    /// When it was last answered.
    pub updated: Instant,
}

page! {
    /// What was begun and not finished.
    DraftsPage of DraftRow
}

/// What came of finishing.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Finishing {
    /// The record is saved, and will be sent.
    Saved {
        /// Which, and what the rules say of it.
        saved: SavedRecord,
        /// One red line makes an emergency: the shell opens the report flow.
        urgency: Urgency,
    },
    /// Nothing is saved yet: these questions keep it from being finished.
    Unanswered {
        /// In the form's order.
        missing: Vec<MissingAnswer>,
    },
}

/// What is unusual before leaving.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Weighing {
    /// This; nothing if empty.
    Unusual {
        /// In no order of weight.
        flags: Vec<Flag>,
    },
    /// Only what could be finished is weighed.
    Unanswered {
        /// In the form's order.
        missing: Vec<MissingAnswer>,
    },
}

/// What saving gave.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct SavedRecord {
    /// The record.
    pub record: RecordId,
    /// Codes of what the rules in force say against it: the county will say the same.
    pub findings: Vec<String>,
}

pub(crate) fn saved(saved: &doorstep_client::SavedRecord) -> SavedRecord {
    SavedRecord { record: saved.record, findings: codes(&saved.findings) }
}

pub(crate) fn codes(findings: &[rules::Finding]) -> Vec<String> {
    findings.iter().map(|finding| finding.code().to_owned()).collect()
}

#[uniffi::export]
impl Doorstep {
    /// Begins a visit: checks that the phone has room for it, takes the newest form of its kind, and keeps a draft.
    pub fn begin_visit(&self, whom: Whom, visit: VisitTag) -> Result<DraftId, DoorstepError> {
        let whom = match whom {
            Whom::OnFile { subject } => session::Whom::OnFile(subject.into()),
            Whom::Found { new } => session::Whom::New(Box::new(self.new_subject(new)?)),
        };
        Ok(self.client()?.begin_visit(whom, visit)?)
    }

    /// Visits and sheets begun and not finished, newest first.
    pub fn drafts(&self, page: Page) -> Result<DraftsPage, DoorstepError> {
        let client = self.client()?;
        DraftsPage::of(client.drafts(&page.into())?, |row| {
            let session::DraftRow { id, subject, purpose, began, updated } = row;
            let name = naming::name_of(&client, subject)?;
            let (subject, purpose) = (subject.map(Into::into), purpose.map(Into::into));
            Ok(DraftRow { id, subject, name, purpose, began, updated })
        })
    }

    /// What is unusual about a visit whose questions are answered, as it stands, finished here and now; of a sheet, nothing.
    pub fn unusual(&self, draft: DraftId, place: Option<Fix>) -> Result<Weighing, DoorstepError> {
        match self.client()?.unusual(draft, fix(place)?) {
            Ok(flags) => Ok(Weighing::Unusual { flags }),
            Err(FinishError::Missing(missing)) => {
                Ok(Weighing::Unanswered { missing: missing.into_iter().map(Into::into).collect() })
            }
            Err(FinishError::Client(error)) => Err(error.into()),
        }
    }

    /// Keeps the worker's reason for what is unusual with the draft; an empty one takes it back.
    pub fn explain(&self, draft: DraftId, reason: &str) -> Result<(), DoorstepError> {
        Ok(self.client()?.explain(draft, reason)?)
    }

    /// Finishes a visit or a sheet: saved as one step, with whoever was found in it.
    pub fn finish(&self, draft: DraftId, place: Option<Fix>) -> Result<Finishing, DoorstepError> {
        match self.client()?.finish(draft, fix(place)?) {
            Ok(finish::Finished { saved: record, urgency }) => {
                Ok(Finishing::Saved { saved: saved(&record), urgency })
            }
            Err(FinishError::Missing(missing)) => {
                Ok(Finishing::Unanswered { missing: missing.into_iter().map(Into::into).collect() })
            }
            Err(FinishError::Client(error)) => Err(error.into()),
        }
    }

    /// Gives a draft up. The reason is a record: work begun is accounted for.
    pub fn abandon(&self, draft: DraftId, reason: &str) -> Result<(), DoorstepError> {
        Ok(self.client()?.abandon(draft, reason)?)
    }
}
