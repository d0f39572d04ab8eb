//! What a session promises, told on small forms.

mod anything;
mod choices;
mod counted;
mod hidden;
mod incremental;
mod moments;
mod repeats;
mod resuming;
mod shared;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::*;
use crate::{Form, Format};

/// A form in two languages; `rows` are `type | name | zh | en | relevant | calculation | constraint | required | default | readonly`.
pub(super) fn form(rows: &str) -> Arc<Form> {
    let text = format!(
        "| survey |\n| | type | name | label::中文 (zh-CN) | label::English (en) | relevant | calculation | constraint | \
         required | default | readonly | constraint_message::中文 (zh-CN) | constraint_message::English (en) | \
         required_message::中文 (zh-CN) | required_message::English (en) |\n{rows}\
         | choices |\n| | list_name | name | label::中文 (zh-CN) | label::English (en) |\n\
         | | yn | yes | 是 | Yes |\n| | yn | no | 否 | No |\n\
         | | who | self | 本人 | Self |\n| | who | child | 子女 | Child |\n| | who | neighbour | 邻居 | Neighbour |\n\
         | settings |\n| | form_id | version | form_title | form_title (en) |\n\
         | | trial | 7 | 试 | Trial |\n"
    );
    Arc::new(Form::import(&text, Format::Markdown).unwrap_or_else(|problems| panic!("{:?}", problems.list())))
}

pub(super) fn context() -> SessionContext {
    SessionContext {
        today: "2026-11-02".parse().unwrap(),
        began: "2026-11-02T08:30:00+08:00".parse().unwrap(),
        username: "wang".to_owned(),
        device: "phone-1".to_owned(),
        language: "en".to_owned(),
        presets: BTreeMap::new(),
    }
}

pub(super) fn open(rows: &str) -> FormSession {
    FormSession::new(form(rows), context())
}

pub(super) fn path(text: &str) -> FieldPath {
    text.parse().unwrap()
}

pub(super) fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}

pub(super) fn one(code: &str) -> Value {
    Value::One(code.to_owned())
}

pub(super) fn say(session: &mut FormSession, at: &str, value: Value) -> Changes {
    session.answer(&path(at), value).unwrap_or_else(|error| panic!("{at}: {error}"))
}

pub(super) fn shown(session: &FormSession) -> Vec<String> {
    session.questions().iter().map(|question| question.path.to_string()).collect()
}

pub(super) fn text_at(session: &FormSession, at: &str) -> Option<String> {
    match session.value(&path(at)) {
        Some(Value::Text(text)) => Some(text.clone()),
        Some(other) => panic!("{other:?}"),
        None => None,
    }
}

pub(super) fn tree(session: &FormSession) -> String {
    serde_json::to_string(&session.answers_so_far()).unwrap()
}

#[test]
fn relevance_cascades_through_groups() {
    let mut session = open(
        "| | select_one yn | met | 见到 | Met | | | | | | |\n\
         | | begin group | talk | 谈话 | Talk | ${met} = 'yes' | | | | | |\n\
         | | select_one yn | alone | 单独 | Alone | | | | | | |\n\
         | | text | said | 说了 | Said | ${alone} = 'yes' | | | | | |\n\
         | | end group | | | | | | | | | |\n\
         | | note | thanks | 谢谢 | Thanks | ${said} != '' | | | | | |\n",
    );
    assert_eq!(shown(&session), ["met"]);
    say(&mut session, "met", one("yes"));
    assert_eq!(shown(&session), ["met", "talk/alone"]);
    say(&mut session, "talk/alone", one("yes"));
    let changes = say(&mut session, "talk/said", text("something"));
    assert_eq!(shown(&session), ["met", "talk/alone", "talk/said", "thanks"]);
    assert_eq!(changes.changed, [path("talk/said"), path("thanks")]);
    say(&mut session, "met", one("no"));
    assert_eq!(shown(&session), ["met"]);
}

