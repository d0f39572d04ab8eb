//! Every rule of the field, chapter by chapter: `docs/rules.md` is this, written down.

use super::Rule;
use crate::{
    age, assistance, cadence, calendar, child, code, deadline, elder, hours, missed_contact, place, region,
    sheet,
};
use std::{fmt::Write as _, slice::from_ref};

/// Rules of one part of the field.
#[derive(Clone, Copy, Debug)]
pub struct Chapter {
    /// English, and the Chinese term.
    pub title: &'static str,
    /// Modules with their rules.
    pub modules: &'static [(&'static str, &'static [Rule])],
}

/// Every chapter.
pub const CHAPTERS: &[Chapter] = &[
    Chapter {
        title: "Time 期限与频次",
        modules: &[
            ("calendar", from_ref(&calendar::RULE)),
            ("deadline", &deadline::RULES),
            ("cadence", &cadence::RULES),
            ("missed_contact", from_ref(&missed_contact::RULE)),
        ],
    },
    Chapter {
        title: "Social assistance 社会救助",
        modules: &[
            ("assistance::household", &assistance::household::RULES),
            ("assistance::income", from_ref(&assistance::income::RULE)),
            ("assistance::property", from_ref(&assistance::property::RULE)),
            ("assistance::rigid_spending", &assistance::rigid_spending::RULES),
            ("assistance::destitute", from_ref(&assistance::destitute::RULE)),
            ("assistance::self_care", from_ref(&assistance::self_care::RULE)),
            ("assistance::near_relative", from_ref(&assistance::near_relative::RULE)),
            ("assistance::publicity", &assistance::publicity::RULES),
            ("assistance::recheck_sample", from_ref(&assistance::recheck_sample::RULE)),
            ("assistance::urgent_relief", from_ref(&assistance::urgent_relief::RULE)),
        ],
    },
    Chapter {
        title: "Children 儿童",
        modules: &[
            ("age", from_ref(&age::RULE)),
            ("child::left_behind", &child::left_behind::RULES),
            ("child::unattended", from_ref(&child::unattended::RULE)),
            ("child::guardianship", &child::guardianship::RULES),
            ("child::risk", from_ref(&child::risk::RULE)),
            ("child::report", &child::report::RULES),
            ("child::consent", from_ref(&child::consent::RULE)),
        ],
    },
    Chapter {
        title: "Elders 老年人",
        modules: &[
            ("elder::ability", &elder::ability::RULES),
            ("elder::contact_rate", from_ref(&elder::contact_rate::RULE)),
        ],
    },
    Chapter {
        title: "From need to service 服务计划与跟进",
        modules: &[("sheet::plan", &sheet::RULES), ("sheet::held", from_ref(&sheet::RULE))],
    },
    Chapter { title: "Volunteers 志愿服务", modules: &[("hours", &hours::RULES)] },
    Chapter {
        title: "Codes and places 编码与坐标",
        modules: &[
            ("code::citizen_number", from_ref(&code::citizen_number::RULE)),
            ("code::credit_code", from_ref(&code::credit_code::RULE)),
            ("code::disability", from_ref(&code::disability::RULE)),
            ("code::disability_card", from_ref(&code::disability_card::RULE)),
            ("code::phone_number", from_ref(&code::phone_number::RULE)),
            ("code::list", from_ref(&code::list::RULE)),
            ("region", &region::RULES),
            ("place::shifted", from_ref(&place::shifted::RULE)),
        ],
    },
];

/// Every rule with its module.
pub fn all() -> impl Iterator<Item = (&'static str, &'static Rule)> {
    let modules = CHAPTERS.iter().flat_map(|chapter| chapter.modules);
    modules.flat_map(|(module, rules)| rules.iter().map(move |rule| (*module, rule)))
}

