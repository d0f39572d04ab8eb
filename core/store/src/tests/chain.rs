use super::phone::*;
use crate::*;
use doorstep_domain::id::{DeviceId, Incarnation};
use doorstep_protocol::{
    batch::Verdict,
    chain::Head,
    digest::Digest,
    journal::{Place, recover, trimmed},
    key::{DeviceKey, SoftwareKey},
};
use std::fs;
use uuid::Uuid;

fn reopened_head() -> Head {
    Head { epoch: 1, seq: 80, hash: Digest::of(b"what the county holds") }
}

#[test]
fn a_phone_restored_from_an_old_copy_wraps_what_is_unsent_under_a_new_epoch() {
    let mut phone = Phone::new();
    phone.save_visits(1..=4);
    let sent = phone.waiting();
    phone.store_all(&sent[..1]);
    phone.refuse(&sent[2]);
    assert_eq!(phone.store().reopen_epoch(reopened_head(), &phone.device_key).unwrap(), 3);
    let waiting = phone.waiting();
    assert_eq!(waiting.iter().map(|w| w.record).collect::<Vec<_>>(), [record_id(2), record_id(4)]);
    let public = phone.device_key.public_key().unwrap();
    let first = waiting[0].envelope.open(&public).unwrap();
    assert_eq!((first.header.epoch, first.header.seq), (2, 1));
    assert_eq!(first.header.prev, reopened_head().hash, "it names the head the county holds");
    let before = sent[1].envelope.open(&public).unwrap();
    assert_eq!(first.header.commitment, before.header.commitment, "the record is the same");

    let parked = phone.store().parked(&Page::first(9)).unwrap().items;
    assert_eq!(parked[0].record, record_id(3), "what was parked stays parked, in its new place");
    phone.store().retry_parked(record_id(3)).unwrap();
    assert_chained(&phone.waiting(), &phone.device_key);

    let saved = phone.save(phone.plain(5));
    assert_eq!(saved.place, Some(Place { epoch: 2, seq: 4 }));
    phone.reopen();
    let held = records(&phone.recovered().envelopes);
    assert_eq!(held, [1, 2, 3, 4, 2, 3, 4, 5].map(record_id), "the journal holds both wrappings");
}

#[test]
fn the_chain_goes_on_where_it_was_after_everything_has_left_the_outbox() {
    let mut phone = Phone::new();
    phone.save_visits(1..=3);
    let (sent, head) = (phone.waiting(), phone.store().head().unwrap());
    phone.store_all(&sent);
    phone.store().apply_watermark(&phone.watermark(sent[2].place())).unwrap();
    phone.reopen();
    assert_eq!(phone.store().head().unwrap(), head);
    assert_eq!(phone.save(phone.plain(4)).place, Some(Place { epoch: 1, seq: 4 }));
    let next = phone.waiting()[0].envelope.claimed_header().unwrap();
    assert_eq!(next.prev, sent[2].envelope.hash());
}

#[test]
fn an_answer_to_the_old_wrapping_does_not_count_for_the_new_one() {
    let phone = Phone::new();
    phone.save(phone.plain(1));
    let old = phone.waiting();
    phone.store().reopen_epoch(reopened_head(), &phone.device_key).unwrap();
    phone.store_all(&old);
    assert_eq!(phone.waiting().len(), 1);
}

#[test]
fn another_life_of_the_county_makes_what_is_not_durable_wait_again_with_its_receipts() {
    let phone = Phone::new();
    phone.save_visits(1..=4);
    let sent = phone.waiting();
    phone.store_all(&sent[..3]);
    phone.store().apply_watermark(&phone.watermark(sent[0].place())).unwrap();
    phone.hear(Vec::new());
    let next_life = Incarnation(Uuid::from_u128(0xC1));
    assert_eq!(phone.store().reoffer(next_life).unwrap(), 2);
    assert_eq!(phone.store().incarnation().unwrap(), Some(next_life));
    assert_eq!(phone.store().cursor().unwrap(), None, "the feed begins anew");
    let again = phone.waiting();
    assert_eq!(again.iter().map(|w| w.record).collect::<Vec<_>>(), [2, 3, 4].map(record_id));
    assert_eq!(again[0].envelope, sent[1].envelope, "the same envelope");
    let second = phone.store().record(record_id(2)).unwrap().unwrap();
    assert!(second.receipted_at.is_some() && second.standing == Standing::Waiting);
    let old_mark = phone.watermark(sent[3].place());
    phone.store_all(&again);
    assert_eq!(phone.store().apply_watermark(&old_mark).unwrap(), 0, "a word of the life before");
}

#[test]
fn the_same_life_that_misses_something_is_offered_it_again_and_the_feed_goes_on() {
    let phone = Phone::new();
    phone.save(phone.plain(1));
    phone.store_all(&phone.waiting());
    phone.hear(Vec::new());
    assert_eq!(phone.store().reoffer(LIFE).unwrap(), 1);
    assert!(phone.store().cursor().unwrap().is_some());
}

