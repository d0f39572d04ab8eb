//! Every promise names the test that holds it, and the test is there.

use crate::source::Source;
use std::collections::HashSet;

const PAGE: &str = "docs/promises.md";

pub(crate) fn found(sources: &[Source]) -> Vec<String> {
    let tests: HashSet<&str> =
        sources.iter().filter(|source| source.is_one_of(&["rs"])).flat_map(functions).collect();
    let Some(page) = sources.iter().find(|source| source.path == PAGE) else {
        return vec![format!("{PAGE}: not there")];
    };
    let mut found = Vec::new();
    for (number, line) in (1..).zip(page.text.lines()) {
        for named in quoted(line).filter(|named| is_test_name(named) && !tests.contains(named)) {
            found.push(format!("{PAGE}:{number}: no test of the tree is called {named}"));
        }
    }
    found
}

/// The names of a file's functions.
fn functions(source: &Source) -> impl Iterator<Item = &str> {
    source.text.lines().filter_map(|line| {
        let (_, after) = line.split_once("fn ")?;
        after.split(['(', '<']).next()
    })
}

/// What stands between backticks.
fn quoted(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

/// A sentence in snake case, as tests are called; not a path, a flag or a type.
fn is_test_name(text: &str) -> bool {
    text.matches('_').count() >= 3
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::found;
    use crate::source::Source;

    fn tree(page: &str) -> Vec<String> {
        let code = "#[test]\nfn a_kept_promise_is_tested() {}\nasync fn another_one_is_kept() {}\n";
        found(&[
            Source { path: "docs/promises.md".into(), text: page.into() },
            Source { path: "core/x/src/lib.rs".into(), text: code.into() },
        ])
    }

    #[test]
    fn a_promise_without_its_test_is_found_with_its_line() {
        let found = tree(
            "| kept | `a_kept_promise_is_tested`, `another_one_is_kept` |\n| broken | `nobody_wrote_this_test` |",
        );
        assert_eq!(found, ["docs/promises.md:2: no test of the tree is called nobody_wrote_this_test"]);
    }

    #[test]
    fn other_words_in_backticks_are_no_tests() {
        assert!(tree("`tests/stories` `cargo xtask check` `POST /v1/recovery` `needs_review`").is_empty());
    }
}
