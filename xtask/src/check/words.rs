//! Words that never stand in a committed file: a promise to finish later, a test that does not run, and the
//! path of the machine that it was written on.

use crate::{place, source::Source};

/// Split, so that this file does not find itself.
const WORDS: [&str; 5] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("#[ig", "nore"),
    concat!("to", "do!("),
    concat!("unimpl", "emented!("),
];

const LOOKED_AT: [&str; 18] = [
    "rs", "sql", "kt", "kts", "java", "swift", "ts", "tsx", "js", "html", "css", "py", "sh", "md", "toml",
    "yml", "yaml", "xml",
];

pub(crate) fn found(sources: &[Source]) -> Vec<String> {
    within(sources, &place::root().display().to_string())
}

fn within(sources: &[Source], root: &str) -> Vec<String> {
    // A clone at `/src` says nothing: such a path stands in many a file for its own reasons.
    let here = format!("{root}/");
    let mut words: Vec<&str> = WORDS.to_vec();
    words.extend((root.matches('/').count() > 1).then_some(here.as_str()));
    let mut found = Vec::new();
    for source in sources {
        let script = source.path.starts_with(".ci/");
        if !script && !source.is_one_of(&LOOKED_AT) {
            continue;
        }
        for (number, line) in (1..).zip(source.text.lines()) {
            for word in words.iter().filter(|word| line.contains(**word)) {
                found.push(format!("{}:{number}: {word}", source.path));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{WORDS, within};
    use crate::source::Source;

    fn of(path: &str, text: &str) -> Vec<String> {
        within(&[Source { path: path.into(), text: text.into() }], "/home/somebody/clone")
    }

    #[test]
    fn a_promise_for_later_is_found_with_its_line() {
        let text = format!("fn f() {{\n    // {} later\n}}\n", WORDS[0]);
        assert_eq!(of("server/src/feed.rs", &text), [format!("server/src/feed.rs:2: {}", WORDS[0])]);
    }

    #[test]
    fn the_path_of_this_machine_is_found() {
        assert_eq!(of(".ci/run", "cd /home/somebody/clone/target").len(), 1);
    }

    #[test]
    fn data_may_hold_any_word() {
        assert!(of("fixtures/county/people.csv", WORDS[0]).is_empty());
    }
}
