use super::stage::{ELDER, HOUSEHOLD, LI, Phone, WANG};
use crate::{Client, ClientError, Opened, finish::FinishError, review::Choice, session::Whom};
use doorstep_domain::{
    id::{DraftId, RecordId},
    post::Post,
    record::Record,
    review::{ReturnItem, ReviewNote, ReviewState},
    rules::Finding,
    subject::Subject,
    visit::{Mode, Outcome, RedLine, Urgency, Visit, VisitKind, VisitTag},
};
use doorstep_forms::{Item, Question, QuestionKind, Value};
use doorstep_protocol::{
    changes::{Clash, DocumentKind},
    journal,
};
use doorstep_store::{Page, PersonOnFile};
use serde_json::json;

pub(super) fn one(code: &str) -> Value {
    Value::One(code.to_owned())
}

fn text(words: &str) -> Value {
    Value::Text(words.to_owned())
}

fn questions(client: &Client, draft: DraftId) -> Vec<Question> {
    let items = client.form_page(draft, "en", 0, usize::MAX).unwrap();
    items
        .into_iter()
        .filter_map(|item| if let Item::Question(question) = item { Some(*question) } else { None })
        .collect()
}

pub(super) fn answer_named(client: &Client, draft: DraftId, name: &str, value: Value) {
    client.answer(draft, &path_of(client, draft, name), value).unwrap();
}

pub(super) fn path_of(client: &Client, draft: DraftId, name: &str) -> String {
    let asked = questions(client, draft);
    let question = asked.iter().find(|question| question.path.name() == name);
    question.unwrap_or_else(|| panic!("{name} is not asked")).path.to_string()
}

/// Answers whatever still keeps the form from being finished, as blandly as its constraints allow.
pub(super) fn answer_the_rest(client: &Client, draft: DraftId) {
    for _ in 0..200 {
        let Some(missing) = client.missing(draft).unwrap().into_iter().next() else { return };
        let asked = questions(client, draft);
        let question = asked.iter().find(|question| question.path == missing.path).unwrap();
        let path = missing.path.to_string();
        let tries: Vec<Value> = match question.kind {
            // Whoever is kin to an officer is registered apart: that is another story.
            QuestionKind::SelectOne if question.path.name() == "near_relative" => vec![one("no")],
            QuestionKind::SelectOne => question.choices.iter().map(|choice| one(&choice.code)).collect(),
            QuestionKind::SelectMultiple => {
                question.choices.iter().map(|choice| Value::Many(vec![choice.code.clone()])).collect()
            }
            QuestionKind::Integer => vec![Value::Integer(0), Value::Integer(1)],
            QuestionKind::Decimal => {
                vec![Value::Decimal("0".parse().unwrap()), Value::Decimal("1".parse().unwrap())]
            }
            QuestionKind::Date => {
                vec![Value::Date(client.today()), Value::Date(client.today().succ_opt().unwrap())]
            }
            QuestionKind::Image | QuestionKind::Signature => vec![Value::Media("sha256".to_owned())],
            _ => vec![text("as seen")],
        };
        for value in tries {
            client.answer(draft, &path, value).unwrap();
            if client.missing(draft).unwrap().iter().all(|other| other.path != missing.path) {
                break;
            }
        }
    }
    panic!("{:?} cannot be answered", client.missing(draft).unwrap());
}

pub(super) fn elder_visit(client: &Client) -> DraftId {
    let subject = Subject::Person(ELDER);
    client.begin_visit(Whom::OnFile(subject), VisitTag::ElderCheckIn).unwrap()
}

