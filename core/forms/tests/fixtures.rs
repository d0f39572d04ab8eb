//! The forms that ship: whole in both languages, bound to the names the rest
//! of the core reads, answerable from the first to the last question.

#![cfg(test)]

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use doorstep_domain::visit::{BoundQuestion, VisitTag};
use doorstep_forms::{
    FieldPath, Form, FormSession, Format, IssueCode, Item, Question, QuestionKind, SessionContext, Value,
};

const FORMS: [&str; 3] = ["household_check", "guardian_visit", "elder_check_in"];
const RED_LINES: [&str; 17] = [
    "suspected_abuse",
    "sexual_harm",
    "suspected_violence",
    "unconscious_or_malnourished",
    "self_harm",
    "abandoned_or_unattended",
    "under_8_unattended",
    "under_16_living_alone",
    "missing_or_trafficked",
    "organised_begging",
    "guardian_lost_capacity",
    "elder_unreachable",
    "elder_unsafe_gas_or_co",
    "elder_no_food",
    "elder_self_harm",
    "dwelling_grade_d",
    "other_serious_harm",
];

fn text(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/forms").join(format!("{name}.md"));
    std::fs::read_to_string(path).unwrap()
}

fn form(name: &str) -> Arc<Form> {
    let form = Form::import(&text(name), Format::Markdown);
    Arc::new(form.unwrap_or_else(|problems| panic!("{name}: {:#?}", problems.list())))
}

fn open(form: &Arc<Form>, language: &str) -> FormSession {
    let today = "2026-11-02".parse().unwrap();
    let context = SessionContext::on(today, language);
    FormSession::new(Arc::clone(form), context)
}

/// A stream of choices that is the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }
}

/// Values worth trying for a question, in an order that the dice decide.
fn candidates(question: &Question, dice: &mut Dice) -> Vec<Value> {
    let codes: Vec<String> = question.choices.iter().map(|choice| choice.code.clone()).collect();
    let mut values: Vec<Value> = match question.kind {
        QuestionKind::Text => vec![Value::Text("plainly invented 纯属虚构".to_owned())],
        QuestionKind::Integer => [0, 1, 2, 6, 12, 17, 40, 70, 1990].into_iter().map(Value::Integer).collect(),
        QuestionKind::Decimal => {
            ["0", "1", "350.25"].into_iter().map(|d| Value::Decimal(d.parse().unwrap())).collect()
        }
        QuestionKind::Date => ["2026-11-01", "2026-09-01", "2026-12-01"]
            .into_iter()
            .map(|d| Value::Date(d.parse().unwrap()))
            .collect(),
        QuestionKind::SelectOne => codes.into_iter().map(Value::One).collect(),
        QuestionKind::SelectMultiple => codes
            .iter()
            .map(|code| Value::Many(vec![code.clone()]))
            .chain([Value::Many(codes.iter().take(2).cloned().collect())])
            .collect(),
        QuestionKind::Image | QuestionKind::Signature => vec![Value::Media("media-1".to_owned())],
        kind => panic!("{kind:?} takes no answer"),
    };
    let turn = dice.below(values.len());
    values.rotate_left(turn);
    values
}

/// Answers every visible question, the first open one each time, until none is left.
fn walk(session: &mut FormSession, dice: &mut Dice) -> BTreeSet<String> {
    for item in session.visible() {
        assert!(
            !matches!(&item, Item::Repeat(repeat) if repeat.count > 0),
            "a walk begins with an empty form"
        );
    }
    let mut asked = BTreeSet::new();
    for _ in 0..1_000 {
        let empty = session.visible().into_iter().find_map(|item| match item {
            Item::Repeat(repeat) if repeat.count == 0 => Some(repeat.path),
            _ => None,
        });
        if let Some(repeat) = empty {
            session.add_instance(&repeat).unwrap();
            session.add_instance(&repeat).unwrap();
        }
        let questions = session.questions();
        asked.extend(questions.iter().map(|question| question.path.name().to_owned()));
        for question in &questions {
            assert!(!question.label.trim().is_empty(), "{}", question.path);
        }
        let open = questions.into_iter().find(|question| {
            let asks = !question.readonly && question.kind != QuestionKind::Note;
            asks && (question.value.is_none() || question.issue.is_some())
        });
        let Some(question) = open else { return asked };
        let fits = candidates(&question, dice).into_iter().any(|value| {
            session.answer(&question.path, value).unwrap();
            session.question_at(&question.path).unwrap().issue.is_none()
        });
        assert!(fits, "nothing fits {}", question.path);
    }
    panic!("the walk does not end");
}

