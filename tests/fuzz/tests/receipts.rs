//! Receipts and watermarks, as a phone, or anyone years later, is shown them.

#![cfg(test)]

use chrono::DateTime;
use doorstep_domain::id::{DeviceId, Incarnation, RecordId};
use doorstep_fuzz::{Spoiling, driver::drive};
use doorstep_protocol::{
    digest::Digest,
    key::CountyKey,
    receipt::{BatchReceipt, Receipt, Receipts, ShownReceipt, Watermark},
    signed::{CountyKeys, KeyStatement, Signed},
};
use uuid::Uuid;

/// A county's keys as phones know them, and receipts for batches of one, four and five.
struct County {
    keys: CountyKeys,
    batches: Vec<(Signed<BatchReceipt>, Vec<Receipt>)>,
    shown: Vec<ShownReceipt>,
    watermark: Signed<Watermark>,
}

fn county() -> County {
    let (root, key) = (CountyKey::generate().unwrap(), CountyKey::generate().unwrap());
    let mut keys = CountyKeys::new(root.public_key());
    let statement = KeyStatement { public: key.public_key(), from: DateTime::UNIX_EPOCH };
    keys.learn(&Signed::sign(&statement, &root).unwrap()).unwrap();
    let receipt = |batch: u8, place: u8| Receipt {
        record: RecordId(Uuid::from_bytes([batch * 16 + place; 16])),
        header: Digest::of(&[batch, place]),
        at: DateTime::from_timestamp_millis(1_795_000_000_000 + i64::from(place)).unwrap(),
    };
    let (mut batches, mut shown) = (Vec::new(), Vec::new());
    for (batch, count) in [(1, 1), (2, 4), (3, 5)] {
        let receipts: Vec<Receipt> = (0..count).map(|place| receipt(batch, place)).collect();
        let signed = Receipts::sign(receipts.clone(), &key).unwrap().into_signed();
        shown.extend(receipts.iter().map(|receipt| {
            ShownReceipt::out_of(signed.clone(), &receipts, receipt.record).expect("it is one of them")
        }));
        batches.push((signed, receipts));
    }
    let watermark = Watermark {
        incarnation: Incarnation(Uuid::from_u128(1)),
        device: DeviceId(Uuid::from_u128(2)),
        epoch: 1,
        seq: 7,
        at: DateTime::UNIX_EPOCH,
    };
    County { watermark: Signed::sign(&watermark, &key).unwrap(), keys, batches, shown }
}

#[test]
fn an_altered_receipt_shown_alone_never_verifies() {
    let county = county();
    let good: Vec<String> = county.shown.iter().map(|shown| serde_json::to_string(shown).unwrap()).collect();
    for shown in &county.shown {
        assert_eq!(shown.open(&county.keys), Ok(shown.receipt));
    }
    drive("shown_receipts", |input| {
        let Some((how, rest)) = input.split_first() else { return };
        let bytes = match good.get(usize::from(how % 16)) {
            Some(message) => Spoiling(rest).of(message.as_bytes()),
            None => rest.to_vec(),
        };
        let Ok(shown) = serde_json::from_slice::<ShownReceipt>(&bytes) else { return };
        let text = serde_json::to_string(&shown).unwrap();
        assert_eq!(serde_json::from_str::<ShownReceipt>(&text).unwrap(), shown, "{text}");
        if let Ok(receipt) = shown.open(&county.keys) {
            let said = county.shown.iter().any(|ours| ours.receipt == receipt);
            assert!(said, "the county never said {text}");
        }
    });
}

/// Field by field: whatever differs from what the county gave is not believed.
#[test]
fn no_other_place_path_or_batch_makes_a_receipt_true() {
    let county = county();
    drive("receipt_fields", |input| {
        let Some(([which, what, value], rest)) = input.split_first_chunk() else { return };
        let ours = &county.shown[usize::from(*which) % county.shown.len()];
        let mut shown = ours.clone();
        match what % 6 {
            0 => shown.index = usize::from(*value),
            1 => drop(shown.path.pop()),
            2 => shown.path.push(Digest::of(rest)),
            3 => {
                let by = usize::from(*value) % shown.path.len().max(1);
                shown.path.rotate_left(by);
            }
            4 => shown.signed = county.batches[usize::from(*value) % 3].0.clone(),
            _ => {
                let bytes = Spoiling(rest).of(&shown.receipt.to_bytes());
                let Some(receipt) = Receipt::from_bytes(&bytes) else { return };
                assert_eq!(receipt.to_bytes(), bytes, "what is read is written again to the byte");
                shown.receipt = receipt;
            }
        }
        assert_eq!(shown.open(&county.keys).is_ok(), shown == *ours, "{shown:?} is not {ours:?}");
    });
}

#[test]
fn a_batchs_receipt_is_believed_for_exactly_what_was_sent() {
    let county = county();
    drive("batch_receipts", |input| {
        let Some(([which, what, place, value], rest)) = input.split_first_chunk() else { return };
        let (signed, ours) = &county.batches[usize::from(which % 3)];
        let mut receipts = ours.clone();
        let place = usize::from(*place) % receipts.len();
        match what % 5 {
            0 => drop(receipts.remove(place)),
            1 => receipts.insert(place, receipts[place]),
            2 => receipts.swap(place, usize::from(*value) % ours.len()),
            3 => receipts.extend(&county.batches[usize::from(*value) % 3].1),
            _ => match Receipt::from_bytes(&Spoiling(rest).of(&receipts[place].to_bytes())) {
                Some(receipt) => receipts[place] = receipt,
                None => return,
            },
        }
        let same = receipts == *ours;
        assert_eq!(Receipts::check(signed.clone(), receipts, &county.keys).is_ok(), same);
    });
}

#[test]
fn an_altered_watermark_is_not_believed() {
    let county = county();
    let good = serde_json::to_string(&county.watermark).unwrap();
    let said = county.watermark.open(&county.keys).unwrap();
    drive("watermarks", |input| {
        let Some((how, rest)) = input.split_first() else { return };
        let bytes = if how % 4 == 0 { rest.to_vec() } else { Spoiling(rest).of(good.as_bytes()) };
        let Ok(signed) = serde_json::from_slice::<Signed<Watermark>>(&bytes) else { return };
        if let Ok(watermark) = signed.open(&county.keys) {
            assert_eq!(watermark, said);
        }
    });
}
