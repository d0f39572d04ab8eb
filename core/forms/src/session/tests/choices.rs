//! Choices that depend on other answers, and choices from files.

use super::*;

const VILLAGES: &str = "name,label,town\nv1,North Slope,t1\nv2,Reed Pond,t1\nv3,Stone Bridge,t2\n";

fn cascade() -> FormSession {
    let text = "| survey |\n\
        | | type | name | label | choice_filter | calculation |\n\
        | | select_one towns | town | Town | | |\n\
        | | select_one_from_file villages.csv | village | Village | town = ${town} | |\n\
        | | select_multiple streets | streets | Streets | village = ${village} or any = 'yes' | |\n\
        | | calculate | village_name | | | jr:choice-name(${village}, '${village}') |\n\
        | | calculate | town_of | | | pulldata('villages', 'town', 'name', ${village}) |\n\
        | choices |\n\
        | | list_name | name | label | village | any |\n\
        | | towns | t1 | Upper | | |\n\
        | | towns | t2 | Lower | | |\n\
        | | streets | s1 | Mill Lane | v1 | |\n\
        | | streets | s2 | Pond Lane | v2 | |\n\
        | | streets | s0 | No street | | yes |\n\
        | settings |\n\
        | | form_id | version | form_title | default_language |\n\
        | | f | 1 | F | en |\n";
    let files = BTreeMap::from([("villages.csv".to_owned(), VILLAGES.to_owned())]);
    let form = Form::import_with(text, Format::Markdown, &files);
    let form = form.unwrap_or_else(|problems| panic!("{:?}", problems.list()));
    FormSession::new(Arc::new(form), context())
}

fn offered(session: &FormSession, at: &str) -> Vec<String> {
    let question = session.question_at(&path(at)).unwrap();
    question.choices.into_iter().map(|choice| choice.label).collect()
}

#[test]
fn a_village_is_chosen_among_those_of_its_town() {
    let mut session = cascade();
    assert_eq!(offered(&session, "village"), Vec::<String>::new());
    let changes = say(&mut session, "town", one("t1"));
    assert!(changes.changed.contains(&path("village")), "it is to be drawn again");
    assert_eq!(offered(&session, "village"), ["North Slope", "Reed Pond"]);
    say(&mut session, "village", one("v2"));
    assert_eq!(offered(&session, "streets"), ["Pond Lane", "No street"]);
    assert_eq!(text_at(&session, "village_name").as_deref(), Some("Reed Pond"));
    assert_eq!(text_at(&session, "town_of").as_deref(), Some("t1"));
}

#[test]
fn what_is_offered_no_more_stands_and_is_reported() {
    let mut session = cascade();
    say(&mut session, "town", one("t1"));
    say(&mut session, "village", one("v2"));
    say(&mut session, "streets", Value::Many(vec!["s2".to_owned(), "s0".to_owned()]));
    assert_eq!(session.missing(), []);
    say(&mut session, "town", one("t2"));
    let missing: Vec<_> = session.missing().iter().map(|m| (m.path.to_string(), m.code)).collect();
    assert_eq!(missing, [("village".to_owned(), IssueCode::Withdrawn)]);
    assert_eq!(session.value(&path("village")), Some(&one("v2")), "a person decides, not the form");
    say(&mut session, "village", one("v3"));
    let missing: Vec<_> = session.missing().iter().map(|m| m.path.to_string()).collect();
    assert_eq!(missing, ["streets"]);
    say(&mut session, "streets", Value::Many(vec!["s0".to_owned()]));
    assert!(session.finish().is_ok());
}

#[test]
fn the_words_of_a_choice_follow_the_language() {
    let mut session = open(
        "| | select_one yn | sure | 确定吗 | Sure | | | | | | |\n\
         | | calculate | said | | | | jr:choice-name(${sure}, '${sure}') | | | | |\n",
    );
    say(&mut session, "sure", one("yes"));
    assert_eq!(text_at(&session, "said").as_deref(), Some("Yes"));
    session.set_language("zh-CN");
    assert_eq!(text_at(&session, "said").as_deref(), Some("是"));
}