pub(super) fn visit_of(client: &Client, record: RecordId) -> Visit {
    let stored = client.store().record(record).unwrap().unwrap();
    match Record::parse(&stored.kind, stored.payload_version, stored.payload.unwrap().text.as_bytes()) {
        Ok(Record::Visit(visit)) => *visit,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_draft_opens_on_the_same_question_after_the_app_was_killed() {
    let phone = Phone::of(WANG);
    let draft = elder_visit(&phone.client());
    answer_named(&phone.client(), draft, "outcome", one("met"));
    answer_named(&phone.client(), draft, "falls", Value::Integer(2));
    let before = questions(&phone.client(), draft);
    let after = questions(&phone.restart(), draft);
    assert_eq!(after, before);
    assert!(after.iter().any(|question| question.path.name() == "fall_place"), "asked because she fell");
}

#[test]
fn a_closed_phone_has_let_go_of_its_files() {
    let phone = Phone::of(WANG);
    for _ in 0..40 {
        phone.restart();
    }
}

#[test]
fn a_finished_visit_carries_what_the_bound_questions_say() {
    let phone = Phone::of(WANG);
    let client = phone.client();
    let draft = elder_visit(&client);
    answer_named(&client, draft, "outcome", one("met"));
    answer_named(&client, draft, "findings", text("stove smokes"));
    answer_the_rest(&client, draft);
    let finished = client.finish(draft, None).unwrap();
    let visit = visit_of(&client, finished.saved.record);
    assert_eq!((visit.outcome, visit.mode), (Outcome::Met, Mode::Home));
    assert_eq!(visit.findings, "stove smokes");
    assert_eq!(visit.visitors, [WANG]);
    assert_eq!(visit.day, client.today());
    assert!(!visit.met.is_empty());
    assert!(client.drafts(&Page::first(10)).unwrap().items.is_empty());
}

#[test]
fn one_red_line_makes_an_emergency_whatever_else_was_answered() {
    let phone = Phone::of(WANG);
    let client = phone.client();
    let draft = elder_visit(&client);
    answer_named(&client, draft, "outcome", one("met"));
    assert_eq!(client.draft_standing(draft).unwrap().urgency, Urgency::Normal);
    answer_named(&client, draft, "gas", one("leak"));
    let standing = client.draft_standing(draft).unwrap();
    assert_eq!(standing.urgency, Urgency::Emergency, "before anything else is answered");
    assert_eq!(standing.red_lines, [RedLine::ElderUnsafeGasOrCo]);
    answer_the_rest(&client, draft);
    let finished = client.finish(draft, None).unwrap();
    assert_eq!(finished.urgency, Urgency::Emergency);
    assert!(visit_of(&client, finished.saved.record).red_lines.contains(&RedLine::ElderUnsafeGasOrCo));
    assert!(client.store().outbox(10, 1_000_000).unwrap()[0].emergency);
}

#[test]
fn an_unfinished_visit_says_what_is_missing_and_stays_a_draft() {
    let phone = Phone::of(WANG);
    let client = phone.client();
    let draft = elder_visit(&client);
    let Err(FinishError::Missing(missing)) = client.finish(draft, None) else { panic!("not finished") };
    assert_eq!(missing[0].path.name(), "outcome");
    assert_eq!(client.drafts(&Page::first(10)).unwrap().items.len(), 1);
}

fn household_check(client: &Client, second: &str) -> Result<crate::finish::Finished, FinishError> {
    let subject = Subject::Household(HOUSEHOLD);
    let draft = client.begin_visit(Whom::OnFile(subject), VisitTag::HouseholdCheck).unwrap();
    answer_named(client, draft, "outcome", one("met"));
    answer_named(client, draft, "second_investigator", text(second));
    answer_the_rest(client, draft);
    client.finish(draft, None)
}

#[test]
fn a_second_investigator_is_found_by_name_and_an_unknown_one_is_asked_about_again() {
    let phone = Phone::of(WANG);
    let client = phone.client();
    let unknown = household_check(&client, "无此人").unwrap_err();
    let expected = ClientError::Invalid {
        field: "second_investigator".to_owned(),
        code: "unknown_colleague".to_owned(),
    };
    assert_eq!(unknown, FinishError::Client(expected));
    let finished = household_check(&client, "李乙").unwrap();
    assert_eq!(finished.saved.findings, []);
    let visit = visit_of(&client, finished.saved.record);
    assert_eq!(visit.visitors, [WANG, LI]);
    let VisitKind::HouseholdCheck(check) = visit.kind else { panic!() };
    assert_eq!(check.second_investigator, Some(LI));
    assert!(check.signature.is_some());
}

#[test]
fn naming_oneself_as_second_investigator_is_said_before_leaving() {
    let phone = Phone::of(WANG);
    let finished = household_check(&phone.client(), "王甲").unwrap();
    assert_eq!(finished.saved.findings, [Finding::SecondInvestigatorIsAuthor]);
}

#[test]
fn two_phones_countersign_by_qr_without_a_network() {
    let (wang, li) = (Phone::of(WANG), Phone::of(LI));
    let visit = household_check(&wang.client(), "李乙").unwrap().saved.record;
    let asked = wang.client().countersign_request(visit).unwrap();
    assert_eq!(li.client().read_countersign_request(&asked).unwrap().author, WANG);
    let shown_back = li.client().countersign(&asked).unwrap();
    assert_eq!(wang.client().read_countersigned(&shown_back).unwrap().by, LI);
    assert_eq!(li.client().store().outbox(10, 1_000_000).unwrap().len(), 1);
    assert!(wang.client().countersign(&asked).is_err(), "nobody stands by their own visit");
    assert!(li.client().countersign("doorstep-countersign1:{}").is_err());
}

#[test]
fn a_returned_visit_is_corrected_on_its_own_answers_and_answered() {
    let phone = Phone::of(WANG);
    let client = phone.client();
    let draft = elder_visit(&client);
    answer_named(&client, draft, "outcome", one("met"));
    answer_named(&client, draft, "findings", text("fine"));
    answer_the_rest(&client, draft);
    let visit = client.finish(draft, None).unwrap().saved.record;
    let note = ReviewNote {
        visit,
        state: ReviewState::Returned,
        by: LI,
        at: "2026-11-22T05:00:00Z".parse().unwrap(),
        items: vec![ReturnItem { target: "findings".to_owned(), reason: "more than one word".to_owned() }],
        deadline: "2026-11-25".parse().ok(),
    };
    phone.hear(DocumentKind::Review, &visit.to_string(), &json!(note));
    assert_eq!(client.returned(&Page::first(10)).unwrap().items[0].note, note);
    let draft = client.correct(visit).unwrap();
    drop(client);
    let again = phone.restart();
    answer_named(&again, draft, "findings", text("She eats twice a day and walks to the well."));
    let correction = again.finish(draft, None).unwrap().saved.record;
    assert_eq!(visit_of(&again, correction).corrects, Some(visit));
    assert_eq!(visit_of(&again, visit).findings, "fine", "nothing is edited in place");
    let shown = |record| {
        let items = again.answers(record, "en").unwrap();
        let question = items.into_iter().find_map(|item| match item {
            Item::Question(question) if question.path.name() == "findings" => Some(*question),
            _ => None,
        });
        question.unwrap().value
    };
    assert_eq!(shown(visit), Some(text("fine")), "both can be looked at, side by side");
    assert_eq!(shown(correction), Some(text("She eats twice a day and walks to the well.")));
    again.reply(visit, Some(correction), "asked again").unwrap();
    assert!(again.returned(&Page::first(10)).unwrap().items.is_empty());
}

#[test]
fn a_phone_knows_whose_it_is_and_with_whom_they_work() {
    let phone = Phone::of(WANG);
    let client = phone.client();
    let me = client.me().unwrap().unwrap();
    assert_eq!((me.account, me.posts), (WANG, vec![Post::Worker]));
    let colleagues = client.colleagues(&Page::first(10)).unwrap().items;
    assert!(colleagues.iter().any(|colleague| colleague.id == LI));
}

#[test]
fn an_edit_starts_from_what_the_screen_showed_and_a_clash_is_settled_by_a_person() {
    let phone = Phone::of(WANG);
    let client = phone.client();
    let subject = Subject::Household(HOUSEHOLD);
    let mine = json!({"text": "三组 8 号"});
    let edit = client.edit_subject(subject, "address", mine.clone()).unwrap().record;
    assert_eq!(client.household(HOUSEHOLD).unwrap().unwrap().value.address.text, "三组 8 号");
    let theirs = json!({"text": "三组 9 号"});
    let clash = Clash {
        record: edit,
        subject,
        group: "address".to_owned(),
        base: json!({"text": "三组 7 号"}),
        theirs: theirs.clone(),
        mine: mine.clone(),
    };
    phone.hear(DocumentKind::Clash, &format!("{edit}/address"), &json!(clash));
    let open = client.clashes(&Page::first(10)).unwrap().items.remove(0);
    client.settle(&open, Choice::Mine).unwrap();
    assert!(client.clashes(&Page::first(10)).unwrap().items.is_empty());
    let sent = client.store().outbox(10, 1_000_000).unwrap();
    let payload = sent[1].envelope.payload.as_ref().unwrap();
    let Ok(Record::SubjectEdit(again)) = Record::parse("subject_edit", 1, payload.text.as_bytes()) else {
        panic!()
    };
    assert_eq!((&again.groups["address"].base, &again.groups["address"].mine), (&theirs, &mine));
}

#[test]
fn an_undeclared_group_cannot_be_edited() {
    let phone = Phone::of(WANG);
    let edit = phone.client().edit_subject(Subject::Household(HOUSEHOLD), "region", json!("elsewhere"));
    assert_eq!(
        edit.unwrap_err(),
        ClientError::Invalid { field: "region".into(), code: "no_such_group".into() }
    );
}

#[test]
fn opening_a_file_leaves_a_trace_offline_too() {
    let phone = Phone::of(WANG);
    let file = phone.client().open_child_file(ELDER, "visit").unwrap().unwrap();
    assert!(matches!(file.value, PersonOnFile::Full(_)));
    assert!(phone.client().store().outbox(10, 1_000_000).unwrap()[0].envelope.header.contains("read_trace"));
}

#[test]
fn a_keystore_that_lost_its_key_strands_the_database_and_loses_nothing() {
    let phone = Phone::of(WANG);
    let draft = elder_visit(&phone.client());
    phone.client().abandon(draft, "she is at her daughter's").unwrap();
    let sent = phone.client().store().outbox(10, 1_000_000).unwrap();
    phone.shut();
    phone.lose_keys();
    let Opened::Stranded(stranded) = phone.open() else { panic!("the key is gone") };
    let bytes = std::fs::read(stranded.journal()).unwrap();
    let recovered = journal::recover(&bytes, &phone.recovery.0).unwrap();
    assert_eq!(recovered.envelopes, [sent[0].envelope.clone()]);
    let anew = stranded.start_over().unwrap();
    assert!(anew.store().enrolment().unwrap().is_none());
    assert_eq!(anew.today(), phone_day());
}

fn phone_day() -> chrono::NaiveDate {
    "2026-11-22".parse().unwrap()
}
