//! From a form's answers to a record.
//!
//! Some questions are bound: whatever form a county writes for a kind of visit, the names
//! of [`BoundQuestion`] mean its fields. Everything else stays in `answers`.

use crate::{
    error::ClientError,
    filled::Bound,
    open::Client,
    record::{Making, SavedRecord},
    session::Open,
};
use doorstep_domain::{
    id::{AccountId, DraftId, RecordId},
    place::Fix,
    purpose::Purpose,
    record::{DraftAbandoned, Record},
    sheet::Sheet,
    visit::{
        BoundQuestion, ElderCheckIn, FollowUp, GuardianVisit, HouseholdCheck, Mode, Outcome, Urgency, Visit,
        VisitKind, VisitTag,
    },
};
use doorstep_forms::{Answers, Missing};
use doorstep_store::{Page, RecordFacts};
use serde_json::Value as Json;

/// Colleagues read at a time when one is looked for by name.
const COLLEAGUES: usize = 200;

/// Why a visit or a sheet is not finished.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum FinishError {
    /// Questions are unanswered or answered against their constraint.
    #[error("{} questions keep it from being finished", .0.len())]
    Missing(Vec<Missing>),
    /// Anything else.
    #[error(transparent)]
    Client(#[from] ClientError),
}

/// A visit or a sheet, finished and saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finished {
    /// The record, and what the rules say of it.
    pub saved: SavedRecord,
    /// One red line makes an emergency: the shell opens the report flow.
    pub urgency: Urgency,
}

impl Client {
    /// Finishes a visit or a sheet: saved as a link of the chain, in one step with the new subject if it found one.
    pub fn finish(&self, draft: DraftId, place: Option<Fix>) -> Result<Finished, FinishError> {
        let finished = self.with_draft(draft, |open| {
            open.session.end(self.here_and_now());
            let answers = match open.session.finish() {
                Ok(answers) => answers,
                Err(missing) => return Ok(Err(FinishError::Missing(missing))),
            };
            Ok(self.save_filled(open, &answers, place).map_err(FinishError::from))
        })??;
        self.forget_draft(draft);
        Ok(finished)
    }

    /// Gives a draft up. The reason is a record: work begun is accounted for.
    pub fn abandon(&self, draft: DraftId, reason: &str) -> Result<(), ClientError> {
        self.with_draft(draft, |open| {
            let abandoned = DraftAbandoned { draft, subject: open.about.subject, reason: reason.to_owned() };
            let facts = self.plain_facts(open.about.subject, "draft_abandoned");
            self.save(Making {
                id: self.new_id(RecordId::from_parts)?,
                record: Record::DraftAbandoned(abandoned),
                facts,
                draft: Some(draft),
            })
        })?;
        self.forget_draft(draft);
        Ok(())
    }

    fn save_filled(
        &self,
        open: &Open,
        answers: &Answers,
        place: Option<Fix>,
    ) -> Result<Finished, ClientError> {
        let about = &open.about;
        let (evidence, photographs) =
            self.evidence(about, &Json::Object(answers.tree().clone()), open.session.today())?;
        let mut title = vec![about.purpose.as_str().to_owned()];
        let (record, urgency) = match about.purpose {
            Purpose::Visit(tag) => {
                let visit = Visit { evidence, ..self.visit(open, tag, answers, place)? };
                title.push(code_of(&visit.outcome)?);
                let urgency = visit.urgency();
                (Record::Visit(Box::new(visit)), urgency)
            }
            Purpose::Sheet(tag) => {
                let sheet = Sheet { evidence, ..self.sheet(open, tag, answers, place)? };
                let urgency = sheet.urgency();
                (Record::Sheet(Box::new(sheet)), urgency)
            }
        };
        let facts = RecordFacts {
            subject: about.subject,
            visit: about.purpose.visit(),
            urgency,
            day: open.session.today(),
            corrects: about.corrects,
            title,
        };
        let mut makings = Vec::new();
        if let Some(new) = &about.new_subject {
            makings.push(self.new_subject_record(new.clone())?);
        }
        makings.extend(self.opened_file(about, &record)?);
        // First, so that whoever has the visit has them, too.
        makings.extend(photographs);
        let id = self.new_id(RecordId::from_parts)?;
        makings.push(Making { id, record, facts, draft: Some(about.id) });
        let saved = self.save_all(makings)?.pop().ok_or_else(|| ClientError::internal("save"))?;
        Ok(Finished { saved, urgency })
    }