#[test]
fn a_broken_constraint_is_kept_and_said_in_the_language_asked_for() {
    let mut session = open(
        "| | integer | age | 年龄 | Age | | | . >= 0 and . < 130 | yes | | | 年龄不对 | Not an age of ${age} | 请填年龄 | Age is needed |\n",
    );
    let issue = |session: &FormSession| session.question_at(&path("age")).unwrap().issue.unwrap();
    assert_eq!(
        (issue(&session).code, issue(&session).message.as_deref()),
        (IssueCode::Required, Some("Age is needed"))
    );
    session.set_language("zh-CN");
    assert_eq!(issue(&session).message.as_deref(), Some("请填年龄"));
    say(&mut session, "age", Value::Integer(150));
    assert_eq!(
        (issue(&session).code, issue(&session).message.as_deref()),
        (IssueCode::Constraint, Some("年龄不对"))
    );
    session.set_language("en");
    assert_eq!(issue(&session).message.as_deref(), Some("Not an age of 150"));
    assert_eq!(session.finish().unwrap_err(), [Missing { path: path("age"), code: IssueCode::Constraint }]);
    assert_eq!(session.value(&path("age")), Some(&Value::Integer(150)));
    say(&mut session, "age", Value::Integer(50));
    assert_eq!(session.question_at(&path("age")).unwrap().issue, None);
    assert_eq!(serde_json::to_string(&session.finish().unwrap()).unwrap(), r#"{"age":50}"#);
}

#[test]
fn a_constraint_follows_what_it_compares_with() {
    let mut session = open(
        "| | date | start | 始 | Start | | | | | | |\n| | date | end | 终 | End | | | . >= ${start} | | | |\n",
    );
    say(&mut session, "end", Value::Date("2026-11-01".parse().unwrap()));
    assert_eq!(session.missing().len(), 1, "nothing is later than an empty date");
    say(&mut session, "start", Value::Date("2026-10-01".parse().unwrap()));
    assert_eq!(session.missing(), []);
    say(&mut session, "start", Value::Date("2026-12-01".parse().unwrap()));
    assert_eq!(session.missing().len(), 1);
    session.clear(&path("end")).unwrap();
    assert_eq!(session.missing(), [], "an empty answer breaks no constraint");
}

#[test]
fn required_and_readonly_follow_their_conditions() {
    let mut session = open(
        "| | select_one yn | met | 见 | Met | | | | yes | | |\n\
         | | text | why | 因 | Why | | | | ${met} = 'no' | | |\n\
         | | text | fixed | 定 | Fixed | | | | | as is | ${met} = 'yes' |\n",
    );
    say(&mut session, "met", one("no"));
    assert_eq!(session.missing(), [Missing { path: path("why"), code: IssueCode::Required }]);
    say(&mut session, "why", text("  "));
    assert_eq!(session.missing().len(), 1, "blanks answer nothing");
    say(&mut session, "met", one("yes"));
    assert_eq!(session.missing(), []);
    assert_eq!(session.answer(&path("fixed"), text("x")), Err(AnswerError::ReadOnly));
    assert_eq!(text_at(&session, "fixed").as_deref(), Some("as is"));
}

#[test]
fn calculations_follow_each_other_and_once_stays() {
    let mut session = open(
        "| | decimal | wage | 工资 | Wage | | | | | | |\n\
         | | calculate | twice | | | | ${wage} * 2 | | | | |\n\
         | | calculate | words | | | | concat('is ', ${twice}) | | | | |\n\
         | | calculate | first | | | | once(${wage}) | | | | |\n\
         | | integer | whole | 整 | Whole | | int(${wage}) | | | | |\n",
    );
    assert_eq!(text_at(&session, "twice"), None, "what is no number is empty");
    say(&mut session, "wage", Value::Decimal("100.25".parse().unwrap()));
    assert_eq!(text_at(&session, "words").as_deref(), Some("is 200.5"));
    say(&mut session, "whole", Value::Integer(7));
    assert_eq!(session.value(&path("whole")), Some(&Value::Integer(7)), "a person may say otherwise");
    say(&mut session, "wage", Value::Decimal("3".parse().unwrap()));
    assert_eq!(session.value(&path("whole")), Some(&Value::Integer(3)));
    assert_eq!(text_at(&session, "first").as_deref(), Some("100.25"));
    assert_eq!(tree(&session), r#"{"wage":"3","twice":"6","words":"is 6","first":"100.25","whole":3}"#);
}

#[test]
fn an_answer_must_fit_its_question() {
    let mut session = open(
        "| | select_one yn | met | 见 | Met | | | | | | |\n\
         | | select_multiple who | who | 谁 | Who | | | | | | |\n\
         | | integer | n | 数 | N | | | | | | |\n\
         | | note | hello | 好 | Hello | | | | | | |\n\
         | | begin group | g | 组 | G | | | | | | |\n| | image | photo_a | 照 | Photo | | | | | | |\n| | end group | | | | | | | | | |\n\
         | | date | day | 日 | Day | | | | | | |\n| | text | t | 文 | T | | | | | | |\n",
    );
    for (at, value, error) in [
        ("ghost", text("x"), AnswerError::UnknownPath),
        ("photo_a", text("x"), AnswerError::UnknownPath),
        ("met/x", text("x"), AnswerError::UnknownPath),
        ("met[1]", one("yes"), AnswerError::UnknownPath),
        ("g", text("x"), AnswerError::NotAQuestion),
        ("hello", text("x"), AnswerError::NotAQuestion),
        ("met", text("yes"), AnswerError::WrongType),
        ("met", one("maybe"), AnswerError::NotAChoice),
        ("who", Value::Many(vec!["self".into(), "dog".into()]), AnswerError::NotAChoice),
        ("n", Value::Integer(i64::MIN), AnswerError::OutOfRange),
        ("n", Value::Decimal("1.5".parse().unwrap()), AnswerError::WrongType),
        ("g/photo_a", Value::Media("x".repeat(300)), AnswerError::OutOfRange),
        ("day", Value::Date("1000-01-01".parse().unwrap()), AnswerError::OutOfRange),
        ("t", text(&"x".repeat(40_000)), AnswerError::TooLong),
    ] {
        assert_eq!(session.answer(&path(at), value), Err(error), "{at}");
    }
    say(&mut session, "who", Value::Many(vec!["neighbour".into(), "self".into(), "self".into()]));
    assert_eq!(tree(&session), r#"{"who":["self","neighbour"]}"#);
    say(&mut session, "who", Value::Many(vec![]));
    assert_eq!(tree(&session), "{}");
}

#[test]
fn presets_and_defaults_are_first_values() {
    let form = form(
        "| | hidden | child_age | | | | | | | | |\n\
         | | text | carer | 照护人 | Carer | | | | | nobody | |\n\
         | | select_one yn | met | 见 | Met | | | | | no | |\n\
         | | note | young | 小 | Young | ${child_age} < 8 | | | | | |\n",
    );
    let presets = [
        ("child_age", Value::Integer(6)),
        ("carer", text("Grandmother Invented")),
        ("met", text("yes")),
        ("unknown_fact", text("x")),
    ];
    let presets = presets.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let session = FormSession::new(form, SessionContext { presets, ..context() });
    assert_eq!(session.refused_presets(), ["met"]);
    assert_eq!(shown(&session), ["carer", "met", "young"]);
    assert_eq!(tree(&session), r#"{"child_age":6,"carer":"Grandmother Invented","met":"no"}"#);
}

#[test]
fn moments_of_different_offsets_compare_as_instants_in_arithmetic_too() {
    let mut session = open(
        "| | dateTime | found | 发现 | Found | | | | | | |\n\
         | | dateTime | told | 告知 | Told | | | . >= ${found} - 1 div 1440 | | | |\n",
    );
    let moment = |text: &str| Value::DateTime(text.parse().unwrap());
    session.answer(&path("found"), moment("2026-11-24T14:20:00+08:00")).unwrap();
    for (told, wrong) in [("2026-11-24T06:19:30Z", false), ("2026-11-24T06:18:00Z", true)] {
        session.answer(&path("told"), moment(told)).unwrap();
        assert_eq!(session.missing().len(), usize::from(wrong), "{told}");
    }
}

#[test]
fn labels_carry_answers_and_pages_are_windows() {
    let mut session = open(
        "| | text | name | 姓名 | Name | | | | | | |\n\
         | | begin group | g | 关于${name} | About ${name} | | | | | | |\n\
         | | select_one yn | well | ${name}好吗 | Is ${name} well? | | | | | | |\n\
         | | end group | | | | | | | | | |\n",
    );
    let changes = say(&mut session, "name", text("Lan"));
    assert_eq!(changes.changed, [path("g"), path("g/well"), path("name")]);
    let all = session.visible();
    let Item::Group(group) = &all[1] else { panic!() };
    assert_eq!((group.label.as_str(), group.depth), ("About Lan", 0));
    let Item::Question(well) = &all[2] else { panic!() };
    assert_eq!((well.label.as_str(), well.depth), ("Is Lan well?", 1));
    assert_eq!(well.choices.iter().map(|c| c.label.as_str()).collect::<Vec<_>>(), ["Yes", "No"]);
    assert_eq!(session.question_at(&path("g/well")).as_ref(), Some(well.as_ref()));
    assert_eq!(session.page(1, 1), all[1..2]);
    assert_eq!(session.page(2, 10), all[2..]);
    assert!(!format!("{all:?}").contains("Lan"), "words with answers are not printed");
}

#[test]
fn a_note_is_reckoned_if_answers_stand_in_its_label_in_any_language() {
    let mut session = open(
        "| | decimal | wage | 工资 | Wage | | | | | | |\n\
         | | note | total | 全年${wage}元 | ${wage} a year | | | | | | |\n\
         | | note | halves | 已核对 | Checked: ${wage} | | | | | | |\n\
         | | note | call | 先打电话 | Phone first | | | | | | |\n\
         | | note | differs | 工资不符 | Not that wage | ${wage} = 1 | | | | | |\n\
         | | text | why | ${wage}元怎么来的 | Whence ${wage} | | | | | | |\n",
    );
    say(&mut session, "wage", Value::Decimal("1".parse().unwrap()));
    for language in ["zh-CN", "en"] {
        session.set_language(language);
        let of = |question: &Question| (question.path.to_string(), question.reckoned);
        let found: Vec<_> = session.questions().iter().map(of).filter(|(_, reckoned)| *reckoned).collect();
        assert_eq!(found, [("total".to_owned(), true), ("halves".to_owned(), true)], "{language}");
        assert_eq!(session.questions().len(), 6);
    }
}

#[test]
fn a_form_serves_many_threads_and_a_session_may_move() {
    fn shared<T: Send + Sync>() {}
    fn moved<T: Send>() {}
    shared::<Form>();
    moved::<FormSession>();
}