/// The page, as Markdown.
pub fn page() -> String {
    let mut page = String::from(
        "# Rules\n\n\
         Phone and county run the same Rust, in the version that a record names. This page is written from the code\n\
         (`DOORSTEP_UPDATE=1 cargo test -p doorstep-domain catalogue`); data files lie below `core/domain/data`.\n\
         (unverified): not confirmed from the standard itself. (LOCAL): holds in one county, and is data.\n\
         [CONFLICT]: two sources disagree.\n",
    );
    for chapter in CHAPTERS {
        // Writing to a String cannot fail.
        let _ = write!(
            page,
            "\n## {}\n\n| rule | term | source | data | held by |\n|---|---|---|---|---|\n",
            chapter.title
        );
        for (module, rule) in
            chapter.modules.iter().flat_map(|(module, rules)| rules.iter().map(move |rule| (module, rule)))
        {
            let prefix = format!("{module}::");
            let tests: Vec<String> = rule
                .tests
                .iter()
                .map(|test| format!("`{}`", test.strip_prefix(&prefix).unwrap_or(test)))
                .collect();
            let data = rule.data.map_or_else(String::new, |data| format!("`{data}`"));
            let _ = writeln!(
                page,
                "| {} | {} | {} | {data} | `{module}`: {} |",
                rule.says,
                rule.term,
                rule.source,
                tests.join(", ")
            );
        }
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        fs,
        path::{Path, PathBuf},
    };

    fn sources(module: &str) -> String {
        let at = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(module.replace("::", "/"));
        let mut files = vec![at.with_extension("rs")];
        let mut folders = vec![at];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
                if entry.path().is_dir() { folders.push(entry.path()) } else { files.push(entry.path()) }
            }
        }
        files.iter().filter_map(|file| fs::read_to_string(file).ok()).collect()
    }

    #[test]
    fn every_rule_names_tests_that_are_there_and_data_that_is_there() {
        let mut seen = std::collections::BTreeSet::new();
        for (module, rule) in all() {
            assert!(seen.insert(rule.says), "twice: {}", rule.says);
            assert!(
                !rule.tests.is_empty() && !rule.source.is_empty() && !rule.term.is_empty(),
                "{}",
                rule.says
            );
            for test in rule.tests {
                let (home, name) = test.rsplit_once("::").unwrap_or((module, test));
                assert!(sources(home).contains(&format!("fn {name}(")), "{}: no test {test}", rule.says);
            }
            if let Some(data) = rule.data {
                let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
                let path = folder.join(data.trim_end_matches("/*.json"));
                assert!(path.exists(), "{}: no data {data}", rule.says);
            }
        }
        assert!(seen.len() > 20, "the catalogue is all but empty");
    }

    #[test]
    fn every_rule_of_the_code_is_in_the_catalogue() {
        let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let known: Vec<&str> =
            CHAPTERS.iter().flat_map(|chapter| chapter.modules).map(|(module, _)| *module).collect();
        let mut folders = vec![src.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).unwrap().flatten() {
                let path = entry.path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let text = fs::read_to_string(&path).unwrap();
                if text.contains("\npub const RULE: Rule") || text.contains("\npub const RULES: [Rule") {
                    let module: PathBuf = path.strip_prefix(&src).unwrap().with_extension("");
                    let module = module.to_string_lossy().replace('/', "::");
                    // A part of a module may leave it to the whole to tell its rules.
                    let whole = module.rsplit_once("::").map_or("", |(whole, _)| whole);
                    let told = known.contains(&module.as_str()) || known.contains(&whole);
                    assert!(told, "{module} has rules that the catalogue does not tell");
                }
            }
        }
    }

    #[test]
    fn the_page_of_rules_is_what_the_code_says() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/rules.md");
        if std::env::var_os("DOORSTEP_UPDATE").is_some() {
            fs::write(&path, page()).unwrap();
        }
        assert!(
            fs::read_to_string(&path).is_ok_and(|written| written == page()),
            "run with DOORSTEP_UPDATE=1"
        );
    }
}