fn path(text: &str) -> FieldPath {
    text.parse().unwrap()
}

fn choose(session: &mut FormSession, at: &str, code: &str) {
    session.answer(&path(at), Value::One(code.to_owned())).unwrap_or_else(|error| panic!("{at}: {error}"));
}

#[test]
fn every_form_imports_without_a_problem_in_both_languages() {
    for name in FORMS {
        let form = form(name);
        assert_eq!(form.id().0, name);
        assert_eq!(form.default_language().code, "zh-CN");
        let codes: Vec<&str> = form.languages().iter().map(|language| language.code.as_str()).collect();
        assert_eq!(codes, ["zh-CN", "en"]);
        assert!(form.title("zh-CN") != form.title("en") && !form.title("en").is_empty());
        let asked =
            form.fields().filter(|field| !matches!(field.kind, QuestionKind::Calculate | QuestionKind::Note));
        assert!(asked.count() >= 50, "{name}");
    }
}

#[test]
fn english_has_no_chinese_beyond_terms_and_chinese_is_chinese() {
    let han = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    for name in FORMS {
        let form = form(name);
        for seed in 0..20 {
            let mut session = open(&form, "zh-CN");
            walk(&mut session, &mut Dice(seed));
            for question in session.questions() {
                assert!(han(&question.label), "{name} {}", question.path);
            }
            session.set_language("en");
            for question in session.questions() {
                // What a person wrote may stand in a label.
                let label = question.label.replace("plainly invented 纯属虚构", "");
                assert!(!han(&label), "{name} {}: {label}", question.path);
            }
        }
    }
}

#[test]
fn every_form_is_walked_from_the_first_to_the_last_question() {
    for name in FORMS {
        let form = form(name);
        let mut asked = BTreeSet::new();
        for seed in 0..80 {
            let language = if seed % 2 == 0 { "zh-CN" } else { "en" };
            let mut session = open(&form, language);
            let outcome = match seed % 12 {
                0 => "nobody_home",
                3 => "moved",
                6 => "died",
                9 => "wrong_address",
                _ => "met",
            };
            choose(&mut session, "outcome", outcome);
            if seed % 5 == 1 {
                choose(&mut session, "mode", "phone");
            }
            asked.extend(walk(&mut session, &mut Dice(seed)));
            let answers = session.finish().unwrap_or_else(|missing| panic!("{name}: {missing:?}"));
            let again = FormSession::reopen(
                Arc::clone(&form),
                &SessionContext::on(session.today(), language),
                answers.tree(),
            );
            assert_eq!(again.unwrap().finish().unwrap(), answers, "{name} opens again as it was finished");
            let resumed = FormSession::resume(Arc::clone(&form), &session.snapshot()).unwrap();
            assert_eq!(resumed.finish().unwrap(), answers, "{name} resumes as it was left");
            let codes = answers.get("red_lines").and_then(|codes| codes.as_str()).unwrap_or_default();
            for code in codes.split_whitespace() {
                assert!(RED_LINES.contains(&code), "{name}: {code}");
            }
        }
        let all: BTreeSet<String> = form
            .fields()
            .filter(|field| !matches!(field.kind, QuestionKind::Calculate | QuestionKind::Hidden))
            .map(|field| field.name.to_owned())
            .collect();
        assert_eq!(
            all.difference(&asked).collect::<Vec<_>>(),
            Vec::<&String>::new(),
            "never asked in {name}"
        );
    }
}

/// What the core makes of each name that it reads: a name that it comes to read stands here, or nothing compiles.
fn read_as(question: BoundQuestion) -> (QuestionKind, Option<&'static [&'static str]>) {
    match question {
        BoundQuestion::Outcome => (
            QuestionKind::SelectOne,
            Some(&["met", "nobody_home", "moved", "died", "refused", "wrong_address"]),
        ),
        BoundQuestion::Mode => (QuestionKind::SelectOne, Some(&["home", "phone", "video"])),
        BoundQuestion::Met => (
            QuestionKind::SelectMultiple,
            Some(&[
                "self",
                "spouse",
                "parent",
                "child",
                "grandparent",
                "guardian",
                "other_member",
                "neighbour",
                "official",
            ]),
        ),
        // The codes are each form's own.
        BoundQuestion::Needs => (QuestionKind::SelectMultiple, None),
        BoundQuestion::Findings
        | BoundQuestion::FollowUp
        | BoundQuestion::SecondInvestigator
        | BoundQuestion::SignatureRefusedReason => (QuestionKind::Text, Some(&[])),
        BoundQuestion::NextDate => (QuestionKind::Date, Some(&[])),
        BoundQuestion::RedLines => (QuestionKind::Calculate, Some(&[])),
        BoundQuestion::HouseholdSignature => (QuestionKind::Signature, Some(&[])),
        BoundQuestion::SpokenToAlone => (QuestionKind::SelectOne, Some(&["yes", "no"])),
    }
}

