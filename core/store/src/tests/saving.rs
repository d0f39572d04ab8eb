use super::phone::*;
use crate::*;
use doorstep_domain::visit::Urgency;
use doorstep_protocol::{
    batch::Verdict,
    journal::Place,
    key::{DeviceKey, KeyUnavailable, PublicKey, Signature, SoftwareKey},
    receipt::{Receipt, Receipts},
};
use std::sync::atomic::{AtomicU64, Ordering};

#[test]
fn a_saved_record_is_in_outbox_history_and_journal_and_its_draft_is_gone() {
    let phone = Phone::new();
    let draft = draft(1);
    phone.store().put_draft(&draft).unwrap();
    let saved = phone.save(NewRecord { draft: Some(draft.id), ..phone.plain(1) });
    assert!(saved.journalled && !saved.repeated);
    assert_eq!(saved.place, Some(Place { epoch: 1, seq: 1 }));
    assert_eq!(phone.store().draft(draft.id).unwrap(), None);
    assert_eq!(phone.waiting().len(), 1);
    assert_eq!(records(&phone.recovered().envelopes), [record_id(1)]);
    let stored = phone.store().record(record_id(1)).unwrap().unwrap();
    assert_eq!(stored.standing, Standing::Waiting);
    assert_eq!(stored.facts, phone.plain(1).facts);
    assert_eq!(stored.payload, phone.waiting()[0].envelope.payload);
}

#[test]
fn a_record_saved_twice_is_one_record_and_another_of_its_id_is_refused() {
    let phone = Phone::new();
    let first = phone.save(phone.plain(1));
    let again = phone.save(phone.plain(1));
    assert!(again.repeated && again.journalled);
    assert_eq!(again.place, first.place);
    let mut other = phone.plain(1);
    other.payload.text = "{}".to_owned();
    assert!(matches!(phone.store().save(other, &phone.device_key), Err(SaveError::Conflict)));
    assert_eq!(phone.waiting().len(), 1);
}

/// Signs a few times, and never again.
struct Tired(SoftwareKey, AtomicU64);

