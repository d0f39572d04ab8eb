use super::*;
use crate::{Waiting, tests::phone::*};
use chrono::TimeDelta;

fn place(seq: u64) -> Place {
    Place { epoch: 1, seq }
}

#[test]
fn a_run_goes_on_at_the_next_place_with_the_same_word_of_the_same_time() {
    let phone = Phone::new();
    phone.save(phone.plain(1));
    let receipt = phone.receipts(phone.waiting().iter()).receipts()[0];
    let later = Receipt { at: noon() + TimeDelta::seconds(1), ..receipt };
    let review = Verdict::NeedsReview { codes: Vec::new() };
    let first: Stored = (place(3), &receipt, &Verdict::Accepted);
    assert!(follows(&first, &(place(4), &receipt, &Verdict::Accepted)));
    for next in [
        (place(3), &receipt, &Verdict::Accepted),
        (place(2), &receipt, &Verdict::Accepted),
        (Place { epoch: 2, seq: 4 }, &receipt, &Verdict::Accepted),
        (place(4), &later, &Verdict::Accepted),
        (place(4), &receipt, &review),
    ] {
        assert!(!follows(&first, &next), "{next:?}");
    }
}

#[test]
fn a_run_is_noted_at_once_where_every_wrapping_stands_and_elsewhere_not_at_all() {
    let phone = Phone::new();
    phone.save_visits(1..=4);
    let sent = phone.waiting();
    let note = |sent: &[Waiting], headers: &[Waiting]| {
        let receipts = phone.receipts(headers.iter());
        let run: Vec<Stored> = sent
            .iter()
            .zip(receipts.receipts())
            .map(|(waiting, receipt)| (waiting.place(), receipt, &Verdict::Accepted))
            .collect();
        phone.store().write(|tx| note_run(tx, keep(tx, &receipts)?, &run)).unwrap()
    };
    assert!(!note(&sent[..2], &sent[2..]));
    assert_eq!(phone.waiting(), sent);
    assert!(note(&sent[..2], &sent[..2]));
    assert_eq!(phone.waiting(), sent[2..]);
}