#[test]
fn the_names_that_the_core_reads_are_in_every_form() {
    for tag in VisitTag::ALL {
        let form = form(tag.as_str());
        for question in BoundQuestion::ALL.iter().filter(|question| question.kinds().contains(&tag)) {
            let (name, (kind, codes)) = (question.name(), read_as(*question));
            let found = form.field(name).unwrap_or_else(|| panic!("{tag:?} has no {name}"));
            assert_eq!((found.kind, found.in_repeat), (kind, false), "{tag:?} {name}");
            assert!(codes.is_none_or(|codes| found.codes == codes), "{tag:?} {name}: {:?}", found.codes);
        }
    }
}

#[test]
fn names_stand_once_photos_are_called_so_and_danger_signs_are_red_lines() {
    for name in FORMS {
        let form = form(name);
        let mut names = BTreeSet::new();
        for field in form.fields() {
            assert!(names.insert(field.name.to_owned()), "{name}: {} stands twice", field.name);
            let is_photo = field.kind == QuestionKind::Image;
            assert_eq!(is_photo, field.name.starts_with("photo_"), "{name}: {}", field.name);
        }
        for code in form.field("danger_signs").unwrap().codes {
            assert!(RED_LINES.contains(&code), "{name}: {code}");
        }
    }
}

#[test]
fn who_was_not_met_is_asked_the_short_path_only() {
    for name in FORMS {
        let form = form(name);
        for outcome in ["nobody_home", "moved", "died", "refused", "wrong_address"] {
            let mut session = open(&form, "en");
            choose(&mut session, "outcome", outcome);
            let asked: Vec<String> = session.questions().iter().map(|q| q.path.name().to_owned()).collect();
            assert!(asked.len() <= 8, "{name} {outcome}: {asked:?}");
            for always in ["outcome", "mode", "told_by", "photo_door", "follow_up", "next_date"] {
                assert!(asked.iter().any(|name| name == always), "{name} {outcome}: {always}");
            }
            assert!(!asked.iter().any(|name| name == "met" || name == "findings"), "{name} {outcome}");
            let mut dice = Dice(7);
            choose(&mut session, "outcome", outcome);
            walk(&mut session, &mut dice);
            session.finish().unwrap();
        }
    }
}

#[test]
fn a_household_visit_needs_two_investigators_and_a_signature_or_its_refusal() {
    let form = form("household_check");
    let mut session = open(&form, "en");
    choose(&mut session, "outcome", "met");
    let missing = |session: &FormSession| -> BTreeSet<String> {
        session.missing().into_iter().map(|missing| missing.path.name().to_owned()).collect()
    };
    assert!(missing(&session).contains("second_investigator"));
    choose(&mut session, "mode", "phone");
    assert!(!missing(&session).contains("second_investigator"));
    assert!(missing(&session).contains("remote_reason"));
    choose(&mut session, "mode", "home");
    choose(&mut session, "conclusion/household_signed", "signed");
    assert!(missing(&session).contains("household_signature"));
    choose(&mut session, "conclusion/household_signed", "refused");
    assert!(!missing(&session).contains("household_signature"));
    assert!(missing(&session).contains("signature_refused_reason"));
}

#[test]
fn a_dangerous_dwelling_needs_a_photo_and_grade_d_is_a_red_line() {
    let form = form("household_check");
    let mut session = open(&form, "en");
    choose(&mut session, "outcome", "met");
    for (grade, photo, red) in
        [("A", false, None), ("B", false, None), ("C", true, None), ("D", true, Some("dwelling_grade_d"))]
    {
        choose(&mut session, "living/danger_grade", grade);
        let asked = session.question_at(&path("living/photo_danger"));
        assert_eq!(asked.is_some_and(|question| question.required), photo, "{grade}");
        assert_eq!(red_lines(&session).as_deref(), red, "{grade}");
    }
}

fn red_lines(session: &FormSession) -> Option<String> {
    match session.value(&path("red_lines")) {
        Some(Value::Text(codes)) => Some(codes.clone()),
        _ => None,
    }
}

