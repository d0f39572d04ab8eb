//! The account can fail: each kind of loss and of doubling is counted.

use super::*;

const SCHEMA: &str = "
    CREATE TABLE record (id TEXT PRIMARY KEY, kind TEXT, applied INTEGER);
    CREATE TABLE entry (kind TEXT, reference TEXT);
    CREATE TABLE sealed_entry (position INTEGER, entry INTEGER);
    CREATE TABLE envelope (device TEXT, epoch INTEGER, seq INTEGER);
    CREATE TABLE visit (record TEXT);
    CREATE TABLE hours (record TEXT);";

const ONE: Uuid = Uuid::from_u128(1);
const OTHER: Uuid = Uuid::from_u128(2);

/// A county that took in both visits, and whatever the story adds.
fn county(story: &str) -> Stored {
    let server = Connection::open_in_memory().unwrap();
    server.execute_batch(SCHEMA).unwrap();
    for (seq, id) in (1..).zip([ONE, OTHER]) {
        let taken_in = format!(
            "INSERT INTO record VALUES ('{id}', 'visit', 1);
             INSERT INTO visit VALUES ('{id}');
             INSERT INTO entry VALUES ('envelope', 'hash {seq}');
             INSERT INTO sealed_entry VALUES ({seq}, {seq});
             INSERT INTO envelope VALUES ('phone', 1, {seq});"
        );
        server.execute_batch(&taken_in).unwrap();
    }
    server.execute_batch(story).unwrap();
    Stored { server }
}

fn phone(records: &[(Uuid, bool)]) -> BTreeMap<Uuid, Kept> {
    let kept = |receipted| Kept { kind: "visit".to_owned(), receipted };
    records.iter().map(|(id, receipted)| (*id, kept(*receipted))).collect()
}

#[test]
fn a_day_on_which_everything_arrived_once_holds() {
    let ledger = Ledger::settle(&[phone(&[(ONE, true)]), phone(&[(OTHER, true)])], &county(""));
    assert_eq!(ledger, Ledger { sent: 2, stored: 2, receipted: 2, lost: 0, twice: 0 });
    assert!(ledger.holds());
}

#[test]
fn every_way_in_which_a_day_does_not_hold_is_counted() {
    let both = || vec![phone(&[(ONE, true), (OTHER, true)])];
    let third = Uuid::from_u128(3);
    let unreceipted = vec![phone(&[(ONE, true), (OTHER, false)])];
    let lost = vec![phone(&[(ONE, true), (OTHER, true), (third, true)])];
    let rows: [(&str, Vec<_>, String, Ledger); 6] = [
        ("no receipt", unreceipted, String::new(), Ledger { receipted: 1, ..FULL }),
        ("lost", lost, String::new(), Ledger { sent: 3, receipted: 3, lost: 1, ..FULL }),
        (
            "unheard of",
            vec![phone(&[(ONE, true)])],
            String::new(),
            Ledger { sent: 1, stored: 1, receipted: 1, twice: 1, ..FULL },
        ),
        (
            "an effect twice",
            both(),
            format!("INSERT INTO visit VALUES ('{ONE}')"),
            Ledger { twice: 1, ..FULL },
        ),
        (
            "logged twice",
            both(),
            "INSERT INTO entry VALUES ('envelope', 'hash 1')".into(),
            Ledger { twice: 1, ..FULL },
        ),
        (
            "a place twice",
            both(),
            "INSERT INTO envelope VALUES ('phone', 1, 1)".into(),
            Ledger { twice: 1, ..FULL },
        ),
    ];
    for (story, phones, also, expected) in rows {
        let ledger = Ledger::settle(&phones, &county(&also));
        assert_eq!(ledger, expected, "{story}");
        assert!(!ledger.holds(), "{story}");
    }
}

const FULL: Ledger = Ledger { sent: 2, stored: 2, receipted: 2, lost: 0, twice: 0 };
