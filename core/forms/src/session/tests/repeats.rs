//! Instances of repeats, their ids, and what looks across them.

use super::*;
use crate::InstanceId;
const ROWS: &str = "| | begin repeat | members | 成员 | Members | | | | | | |\n\
     | | text | name | 姓名 | Name | | | | yes | | |\n\
     | | calculate | place | | | | position(..) | | | | |\n\
     | | begin group | income | 收入 | Income | ${name} != '' | | | | | |\n\
     | | decimal | wage | 工资 | Wage of ${name} | | | | | | |\n\
     | | end group | | | | | | | | | |\n\
     | | calculate | share | | | | round(${wage} div ${total}, 2) | | | | |\n\
     | | begin repeat | papers | 证件 | Papers | | | | | | |\n\
     | | text | number | 号 | Number | ${wage} > 0 | | | | | |\n\
     | | end repeat | | | | | | | | | |\n\
     | | end repeat | | | | | | | | | |\n\
     | | calculate | total | | | | sum(${wage}) | | | | |\n\
     | | calculate | heads | | | | count(${members}) | | | | |\n\
     | | calculate | sheets | | | | count(${papers}) | | | | |\n\
     | | note | many | 多 | Many | count(${members}) > 2 | | | | | |\n";

fn member(session: &mut FormSession, name: &str, wage: &str) -> String {
    let (at, _) = session.add_instance(&path("members")).unwrap();
    say(session, &format!("{at}/name"), text(name));
    say(session, &format!("{at}/income/wage"), Value::Decimal(wage.parse().unwrap()));
    at.to_string()
}

#[test]
fn removing_one_member_moves_no_other_members_answers() {
    let mut session = open(ROWS);
    let made = [
        member(&mut session, "A", "100"),
        member(&mut session, "B", "250.5"),
        member(&mut session, "C", "50"),
    ];
    assert_eq!(made, ["members[1]", "members[2]", "members[3]"]);
    assert_eq!(text_at(&session, "total").as_deref(), Some("400.5"));
    assert_eq!(text_at(&session, "members[2]/share").as_deref(), Some("0.63"));
    assert!(shown(&session).contains(&"many".to_owned()));

    let changes = session.remove_instance(&path("members[1]")).unwrap();
    assert!(changes.changed.contains(&path("members")));
    assert!(changes.changed.contains(&path("members[3]/place")));
    assert_eq!(text_at(&session, "total").as_deref(), Some("300.5"));
    assert_eq!(text_at(&session, "heads").as_deref(), Some("2"));
    assert_eq!(text_at(&session, "members[2]/name").as_deref(), Some("B"));
    assert_eq!(text_at(&session, "members[2]/place").as_deref(), Some("1"));
    assert_eq!(text_at(&session, "members[3]/place").as_deref(), Some("2"));
    assert_eq!(text_at(&session, "members[2]/share").as_deref(), Some("0.83"));
    assert!(!shown(&session).contains(&"many".to_owned()));
    assert_eq!(session.answer(&path("members[1]/name"), text("x")), Err(AnswerError::UnknownPath));
    assert_eq!(member(&mut session, "D", "1"), "members[4]", "an id is never given twice");
}

#[test]
fn a_repeat_is_an_array_whose_objects_keep_their_ids() {
    let mut session = open(ROWS);
    member(&mut session, "A", "1");
    member(&mut session, "B", "3");
    session.remove_instance(&path("members[1]")).unwrap();
    let (paper, _) = session.add_instance(&path("members[2]/papers")).unwrap();
    assert_eq!(paper, path("members[2]/papers[3]"));
    say(&mut session, "members[2]/papers[3]/number", text("n-1"));
    assert_eq!(
        tree(&session),
        r#"{"members":[{"_id":2,"name":"B","place":"1","income":{"wage":"3"},"share":"1","papers":[{"_id":3,"number":"n-1"}]}],"total":"3","heads":"1","sheets":"1"}"#
    );
    say(&mut session, "members[2]/income/wage", Value::Decimal("0".parse().unwrap()));
    assert!(!tree(&session).contains("n-1"), "the paper hangs on the wage of its own member");
}

#[test]
fn what_is_said_of_one_member_recomputes_nothing_of_another() {
    let mut session = open(
        "| | begin repeat | members | 成员 | Members | | | | | | |\n\
         | | select_one yn | ill | 病 | Ill | | | | | | |\n\
         | | text | what | 什么病 | What | ${ill} = 'yes' | | | | | |\n\
         | | end repeat | | | | | | | | | |\n",
    );
    for _ in 0..20 {
        session.add_instance(&path("members")).unwrap();
    }
    let changes = say(&mut session, "members[7]/ill", one("yes"));
    assert_eq!(changes.evaluated, 1);
    assert_eq!(changes.changed, [path("members[7]/ill"), path("members[7]/what")]);
}

#[test]
fn headings_tell_instances_apart_by_id_and_place() {
    let mut session = open(ROWS);
    member(&mut session, "A", "1");
    member(&mut session, "B", "2");
    session.remove_instance(&path("members[1]")).unwrap();
    let items = session.visible();
    let Item::Repeat(repeat) = &items[0] else { panic!() };
    assert_eq!((repeat.label.as_str(), repeat.count, repeat.can_add), ("Members", 1, true));
    let Item::Instance(instance) = &items[1] else { panic!() };
    assert_eq!(
        (instance.path.clone(), instance.id, instance.position),
        (path("members[2]"), InstanceId(2), 1)
    );
    let wage = session.question_at(&path("members[2]/income/wage")).unwrap();
    assert_eq!(wage.label, "Wage of B");
    assert!(items.contains(&Item::Question(Box::new(wage))), "depth is the same both ways");
}

#[test]
fn instances_are_bounded() {
    let mut session = open(
        "| | begin repeat | r | 重 | R | | | | | | |\n| | text | a | 甲 | A | | | | | | |\n| | end repeat | | | | | | | | | |\n",
    );
    for _ in 0..MOST_INSTANCES {
        session.add_instance(&path("r")).unwrap();
    }
    assert_eq!(session.add_instance(&path("r")).unwrap_err(), AnswerError::TooManyInstances);
    let Item::Repeat(repeat) = &session.visible()[0] else { panic!() };
    assert!(!repeat.can_add);
    assert_eq!(session.add_instance(&path("r[1]/a")).unwrap_err(), AnswerError::NotAQuestion);
    assert_eq!(session.remove_instance(&path("r")).unwrap_err(), AnswerError::UnknownPath);
}

#[test]
fn hidden_members_are_not_counted() {
    let mut session = open(
        "| | begin repeat | r | 重 | R | | | | | | |\n\
         | | select_one yn | has | 有 | Has | | | | | | |\n\
         | | text | what | 什么 | What | ${has} = 'yes' | | | | | |\n\
         | | end repeat | | | | | | | | | |\n\
         | | calculate | asked | | | | count(${what}) | | | | |\n",
    );
    for id in 1..=3 {
        session.add_instance(&path("r")).unwrap();
        say(&mut session, &format!("r[{id}]/has"), one("yes"));
    }
    assert_eq!(text_at(&session, "asked").as_deref(), Some("3"), "asked, though not answered");
    say(&mut session, "r[2]/has", one("no"));
    assert_eq!(text_at(&session, "asked").as_deref(), Some("2"));
    session.remove_instance(&path("r[1]")).unwrap();
    assert_eq!(text_at(&session, "asked").as_deref(), Some("1"));
}
