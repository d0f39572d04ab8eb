//! The core is told the time; it never asks. Only a `Clock` port and what runs the engine look at a clock.

use crate::source::Source;

/// Where no clock is read.
const WITHOUT: [&str; 5] =
    ["core/domain/", "core/forms/", "core/protocol/", "core/store/", "core/sync/src/engine"];

const READS: [&str; 4] = ["SystemTime::now", "Instant::now", "Utc::now", "Local::now"];

pub(crate) fn found(sources: &[Source]) -> Vec<String> {
    let without = |path: &str| WITHOUT.iter().any(|folder| path.starts_with(folder));
    let mut found = Vec::new();
    for source in sources.iter().filter(|source| source.is_one_of(&["rs"]) && without(&source.path)) {
        if source.is_test() {
            continue;
        }
        for (number, line) in source.shipped_lines() {
            let reads = READS.iter().find(|read| line.contains(*read));
            if let Some(read) = reads.filter(|_| !line.trim_start().starts_with("//")) {
                found.push(format!("{}:{number}: {read}: the time is given to this crate", source.path));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::found;
    use crate::source::Source;

    fn at(path: &str, text: &str) -> Vec<String> {
        found(&[Source { path: path.into(), text: text.into() }])
    }

    #[test]
    fn a_clock_read_in_the_core_is_found_with_its_line() {
        let found = at("core/sync/src/engine/retry.rs", "use x;\nlet now = Instant::now();\n");
        assert_eq!(found, ["core/sync/src/engine/retry.rs:2: Instant::now: the time is given to this crate"]);
    }

    #[test]
    fn the_runner_the_tests_and_the_comments_may_name_a_clock() {
        assert!(at("core/sync/src/runner.rs", "Instant::now()").is_empty());
        assert!(at("core/store/src/outbox/tests.rs", "Instant::now()").is_empty());
        assert!(at("core/store/src/lib.rs", "#[cfg(test)]\nmod tests {\n Utc::now() }").is_empty());
        assert!(at("core/store/src/lib.rs", "// not Utc::now, which lies").is_empty());
    }

    #[test]
    fn declaring_a_test_module_hides_nothing() {
        assert_eq!(at("core/store/src/lib.rs", "#[cfg(test)]\nmod tests;\nUtc::now()").len(), 1);
    }
}
