//! A file past 500 lines usually hides a second idea. Tests of a long file live in `foo/tests.rs`.

use crate::source::Source;

const MOST: usize = 500;
const LANGUAGES: [&str; 10] = ["rs", "sql", "kt", "swift", "ts", "tsx", "js", "css", "py", "sh"];

pub(crate) fn found(sources: &[Source]) -> Vec<String> {
    let code = sources.iter().filter(|source| source.is_one_of(&LANGUAGES) && !source.is_test());
    let counted = code.map(|source| (&source.path, source.text.lines().count()));
    let long = counted.filter(|(_, lines)| *lines > MOST);
    long.map(|(path, lines)| format!("{path}: {lines} lines, and {MOST} is the most")).collect()
}

#[cfg(test)]
mod tests {
    use super::{MOST, found};
    use crate::source::Source;

    fn of(path: &str, lines: usize) -> Vec<String> {
        found(&[Source { path: path.into(), text: "x\n".repeat(lines) }])
    }

    #[test]
    fn one_line_too_many_is_found() {
        assert!(of("server/src/feed.rs", MOST).is_empty());
        assert_eq!(of("server/src/feed.rs", MOST + 1).len(), 1);
        assert_eq!(of("tests/src/phone.rs", MOST + 1).len(), 1);
    }

    #[test]
    fn tests_and_data_may_be_long() {
        assert!(of("server/src/feed/tests.rs", MOST + 1).is_empty());
        assert!(of("tests/tests/offline_day.rs", MOST + 1).is_empty());
        assert!(of("server/tests/contract.rs", MOST + 1).is_empty());
        assert!(of("fixtures/county/people.csv", MOST + 1).is_empty());
    }
}