#[test]
fn a_child_red_line_makes_the_visit_urgent() {
    let form = form("guardian_visit");
    for (age, lives_with, left_alone, expected) in [
        (7, "grandparents", "short", Some("under_8_unattended")),
        (8, "grandparents", "long", None),
        (7, "grandparents", "never", None),
        (15, "alone", "never", Some("under_16_living_alone")),
        (16, "alone", "never", None),
        (5, "alone", "often", Some("under_8_unattended under_16_living_alone")),
    ] {
        let mut session = open(&form, "en");
        choose(&mut session, "outcome", "met");
        session.answer(&path("child/child_age"), Value::Integer(age)).unwrap();
        choose(&mut session, "child/lives_with", lives_with);
        choose(&mut session, "child/special_need", "no");
        choose(&mut session, "safety/left_alone", left_alone);
        assert_eq!(red_lines(&session).as_deref(), expected, "{age} {lives_with} {left_alone}");
        choose(&mut session, "conclusion/risk_class", "low");
        let issue = session.question_at(&path("conclusion/risk_class")).unwrap().issue;
        assert_eq!(issue.is_some_and(|issue| issue.code == IssueCode::Constraint), expected.is_some());
        let reports = session.question_at(&path("report/reported_to")).is_some();
        assert_eq!(reports, expected.is_some());
    }
}

#[test]
fn an_elder_red_line_is_computed_from_what_was_seen() {
    let form = form("elder_check_in");
    let mut session = open(&form, "en");
    choose(&mut session, "outcome", "nobody_home");
    choose(&mut session, "not_met/reached_by_phone", "unreachable");
    assert_eq!(red_lines(&session).as_deref(), Some("elder_unreachable"));
    choose(&mut session, "outcome", "met");
    assert_eq!(red_lines(&session), None, "what was said before is hidden now");
    choose(&mut session, "safety/gas", "safe");
    choose(&mut session, "safety/heating", "brazier");
    choose(&mut session, "safety/co_alarm", "yes");
    assert_eq!(red_lines(&session), None);
    choose(&mut session, "safety/co_alarm", "no");
    choose(&mut session, "food/food_stock", "none");
    choose(&mut session, "mind/no_will", "yes");
    choose(&mut session, "dwelling/danger_grade", "D");
    assert_eq!(
        red_lines(&session).as_deref(),
        Some("elder_unsafe_gas_or_co elder_no_food elder_self_harm dwelling_grade_d")
    );
}

/// Whatever was answered in whatever order, what is seen is what the answers
/// alone give: recomputing only dependents leaves nothing stale.
#[test]
fn incremental_and_complete_recomputation_agree() {
    for name in FORMS {
        let form = form(name);
        for seed in 0..12 {
            let mut dice = Dice(seed * 31 + 7);
            let mut session = open(&form, "en");
            choose(&mut session, "outcome", "met");
            for round in 0..120 {
                disturb(&mut session, &mut dice);
                if round % 6 != 0 {
                    continue;
                }
                let context = SessionContext::on(session.today(), "en");
                let answers = session.answers_so_far();
                let fresh = FormSession::reopen(Arc::clone(&form), &context, answers.tree()).unwrap();
                assert_eq!(fresh.visible(), session.visible(), "{name} seed {seed} round {round}");
                assert_eq!(fresh.missing(), session.missing(), "{name} seed {seed} round {round}");
                assert_eq!(fresh.answers_so_far(), answers, "{name} seed {seed} round {round}");
            }
        }
    }
}

/// Answers, clears, adds or removes something somewhere.
fn disturb(session: &mut FormSession, dice: &mut Dice) {
    let mut repeats = Vec::new();
    let mut instances = Vec::new();
    for item in session.visible() {
        match item {
            Item::Repeat(repeat) => repeats.push(repeat.path),
            Item::Instance(instance) => instances.push(instance.path),
            Item::Group(_) | Item::Question(_) => {}
        }
    }
    match dice.below(12) {
        0 if !repeats.is_empty() => {
            session.add_instance(&repeats[dice.below(repeats.len())]).unwrap();
        }
        1 if !instances.is_empty() => {
            session.remove_instance(&instances[dice.below(instances.len())]).unwrap();
        }
        turn => {
            let mut questions = session.questions();
            questions
                .retain(|question| question.kind != QuestionKind::Note && question.path.name() != "outcome");
            let question = &questions[dice.below(questions.len())];
            if turn == 2 && question.path.name() != "mode" {
                session.clear(&question.path).unwrap();
            } else {
                let value = candidates(question, dice).swap_remove(0);
                session.answer(&question.path, value).unwrap();
            }
        }
    }
}
