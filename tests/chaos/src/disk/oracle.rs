//! What must hold after the power came back, whatever happened before.
//!
//! 1. The store opens, and shows exactly what was true before the step that was cut, or
//!    exactly what is true after it: records, standings, receipts, places, drafts, feed.
//! 2. The journal, as the cut left it, gives back every record that was said to be in
//!    it; once the store has been opened, every record of the outbox, in its place.
//! 3. The chain has no gap: each header names the one before, each payload is the one
//!    committed to, each signature is the phone's.
//! 4. Every page of the database is whole.

use super::{
    county::{County, number_of},
    phone::{Bench, link},
    told::{Made, Shown, Told},
};
use crate::finding::{Broken, Finding, Verdict};
use doorstep_protocol::{
    chain::Head,
    digest::Digest,
    envelope::{Envelope, Header},
    journal::{Place, recover},
    key::DeviceKey,
};
use doorstep_store::Store;
use std::collections::{BTreeMap, BTreeSet};

/// What the store shows is what was told.
pub(crate) fn agrees(shown: &Shown, told: &Told) -> Verdict {
    let told = told.shown();
    if told == *shown { Ok(()) } else { Err(difference(&told.0, &shown.0)) }
}

fn difference(told: &Told, shown: &Told) -> Finding {
    let find = |number| shown.records.iter().find(|made| made.number == number);
    let mut seen = BTreeSet::new();
    if let Some(made) = shown.records.iter().find(|made| !seen.insert(made.number)) {
        return Finding::new(Broken::Twice, format!("record {} is there twice", made.number));
    }
    for made in &told.records {
        match find(made.number) {
            None => {
                return Finding::new(Broken::Lost, format!("record {} was saved and is gone", made.number));
            }
            Some(now) if made.receipt && !now.receipt => {
                return Finding::new(Broken::Lost, format!("the receipt of record {} is gone", made.number));
            }
            Some(_) => {}
        }
    }
    for made in &shown.records {
        let was = told.records.iter().find(|was| was.number == made.number);
        if was != Some(made) {
            let words = format!(
                "record {} stands as {}, and should as {}",
                made.number,
                stand(Some(made)),
                stand(was)
            );
            return Finding::new(Broken::Lost, words);
        }
    }
    if told.drafts != shown.drafts {
        let words = format!("drafts are {:?}, and should be {:?}", shown.drafts, told.drafts);
        return Finding::new(Broken::Lost, words);
    }
    if (told.cursor, &told.households) != (shown.cursor, &shown.households) {
        let words = format!(
            "the feed stands at {:?} with {:?}, and should at {:?} with {:?}",
            shown.cursor, shown.households, told.cursor, told.households
        );
        return Finding::new(Broken::Skipped, words);
    }
    let words = format!(
        "chain, life and tokens are {:?}, and should be {:?}",
        (shown.head, shown.life, shown.tokens),
        (told.head, told.life, told.tokens)
    );
    Finding::new(Broken::Lost, words)
}

fn stand(made: Option<&Made>) -> String {
    match made {
        None => "never saved".to_owned(),
        Some(Made { stand, receipt, place, .. }) => {
            let receipt = if *receipt { "with" } else { "without" };
            format!("{stand:?} {receipt} receipt at {place:?}")
        }
    }
}

/// Every record that can be got back from the journals, by its place.
pub(crate) fn journalled(bench: &Bench) -> Result<BTreeMap<Place, (u64, Envelope)>, Finding> {
    let mut held = BTreeMap::new();
    for path in bench.journals() {
        let Ok(bytes) = bench.disk.read_all(&path) else { continue };
        // Not yet four bytes long: nothing was said to be in it.
        let Ok(recovered) = recover(&bytes, &bench.county.recovery) else { continue };
        for envelope in recovered.envelopes {
            let header = header(&envelope)?;
            let place = Place { epoch: header.epoch, seq: header.seq };
            held.insert(place, (number_of(header.record), envelope));
        }
    }
    Ok(held)
}

fn header(envelope: &Envelope) -> Result<Header, Finding> {
    envelope
        .claimed_header()
        .map_err(|_| Finding::new(Broken::Lost, "a header in the journal cannot be read"))
}

/// The journal gives back what it was said to hold.
pub(crate) fn journal_holds(
    held: &BTreeMap<Place, (u64, Envelope)>,
    said: impl Iterator<Item = (u64, Place)>,
) -> Verdict {
    for (number, place) in said {
        if held.get(&place).is_none_or(|(held, _)| *held != number) {
            let words = format!(
                "the journal does not give back record {number}, epoch {} seq {}",
                place.epoch, place.seq
            );
            return Err(Finding::new(Broken::Lost, words));
        }
    }
    Ok(())
}

/// The outbox is a chain, and journal and outbox hold the same one. Signatures are costly: only if `thorough`.
pub(crate) fn chained(
    bench: &Bench,
    store: &Store,
    held: &BTreeMap<Place, (u64, Envelope)>,
    thorough: bool,
) -> Verdict {
    let county: &County = &bench.county;
    let public = county.device_key.public_key().map_err(|_| Finding::new(Broken::Stuck, "no key"))?;
    let waiting =
        store.outbox(500, usize::MAX).map_err(|error| Finding::new(Broken::Stuck, error.to_string()))?;
    for one in &waiting {
        let sound = if thorough { one.envelope.open(&public).is_ok() } else { committed(&one.envelope) };
        let same = held.get(&one.place()).is_some_and(|(_, envelope)| *envelope == one.envelope);
        if !sound || !same {
            let number = number_of(one.record);
            let words = format!("record {number} in the outbox is not whole, or not the journal's");
            return Err(Finding::new(Broken::Lost, words));
        }
    }
    let mut before: Option<Head> = None;
    for (place, (number, envelope)) in held {
        let prev = match before {
            Some(head) if head.epoch == place.epoch && head.seq + 1 == place.seq => head.hash,
            // What left the outbox before the journal could be written is not missed.
            Some(head) if head.epoch == place.epoch => header(envelope)?.prev,
            None if place.seq > 1 => header(envelope)?.prev,
            _ if place.epoch == 1 => Head::genesis(&public).hash,
            _ => link(place.epoch),
        };
        if header(envelope)?.prev != prev {
            let words = format!("record {number} does not name the header before it");
            return Err(Finding::new(Broken::Lost, words));
        }
        before = Some(Head { epoch: place.epoch, seq: place.seq, hash: envelope.hash() });
    }
    match (store.head(), before) {
        (Ok(Some(head)), Some(last))
            if head.hash != last.hash && (head.epoch, head.seq) == (last.epoch, last.seq) =>
        {
            Err(Finding::new(Broken::Lost, "the chain does not end where the phone says"))
        }
        _ => Ok(()),
    }
}

fn committed(envelope: &Envelope) -> bool {
    let claimed: Option<Digest> = envelope.claimed_header().ok().map(|header| header.commitment);
    envelope.payload.as_ref().map(doorstep_protocol::envelope::Payload::commitment) == claimed
}
