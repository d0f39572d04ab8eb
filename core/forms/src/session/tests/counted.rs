//! Repeats whose `repeat_count` says how many instances there are.

use super::*;

fn counted(count: &str) -> FormSession {
    let text = format!(
        "| survey |\n\
         | | type | name | label | repeat_count | default | calculation |\n\
         | | integer | heads | Heads | | | |\n\
         | | begin repeat | members | Members | {count} | | |\n\
         | | integer | age | Age | | 10 * position(..) | |\n\
         | | begin repeat | jobs | Jobs | ${{age}} div 10 | | |\n\
         | | text | job | Job | | | |\n\
         | | end repeat | | | | | |\n\
         | | end repeat | | | | | |\n\
         | | calculate | sum | | | | sum(${{age}}) |\n\
         | | calculate | jobs_there | | | | count(${{jobs}}) |\n\
         | | calculate | second | | | | indexed-repeat(${{age}}, ${{members}}, 2) |\n\
         | settings |\n\
         | | form_id | version | form_title | default_language |\n\
         | | f | 1 | F | en |\n"
    );
    let form = Form::import(&text, Format::Markdown);
    let form = form.unwrap_or_else(|problems| panic!("{:?}", problems.list()));
    FormSession::new(Arc::new(form), context())
}

#[test]
fn as_many_instances_as_were_counted_stand_there_with_their_defaults() {
    let mut session = counted("${heads}");
    say(&mut session, "heads", Value::Integer(3));
    assert_eq!(text_at(&session, "sum").as_deref(), Some("60"));
    assert_eq!(text_at(&session, "second").as_deref(), Some("20"));
    assert_eq!(text_at(&session, "jobs_there").as_deref(), Some("6"), "one, two and three");
    assert_eq!(session.add_instance(&path("members")), Err(AnswerError::Counted));
    assert_eq!(session.remove_instance(&path("members[1]")), Err(AnswerError::Counted));
    let can_add = session.visible().into_iter().any(|item| matches!(item, Item::Repeat(r) if r.can_add));
    assert!(!can_add);
}

#[test]
fn those_beyond_the_count_are_kept_out_of_sight_and_come_back() {
    let mut session = counted("${heads}");
    say(&mut session, "heads", Value::Integer(2));
    let mut second = session.visible().into_iter().filter_map(|item| match item {
        Item::Instance(view) if view.depth == 1 => Some(view.path),
        _ => None,
    });
    let second = second.next_back().unwrap();
    say(&mut session, &format!("{second}/age"), Value::Integer(77));
    say(&mut session, "heads", Value::Integer(1));
    assert_eq!(text_at(&session, "sum").as_deref(), Some("10"));
    assert!(!tree(&session).contains("77"), "what is out of sight is not finished with");

    let mut resumed = FormSession::resume(Arc::clone(session.form()), &session.snapshot()).unwrap();
    assert_eq!(resumed.visible(), session.visible());
    for session in [&mut session, &mut resumed] {
        say(session, "heads", Value::Integer(2));
        assert_eq!(text_at(session, "sum").as_deref(), Some("87"), "nothing written is lost");
    }
    assert_eq!(resumed.visible(), session.visible());
}

#[test]
fn no_count_makes_more_than_a_draft_can_hold() {
    let mut session = counted("${heads} * 1000");
    say(&mut session, "heads", Value::Integer(999_999));
    let seen =
        session.visible().iter().filter(|item| matches!(item, Item::Instance(v) if v.depth == 1)).count();
    assert!(seen <= MOST_INSTANCES, "{seen}");
    for nothing in [0, -5] {
        say(&mut session, "heads", Value::Integer(nothing));
        assert_eq!(text_at(&session, "sum").as_deref(), Some("0"));
    }
}

#[test]
fn a_count_that_reads_its_own_instances_is_a_cycle() {
    let text = "| survey |\n\
        | | type | name | label | repeat_count |\n\
        | | begin repeat | members | Members | sum(${age}) |\n\
        | | integer | age | Age | |\n\
        | | end repeat | | | |\n\
        | settings |\n\
        | | form_id | version | form_title | default_language |\n\
        | | f | 1 | F | en |\n";
    let problems = Form::import(text, Format::Markdown).unwrap_err();
    let said: Vec<String> = problems.list().iter().map(ToString::to_string).collect();
    assert_eq!(said, ["survey row 2 column repeat_count: cycle (members)"]);
}
