//! Drafts on disk, and finished answers opened again.

use super::*;

const ROWS: &str = "| | select_one yn | works | 工作 | Works | | | | | yes | |\n\
     | | begin group | g | 组 | G | ${works} = 'yes' | | | | | |\n\
     | | begin repeat | members | 成员 | Members | | | | | | |\n\
     | | text | name | 姓名 | Name | | | | yes | | |\n\
     | | select_multiple who | seen | 见 | Seen | | | | | | |\n\
     | | begin repeat | days | 日 | Days | | | | | | |\n\
     | | date | day | 日 | Day | | | . <= today() | | | |\n\
     | | end repeat | | | | | | | | | |\n\
     | | end repeat | | | | | | | | | |\n\
     | | integer | n | 数 | N | | 2 + count(${members}) | | | | |\n\
     | | end group | | | | | | | | | |\n\
     | | calculate | first | | | | once(count(${members})) | | | | |\n\
     | | signature | sign | 签名 | Sign | | | | | | |\n";

fn filled() -> FormSession {
    let mut session = open(ROWS);
    for name in ["A", "B", "C"] {
        let (at, _) = session.add_instance(&path("g/members")).unwrap();
        say(&mut session, &format!("{at}/name"), text(name));
    }
    session.remove_instance(&path("g/members[2]")).unwrap();
    let (day, _) = session.add_instance(&path("g/members[3]/days")).unwrap();
    say(&mut session, &format!("{day}/day"), Value::Date("2026-12-24".parse().unwrap()));
    say(&mut session, "g/members[1]/seen", Value::Many(vec!["child".into(), "self".into()]));
    say(&mut session, "g/n", Value::Integer(99));
    say(&mut session, "sign", Value::Media("m-1".into()));
    session
}

#[test]
fn a_draft_resumes_exactly() {
    for hide in [false, true] {
        let mut session = filled();
        if hide {
            say(&mut session, "works", one("no"));
        }
        let stored = serde_json::to_string(&session.snapshot()).unwrap();
        let snapshot: Snapshot = serde_json::from_str(&stored).unwrap();
        let mut resumed = FormSession::resume(form(ROWS), &snapshot).unwrap();
        assert_eq!(resumed.visible(), session.visible());
        assert_eq!(resumed.missing(), session.missing());
        assert_eq!(tree(&resumed), tree(&session));
        assert_eq!(resumed.snapshot(), snapshot);
        // And goes on as the other would have.
        for session in [&mut session, &mut resumed] {
            say(session, "works", one("yes"));
            session.add_instance(&path("g/members")).unwrap();
        }
        assert_eq!(resumed.snapshot(), session.snapshot());
        assert_eq!(resumed.visible(), session.visible());
    }
}

#[test]
fn a_draft_stays_on_its_form_and_version() {
    let snapshot = filled().snapshot();
    let newer = Form::import(
        "| survey |\n| | type | name | label |\n| | text | a | A |\n\
         | settings |\n| | form_id | version | form_title |\n| | trial | 8 | T |\n",
        Format::Markdown,
    );
    let error = FormSession::resume(Arc::new(newer.unwrap()), &snapshot).unwrap_err();
    assert_eq!(error.to_string(), "the draft belongs to form trial version 7");
}

#[test]
fn a_damaged_draft_is_refused_with_its_place() {
    let good = filled().snapshot();
    let resume = |snapshot: &Snapshot| FormSession::resume(form(ROWS), snapshot).map(|_| ()).unwrap_err();
    let mut ghost = good.clone();
    ghost.answers.insert(path("g/ghost"), text("x"));
    assert_eq!(resume(&ghost), ResumeError::Misfit(path("g/ghost")));
    let mut mistyped = good.clone();
    mistyped.answers.insert(path("g/n"), text("x"));
    assert_eq!(resume(&mistyped), ResumeError::Misfit(path("g/n")));
    let mut twice = good.clone();
    twice.repeats[0].1.push(crate::InstanceId(1));
    assert_eq!(resume(&twice), ResumeError::Misfit(path("g/members")));
    let mut future = good.clone();
    future.next_instance = 1;
    assert_eq!(resume(&future), ResumeError::Misfit(path("g/members")));
    let mut newer = good;
    newer.layout = 2;
    assert_eq!(resume(&newer), ResumeError::UnknownLayout(2));
}

#[test]
fn the_id_of_a_removed_member_stays_taken_after_resuming() {
    let mut session = open(ROWS);
    let (last, _) = session.add_instance(&path("g/members")).unwrap();
    session.remove_instance(&last).unwrap();
    let mut resumed = FormSession::resume(form(ROWS), &session.snapshot()).unwrap();
    assert_eq!(resumed.add_instance(&path("g/members")).unwrap().0, path("g/members[2]"));
}

#[test]
fn today_stays_the_day_of_the_visit() {
    let resumed = FormSession::resume(form(ROWS), &filled().snapshot()).unwrap();
    assert_eq!(resumed.today(), context().today);
}

#[test]
fn finished_answers_open_again_for_a_correction() {
    let mut session = filled();
    say(&mut session, "g/members[3]/days[4]/day", Value::Date("2026-10-01".parse().unwrap()));
    let answers = session.finish().unwrap();
    let mut again = FormSession::reopen(form(ROWS), &context(), answers.tree()).unwrap();
    // What a person wrote over a calculation is calculated anew.
    assert_eq!(again.value(&path("g/n")), Some(&Value::Integer(4)));
    say(&mut again, "g/n", Value::Integer(99));
    assert_eq!(again.finish().unwrap(), answers);
    assert_eq!(answers.get("sign").and_then(|id| id.as_str()), Some("m-1"));
    assert_eq!(answers.get("n").and_then(serde_json::Value::as_i64), Some(99));
    assert_eq!(answers.get("name"), None, "what stands in a repeat has no single answer");
}

#[test]
fn answers_that_do_not_fit_name_their_place() {
    for (json, place) in [
        (r#"{"ghost":1}"#, "ghost"),
        (r#"{"works":"maybe"}"#, "works"),
        (r#"{"g":{"n":"3"}}"#, "g/n"),
        (r#"{"g":{"members":[{"name":"A"}]}}"#, "g/members"),
        (r#"{"g":{"members":[{"_id":1},{"_id":1}]}}"#, "g/members"),
        (r#"{"g":{"members":[{"_id":5,"seen":["self",1]}]}}"#, "g/members[5]/seen"),
        (r#"{"g":[]}"#, "g"),
    ] {
        let tree = serde_json::from_str(json).unwrap();
        let error = FormSession::reopen(form(ROWS), &context(), &tree).unwrap_err();
        assert_eq!(error.path.to_string(), place, "{json}");
    }
}

#[test]
fn no_answer_is_ever_printed() {
    let session = filled();
    let printed = format!("{:?} {:?} {:?}", session.snapshot(), session.visible(), session.answers_so_far());
    assert!(!printed.contains("m-1") && !printed.contains("99") && !printed.contains("\"A\""), "{printed}");
}
