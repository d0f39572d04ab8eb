//! What the command says by its exit code and in its file.

#![expect(clippy::unwrap_used, reason = "a test that cannot start its command has failed")]

use serde_json::Value;
use std::{
    fs,
    process::{Command, Output},
};
use tempfile::TempDir;

/// Those that are compiled in.
#[cfg(feature = "mutants")]
const MUTANTS: [&str; 8] = [
    "sync-normal",
    "split-transaction",
    "receipt-before-commit",
    "cursor-past-open",
    "dedup-by-time",
    "media-before-data",
    "park-without-reason",
    "endless-backoff",
];

struct Ran {
    code: Option<i32>,
    json: Option<Value>,
    said: String,
}

fn chaos(words: &[&str]) -> Ran {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("chaos.json");
    let mut command = Command::new(env!("CARGO_BIN_EXE_chaos"));
    let Output { status, stdout, stderr } = command.args(words).arg("--out").arg(&out).output().unwrap();
    let json = fs::read(&out).ok().map(|bytes| serde_json::from_slice(&bytes).unwrap());
    let said = String::from_utf8([stdout, stderr].concat()).unwrap();
    Ran { code: status.code(), json, said }
}

#[test]
fn a_clean_run_ends_with_0_and_counts_itself() {
    let ran = chaos(&["--layer", "disk", "--runs", "20", "--seed", "7"]);
    assert_eq!(ran.code, Some(0), "{}", ran.said);
    let expected = serde_json::json!({
        "layers": [{ "name": "disk", "runs": 20, "lost": 0, "twice": 0, "skipped": 0, "stuck": 0 }],
        "mutant": null, "caught": false, "seed": 7,
    });
    assert_eq!(ran.json, Some(expected));
}

#[test]
fn a_mutant_that_is_found_ends_with_10_and_a_story_in_words() {
    let ran = chaos(&["--mutate", "lying-sync", "--runs", "200"]);
    assert_eq!(ran.code, Some(10), "{}", ran.said);
    assert!(
        ran.said.contains("caught: lying-sync") && ran.said.contains("the power is gone"),
        "{}",
        ran.said
    );
    let json = ran.json.unwrap();
    assert_eq!((&json["mutant"], &json["caught"]), (&Value::from("lying-sync"), &Value::from(true)));
}

#[test]
fn a_mutant_that_no_run_finds_is_a_failure_of_the_harness() {
    let ran = chaos(&["--mutate", "lying-sync", "--runs", "0"]);
    assert_eq!(ran.code, Some(3));
    assert_eq!(ran.json.unwrap()["caught"], false);
}

#[test]
fn a_mutant_that_nobody_knows_is_a_failure_of_the_harness() {
    assert_eq!(chaos(&["--mutate", "no-such-thing"]).code, Some(2));
}

#[cfg(not(feature = "mutants"))]
#[test]
fn a_build_without_mutants_has_none() {
    assert_eq!(chaos(&["--mutate", "sync-normal"]).code, Some(2));
}

#[cfg(feature = "mutants")]
#[test]
fn every_mutant_is_found() {
    for name in MUTANTS {
        let ran = chaos(&["--mutate", name, "--runs", "100000"]);
        assert_eq!(ran.code, Some(10), "{name}: {}", ran.said);
    }
}

/// Once through every step, and on where there is time.
#[test]
fn a_process_that_ends_at_any_named_step_loses_nothing() {
    let runs = if std::env::var_os("DOORSTEP_LONG").is_some() { "200" } else { "17" };
    let ran = chaos(&["--layer", "process", "--runs", runs]);
    assert_eq!(ran.code, Some(0), "{}", ran.said);
}
