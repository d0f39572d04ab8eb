//! Whatever happens in whatever order, outbox, journal and history tell one story.

use super::phone::*;
use crate::*;
use doorstep_domain::id::RecordId;
use doorstep_protocol::{
    batch::{ItemAnswer, Verdict},
    chain::Head,
    digest::Digest,
    envelope::Refusal,
};
use proptest::prelude::*;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

#[derive(Clone, Debug)]
enum Step {
    Save(u8),
    Answer { most: usize, refuse_every: usize },
    Retry(u8),
    Watermark(u8),
    Reoffer,
    ReopenEpoch,
    Reopen,
    TearJournal(u16),
    BreakJournal,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        6 => (0..24_u8).prop_map(Step::Save),
        3 => (1..6_usize, 2..5_usize).prop_map(|(most, refuse_every)| Step::Answer { most, refuse_every }),
        1 => (0..24_u8).prop_map(Step::Retry),
        2 => (0..30_u8).prop_map(Step::Watermark),
        1 => Just(Step::Reoffer),
        1 => Just(Step::ReopenEpoch),
        1 => Just(Step::Reopen),
        1 => (0..2_000_u16).prop_map(Step::TearJournal),
        1 => Just(Step::BreakJournal),
    ];
    prop::collection::vec(step, 1..40)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expected {
    Waiting,
    Receipted,
    Parked,
    Durable,
}

fn run(phone: &mut Phone, step: &Step, model: &mut BTreeMap<RecordId, Expected>) {
    match step {
        Step::Save(number) => {
            let saved = phone.save(phone.plain(u128::from(*number) + 1));
            assert_eq!(saved.repeated, model.contains_key(&saved.record));
            model.entry(saved.record).or_insert(Expected::Waiting);
        }
        Step::Answer { most, refuse_every } => {
            let sent = phone.store().outbox(*most, usize::MAX).unwrap();
            let mut answers = Vec::new();
            for (number, waiting) in sent.iter().enumerate() {
                let refused = (number + 1).is_multiple_of(*refuse_every);
                answers.push(match refused {
                    true => (waiting, ItemAnswer::Refused { code: Refusal::BadSignature }),
                    false => (waiting, Phone::stored(Verdict::Accepted)),
                });
                model.insert(waiting.record, if refused { Expected::Parked } else { Expected::Receipted });
            }
            // The answer comes twice.
            phone.answer(answers.iter().cloned());
            phone.answer(answers.iter().cloned());
        }
        Step::Retry(number) => {
            let record = record_id(u128::from(*number) + 1);
            if phone.store().retry_parked(record).unwrap() {
                assert_eq!(model.insert(record, Expected::Waiting), Some(Expected::Parked));
            }
        }
        Step::Watermark(seq) => {
            let Some(head) = phone.store().head().unwrap() else { return };
            let place = doorstep_protocol::journal::Place { epoch: head.epoch, seq: u64::from(*seq) };
            let before: Vec<_> = model.keys().map(|record| (*record, standing(phone, *record))).collect();
            let gone = phone.store().apply_watermark(&phone.watermark(place)).unwrap();
            let mut left = 0;
            for (record, was) in before {
                if was == Standing::Receipted && standing(phone, record) == Standing::Durable {
                    assert_eq!(model.insert(record, Expected::Durable), Some(Expected::Receipted));
                    left += 1;
                }
            }
            assert_eq!(gone, left);
        }
        Step::Reoffer => {
            phone.store().reoffer(LIFE).unwrap();
            for expected in model.values_mut().filter(|expected| **expected == Expected::Receipted) {
                *expected = Expected::Waiting;
            }
        }
        Step::ReopenEpoch => {
            let county = Head { epoch: 1, seq: 99, hash: Digest::of(b"ahead") };
            phone.store().reopen_epoch(county, &phone.device_key).unwrap();
        }
        Step::Reopen => phone.reopen(),
        Step::TearJournal(bytes) => {
            phone.close();
            let journal = fs::read(phone.journal()).unwrap_or_default();
            let length = journal.len().saturating_sub(usize::from(*bytes));
            fs::write(phone.journal(), &journal[..length]).unwrap();
            phone.reopen();
        }
        Step::BreakJournal => {
            phone.close();
            let aside = phone.dir.path().join("kept");
            let was_there = fs::rename(phone.journal(), &aside).is_ok();
            fs::create_dir(phone.journal()).unwrap();
            phone.reopen();
            fs::remove_dir(phone.journal()).unwrap();
            if was_there {
                fs::rename(aside, phone.journal()).unwrap();
            }
        }
    }
}

fn standing(phone: &Phone, record: RecordId) -> Standing {
    phone.store().record(record).unwrap().unwrap().standing
}

fn agrees(phone: &mut Phone, model: &BTreeMap<RecordId, Expected>) {
    for (record, expected) in model {
        let found = match standing(phone, *record) {
            Standing::Waiting => Expected::Waiting,
            Standing::Parked { .. } => Expected::Parked,
            Standing::Receipted => Expected::Receipted,
            Standing::Durable => Expected::Durable,
        };
        assert_eq!(found, *expected, "{record}");
    }
    let count = |wanted| model.values().filter(|expected| **expected == wanted).count() as u64;
    let counts = phone.store().counts().unwrap();
    assert_eq!(counts.waiting, count(Expected::Waiting));
    assert_eq!(counts.parked, count(Expected::Parked));
    assert_eq!(counts.receipted_not_durable, count(Expected::Receipted));
    assert_eq!(one_by_one(|page| phone.store().history(None, page).unwrap()).len(), model.len());
    let waiting = phone.waiting();
    let places: Vec<_> = waiting.iter().map(Waiting::place).collect();
    assert!(places.is_sorted(), "the outbox is in the order of the chain");
    phone.reopen();
    let journalled: BTreeSet<RecordId> = records(&phone.recovered().envelopes).into_iter().collect();
    for (record, expected) in model {
        assert!(*expected == Expected::Durable || journalled.contains(record), "{record} is in the journal");
    }
    let held: BTreeSet<String> =
        phone.recovered().envelopes.into_iter().map(|envelope| envelope.header).collect();
    for waiting in waiting {
        assert!(held.contains(&waiting.envelope.header), "in the wrapping that is to be sent");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn outbox_journal_and_history_agree_after_anything(steps in steps()) {
        let mut phone = Phone::new();
        let mut model = BTreeMap::new();
        for step in &steps {
            run(&mut phone, step, &mut model);
        }
        agrees(&mut phone, &model);
    }
}

#[test]
fn what_waits_again_after_an_epoch_was_reopened_goes_in_the_order_of_the_chain() {
    let mut phone = Phone::new();
    let mut model = BTreeMap::new();
    for step in [
        Step::Save(0),
        Step::Save(9),
        Step::Save(1),
        Step::Answer { most: 3, refuse_every: 2 },
        Step::Retry(9),
        Step::ReopenEpoch,
        Step::Reoffer,
    ] {
        run(&mut phone, &step, &mut model);
    }
    agrees(&mut phone, &model);
}
