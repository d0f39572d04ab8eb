//! Whatever stands in a workbook: it is judged, and what is a form opens, is filled and resumes.

use proptest::prelude::*;

use super::survey;
use crate::{Form, Format};

fn cells() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "",
        "survey",
        "choices",
        "settings",
        "type",
        "name",
        "label",
        "label::中文 (zh-CN)",
        "label::English (en)",
        "relevant",
        "calculation",
        "constraint",
        "required",
        "default",
        "form_id",
        "version",
        "list_name",
        "form_title",
        "default_language",
        "choice_filter",
        "repeat_count",
        "trigger",
        "parameters",
        "appearance",
        "readonly",
        "hint",
        "guidance_hint",
        "constraint_message",
        "required_message",
        "media::image",
        "media::audio::English (en)",
        "f.csv",
        "text",
        "integer",
        "decimal",
        "date",
        "time",
        "dateTime",
        "geopoint",
        "barcode",
        "acknowledge",
        "image",
        "signature",
        "hidden",
        "today",
        "start",
        "end",
        "username",
        "deviceid",
        "audit",
        "select_one_from_file f.csv",
        "select_multiple_from_file f.csv",
        "select_one l or_other",
        "geotrace",
        "select_one l",
        "select_multiple l",
        "begin group",
        "begin repeat",
        "end group",
        "end repeat",
        "calculate",
        "note",
        "a",
        "b",
        "l",
        "${a}",
        "${b} + 1",
        "count(${a})",
        "position(..)",
        "l = ${a}",
        "true()",
        "today()",
        "ex:org.example",
        "max-pixels=1600",
        "rows=2 value=a label=b",
        "track-changes=true",
        "indexed-repeat(${a}, ${b}, 1)",
        "jr:choice-name(${a}, '${b}')",
        "pulldata('f', 'a', 'b', ${a})",
        "once(.)",
        "regex(., '\\d+')",
        "yes",
        "1",
        "\\|",
        "---",
        "#",
        "中文 (zh-CN)",
        "\"",
        "'",
        ",",
    ])
    .prop_map(ToOwned::to_owned)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn no_text_makes_the_importer_panic(text in "\\PC{0,300}") {
        let _ = Form::import(&text, Format::Markdown);
        let _ = Form::import(&text, Format::Csv);
    }

    #[test]
    fn no_table_makes_the_importer_panic(rows in prop::collection::vec(prop::collection::vec(cells(), 1..6), 0..30)) {
        let markdown: String = rows.iter().map(|row| format!("| {} |\n", row.join(" | "))).collect();
        let csv: String = rows.iter().map(|row| format!("{}\n", row.join(","))).collect();
        let _ = Form::import(&markdown, Format::Markdown);
        let _ = Form::import(&csv, Format::Csv);
    }

    #[test]
    fn a_valid_frame_with_any_rows_is_judged(rows in prop::collection::vec(prop::collection::vec(cells(), 10), 0..20)) {
        judge(&rows);
    }

    #[test]
    fn rows_that_may_well_be_a_form_are_judged_and_open(rows in prop::collection::vec(likely(), 0..12)) {
        judge(&rows);
    }
}

/// Imports a survey of these rows, and opens, fills and resumes it if it is one.
fn judge(rows: &[Vec<String>]) {
    let rows: String = rows.iter().map(|row| format!("| | {} |\n", row.join(" | "))).collect();
    let header = "| | type | name | label | relevant | calculation | default | trigger | choice_filter | repeat_count | parameters |\n";
    let file = "| f.csv |\n| | name | label | a | b | l |\n| | 1 | One | x | y | z |\n";
    let text = survey(header, &rows, "| | l | x | X |\n") + file;
    if let Ok(form) = Form::import(&text, Format::Markdown) {
        let context = crate::SessionContext::on("2026-11-02".parse().unwrap(), "");
        let mut session = crate::FormSession::new(std::sync::Arc::new(form), context);
        for name in ["a", "b", "c", "d"] {
            let _ = session.add_instance(&name.parse().unwrap());
            let _ = session.answer(&name.parse().unwrap(), crate::Value::Integer(2));
        }
        let resumed = crate::FormSession::resume(session.form().clone(), &session.snapshot()).unwrap();
        assert_eq!(resumed.visible(), session.visible());
    }
}

/// A row whose cells mostly belong where they stand.
fn likely() -> impl Strategy<Value = Vec<String>> {
    let one_of = |words: &[&'static str]| prop::sample::select(words.to_vec());
    let types = one_of(&[
        "text",
        "integer",
        "decimal",
        "date",
        "time",
        "dateTime",
        "geopoint",
        "barcode",
        "acknowledge",
        "hidden",
        "select_one l",
        "select_multiple l",
        "select_one_from_file f.csv",
        "calculate",
        "note",
        "image",
        "today",
        "begin group",
        "end group",
        "begin repeat",
        "end repeat",
    ]);
    let expressions = [
        "",
        "",
        "${a}",
        "${b} + 1",
        "count(${c})",
        "sum(${a})",
        "once(${b})",
        "1 + 1",
        "today()",
        "coalesce(${a}, 2)",
    ];
    let relevant = one_of(&[
        "",
        "",
        "",
        "${a} = 2",
        "${b} != ''",
        "position(..) > 1",
        "count(${c}) > 0",
        "selected(${d}, 'x')",
    ]);
    (
        types,
        one_of(&["a", "b", "c", "d"]),
        relevant,
        one_of(&expressions),
        one_of(&["", "", "", "1", "x", "today()", "${a} + 1"]),
        one_of(&["", "", "", "${a}", "${a}, ${b}"]),
        one_of(&["", "", "", "true()", "name != ${a}", "a = 'x'"]),
        one_of(&["", "", "2", "${a}", "${b} div 2"]),
    )
        .prop_map(|(of, name, relevant, calculation, default, trigger, filter, count)| {
            let ends = of.starts_with("end ");
            let words = [
                of,
                if ends { "" } else { name },
                if ends || of == "calculate" { "" } else { "L" },
                if ends { "" } else { relevant },
                if ends || of.starts_with("begin") { "" } else { calculation },
                default,
                trigger,
                if of.contains("select") { filter } else { "" },
                if of == "begin repeat" { count } else { "" },
                "",
            ];
            let plain = matches!(of, "image" | "note" | "today" | "calculate") || of.contains(' ');
            let kept = |(column, word): (usize, &&str)| {
                if plain && matches!(column, 5 | 6) { String::new() } else { (*word).to_owned() }
            };
            words.iter().enumerate().map(kept).collect()
        })
}
