//! From a form's answers to a visit.
//!
//! Some questions are bound: whatever form a county writes for a kind of visit, the names
//! of [`BoundQuestion`] mean its fields. Everything else stays in `answers`.

use crate::{
    error::ClientError,
    open::Client,
    record::{Making, SavedRecord},
    session::Open,
};
use doorstep_domain::{
    id::{AccountId, DraftId, RecordId},
    place::Fix,
    record::{DraftAbandoned, Record},
    visit::{
        BoundQuestion, ElderCheckIn, GuardianVisit, HouseholdCheck, HouseholdSignature, Mode, Outcome,
        Urgency, Visit, VisitKind, VisitTag,
    },
};
use doorstep_forms::{Answers, Missing};
use doorstep_store::{Page, RecordFacts};
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

/// Colleagues read at a time when one is looked for by name.
const COLLEAGUES: usize = 200;

/// Why a visit is not finished.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum FinishError {
    /// Questions are unanswered or answered against their constraint.
    #[error("{} questions keep the visit from being finished", .0.len())]
    Missing(Vec<Missing>),
    /// Anything else.
    #[error(transparent)]
    Client(#[from] ClientError),
}

/// A visit, finished and saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finished {
    /// The visit, and what the rules say of it.
    pub visit: SavedRecord,
    /// One red line makes an emergency: the shell opens the report flow.
    pub urgency: Urgency,
}

impl Client {
    /// Finishes a visit: saved as a link of the chain, in one step with the new subject if it found one.
    pub fn finish(&self, draft: DraftId, place: Option<Fix>) -> Result<Finished, FinishError> {
        let finished = self.with_draft(draft, |open| {
            open.session.end(self.here_and_now());
            let answers = match open.session.finish() {
                Ok(answers) => answers,
                Err(missing) => return Ok(Err(FinishError::Missing(missing))),
            };
            Ok(self.save_visit(open, &answers, place).map_err(FinishError::from))
        })??;
        self.forget_draft(draft);
        Ok(finished)
    }

    /// Gives a draft up. The reason is a record: work begun is accounted for.
    pub fn abandon(&self, draft: DraftId, reason: &str) -> Result<(), ClientError> {
        self.with_draft(draft, |open| {
            let abandoned = DraftAbandoned { draft, subject: open.about.subject, reason: reason.to_owned() };
            let facts = RecordFacts {
                subject: Some(open.about.subject),
                visit: None,
                urgency: Urgency::Normal,
                day: self.today(),
                corrects: None,
                title: vec!["draft_abandoned".to_owned()],
            };
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

    fn save_visit(
        &self,
        open: &Open,
        answers: &Answers,
        place: Option<Fix>,
    ) -> Result<Finished, ClientError> {
        let mut visit = self.visit(open, answers, place)?;
        let evidence = self.evidence(&open.about, &visit)?;
        visit.evidence = self.carried(&visit)?;
        visit.evidence.extend(evidence.iter().map(|making| making.id));
        let urgency = visit.urgency();
        let facts = RecordFacts {
            subject: Some(visit.subject),
            visit: Some(visit.kind.tag()),
            urgency,
            day: visit.day,
            corrects: visit.corrects,
            title: vec![visit.kind.tag().as_str().to_owned(), code_of(&visit.outcome)?],
        };
        let mut makings = Vec::new();
        if let Some(new) = &open.about.new_subject {
            makings.push(self.new_subject_record(new.clone())?);
        }
        // First, so that whoever has the visit has them, too.
        makings.extend(evidence);
        makings.push(Making {
            id: self.new_id(RecordId::from_parts)?,
            record: Record::Visit(Box::new(visit)),
            facts,
            draft: Some(open.about.id),
        });
        let visit = self.save_all(makings)?.pop().ok_or_else(|| ClientError::internal("save"))?;
        Ok(Finished { visit, urgency })
    }

    /// The visit that a draft is, finished here and now.
    pub(crate) fn visit(
        &self,
        open: &Open,
        answers: &Answers,
        place: Option<Fix>,
    ) -> Result<Visit, ClientError> {
        let bound = Bound { answers };
        let me = self.store().enrolment()?.ok_or(ClientError::SignedOut)?.account;
        let second = bound
            .text(BoundQuestion::SecondInvestigator)
            .map(|who| self.colleague_named(&who))
            .transpose()?;
        let kind = match open.about.visit {
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
        };
        let mut visit = Visit {
            subject: open.about.subject,
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

/// Reads bound questions.
struct Bound<'a> {
    answers: &'a Answers,
}

impl Bound<'_> {
    fn text(&self, question: BoundQuestion) -> Option<String> {
        self.answers.get(question.name())?.as_str().map(str::to_owned)
    }

    /// One code (or date) as the type that has it. A code that the type does not know is the form's fault, and said.
    fn code<T: DeserializeOwned>(&self, question: BoundQuestion) -> Result<Option<T>, ClientError> {
        let name = question.name();
        self.answers.get(name).map(|value| read(name, value.clone())).transpose()
    }

    /// Codes of a `select_multiple`, or of a calculation that writes them with spaces between.
    fn codes<T: DeserializeOwned>(&self, question: BoundQuestion) -> Result<Vec<T>, ClientError> {
        let name = question.name();
        let codes = match self.answers.get(name) {
            None => Vec::new(),
            Some(Json::String(codes)) => {
                codes.split_whitespace().map(|code| Json::String(code.to_owned())).collect()
            }
            Some(Json::Array(codes)) => codes.clone(),
            Some(_) => return Err(ClientError::invalid(name, "not_codes")),
        };
        codes.into_iter().map(|code| read(name, code)).collect()
    }

    fn signature(&self) -> Option<HouseholdSignature> {
        let signed =
            self.text(BoundQuestion::HouseholdSignature).map(|media| HouseholdSignature::Signed { media });
        signed.or_else(|| {
            self.text(BoundQuestion::SignatureRefusedReason)
                .map(|reason| HouseholdSignature::Refused { reason })
        })
    }
}

fn read<T: DeserializeOwned>(name: &str, value: Json) -> Result<T, ClientError> {
    serde_json::from_value(value).map_err(|_| ClientError::invalid(name, "unknown_code"))
}

fn code_of(outcome: &Outcome) -> Result<String, ClientError> {
    match serde_json::to_value(outcome) {
        Ok(Json::String(code)) => Ok(code),
        _ => Err(ClientError::internal("outcome")),
    }
}
