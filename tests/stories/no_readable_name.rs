use crate::people::{WANG, elders};
use doorstep_domain::{subject::Subject, visit::VisitTag};
use doorstep_tests::{cast::cast, network::Weather, stage::Stage};
use std::{fs, path::Path};

/// Every byte of every file in a folder.
fn bytes_in(folder: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        bytes.extend(fs::read(entry.path()).unwrap());
    }
    bytes
}

fn holds(bytes: &[u8], words: &str) -> bool {
    bytes.windows(words.len()).any(|window| window == words.as_bytes())
}

#[test]
fn a_phones_files_hold_no_readable_name_while_it_works_and_after() {
    const WORDS: &str = "the stove smokes 炉子冒烟";
    let stage = Stage::open();
    let mut wang = stage.phone(WANG);
    wang.network.set(Weather::Offline);
    let elder = elders(WANG)[0];
    wang.visits(Subject::Person(elder), VisitTag::ElderCheckIn).answers("findings", WORDS).finish();
    // A draft stays open: it is written at every answer.
    wang.visits(Subject::Person(elder), VisitTag::ElderCheckIn).answers("findings", WORDS).fill();

    let village = cast().regions(WANG)[0];
    let seeded: Vec<&str> =
        cast().households(village).take(40).map(|household| household.head.as_str()).collect();
    let name = cast().name_of(Subject::Person(elder));
    let number = cast().person(elder).identity.citizen_number.as_ref().unwrap().as_str();
    let memory = wang.memory();
    let look = |when: &str| {
        let bytes = bytes_in(&memory);
        assert!(bytes.len() > 100_000, "the phone has something to hide");
        for words in seeded.iter().copied().chain([name, number, WORDS, "outcome", "SQLite format 3"]) {
            assert!(!holds(&bytes, words), "{words} stands in the phone's files {when}");
        }
    };
    look("while it works");
    wang.close();
    look("after it was closed");
    assert!(
        holds(&fs::read(stage.county.database()).unwrap(), name),
        "the search finds what is there to be found"
    );
}
