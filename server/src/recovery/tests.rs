//! What recovery promises, told on each engine.

use super::*;
use crate::testing::{
    phone::{Phone, visit},
    world::{WANG, World, worlds},
};
use doorstep_protocol::{
    envelope::Envelope,
    journal::{Place, Sealer},
    key::{DeviceKey, SoftwareKey},
};

fn journal_of(world: &World, envelopes: &[Envelope]) -> Vec<u8> {
    let (mut sealer, session) = Sealer::begin(&world.app.keyring.recovery).unwrap();
    let mut bytes = [journal::MAGIC.to_vec(), session].concat();
    for (seq, envelope) in (1..).zip(envelopes) {
        bytes.extend(sealer.seal(Place { epoch: 1, seq }, envelope).unwrap());
    }
    bytes
}

async fn hand_in(
    world: &World,
    phone: &Phone,
    bytes: Vec<u8>,
) -> Result<Signed<JournalReceipt>, RecoveryError> {
    let signature = phone.key.sign(&message(Digest::of(&bytes))).unwrap();
    take(&world.app, phone.device, signature, bytes).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_that_lost_everything_but_its_journal_loses_no_record() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        let envelopes: Vec<Envelope> = (0..4).map(|_| phone.wrap(&visit("2026-11-20"))).collect();
        phone.send(&world, &[&envelopes[0]]).await;
        let bytes = journal_of(&world, &envelopes);
        let sha256 = Digest::of(&bytes);
        let receipt = hand_in(&world, &phone, bytes.clone()).await.unwrap();
        world.watch.wind(TimeDelta::minutes(1));
        assert_eq!(
            hand_in(&world, &phone, bytes.clone()).await.unwrap(),
            receipt,
            "the same again: the same receipt"
        );
        let trail = world.text("SELECT body FROM entry WHERE kind = 'audit'").await;
        assert!(
            trail.contains("journal_handed_in") && trail.contains(&phone.device.to_string()),
            "{trail} on {}",
            world.engine
        );
        assert_eq!(
            world.count("SELECT COUNT(*) FROM entry WHERE kind = 'audit'").await,
            1,
            "one trace of it"
        );
        let said = receipt.open_with(&world.app.keyring.receipt.public_key()).unwrap();
        assert_eq!((said.sha256, said.length), (sha256, u64::try_from(bytes.len()).unwrap()));
        let key = || RecoveryPrivateKey(world.recovery.0.clone());
        let opened = open(&world.app, sha256, key()).await.unwrap();
        assert_eq!(opened, Opened { stored: 4, ..Opened::default() }, "{}", world.engine);
        assert_eq!(
            world.count("SELECT COUNT(*) FROM visit").await,
            4,
            "once each, the one that had come included"
        );
        assert_eq!(open(&world.app, sha256, key()).await.unwrap(), Opened::default());
        assert_eq!(phone.send(&world, &envelopes.iter().collect::<Vec<_>>()).await.head, phone.head);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_revoked_phone_may_hand_in_its_journal_and_what_it_holds_waits_for_people() {
    for world in worlds().await {
        for state in ["retired", "compromised"] {
            let mut phone = Phone::enrol(&world, WANG).await;
            let envelopes = [phone.wrap(&visit("2026-11-20"))];
            phone.set_state(&world, state).await;
            let bytes = journal_of(&world, &envelopes);
            let sha256 = Digest::of(&bytes);
            hand_in(&world, &phone, bytes).await.unwrap();
            let key = RecoveryPrivateKey(world.recovery.0.clone());
            let opened = open(&world.app, sha256, key).await.unwrap();
            assert_eq!((opened.stored, opened.quarantined), (1, 1), "{state} on {}", world.engine);
        }
        assert_eq!(world.count("SELECT COUNT(*) FROM visit").await, 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_hands_in_a_journal_for_a_phone_whose_key_they_do_not_hold() {
    for world in worlds().await {
        let phone = Phone::enrol(&world, WANG).await;
        let stranger = SoftwareKey::generate().unwrap();
        let bytes = journal_of(&world, &[]);
        let signature = stranger.sign(&message(Digest::of(&bytes))).unwrap();
        let refused = take(&world.app, phone.device, signature, bytes.clone()).await;
        assert!(matches!(refused, Err(RecoveryError::BadSignature)), "{}", world.engine);
        let junk = b"no journal at all".to_vec();
        assert!(matches!(hand_in(&world, &phone, junk).await, Err(RecoveryError::Journal(_))));
        let unknown =
            open(&world.app, Digest::of(&bytes), RecoveryPrivateKey(world.recovery.0.clone())).await;
        assert!(matches!(unknown, Err(RecoveryError::Unknown)));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_device_fills_the_county_with_no_more_than_its_day() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        let mut journals = Vec::new();
        for _ in 0..=JOURNALS {
            journals.push(journal_of(&world, &[phone.wrap(&visit("2026-11-20"))]));
        }
        let last = journals.pop().unwrap();
        for bytes in journals {
            hand_in(&world, &phone, bytes).await.unwrap();
        }
        let refused = hand_in(&world, &phone, last.clone()).await;
        assert!(matches!(refused, Err(RecoveryError::Quota)), "{}", world.engine);
        world.watch.wind(TimeDelta::days(1));
        hand_in(&world, &phone, last).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_journal_gives_what_it_can_and_is_kept() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        let envelopes: Vec<Envelope> = (0..3).map(|_| phone.wrap(&visit("2026-11-20"))).collect();
        let mut bytes = journal_of(&world, &envelopes);
        let end = bytes.len();
        bytes[end - 20] ^= 1;
        bytes.extend([2, 1]);
        let sha256 = Digest::of(&bytes);
        hand_in(&world, &phone, bytes).await.unwrap();
        let opened = open(&world.app, sha256, RecoveryPrivateKey(world.recovery.0.clone())).await.unwrap();
        assert_eq!((opened.stored, opened.damaged, opened.torn_bytes), (2, 1, 2), "{}", world.engine);
        assert_eq!(world.count("SELECT COUNT(*) FROM recovered_journal WHERE bytes <> ''").await, 1);
    }
}
