use super::*;
use crate::{
    chain::Head,
    envelope::tests::{claim, payload},
    key::{DeviceKey, SoftwareKey},
};

fn envelopes(count: u128) -> Vec<Envelope> {
    let key = SoftwareKey::generate().unwrap();
    let mut head = Head::genesis(&key.public_key().unwrap());
    (1..=count)
        .map(|record| {
            let text = format!(r#"{{"words":"seen by nobody else {record}"}}"#);
            let (envelope, next) = Envelope::seal(claim(record), payload(&text), head, &key).unwrap();
            head = next;
            envelope
        })
        .collect()
}

fn journal_of(envelopes: &[Envelope], to: &RecoveryPublicKey) -> (Vec<u8>, Vec<usize>) {
    let (mut sealer, session) = Sealer::begin(to).unwrap();
    let mut bytes = [MAGIC.to_vec(), session].concat();
    let mut ends = Vec::new();
    for (seq, envelope) in (1..).zip(envelopes) {
        bytes.extend(sealer.seal(Place { epoch: 1, seq }, envelope).unwrap());
        ends.push(bytes.len());
    }
    (bytes, ends)
}

#[test]
fn what_was_sealed_comes_back_whole_and_only_with_the_key() {
    let (private, public) = generate_recovery_key().unwrap();
    let (other, _) = generate_recovery_key().unwrap();
    let envelopes = envelopes(3);
    let (journal, _) = journal_of(&envelopes, &public);
    assert_eq!(recover(&journal, &private).unwrap().envelopes, envelopes);
    let stranger = recover(&journal, &other).unwrap();
    assert_eq!((stranger.envelopes.len(), stranger.damaged.len()), (0, 3));
    assert!(!String::from_utf8_lossy(&journal).contains("nobody else"));
}

#[test]
fn a_journal_torn_at_any_byte_gives_every_record_before_the_tear() {
    let (private, public) = generate_recovery_key().unwrap();
    let envelopes = envelopes(3);
    let (journal, ends) = journal_of(&envelopes, &public);
    for length in MAGIC.len()..journal.len() {
        let whole = ends.iter().filter(|end| **end <= length).count();
        let recovered = recover(&journal[..length], &private).unwrap();
        assert_eq!(recovered.envelopes, envelopes[..whole], "cut at {length}");
        assert_eq!(survey(&journal[..length]).unwrap().0.len(), whole);
    }
}

#[test]
fn room_made_ahead_says_nothing_and_does_not_travel() {
    let (private, public) = generate_recovery_key().unwrap();
    let envelopes = envelopes(3);
    let (journal, ends) = journal_of(&envelopes, &public);
    // Cut inside a frame, its first part is on the disk and the rest is still room.
    for length in MAGIC.len()..=journal.len() {
        let mut file = journal[..length].to_vec();
        file.resize(journal.len() + 1_000, 0);
        let whole = ends.iter().filter(|end| **end <= length).count();
        let recovered = recover(&file, &private).unwrap();
        assert_eq!(recovered.envelopes, envelopes[..whole], "cut at {length}");
        let (places, sound) = survey(&file).unwrap();
        assert_eq!(places.len(), whole, "cut at {length}");
        let trimmed = trimmed(&file);
        assert!(trimmed.len() <= length.max(sound) && trimmed.len() >= sound, "cut at {length}");
        assert_eq!(recover(trimmed, &private).unwrap().envelopes, recovered.envelopes, "cut at {length}");
        if sound == length {
            assert_eq!((recovered.torn_bytes, trimmed), (0, &journal[..length]), "cut at {length}");
        }
    }
    assert_eq!(trimmed(b"something else\0\0"), b"something else\0\0");
}

#[test]
fn a_damaged_record_is_named_and_takes_no_other_with_it() {
    let (private, public) = generate_recovery_key().unwrap();
    let envelopes = envelopes(3);
    let (mut journal, ends) = journal_of(&envelopes, &public);
    let middle = ends[1] - 20;
    journal[middle] ^= 1;
    let recovered = recover(&journal, &private).unwrap();
    assert_eq!(recovered.envelopes, [envelopes[0].clone(), envelopes[2].clone()]);
    assert_eq!(recovered.damaged, [Place { epoch: 1, seq: 2 }]);
}

#[test]
fn a_frame_whose_middle_never_reached_the_disk_is_not_taken_for_a_record() {
    let (_, public) = generate_recovery_key().unwrap();
    let (mut journal, ends) = journal_of(&envelopes(3), &public);
    journal[ends[1] - 60..ends[1] - 20].fill(0);
    assert_eq!(survey(&journal).unwrap(), (vec![Place { epoch: 1, seq: 1 }], ends[0]));
}

#[test]
fn records_after_a_session_that_never_reached_the_disk_are_not_taken_for_records() {
    let (_, public) = generate_recovery_key().unwrap();
    let (mut journal, _) = journal_of(&envelopes(2), &public);
    journal[MAGIC.len() + HEAD_BYTES] ^= 1;
    assert_eq!(survey(&journal).unwrap(), (Vec::new(), MAGIC.len()));
}
