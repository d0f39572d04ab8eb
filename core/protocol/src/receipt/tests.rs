use super::*;
use crate::signed::KeyStatement;

struct County {
    key: CountyKey,
    keys: CountyKeys,
}

impl County {
    fn new() -> Self {
        let (root, key) = (CountyKey::generate().unwrap(), CountyKey::generate().unwrap());
        let mut keys = CountyKeys::new(root.public_key());
        let statement = KeyStatement { public: key.public_key(), from: DateTime::UNIX_EPOCH };
        keys.learn(&Signed::sign(&statement, &root).unwrap()).unwrap();
        Self { key, keys }
    }
}

fn receipt(number: u8) -> Receipt {
    Receipt {
        record: RecordId(Uuid::from_u128(number.into())),
        header: Digest::of(&[number]),
        at: DateTime::from_timestamp_millis(1_795_320_000_123 + i64::from(number)).unwrap(),
    }
}

fn receipts(count: u8) -> Vec<Receipt> {
    (0..count).map(receipt).collect()
}

/// What the leaves hash must never change: receipts given today are to be believed in years.
#[test]
fn a_batch_receipt_is_held_to_the_byte() {
    insta::assert_json_snapshot!(BatchReceipt::over(&receipts(3)));
    let bytes = receipt(1).to_bytes();
    assert_eq!((bytes.len(), Receipt::from_bytes(&bytes)), (Receipt::BYTES, Some(receipt(1))));
    assert_eq!(Receipt::from_bytes(&bytes[1..]), None);
}

#[test]
fn the_same_batch_gets_the_very_same_signature() {
    let county = County::new();
    let sign = || Receipts::sign(receipts(5), &county.key).unwrap();
    assert_eq!(sign(), sign());
}

#[test]
fn a_receipt_for_anything_else_than_what_was_sent_is_not_believed() {
    let county = County::new();
    let signed = Receipts::sign(receipts(4), &county.key).unwrap().signed().clone();
    let check = |receipts| Receipts::check(signed.clone(), receipts, &county.keys).map(drop);
    assert_eq!(check(receipts(4)), Ok(()));
    let other = |change: fn(&mut Receipt)| {
        let mut other = receipts(4);
        change(&mut other[2]);
        other
    };
    let mut swapped = receipts(4);
    swapped.swap(0, 1);
    let others = [
        ("one record more", receipts(5)),
        ("one record less", receipts(3)),
        ("another record", other(|receipt| receipt.record = RecordId(Uuid::from_u128(99)))),
        ("another wrapping", other(|receipt| receipt.header = Digest::of(b"other"))),
        ("another time", other(|receipt| receipt.at += chrono::TimeDelta::milliseconds(1))),
        ("another order", swapped),
    ];
    for (story, others) in others {
        assert_eq!(check(others), Err(Disbelief::OtherContent), "{story}");
    }
    let stranger = County::new();
    let forged = Receipts::sign(receipts(4), &stranger.key).unwrap().signed().clone();
    assert_eq!(Receipts::check(forged, receipts(4), &county.keys), Err(Disbelief::UnknownKey));
}

#[test]
fn one_receipt_can_be_shown_alone_and_only_as_it_is() {
    let county = County::new();
    for count in [1, 2, 7] {
        let all = Receipts::sign(receipts(count), &county.key).unwrap();
        let show = |record| ShownReceipt::out_of(all.signed().clone(), all.receipts(), record);
        for number in 0..count {
            let shown = show(receipt(number).record).unwrap();
            let text = serde_json::to_string(&shown).unwrap();
            let shown: ShownReceipt = serde_json::from_str(&text).unwrap();
            assert_eq!(shown.open(&county.keys), Ok(receipt(number)));
            let later = receipt(number).at + chrono::TimeDelta::days(1);
            let edited = ShownReceipt { receipt: Receipt { at: later, ..receipt(number) }, ..shown };
            assert_eq!(edited.open(&county.keys), Err(Disbelief::OtherContent));
        }
        assert_eq!(show(receipt(count).record), None);
    }
}
