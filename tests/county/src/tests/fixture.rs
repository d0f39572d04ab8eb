//! `fixtures/county` is what the generator makes, byte for byte, and its README says what stands in it.

use crate::{SEED, files, generate};
use std::{collections::BTreeMap, fs, path::PathBuf};

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/county").join(name)
}

fn rendered(seed: u64) -> BTreeMap<&'static str, Vec<u8>> {
    files(&generate(seed).unwrap()).unwrap().into_iter().collect()
}

#[test]
fn the_fixtures_are_what_the_generator_makes() {
    let made = rendered(SEED);
    for (name, content) in &made {
        let kept = fs::read(fixture(name)).unwrap();
        assert!(
            kept == *content,
            "{name} differs: change the generator, then cargo run -p doorstep-county -- fixtures/county"
        );
    }
    let mut present: Vec<String> = fs::read_dir(fixture(""))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "README.md")
        .collect();
    present.sort();
    assert_eq!(present, made.keys().map(ToString::to_string).collect::<Vec<_>>());
}

#[test]
fn a_seed_gives_the_same_bytes_again_and_another_seed_gives_others() {
    let (first, again, other) = (rendered(7), rendered(7), rendered(8));
    assert_eq!(first.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
    for (name, content) in &first {
        assert!(again[name] == *content, "{name} differs between two runs of one seed");
        assert!(other[name] != *content, "{name} does not depend on the seed");
    }
}

#[test]
fn the_files_are_small_enough_to_keep_and_end_their_lines_with_lf() {
    let made = rendered(SEED);
    assert!(made.values().map(Vec::len).sum::<usize>() < 6_000_000);
    for (name, content) in made {
        assert!(!content.contains(&b'\r'), "{name}");
        assert_eq!(content.last(), Some(&b'\n'), "{name}");
    }
}

#[test]
fn the_readme_names_the_seed_and_every_column_in_its_order() {
    let readme = fs::read_to_string(fixture("README.md")).unwrap();
    assert!(readme.contains(&SEED.to_string()));
    for (name, content) in rendered(SEED).iter().filter(|(name, _)| name.ends_with(".csv")) {
        let header =
            String::from_utf8(content.split(|byte| *byte == b'\n').next().unwrap().to_vec()).unwrap();
        let section = readme.split(&format!("## {name}\n")).nth(1).unwrap();
        let section = section.split("\n## ").next().unwrap();
        let cells = section.lines().filter_map(|line| line.strip_prefix("| `")?.split(" | ").next());
        let named: Vec<String> =
            cells.flat_map(|cell| cell.split(", ")).map(|word| word.replace('`', "")).collect();
        assert_eq!(named.join(","), header, "{name}");
    }
}
