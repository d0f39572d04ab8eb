use super::*;
use crate::{
    exif::{Orientation, write},
    testing::{self, decibels, names, scene, shot},
};
use doorstep_protocol::{key::SoftwareKey, signed::Disbelief};

fn developed(original: &[u8]) -> (Evidence, Sidecar, SoftwareKey) {
    let key = SoftwareKey::generate().unwrap();
    let evidence = develop(original, shot(), &names(), Spare::Time, &key, None).unwrap();
    let sidecar = evidence.sidecar.open_with(&key.public_key().unwrap()).unwrap();
    (evidence, sidecar, key)
}

fn photograph() -> Vec<u8> {
    testing::photograph(2_000, 1_500)
}

#[test]
fn every_file_is_what_the_phone_signed() {
    let original = photograph();
    let (evidence, sidecar, _) = developed(&original);
    assert_eq!(sidecar.original.sha256, Digest::of(&original));
    assert_eq!((sidecar.original.width, sidecar.original.height), (2_000, 1_500));
    for (bytes, note, edge) in
        [(&evidence.working, &sidecar.working, 1_600), (&evidence.thumbnail, &sidecar.thumbnail, 320)]
    {
        assert_eq!((note.sha256, note.length), (Digest::of(bytes), bytes.len() as u64));
        let header = Header::read(bytes).unwrap();
        assert_eq!((header.width, header.height), (note.width, note.height));
        assert_eq!(note.width, edge);
    }
    assert_eq!(sidecar.shot, shot());
    let origin = exif::read(&evidence.working);
    assert_eq!((origin.orientation, origin.at.is_some()), (Orientation::Upright, true));
    assert_eq!(
        exif::read(&evidence.thumbnail),
        exif::Origin::default(),
        "a thumbnail tells nobody where it was taken"
    );
}

#[test]
fn no_byte_of_a_sidecar_can_be_another() {
    let (evidence, _, key) = developed(&encode(&scene(200, 100), None, Spare::Time).unwrap());
    let public = key.public_key().unwrap();
    let text = evidence.sidecar.statement.as_bytes();
    for at in 0..text.len() {
        let mut other = text.to_vec();
        other[at] ^= 1;
        let Ok(statement) = String::from_utf8(other) else { continue };
        let mut forged = evidence.sidecar.clone();
        forged.statement = statement;
        assert_eq!(forged.open_with(&public), Err(Disbelief::BadSignature), "byte {at}");
    }
}

#[test]
fn a_photograph_scaled_or_saved_again_looks_the_same_and_another_does_not() {
    let likeness = |picture: &Picture| likeness(picture).unwrap();
    let one = scene(1_600, 1_200);
    let saved = encode(&one, None, Spare::Bytes).unwrap();
    let again = decode(&saved, &Header::read(&saved).unwrap(), Orientation::Upright, 500).unwrap();
    let (same, other) = (
        likeness(&one).distance(likeness(&again)),
        likeness(&one).distance(likeness(&Orientation::Mirrored.upright(one.clone()))),
    );
    assert!(same <= 4 && other >= 16, "{same} and {other} bits differ");
}

#[test]
fn a_picture_taken_sideways_is_upright_and_no_program_turns_it_again() {
    let sideways = exif_of_a_camera();
    let original = encode(&scene(400, 300), Some(&sideways), Spare::Time).unwrap();
    let (evidence, sidecar, _) = developed(&original);
    assert_eq!(
        (sidecar.original.width, sidecar.working.width, sidecar.working.height >= 400),
        (400, 300, true)
    );
    assert_eq!(exif::read(&evidence.working).orientation, Orientation::Upright);
}

fn exif_of_a_camera() -> Vec<u8> {
    let mut exif = write(&shot(), Digest::of(b""), 400, 300).unwrap();
    // Tag 0x0112, a SHORT, one of them, 1: made 6.
    let tag = [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 1];
    let at = exif.windows(tag.len()).position(|window| window == tag).unwrap();
    exif[at + 9] = 6;
    exif
}

#[test]
fn what_cannot_be_evidence_says_why() {
    let key = SoftwareKey::generate().unwrap();
    for (bytes, refusal) in [
        (b"GIF89a".as_slice(), Refusal::UnknownContent),
        (b"\0\0\0\x18ftypheic\0\0\0\0", Refusal::Heic),
        (b"\xFF\xD8\xFF\xE0", Refusal::Damaged),
    ] {
        let refused = develop(bytes, shot(), &names(), Spare::Time, &key, None);
        assert!(matches!(refused, Err(DevelopError::Refused(why)) if why == refusal));
    }
}

#[test]
fn sparing_bytes_spares_a_third_of_them_and_loses_nothing_that_is_seen() {
    let photograph = photograph();
    let header = Header::read(&photograph).unwrap();
    let picture = decode(&photograph, &header, Orientation::Upright, 1_600).unwrap();
    let picture = stamp::draw(picture, &caption(&shot(), &names()));
    let [quick, small] = [Spare::Time, Spare::Bytes].map(|spare| {
        let jpeg = encode(&picture, None, spare).unwrap();
        let again = decode(&jpeg, &Header::read(&jpeg).unwrap(), Orientation::Upright, 1_600).unwrap();
        (jpeg.len(), decibels(&picture, &again))
    });
    assert!(small.0 * 3 < quick.0 * 2 && small.1 > quick.1 - 0.3, "{small:?} beside {quick:?}");
}
