use super::phone::*;
use crate::*;
use doorstep_domain::{subject::Subject, visit::VisitTag};
use serde_json::json;
use std::fs;

const SECRETS: [&str; 6] = ["柳暗花", "花明村", "13900001234", "屋顶漏雨", "甲某某", "refresh-token"];

fn seeded() -> Phone {
    let phone = Phone::new();
    let mut seen = person(1, 1, SECRETS[0]);
    seen.phones.push(doorstep_domain::subject::Item {
        id: doorstep_domain::id::ItemId(uuid::Uuid::from_u128(1)),
        value: doorstep_domain::subject::person::Phone { number: SECRETS[2].to_owned(), whose: None },
    });
    phone.hear(vec![put_household(&household(1, SECRETS[0], SECRETS[1]), 1), put_person(&seen, 2)]);
    phone.store().put_draft(&draft(1)).unwrap();
    let tokens =
        Tokens { access: SECRETS[5].to_owned(), refresh: SECRETS[5].to_owned(), access_until: noon() };
    phone.store().set_tokens(&tokens).unwrap();
    let subject = Subject::Household(household_id(1));
    let mut visit = phone.visit(1, subject, VisitTag::HouseholdCheck);
    visit.payload.text = json!({ "findings": SECRETS[3], "met": SECRETS[0] }).to_string();
    phone.save(visit);
    phone
}

fn holds(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

#[test]
fn database_log_and_journal_hold_no_readable_name_and_no_key() {
    let phone = seeded();
    let utf16 = |word: &str| word.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
    let files: Vec<_> = fs::read_dir(phone.dir.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    let read = |name: &str| fs::read(phone.dir.path().join(name)).unwrap();
    assert!(read("doorstep.db-wal").len() > 8192 && read("journal.dsj").len() > 200);
    for path in files {
        let bytes = fs::read(&path).unwrap();
        for word in SECRETS {
            assert!(!holds(&bytes, word.as_bytes()), "{word} in {path:?}");
            assert!(!holds(&bytes, &utf16(word)), "{word} in {path:?}");
        }
        assert!(!holds(&bytes, &[7; 32]), "the key in {path:?}");
        assert!(!holds(&bytes, "07".repeat(32).as_bytes()), "the key in {path:?}");
        assert!(!holds(&bytes, b"SQLite format 3"), "{path:?}");
    }
}

/// The search of the test above does find what is written in clear.
#[test]
fn the_same_words_are_found_where_nothing_is_sealed() {
    let phone = seeded();
    let dir = tempfile::TempDir::new().unwrap();
    let clear = dir.path().join("clear.db");
    let conn =
        crate::open::connect(&phone.dir.path().join("doorstep.db"), &phone.key, &Options::default()).unwrap();
    conn.execute_batch(&format!(
        "ATTACH '{}' AS clear KEY ''; SELECT sqlcipher_export('clear'); DETACH clear;",
        clear.display()
    ))
    .unwrap();
    let bytes = fs::read(clear).unwrap();
    assert!(SECRETS.iter().all(|word| holds(&bytes, word.as_bytes())));
}

#[test]
fn errors_and_debug_text_hold_no_personal_data() {
    let phone = seeded();
    let store = phone.store();
    store
        .write(|tx| Ok::<_, StoreError>(tx.execute("UPDATE person SET body = '{\"name\":\"柳暗花\"}'", [])?))
        .unwrap();
    let unreadable = store.person(person_id(1)).unwrap_err();
    let texts = [
        format!("{unreadable} {unreadable:?}"),
        format!("{:?}", store.draft(draft(1).id).unwrap()),
        format!("{:?}", store.record(record_id(1)).unwrap()),
        format!("{:?} {:?}", store.enrolment().unwrap(), store.tokens().unwrap()),
        format!("{:?}", phone.waiting()),
    ];
    for text in texts {
        assert!(SECRETS.iter().all(|word| !text.contains(word)), "{text}");
    }
}
