mod anything;

use crate::{Form, Format};

const HEAD: &str = "| survey | | | | | | | | | | |\n";
const SETTINGS: &str =
    "| settings |\n| | form_id | version | form_title | default_language |\n| | f | 1 | F | en |\n";

/// A survey whose header is `columns`; one language, `en`.
fn survey(columns: &str, rows: &str, choices: &str) -> String {
    let choices = if choices.is_empty() {
        String::new()
    } else {
        format!("| choices |\n| | list_name | name | label |\n{choices}")
    };
    format!("{HEAD}{columns}{rows}{choices}{SETTINGS}")
}

fn problems(text: &str) -> Vec<String> {
    match Form::import(text, Format::Markdown) {
        Ok(_) => Vec::new(),
        Err(problems) => problems.list().iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn every_fault_is_reported_at_once_with_its_row_and_column() {
    let text = survey(
        "| | type | name | label | relevant | constraint | required | calculation | default | kept |\n",
        "| | text | a | A | ${nobody} = 1 | | | | | |\n\
         | | geoshape | b | B | | | | | | |\n\
         | | select_one ghosts | c | C | | | | | | |\n\
         | | integer | d | | | | | | x | |\n\
         | | calculate | e | | | | | | | |\n\
         | | text | a | A again | | | | | | |\n\
         | | note | g | G | | 1 | yes | | | |\n\
         | | | h | H | | | | | | |\n\
         | | text | 9i | I | | | | | today() | |\n\
         | | text | | J | | | | | | |\n\
         | | date | k | K | a/b | foo(1) or bar() | perhaps + | | | |\n",
        "",
    );
    assert_eq!(
        problems(&text),
        [
            "survey row 1 column kept: unsupported_column (kept)",
            "survey row 2 column relevant: unknown_reference (nobody)",
            "survey row 3 column type: unsupported_type (geoshape)",
            "survey row 4 column type: missing_choice_list (ghosts)",
            "survey row 5 column default: invalid_default (x)",
            "survey row 5 column label: missing_label",
            "survey row 6 column calculation: missing_calculation (e)",
            "survey row 7 column name: duplicate_name (a)",
            "survey row 8 column constraint: does_not_apply (1)",
            "survey row 8 column required: does_not_apply (yes)",
            "survey row 9 column type: missing_type",
            "survey row 10 column name: invalid_name (9i)",
            "survey row 11 column name: missing_name",
            "survey row 12 column constraint: unknown_function (bar)",
            "survey row 12 column constraint: unknown_function (foo)",
            "survey row 12 column relevant: unsupported_path (a)",
            "survey row 12 column required: unsupported_path (perhaps)",
        ]
    );
}

#[test]
fn every_unsupported_type_is_refused() {
    for unsupported in [
        "geotrace",
        "geoshape",
        "range",
        "rank l",
        "audio",
        "video",
        "file",
        "select_one l or_other",
        "select_one",
        "select_one_external l",
        "phonenumber",
        "start-geopoint",
        "background-audio",
        "csv-external",
        "xml-external",
        "begin",
        "begin loop",
        "Text",
    ] {
        let text = survey(
            "| | type | name | label |\n",
            &format!("| | {unsupported} | a | A |\n"),
            "| | l | x | X |\n",
        );
        assert_eq!(problems(&text), [format!("survey row 2 column type: unsupported_type ({unsupported})")]);
    }
}

#[test]
fn groups_and_repeats_must_balance() {
    let header = "| | type | name | label |\n";
    for (rows, expected) in [
        ("| | begin group | g | G |\n", "survey row 2 column type: unbalanced (g)"),
        ("| | end group | g | |\n", "survey row 2 column type: unbalanced (g)"),
        (
            "| | begin group | g | G |\n| | text | a | A |\n| | end repeat | | |\n",
            "survey row 4 column type: unbalanced (g)",
        ),
        (
            "| | begin group | g | G |\n| | text | a | A |\n| | end group | h | |\n",
            "survey row 4 column name: unbalanced (h)",
        ),
        (
            "| | begin_group | g | G |\n| | text | a | A |\n| | end_group | | Bye |\n",
            "survey row 4 column label: does_not_apply (Bye)",
        ),
    ] {
        assert_eq!(problems(&survey(header, rows, "")), [expected]);
    }
}

#[test]
fn nesting_is_bounded() {
    let begin: String = (0..40).map(|i| format!("| | begin repeat | g{i} | G |\n")).collect();
    let end = "| | end repeat | | |\n".repeat(40);
    let found = problems(&survey("| | type | name | label |\n", &format!("{begin}{end}"), ""));
    assert_eq!(found.len(), 8);
    assert_eq!(found[0], "survey row 34 column type: too_deep (g32)");
}

#[test]
fn a_missing_translation_is_named_by_its_column() {
    let text = "| survey |\n\
        | | type | name | label::中文 (zh-CN) | label::English (en) | hint::English (en) | constraint | constraint_message::中文 (zh-CN) |\n\
        | | text | a | 甲 | A | | | |\n\
        | | select_one l | b | 乙 | | help | . != 'x' | 错 |\n\
        | choices |\n\
        | | list_name | name | label::中文 (zh-CN) | label::English (en) |\n\
        | | l | x | | X |\n\
        | | l | x | 叉 | X |\n\
        | | l | two words | 叉 | X |\n\
        | settings |\n\
        | | form_id | version | form_title (zh-cn) | default_language |\n\
        | | f | 1 | 表 | français |\n";
    assert_eq!(
        problems(text),
        [
            "survey row 3 column constraint_message::English (en): missing_translation",
            "survey row 3 column hint::中文 (zh-CN): missing_translation",
            "survey row 3 column label::English (en): missing_translation",
            "choices row 2 column label::中文 (zh-CN): missing_translation",
            "choices row 3 column name: duplicate_name (x)",
            "choices row 4 column name: invalid_name (two words)",
            "settings row 2 column default_language: invalid_setting (français)",
            "settings row 2 column form_title: missing_label",
        ]
    );
}

#[test]
fn cycles_are_named_at_every_row_that_closes_them() {
    let text = survey(
        "| | type | name | label | relevant | calculation |\n",
        "| | calculate | a | | | ${b} + 1 |\n\
         | | calculate | b | | | ${c} |\n\
         | | calculate | c | | | ${a} |\n\
         | | text | d | D | ${e} = 'x' | |\n\
         | | text | e | E | ${d} = 'x' | |\n\
         | | calculate | behind | | | ${a} |\n\
         | | begin group | g | G | ${inside} = 1 | |\n\
         | | integer | inside | I | | |\n\
         | | end group | | | | |\n\
         | | calculate | self | | | . + 1 |\n\
         | | calculate | fine | | | once(${d}) |\n",
        "",
    );
    assert_eq!(
        problems(&text),
        [
            "survey row 2 column calculation: cycle (a)",
            "survey row 3 column calculation: cycle (b)",
            "survey row 4 column calculation: cycle (c)",
            "survey row 5 column relevant: cycle (d)",
            "survey row 6 column relevant: cycle (e)",
            "survey row 8 column relevant: cycle (g)",
            "survey row 11 column calculation: cycle (self)",
        ]
    );
}

#[test]
fn references_must_be_clear() {
    let text = survey(
        "| | type | name | label | relevant |\n",
        "| | begin group | g | G | |\n\
         | | text | twice | T | |\n\
         | | note | n | N | |\n\
         | | end group | | | |\n\
         | | text | twice | T | |\n\
         | | begin repeat | r | R | |\n\
         | | text | inner | I | |\n\
         | | end repeat | | | |\n\
         | | text | a | ${inner} and ${r} | ${twice} = '' |\n\
         | | text | b | ${twice | ${g} = '' or ${n} = '' |\n\
         | | text | c | ${ghost} | position(..) > 1 and count(${r}) > 1 |\n",
        "",
    );
    assert_eq!(
        problems(&text),
        [
            "survey row 10 column label: invalid_reference (inner)",
            "survey row 10 column label: invalid_reference (r)",
            "survey row 10 column relevant: ambiguous_reference (twice)",
            "survey row 11 column label: invalid_reference (twice)",
            "survey row 11 column relevant: invalid_reference (g)",
            "survey row 11 column relevant: invalid_reference (n)",
            "survey row 12 column label: unknown_reference (ghost)",
            "survey row 12 column relevant: outside_repeat (position(..))",
        ]
    );
}

#[test]
fn a_message_without_its_rule_is_refused() {
    let text = survey(
        "| | type | name | label | constraint_message | required_message |\n",
        "| | text | a | A | no | no |\n",
        "",
    );
    assert_eq!(
        problems(&text),
        [
            "survey row 2 column constraint_message: does_not_apply",
            "survey row 2 column required_message: does_not_apply",
        ]
    );
}

#[test]
fn settings_are_needed_and_checked() {
    let survey = "| survey |\n| | type | name | label |\n| | text | a | A |\n";
    assert_eq!(problems(survey), ["settings: missing_sheet (settings)"]);
    let text = format!("{survey}| settings |\n| | form_id | style | version |\n| | a b | pages | |\n");
    assert_eq!(
        problems(&text),
        [
            "settings row 1 column style: unsupported_column (style)",
            "settings row 2 column form_id: invalid_setting (a b)",
            "settings row 2 column form_title: missing_label",
            "settings row 2 column version: missing_setting (version)",
        ]
    );
    assert_eq!(problems(""), ["survey: missing_sheet (survey)", "settings: missing_sheet (settings)"]);
}

#[test]
fn a_form_without_languages_has_one() {
    let form =
        Form::import(&survey("| | type | name | label |\n", "| | text | a | A |\n", ""), Format::Markdown);
    let form = form.unwrap();
    assert_eq!((form.languages().len(), form.default_language().code.as_str()), (1, "en"));
    assert_eq!((form.id().0.as_str(), form.version().0.as_str(), form.title("en")), ("f", "1", "F"));
    assert_eq!(form.field("a").unwrap().kind, crate::QuestionKind::Text);
}

#[test]
fn an_appearance_may_draw_and_may_not_ask_elsewhere() {
    let found = |appearance: &str| {
        let rows = format!("| | select_one l | a | A | {appearance} |\n");
        problems(&survey("| | type | name | label | appearance |\n", &rows, "| | l | x | X |\n"))
    };
    for drawn in ["minimal", "search", "autocomplete example:x", "w1 signature"] {
        assert_eq!(found(drawn), Vec::<String>::new(), "{drawn}");
    }
    for (asked, word) in [("ex:a.b(c=1)", "ex:a.b(c=1)"), ("w1 EX:a", "EX:a"), ("search('f')", "search('f')")]
    {
        assert_eq!(
            found(asked),
            [format!("survey row 2 column appearance: unsupported_appearance ({word})")]
        );
    }
}

#[test]
fn a_file_is_named_as_it_is_written() {
    let rows = "| | select_one_from_file Towns.csv | a | A |\n";
    let text = survey("| | type | name | label |\n", rows, "");
    let import = |name: &str| {
        let files = [(name.to_owned(), "name,label\nx,X\n".to_owned())].into();
        Form::import_with(&text, Format::Markdown, &files)
            .map(|_| ())
            .map_err(|found| found.list()[0].to_string())
    };
    assert_eq!(import("Towns.csv"), Ok(()));
    assert_eq!(import("towns.csv"), Err("survey row 2 column type: missing_file (Towns.csv)".to_owned()));
}

#[test]
fn a_hundred_thousand_rows_end_in_a_list() {
    let mut text = String::from("| survey |\n| | type | name | label |\n");
    for row in 0..100_000 {
        text.push_str(&format!("| | nonsense | q{row} | Q |\n"));
    }
    text.push_str(SETTINGS);
    let found = problems(&text);
    assert_eq!(found.len(), 1_001);
    assert!(found.iter().any(|problem| problem.contains("too_many_problems")));
}

#[test]
fn what_is_named_beside_the_rows_must_be_there() {
    let columns = "| | type | name | label | choice_filter | calculation | parameters | repeat_count |\n";
    let text = survey(
        columns,
        "| | select_one_from_file gone.csv | a | A | | | | |\n\
         | | select_one_from_file here.csv | b | B | town = '1' | | value=code label=title | |\n\
         | | select_one_from_file here.csv | c | C | | | value=ghost label=title | |\n\
         | | calculate | d | | | pulldata('gone', 'x', 'y', 1) | | |\n\
         | | calculate | e | | | pulldata('here', 'x', 'code', 1) | | |\n\
         | | image | f | F | | | max-pixels=0 | |\n\
         | | image | g | G | | | max-pixels=1600 quality=80 | |\n\
         | | select_one l | h | H | | | randomize=true | |\n\
         | | text | i | I | | jr:choice-name(${d}, '${d}') | | |\n\
         | | text | j | J | | indexed-repeat(${d}, ${d}, 1) | | |\n\
         | | begin group | k | K | | | | 3 |\n\
         | | end group | | | | | | |\n\
         | | audit | audit | | | | location-priority=balanced | |\n",
        "",
    );
    let choices = "| choices |\n| | list_name | name | label | unused |\n| | l | x | X | y |\n\
                   | here.csv |\n| | code | title | town |\n| | 1 | One | 1 |\n| | 1 | Twice | 1 |\n";
    assert_eq!(
        problems(&format!("{text}{choices}")),
        [
            "survey row 2 column type: missing_file (gone.csv)",
            "survey row 5 column calculation: missing_file (gone.csv)",
            "survey row 6 column calculation: unknown_column (x)",
            "survey row 7 column parameters: invalid_parameter (max-pixels=0)",
            "survey row 8 column parameters: invalid_parameter (quality=80)",
            "survey row 9 column parameters: invalid_parameter (randomize=true)",
            "survey row 10 column calculation: invalid_reference (d)",
            "survey row 11 column calculation: invalid_reference (d)",
            "survey row 12 column repeat_count: does_not_apply (3)",
            "survey row 14 column parameters: invalid_parameter (location-priority)",
            "choices row 1 column unused: unsupported_column (unused)",
            "here.csv row 1 column ghost: unknown_column (ghost)",
            "here.csv row 2 column ghost: missing_name",
            "here.csv row 3 column code: duplicate_name (1)",
            "here.csv row 3 column ghost: missing_name",
        ]
    );
}

#[test]
fn words_may_come_with_pictures_and_a_guidance() {
    let text = "| survey |\n\
        | | type | name | label::中文 (zh-CN) | label::English (en) | guidance_hint::中文 (zh-CN) | guidance_hint::English (en) | media::image::中文 (zh-CN) | media::image::English (en) |\n\
        | | select_one l | roof | 屋顶 | Roof | 抬头看 | Look up | roof_zh.png | roof_en.png |\n\
        | choices |\n\
        | | list_name | name | label::中文 (zh-CN) | label::English (en) | media::image |\n\
        | | l | a | 完好 | Sound | a.png |\n\
        | settings |\n\
        | | form_id | version | form_title | default_language |\n\
        | | f | 1 | 表 | zh-CN |\n";
    let problems = problems(text);
    assert_eq!(problems, ["choices row 2 column media::image::English (en): missing_translation"]);
    let text =
        text.replace("| media::image |", "| media::image::中文 (zh-CN) | media::image::English (en) |");
    let form = Form::import(&text.replace("| a.png |", "| a.png | a.png |"), Format::Markdown).unwrap();
    let session = crate::FormSession::new(
        std::sync::Arc::new(form),
        crate::SessionContext::on("2026-11-02".parse().unwrap(), "en"),
    );
    let question = session.questions().remove(0);
    assert_eq!(question.guidance.as_deref(), Some("Look up"));
    assert_eq!(question.media[0].file, "roof_en.png");
    assert_eq!(question.choices[0].media[0].file, "a.png");
}
