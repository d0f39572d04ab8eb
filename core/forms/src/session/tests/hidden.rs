//! XLSForm's rule for answers that are not relevant.

use super::*;

const ROWS: &str = "| | select_one yn | works | 工作 | Works | | | | | | |\n\
     | | decimal | wage | 工资 | Wage | ${works} = 'yes' | | . >= 0 | yes | | |\n\
     | | calculate | total | | | | coalesce(${wage}, 0) + 1 | | | | |\n\
     | | note | rich | 富 | Rich | ${wage} > 100 | | | | | |\n";

#[test]
fn a_hidden_answer_is_kept_counts_as_empty_and_is_left_out() {
    let mut session = open(ROWS);
    say(&mut session, "works", one("yes"));
    say(&mut session, "wage", Value::Decimal("250".parse().unwrap()));
    assert_eq!(shown(&session), ["works", "wage", "rich"]);
    assert_eq!(text_at(&session, "total").as_deref(), Some("251"));

    say(&mut session, "works", one("no"));
    assert_eq!(shown(&session), ["works"]);
    assert_eq!(session.value(&path("wage")), None);
    assert_eq!(serde_json::to_string(&session.finish().unwrap()).unwrap(), r#"{"works":"no","total":"1"}"#);

    say(&mut session, "works", one("yes"));
    assert_eq!(shown(&session), ["works", "wage", "rich"]);
    assert_eq!(tree(&session), r#"{"works":"yes","wage":"250","total":"251"}"#);
}

#[test]
fn a_hidden_question_is_neither_required_nor_wrong() {
    let mut session = open(ROWS);
    say(&mut session, "works", one("yes"));
    assert_eq!(session.missing().len(), 1);
    say(&mut session, "wage", Value::Decimal("-1".parse().unwrap()));
    assert_eq!(session.missing().len(), 1);
    say(&mut session, "works", one("no"));
    assert_eq!(session.missing(), []);
    say(&mut session, "works", one("yes"));
    assert_eq!(session.missing().len(), 1);
}

#[test]
fn an_answer_to_a_hidden_question_is_kept_for_later() {
    let mut session = open(ROWS);
    say(&mut session, "wage", Value::Decimal("9".parse().unwrap()));
    assert_eq!(tree(&session), r#"{"total":"1"}"#);
    say(&mut session, "works", one("yes"));
    assert_eq!(tree(&session), r#"{"works":"yes","wage":"9","total":"10"}"#);
}
