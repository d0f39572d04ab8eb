//! What is asked once of all who are visited at one door.

use super::*;

fn workbook(rows: &str) -> String {
    format!(
        "| survey |\n| | type | name | label::中文 (zh-CN) | label::English (en) | relevant | appearance |\n{rows}\
         | settings |\n| | form_id | version | form_title | form_title (en) |\n| | trial | 7 | 试 | Trial |\n"
    )
}

fn at_a_door() -> Arc<Form> {
    let rows = "| | text | own | 自 | Own | | shared |\n\
        | | integer | stove | 炉 | Stove | ${own} != '' | w1 shared |\n\
        | | text | mine | 我 | Mine | | w1 |\n";
    Arc::new(Form::import(&workbook(rows), Format::Markdown).unwrap())
}

#[test]
fn what_is_shared_at_a_door_is_given_to_the_next_visit_and_nothing_else() {
    let mut session = FormSession::new(at_a_door(), context());
    say(&mut session, "own", text("x"));
    say(&mut session, "stove", Value::Integer(2));
    say(&mut session, "mine", text("y"));
    let shared = session.shared_answers();
    assert_eq!(shared.keys().map(String::as_str).collect::<Vec<_>>(), ["own", "stove"]);
    let next = FormSession::new(at_a_door(), SessionContext { presets: shared, ..context() });
    assert_eq!(tree(&next), r#"{"own":"x","stove":2}"#);
    session.clear(&path("own")).unwrap();
    assert!(session.shared_answers().is_empty(), "what is hidden is said of nobody");
}

#[test]
fn an_answer_that_belongs_to_one_visit_alone_cannot_be_shared() {
    for rows in [
        "| | image | door | 门 | Door | | shared |\n",
        "| | note | hello | 好 | Hello | | shared |\n",
        "| | begin repeat | all | 众 | All | | |\n| | text | own | 自 | Own | | shared |\n| | end repeat | | | | | |\n",
    ] {
        let problems = Form::import(&workbook(rows), Format::Markdown).unwrap_err();
        let told: Vec<_> = problems
            .list()
            .iter()
            .map(|problem| (problem.code.as_str(), problem.column.as_deref()))
            .collect();
        assert_eq!(told, [("does_not_apply", Some("appearance"))], "{rows}");
    }
}
