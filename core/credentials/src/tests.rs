use crate::{BadManifest, embed, examine};
use chrono::{DateTime, TimeDelta, Utc};
use doorstep_authority::Keyholder;
use doorstep_domain::id::DeviceId;
use doorstep_evidence::{Spare, develop, testing};
use doorstep_protocol::{
    credential::{Credential, Wanted},
    digest::Digest,
    evidence::{Shot, Source},
    key::{DeviceKey as _, KeyUnavailable, PublicKey, Signature, SoftwareKey},
};
use std::time::SystemTime;

/// The library goes by the machine's clock.
fn now() -> DateTime<Utc> {
    SystemTime::now().into()
}

struct Town {
    key: SoftwareKey,
    credential: Credential,
    shot: Shot,
    working: Vec<u8>,
    original: Digest,
}

fn town_at(issued: DateTime<Utc>) -> Town {
    let issuing = Keyholder::root("上门县民政局", issued).unwrap().appoint(issued).unwrap();
    let (key, shot) = (SoftwareKey::generate().unwrap(), testing::shot());
    let wanted = Wanted { device: shot.device, key: key.public_key().unwrap() };
    let certificate = issuing.issue(&wanted, issued).unwrap().certificate;
    let credential = Credential { device: shot.device, certificate, issuing: issuing.certificate().clone() };
    let original = testing::photograph(640, 480);
    let made = develop(&original, shot.clone(), &testing::names(), Spare::Bytes, &key, None).unwrap();
    Town { key, credential, shot, working: made.working, original: Digest::of(&original) }
}

impl Town {
    fn embed(&self, shot: &Shot) -> Vec<u8> {
        embed(&self.working, shot, self.original, &self.credential, &self.key).unwrap()
    }
}

#[test]
fn a_manifest_says_of_which_visit_and_by_whose_key() {
    let town = town_at(now());
    let whole = town.embed(&town.shot);
    let added = whole.len() - town.working.len();
    assert!(added < 4_000, "{added} bytes travel besides");
    let manifest = examine(&whole).unwrap().unwrap();
    assert_eq!(manifest.signer, town.credential.certificate);
    assert_eq!(manifest.visit.original, town.original);
    assert_eq!((manifest.visit.draft, manifest.visit.device), (town.shot.draft, town.shot.device));
    assert_eq!(examine(&town.working), Ok(None), "without one, there is none");
}

#[test]
fn a_picture_from_before_and_one_without_a_place_have_one_too() {
    let town = town_at(now());
    let shot = Shot { source: Source::Gallery, fixes: Vec::new(), ..town.shot.clone() };
    let manifest = examine(&town.embed(&shot)).unwrap().unwrap();
    assert_eq!((manifest.visit.source, manifest.visit.accuracy_metres), (Source::Gallery, None));
}

#[test]
fn no_byte_can_be_changed_unseen() {
    let town = town_at(now());
    let whole = town.embed(&town.shot);
    let first = examine(&whole).unwrap();
    let step = if std::env::var_os("DOORSTEP_LONG").is_some() { 1 } else { 37 };
    // Where the manifest lies: what is not picture.
    let begins = whole.windows(2).position(|marker| marker == [0xFF, 0xEB]).unwrap();
    let frame = begins..begins + whole.len() - town.working.len();
    for at in (0..whole.len()).step_by(step) {
        let mut changed = whole.clone();
        changed[at] ^= 0x20;
        match examine(&changed) {
            Err(_) => {}
            // Markers before the picture lead to the manifest: broken, there is none to be found.
            Ok(None) => assert!(at < frame.end, "byte {at}"),
            // What fills its frame is under nobody's signature; but nothing else is believed than what was signed.
            Ok(found) => assert!(frame.contains(&at) && found == first, "byte {at}"),
        }
    }
}

#[test]
fn a_changed_pixel_is_named() {
    let town = town_at(now());
    let mut whole = town.embed(&town.shot);
    let pixel = whole.len() - 2_000;
    whole[pixel] ^= 1;
    assert_eq!(examine(&whole), Err(BadManifest::Invalid("assertion.dataHash.mismatch".to_owned())));
}

#[test]
fn another_phones_key_signs_nothing_under_this_certificate() {
    let town = town_at(now());
    let thief = SoftwareKey::generate().unwrap();
    let whole = embed(&town.working, &town.shot, town.original, &town.credential, &thief);
    // Whether making it or looking at it says so is the library's affair.
    assert!(whole.is_err() || examine(&whole.unwrap()).is_err());
}

#[test]
fn a_phone_that_cannot_sign_or_whose_certificate_has_run_out_makes_no_manifest() {
    struct Lost(PublicKey);
    impl doorstep_protocol::key::DeviceKey for Lost {
        fn public_key(&self) -> Result<PublicKey, KeyUnavailable> {
            Ok(self.0.clone())
        }
        fn sign(&self, _: &[u8]) -> Result<Signature, KeyUnavailable> {
            Err(KeyUnavailable)
        }
    }
    let town = town_at(now());
    let lost = Lost(town.key.public_key().unwrap());
    assert!(embed(&town.working, &town.shot, town.original, &town.credential, &lost).is_err());
    let old = town_at(now() - TimeDelta::days(4 * 365));
    assert!(embed(&old.working, &old.shot, old.original, &old.credential, &old.key).is_err());
}

#[test]
fn a_phone_is_named_by_its_id_alone() {
    let town = town_at(now());
    let facts = town.credential.certificate.facts().unwrap();
    assert_eq!(facts.subject, DeviceId(uuid::Uuid::from_u128(4)).to_string());
}