    /// The visit that a draft is, finished here and now.
    pub(crate) fn visit(
        &self,
        open: &Open,
        tag: VisitTag,
        answers: &Answers,
        place: Option<Fix>,
    ) -> Result<Visit, ClientError> {
        let subject = open.about.subject.ok_or_else(|| ClientError::internal("subject"))?;
        let bound = Bound { answers };
        let me = self.store().enrolment()?.ok_or(ClientError::SignedOut)?.account;
        let second = bound
            .text(BoundQuestion::SecondInvestigator)
            .map(|who| self.colleague_named(&who))
            .transpose()?;
        let kind = match tag {
            VisitTag::HouseholdCheck => VisitKind::HouseholdCheck(HouseholdCheck {
                second_investigator: second,
                signature: bound.signature(),
            }),
            VisitTag::GuardianVisit => VisitKind::GuardianVisit(GuardianVisit {
                spoken_to_alone: bound.text(BoundQuestion::SpokenToAlone).map(|answer| answer == "yes"),
            }),
            VisitTag::ElderCheckIn => VisitKind::ElderCheckIn(ElderCheckIn {}),
            VisitTag::NeedsAssessment => VisitKind::NeedsAssessment,
            VisitTag::Census => VisitKind::Census,
            VisitTag::FollowUp => VisitKind::FollowUp(FollowUp {
                plan: open.about.follows,
                close: bound.text(BoundQuestion::PlanAdvice).as_deref() == Some("close"),
            }),
        };
        let mut visit = Visit {
            subject,
            kind,
            outcome: bound.code(BoundQuestion::Outcome)?.unwrap_or(Outcome::Met),
            mode: bound.code(BoundQuestion::Mode)?.unwrap_or(Mode::Home),
            met: bound.codes(BoundQuestion::Met)?,
            visitors: std::iter::once(me).chain(second.filter(|second| *second != me)).collect(),
            began: open.about.began,
            ended: self.inner.ports.clock.now(),
            day: open.session.today(),
            place,
            findings: bound.text(BoundQuestion::Findings).unwrap_or_default(),
            needs: bound.codes(BoundQuestion::Needs)?,
            follow_up: bound.text(BoundQuestion::FollowUp).unwrap_or_default(),
            red_lines: bound.codes(BoundQuestion::RedLines)?,
            next_date: bound.code(BoundQuestion::NextDate)?,
            form: open.about.form.clone(),
            answers: Json::Object(answers.tree().clone()),
            trail: open.about.trail.clone(),
            corrects: open.about.corrects,
            evidence: Vec::new(),
            unusual: Vec::new(),
            explanation: open.about.explanation.clone(),
        };
        visit.unusual = self.flags(&open.about, &visit)?;
        Ok(visit)
    }

    /// A colleague by id, or by a name that only one of them has.
    fn colleague_named(&self, who: &str) -> Result<AccountId, ClientError> {
        if let Ok(id) = who.parse() {
            return Ok(id);
        }
        let mut named = Vec::new();
        let mut page = Some(Page::first(COLLEAGUES));
        while let Some(asked) = page {
            let colleagues = self.store().colleagues(&asked)?;
            named.extend(colleagues.items.iter().filter(|other| other.name == who).map(|other| other.id));
            page = Page::after(&colleagues, COLLEAGUES);
        }
        match named.as_slice() {
            [one] => Ok(*one),
            [] => Err(ClientError::invalid(BoundQuestion::SecondInvestigator.name(), "unknown_colleague")),
            _ => Err(ClientError::invalid(BoundQuestion::SecondInvestigator.name(), "several_of_this_name")),
        }
    }
}

fn code_of(outcome: &Outcome) -> Result<String, ClientError> {
    match serde_json::to_value(outcome) {
        Ok(Json::String(code)) => Ok(code),
        _ => Err(ClientError::internal("outcome")),
    }
}