#[test]
fn another_enrolment_takes_the_outbox_along_under_its_own_key() {
    let mut phone = Phone::new();
    phone.save_visits(1..=3);
    phone.store_all(&phone.waiting()[..1]);
    let first_journal = fs::read(phone.journal()).unwrap();
    phone.hear(Vec::new());
    phone.store().set_enrolment(&phone.enrolment).unwrap();
    assert!(phone.store().cursor().unwrap().is_some(), "the same device goes on");
    phone.enrolment.device = DeviceId(Uuid::from_u128(0xD2));
    phone.device_key = SoftwareKey::generate().unwrap();
    phone.store().set_enrolment(&phone.enrolment).unwrap();
    assert_eq!(phone.store().cursor().unwrap(), None, "another one hears everything anew");
    assert!(phone.waiting().is_empty(), "the old device's chain is not this one's to send");
    assert_eq!(phone.store().head().unwrap(), None);
    phone.reopen();
    assert_eq!(phone.store().begin_chain(&phone.device_key).unwrap(), 3);
    assert_eq!(phone.store().begin_chain(&phone.device_key).unwrap(), 0, "once");
    let waiting = phone.waiting();
    assert_chained(&waiting, &phone.device_key);
    let public = phone.device_key.public_key().unwrap();
    let header = waiting[0].envelope.open(&public).unwrap().header;
    assert_eq!((header.device, header.prev), (phone.enrolment.device, Head::genesis(&public).hash));
    let journals = Store::journals(phone.dir.path()).unwrap();
    assert_eq!(fs::read(&journals[1]).unwrap(), trimmed(&first_journal), "the old journal is kept");
    let present = recover(&fs::read(&journals[0]).unwrap(), &phone.recovery).unwrap();
    assert_eq!(records(&present.envelopes), [1, 2, 3].map(record_id));
}

#[test]
fn a_fresh_database_beside_an_old_journal_begins_a_journal_of_its_own() {
    let mut phone = Phone::new();
    phone.save_visits(1..=3);
    phone.close();
    Store::set_aside(phone.dir.path()).unwrap();
    phone.reopen();
    assert_eq!(records(&phone.recovered().envelopes), [1, 2, 3].map(record_id), "offered for recovery");
    phone.enrolment.device = DeviceId(Uuid::from_u128(0xD2));
    phone.store().set_enrolment(&phone.enrolment).unwrap();
    phone.save(phone.plain(4));
    assert_eq!(records(&phone.recovered().envelopes), [record_id(4)]);
    let journals = Store::journals(phone.dir.path()).unwrap();
    let old = recover(&fs::read(&journals[1]).unwrap(), &phone.recovery).unwrap();
    assert_eq!(records(&old.envelopes), [1, 2, 3].map(record_id));
}

#[test]
fn nothing_is_saved_before_somebody_is_enrolled_or_while_the_keystore_refuses() {
    struct Locked;
    impl DeviceKey for Locked {
        fn public_key(
            &self,
        ) -> Result<doorstep_protocol::key::PublicKey, doorstep_protocol::key::KeyUnavailable> {
            Err(doorstep_protocol::key::KeyUnavailable)
        }
        fn sign(
            &self,
            _: &[u8],
        ) -> Result<doorstep_protocol::key::Signature, doorstep_protocol::key::KeyUnavailable> {
            Err(doorstep_protocol::key::KeyUnavailable)
        }
    }
    let phone = Phone::new();
    let empty = tempfile::TempDir::new().unwrap();
    let nobody = Store::open(empty.path(), &phone.key, Options::default()).unwrap();
    assert!(matches!(nobody.save(phone.plain(1), &phone.device_key), Err(SaveError::NotEnrolled)));
    let draft = draft(1);
    phone.store().put_draft(&draft).unwrap();
    let new = NewRecord { draft: Some(draft.id), ..phone.plain(1) };
    assert!(matches!(phone.store().save(new, &Locked), Err(SaveError::Key(_))));
    assert!(phone.store().draft(draft.id).unwrap().is_some(), "the draft stays");
    phone.save(phone.plain(1));
    assert!(matches!(phone.store().save(phone.plain(2), &Locked), Err(SaveError::Key(_))));
    assert_eq!(phone.waiting().len(), 1);
}

#[test]
fn a_payload_is_let_go_of_ninety_days_after_it_became_durable_and_not_before() {
    let phone = Phone::new();
    phone.save_visits(1..=2);
    let sent = phone.waiting();
    phone.store_all(&sent);
    let mut mark = phone.watermark(sent[0].place());
    let held = |number| phone.store().record(record_id(number)).unwrap().unwrap().payload.is_some();
    phone.store().apply_watermark(&mark).unwrap();
    assert!(held(1) && held(2));
    mark.at += chrono::TimeDelta::days(91);
    phone.store().apply_watermark(&mark).unwrap();
    assert!(!held(1), "durable and old");
    assert!(held(2), "not durable, whatever its age");
    assert_eq!(phone.store().record(record_id(1)).unwrap().unwrap().verdict, Some(Verdict::Accepted));
}

#[test]
fn a_header_is_told_by_its_hash_for_as_long_as_the_outbox_holds_it() {
    let phone = Phone::new();
    phone.save_visits(1..=2);
    let sent = phone.waiting();
    let told = |waiting: &Waiting| phone.store().header_hash(waiting.place()).unwrap();
    assert_eq!(told(&sent[1]), Some(sent[1].envelope.hash()));
    phone.store_all(&sent);
    phone.store().apply_watermark(&phone.watermark(sent[0].place())).unwrap();
    assert_eq!((told(&sent[0]), told(&sent[1])), (None, Some(sent[1].envelope.hash())));
}

#[test]
fn the_journals_of_three_devices_stand_beside_each_other() {
    let mut phone = Phone::new();
    for number in 1..=3 {
        phone.enrolment.device = DeviceId(Uuid::from_u128(number));
        phone.store().set_enrolment(&phone.enrolment).unwrap();
        let mut new = phone.plain(number);
        new.claim.device = phone.enrolment.device;
        phone.save(new);
    }
    let journals = Store::journals(phone.dir.path()).unwrap();
    let last = |path: &std::path::PathBuf| {
        let journal = recover(&fs::read(path).unwrap(), &phone.recovery).unwrap();
        records(&journal.envelopes).last().copied()
    };
    assert_eq!(
        journals.iter().map(last).collect::<Vec<_>>(),
        [3, 1, 2].map(|number| Some(record_id(number)))
    );
}