impl DeviceKey for Tired {
    fn public_key(&self) -> Result<PublicKey, KeyUnavailable> {
        self.0.public_key()
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, KeyUnavailable> {
        let left = self.1.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
        left.map_err(|_| KeyUnavailable).and_then(|_| self.0.sign(message))
    }
}

#[test]
fn records_signed_while_others_are_written_hang_in_one_chain() {
    let phone = Phone::new();
    let records: Vec<NewRecord> = (1..=35).chain([7]).map(|number| phone.plain(number)).collect();
    let saved = phone.store().save_all(records, &phone.device_key).unwrap();
    assert!(saved.iter().all(|saved| saved.journalled));
    assert_eq!(saved[35].place, saved[6].place, "one that came twice is one");
    let waiting = phone.waiting();
    assert_chained(&waiting, &phone.device_key);
    let expected: Vec<_> = (1..=35).map(record_id).collect();
    assert_eq!(waiting.iter().map(|w| w.record).collect::<Vec<_>>(), expected);
    assert_eq!(
        super::phone::records(&phone.recovered().envelopes),
        expected,
        "the journal has them in the same order"
    );
}

#[test]
fn a_keystore_that_gives_up_in_the_middle_of_many_leaves_nothing_of_them() {
    let phone = Phone::new();
    for signed in [0, 5, 15, 29] {
        let key = Tired(SoftwareKey::generate().unwrap(), AtomicU64::new(signed));
        let records = (1..=30).map(|number| phone.plain(number)).collect();
        assert!(matches!(phone.store().save_all(records, &key), Err(SaveError::Key(_))), "after {signed}");
        assert_eq!(phone.waiting(), []);
        assert_eq!(phone.store().history(None, &Page::first(9)).unwrap().items, []);
    }
}

#[test]
fn the_outbox_is_the_chain_in_its_order_and_is_cut_by_number_and_bytes() {
    let phone = Phone::new();
    for number in 1..=5 {
        let mut new = phone.plain(number);
        new.facts.urgency = if number == 4 { Urgency::Emergency } else { Urgency::Normal };
        phone.save(new);
    }
    let waiting = phone.waiting();
    assert_chained(&waiting, &phone.device_key);
    assert_eq!(
        waiting.iter().map(|w| w.record).collect::<Vec<_>>(),
        (1..=5).map(record_id).collect::<Vec<_>>()
    );
    assert_eq!(waiting.iter().position(|w| w.emergency), Some(3));
    assert_eq!(phone.store().outbox(2, usize::MAX).unwrap().len(), 2);
    assert_eq!(phone.store().outbox(9, 1).unwrap().len(), 1, "at least one");
    let counts = phone.store().counts().unwrap();
    assert_eq!((counts.waiting, counts.waiting_emergencies), (5, 1));
    assert_eq!(counts.oldest_waiting, Some(noon()));
}

#[test]
fn records_saved_together_are_saved_all_or_none() {
    let phone = Phone::new();
    phone.save(phone.plain(2));
    let mut clash = phone.plain(2);
    clash.payload.text = "{}".to_owned();
    let together = vec![phone.plain(1), clash];
    assert!(phone.store().save_all(together, &phone.device_key).is_err());
    assert_eq!(phone.waiting().len(), 1);
    let saved = phone.store().save_all(vec![phone.plain(3), phone.plain(4)], &phone.device_key).unwrap();
    assert!(saved.iter().all(|saved| saved.journalled));
    assert_chained(&phone.waiting(), &phone.device_key);
    assert_eq!(phone.recovered().envelopes.len(), 3);
}

#[test]
fn a_bad_item_between_good_ones_is_parked_with_its_reason_and_holds_up_nobody() {
    let phone = Phone::new();
    phone.save_visits(1..=3);
    let sent = phone.waiting();
    phone.refuse(&sent[1]);
    phone.store_all(&[sent[0].clone(), sent[2].clone()]);
    assert!(phone.waiting().is_empty());
    let parked = phone.store().parked(&Page::first(10)).unwrap().items;
    assert_eq!(
        (parked[0].record, parked[0].code.as_str(), parked[0].at),
        (record_id(2), "bad_signature", noon())
    );
    assert!(phone.store().retry_parked(record_id(2)).unwrap());
    assert!(!phone.store().retry_parked(record_id(2)).unwrap(), "it waits already");
    assert_eq!(phone.waiting()[0].place(), sent[1].place(), "it keeps its place in the chain");
    phone.store_all(&phone.waiting());
    let counts = phone.store().counts().unwrap();
    assert_eq!((counts.parked, counts.receipted_not_durable), (0, 3));
}

#[test]
fn nothing_is_sent_behind_a_place_that_the_outbox_does_not_hold() {
    let phone = Phone::new();
    phone.save_visits(1..=3);
    let sent = phone.waiting();
    let behind = |place| phone.store().outbox_behind(place, 10, usize::MAX).unwrap();
    assert_eq!(behind(sent[0].place()).len(), 2);
    let gone = Place { seq: 0, ..sent[0].place() };
    assert_eq!(behind(gone).len(), 0, "all three follow it, but not as a chain that this phone knows");
}

#[test]
fn a_late_answer_or_one_about_another_record_changes_nothing() {
    let phone = Phone::new();
    phone.save(phone.plain(1));
    phone.save(phone.plain(2));
    let sent = phone.waiting();
    let stored = |place| (place, Phone::stored(Verdict::Accepted));
    let answers = [stored(sent[0].place()), stored(Place { epoch: 9, seq: 9 })];
    let of_others = phone.receipts([&sent[1], &sent[0]].into_iter());
    phone.store().answer(&answers, Some(&of_others), noon()).unwrap();
    phone.store().answer(&answers[..1], None, noon()).unwrap();
    assert_eq!(phone.waiting().len(), 2);
    phone.store_all(&sent);
    phone.refuse(&sent[0]);
    assert_eq!(phone.store().counts().unwrap().receipted_not_durable, 2, "a receipt is not taken back");
}

#[test]
fn of_a_run_of_answers_each_is_noted_as_it_was_given_and_only_where_the_wrapping_stands() {
    let phone = Phone::new();
    phone.save_visits(1..=6);
    let sent = phone.waiting();
    let review = Verdict::NeedsReview { codes: vec!["gap".to_owned()] };
    let answers: Vec<_> = sent
        .iter()
        .map(|waiting| {
            let verdict = if waiting.record == record_id(2) { review.clone() } else { Verdict::Accepted };
            (waiting.place(), Phone::stored(verdict))
        })
        .collect();
    // The receipts of the fourth and the fifth are each other's.
    let receipts = phone.receipts([0, 1, 2, 4, 3, 5].into_iter().map(|at: usize| &sent[at]));
    phone.store().answer(&answers, Some(&receipts), noon()).unwrap();
    let waiting: Vec<_> = phone.waiting().iter().map(|waiting| waiting.record).collect();
    assert_eq!(waiting, [record_id(4), record_id(5)]);
    let verdict = |number| phone.store().record(record_id(number)).unwrap().unwrap().verdict;
    let told = [1, 2, 3, 4, 6].map(verdict);
    let accepted = || Some(Verdict::Accepted);
    assert_eq!(told, [accepted(), Some(review), accepted(), None, accepted()]);
}

#[test]
fn what_waits_behind_a_place_is_read_from_there_in_chain_order() {
    let phone = Phone::new();
    phone.save_visits(1..=5);
    let sent = phone.waiting();
    phone.refuse(&sent[2]);
    let behind = |place, most| phone.store().outbox_behind(place, most, usize::MAX).unwrap();
    assert_eq!(behind(sent[0].place(), 2), [sent[1].clone(), sent[3].clone()]);
    assert_eq!(behind(sent[4].place(), 500), []);
    assert_eq!(behind(Place { epoch: 9, seq: 9 }, 500), [], "no such place");
}

#[test]
fn a_receipt_can_be_shown_alone_when_the_wrapping_is_long_gone() {
    let phone = Phone::new();
    phone.save_visits(1..=5);
    assert_eq!(phone.store().receipt(record_id(1)).unwrap(), None);
    let sent = phone.waiting();
    phone.refuse(&sent[1]);
    phone.store_all(&[sent[0].clone(), sent[2].clone(), sent[3].clone()]);
    phone.store().apply_watermark(&phone.watermark(sent[4].place())).unwrap();
    for number in [1, 3, 4] {
        let receipt = phone.store().receipt(record_id(number)).unwrap().unwrap().open(&phone.keys());
        let expected = phone.receipts(std::iter::once(&sent[number as usize - 1])).receipts()[0];
        assert_eq!(receipt, Ok(expected));
    }
    for number in [2, 5] {
        assert_eq!(phone.store().receipt(record_id(number)).unwrap(), None);
    }
}

#[test]
fn a_receipted_record_stays_until_the_watermark_passes_it_and_a_parked_one_for_ever() {
    let phone = Phone::new();
    phone.save_visits(1..=4);
    let sent = phone.waiting();
    phone.store_all(&[sent[0].clone(), sent[2].clone()]);
    phone.refuse(&sent[1]);
    let mut mark = phone.watermark(sent[3].place());
    mark.device = doorstep_domain::id::DeviceId(uuid::Uuid::nil());
    assert_eq!(phone.store().apply_watermark(&mark).unwrap(), 0, "another device's");
    assert_eq!(phone.store().apply_watermark(&phone.watermark(sent[1].place())).unwrap(), 1);
    assert_eq!(phone.store().apply_watermark(&phone.watermark(sent[3].place())).unwrap(), 1);
    let counts = phone.store().counts().unwrap();
    assert_eq!((counts.waiting, counts.parked, counts.receipted_not_durable), (1, 1, 0));
    let durable = phone.store().record(record_id(1)).unwrap().unwrap();
    assert_eq!((durable.standing, durable.verdict), (Standing::Durable, Some(Verdict::Accepted)));
    assert!(durable.payload.is_some(), "readable for ninety days");
}

#[test]
fn of_one_batch_each_record_keeps_the_time_and_the_verdict_that_it_was_given() {
    let phone = Phone::new();
    phone.save_visits(1..=3);
    let sent = phone.waiting();
    let review = Verdict::NeedsReview { codes: vec!["gap".to_owned()] };
    let later = noon() + chrono::TimeDelta::minutes(1);
    let given = [(noon(), Verdict::Accepted), (later, Verdict::Accepted), (later, review)];
    let receipts = sent.iter().zip(&given).map(|(waiting, (at, _))| Receipt {
        record: waiting.record,
        header: waiting.envelope.hash(),
        at: *at,
    });
    let receipts = Receipts::sign(receipts.collect(), &phone.county).unwrap();
    let answers: Vec<_> = sent
        .iter()
        .zip(&given)
        .map(|(waiting, (_, verdict))| (waiting.place(), Phone::stored(verdict.clone())))
        .collect();
    phone.store().answer(&answers, Some(&receipts), noon()).unwrap();
    for (number, (at, verdict)) in (1..).zip(given) {
        let kept = phone.store().record(record_id(number)).unwrap().unwrap();
        assert_eq!((kept.receipted_at, kept.verdict), (Some(at), Some(verdict)));
    }
}

#[test]
fn a_record_that_is_not_taken_even_alone_is_parked_with_the_code_given() {
    let phone = Phone::new();
    phone.save_visits(1..=2);
    let sent = phone.waiting();
    phone.store().park(sent[0].place(), "too_large", noon()).unwrap();
    assert_eq!(phone.waiting(), sent[1..]);
    let parked = phone.store().parked(&Page::first(9)).unwrap().items;
    assert_eq!(
        (parked[0].record, parked[0].code.as_str(), parked[0].at),
        (record_id(1), "too_large", noon())
    );
}

#[test]
fn a_batch_takes_exactly_as_many_bytes_of_header_and_payload_as_it_may() {
    let phone = Phone::new();
    phone.save_visits(1..=3);
    let bytes = |waiting: &Waiting| {
        waiting.envelope.header.len() + waiting.envelope.payload.as_ref().unwrap().text.len()
    };
    let two: usize = phone.waiting().iter().take(2).map(bytes).sum();
    let taken = |most| phone.store().outbox(9, most).unwrap().len();
    assert_eq!((taken(two - 1), taken(two)), (1, 2));
}

#[test]
fn what_is_parked_is_listed_to_its_end_in_chain_order() {
    let phone = Phone::new();
    phone.save_visits(1..=4);
    let sent = phone.waiting();
    [3, 0, 1].iter().for_each(|at: &usize| phone.refuse(&sent[*at]));
    let parked = one_by_one(|page| phone.store().parked(page).unwrap());
    assert_eq!(parked.iter().map(|parked| parked.record).collect::<Vec<_>>(), [1, 2, 4].map(record_id));
}
