//! First values that are computed, values that a trigger sets, and what a session knows of itself.

use super::*;

const COLUMNS: &str = "| | type | name | label | default | calculation | trigger | relevant | constraint |\n";

fn begun(rows: &str) -> FormSession {
    let text = format!(
        "| survey |\n{COLUMNS}{rows}| settings |\n\
         | | form_id | version | form_title | default_language |\n| | f | 1 | F | en |\n"
    );
    let form = Form::import(&text, Format::Markdown);
    FormSession::new(Arc::new(form.unwrap_or_else(|problems| panic!("{:?}", problems.list()))), context())
}

#[test]
fn a_computed_default_is_given_once_and_then_belongs_to_whoever_answers() {
    let mut session = begun(
        "| | date | day | Day | today() | | | | |\n\
         | | integer | a | A | 2 + 3 | | | | |\n\
         | | integer | b | B | ${a} * 2 | | | | |\n\
         | | calculate | c | | | ${b} + 1 | | | |\n",
    );
    assert_eq!(session.value(&path("day")), Some(&Value::Date("2026-11-02".parse().unwrap())));
    assert_eq!(session.value(&path("b")), Some(&Value::Integer(10)), "a default may read one before it");
    assert_eq!(text_at(&session, "c").as_deref(), Some("11"));
    say(&mut session, "a", Value::Integer(100));
    assert_eq!(session.value(&path("b")), Some(&Value::Integer(10)), "it was a first value, not a formula");
    session.clear(&path("b")).unwrap();
    let resumed = FormSession::resume(Arc::clone(session.form()), &session.snapshot()).unwrap();
    assert_eq!(resumed.value(&path("b")), None, "what was taken away is not filled in again");
}

#[test]
fn a_trigger_sets_its_row_off_and_nothing_else_does() {
    let mut session = begun(
        "| | text | who | Who | | | | | |\n\
         | | integer | n | N | 1 | | | | |\n\
         | | integer | set | Set | | ${n} * 10 | ${who} | | |\n\
         | | calculate | after | | | ${set} + 1 | | | |\n",
    );
    assert_eq!(session.value(&path("set")), None);
    say(&mut session, "n", Value::Integer(4));
    assert_eq!(session.value(&path("set")), None, "its source is not its trigger");
    say(&mut session, "who", text("Bai"));
    assert_eq!(session.value(&path("set")), Some(&Value::Integer(40)));
    assert_eq!(text_at(&session, "after").as_deref(), Some("41"));
    say(&mut session, "set", Value::Integer(7));
    say(&mut session, "n", Value::Integer(5));
    assert_eq!(session.value(&path("set")), Some(&Value::Integer(7)), "what a person wrote stands");
    let answers = session.answers_so_far();
    let again = FormSession::reopen(Arc::clone(session.form()), &context(), answers.tree()).unwrap();
    assert_eq!(again.answers_so_far(), answers, "opening a finished form sets nothing off");
    say(&mut session, "who", text("Lan"));
    assert_eq!(session.value(&path("set")), Some(&Value::Integer(50)));
}

#[test]
fn triggers_in_a_ring_are_refused() {
    let text = format!(
        "| survey |\n{COLUMNS}\
         | | integer | a | A | | ${{b}} + 1 | ${{b}} | | |\n\
         | | integer | b | B | | ${{a}} + 1 | ${{a}} | | |\n\
         | | text | c | C | | | ${{a}} | | |\n\
         | | text | d | D | | 'x' | a | | |\n\
         | settings |\n| | form_id | version | form_title |\n| | f | 1 | F |\n"
    );
    let problems = Form::import(&text, Format::Markdown).unwrap_err();
    let said: Vec<String> = problems.list().iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "survey row 2 column calculation: cycle (a)",
            "survey row 3 column calculation: cycle (b)",
            "survey row 4 column calculation: missing_calculation (c)",
            "survey row 5 column trigger: invalid_reference (a)",
        ]
    );
}

#[test]
fn a_session_knows_when_and_by_whom_it_is_held() {
    let mut session = begun(
        "| | start | began | | | | | | |\n\
         | | end | ended | | | | | | |\n\
         | | today | on | | | | | | |\n\
         | | username | by | | | | | | |\n\
         | | deviceid | phone | | | | | | |\n\
         | | audit | audit | | | | | | |\n\
         | | calculate | minutes | | | round((decimal-date-time(${ended}) - decimal-date-time(${began})) * 1440, 0) | | | |\n\
         | | time | at | At | | | | | . >= '08:00' and . < '20:00' |\n\
         | | dateTime | seen | Seen | now() | | | | . <= now() |\n\
         | | geopoint | here | Here | | | | | |\n\
         | | calculate | far | | | round(distance(${here}, '0 0'), 0) | | | |\n\
         | | barcode | code | Code | | | | | |\n\
         | | acknowledge | read | Read | | | | | |\n\
         | | calculate | both | | | concat(${read}, ' ', format-date-time(${seen}, '%Y/%n/%e %H:%M')) | | | |\n",
    );
    assert_eq!(session.answer(&path("began"), text("x")), Err(AnswerError::NotAQuestion));
    assert!(session.questions().iter().all(|question| question.path != path("began")));
    say(&mut session, "at", Value::Time("21:00:00".parse().unwrap()));
    assert_eq!(session.missing().len(), 1);
    say(&mut session, "at", Value::Time("08:00:00".parse().unwrap()));
    say(&mut session, "here", Value::Point("0 1 3 5.5".parse().unwrap()));
    say(&mut session, "code", text("DST-42"));
    say(&mut session, "read", Value::Acknowledged);
    session.end("2026-11-02T09:12:00+08:00".parse().unwrap());
    let told = tree(&session);
    let expected = r#"{"began":"2026-11-02T08:30:00+08:00","ended":"2026-11-02T09:12:00+08:00","on":"2026-11-02","by":"wang","phone":"phone-1","minutes":"42","at":"08:00:00","seen":"2026-11-02T08:30:00+08:00","here":"0 1 3 5.5","far":"111195","code":"DST-42","read":"OK","both":"OK 2026/11/2 08:30"}"#;
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told, serde_json::from_str::<serde_json::Value>(expected).unwrap());
    let answers = session.finish().unwrap();
    let again = FormSession::reopen(Arc::clone(session.form()), &context(), answers.tree()).unwrap();
    assert_eq!(again.answers_so_far(), answers);
    let resumed = FormSession::resume(Arc::clone(session.form()), &session.snapshot()).unwrap();
    assert_eq!(resumed.answers_so_far(), answers);
}
