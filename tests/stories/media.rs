use crate::people::{WANG, elders};
use doorstep_domain::{id::RecordId, subject::Subject, visit::VisitTag};
use doorstep_protocol::digest::Digest;
use doorstep_store::MediaStanding;
use doorstep_tests::{
    clock::StoryClock,
    county::County,
    network::{Mishap, Weather},
    phone::Phone,
    relay::Relay,
    stage::Stage,
    wait,
};
use std::{fs, path::Path};

/// Any program of the stage can be the server.
const PROGRAM: &str = env!("CARGO_BIN_EXE_demo");

/// A photograph as far as anyone looks, and one that no wire can fold.
fn photo(number: u8, length: usize) -> Vec<u8> {
    let mut state = u64::from(number) + 1;
    let noise = std::iter::repeat_with(move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u8::try_from(state >> 56).unwrap()
    });
    [0xFF, 0xD8, 0xFF].into_iter().chain(noise).take(length).collect()
}

/// A visit to one of Wang's elders, with photographs of the door and of nothing else.
fn visit(phone: &Phone, elder: usize, photo: &[u8]) -> RecordId {
    let visiting = phone.visits(Subject::Person(elders(WANG)[elder]), VisitTag::ElderCheckIn);
    let visiting = visiting.answers("outcome", "nobody_home");
    visiting.fill();
    visiting.attaches("photo_door", photo);
    visiting.finish().saved.record
}

fn standing(phone: &Phone, record: RecordId) -> MediaStanding {
    phone.client().pictures(record).unwrap().remove(0).standing
}

fn is_receipted(phone: &Phone, record: RecordId) -> bool {
    standing(phone, record) == MediaStanding::Receipted
}

/// Every photograph that is waited for has its receipt.
fn settle(phone: &Phone, records: &[RecordId]) {
    wait::until("the photographs to arrive", || {
        phone.sync();
        records.iter().all(|record| is_receipted(phone, *record))
    });
}

#[test]
fn a_photo_cut_in_the_middle_goes_on_from_its_offset() {
    let stage = Stage::open();
    let relay = Relay::to(&stage.county.address());
    let mut wang = stage.phone(WANG);
    wang.close();
    wang.network.detour(Some(relay.address()));
    wang.open();
    wang.sync();
    wang.network.set(Weather::Offline);
    let photo = photo(1, 900_000);
    let record = visit(&wang, 0, &photo);
    let before = relay.passed_up();
    let mut cuts = 0;
    for up in [150_000, 10_000, 333_333, 90_000] {
        wang.network.set(Weather::Offline);
        wang.sync();
        relay.cut_after_up(up);
        wang.network.set(Weather::Good);
        wang.sync();
        assert!(wang.is_sent(record), "the record went before its photograph");
        assert!(!is_receipted(&wang, record), "cut after {up}");
        relay.mend();
        cuts += 1;
    }
    settle(&wang, &[record]);
    let sent = relay.passed_up() - before;
    let again = sent.saturating_sub(900_000) / cuts;
    // New connections, the record and every header are counted in.
    assert!(again < 64 * 1024, "{again} bytes again after each cut");
    assert_eq!(stage.county.file(Digest::of(&photo)).unwrap(), photo);
}

#[test]
fn a_poisoned_photo_blocks_neither_a_record_nor_another_photo() {
    let stage = Stage::open();
    let wang = stage.phone(WANG);
    wang.network.set(Weather::Offline);
    let poisoned = visit(&wang, 0, &photo(1, 200_000));
    // A flash cell has died under it.
    let sealed: Vec<_> = fs::read_dir(wang.memory())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "dsm"))
        .collect();
    let mut bytes = fs::read(&sealed[0]).unwrap();
    bytes[100_000] ^= 1;
    fs::write(&sealed[0], bytes).unwrap();
    let healthy = visit(&wang, 1, &photo(2, 200_000));
    // And the county fails on some request for each of them.
    for _ in 0..3 {
        wang.network.next("/v1/media", Mishap::Trouble(500));
    }
    wang.network.set(Weather::Good);
    settle(&wang, &[healthy]);
    let later = visit(&wang, 2, &photo(3, 1_000));
    settle(&wang, &[later]);
    wait::until("the poisoned photograph to be parked", || {
        wang.sync();
        matches!(standing(&wang, poisoned), MediaStanding::Parked { .. })
    });
    let parked = wang.client().parked_pictures().unwrap();
    let MediaStanding::Parked { code, .. } = &parked[0].standing else { panic!("{parked:?}") };
    assert_eq!((parked.len(), parked[0].record, code.as_str()), (1, Some(poisoned), "file_unreadable"));
    assert!([poisoned, healthy, later].into_iter().all(|record| wang.is_sent(record)));
}

#[test]
fn a_record_saved_during_an_upload_goes_first() {
    let stage = Stage::open();
    let wang = stage.phone(WANG);
    wang.network.set(Weather::Offline);
    let large = visit(&wang, 0, &photo(1, 900_000));
    wang.network.next("/v1/media/", Mishap::Held);
    wang.network.set(Weather::Good);
    wang.client().network_changed().unwrap();
    wait::until("a piece to be under way", || wang.network.held() == 1);
    let asked = wang.network.requests().len();
    let saved = visit(&wang, 1, &photo(2, 1_000));
    wang.network.release();
    settle(&wang, &[large, saved]);
    let requests = wang.network.requests();
    let after: Vec<&str> = requests[asked..].iter().map(String::as_str).collect();
    assert!(after[0].starts_with("/v1/batches"), "{after:?}");
}

#[test]
fn the_same_photo_twice_is_sent_once_and_counts_for_both_records() {
    let stage = Stage::open();
    let relay = Relay::to(&stage.county.address());
    let mut wang = stage.phone(WANG);
    wang.close();
    wang.network.detour(Some(relay.address()));
    wang.open();
    let photo = photo(1, 300_000);
    let first = visit(&wang, 0, &photo);
    settle(&wang, &[first]);
    let before = relay.passed_up();
    let second = visit(&wang, 1, &photo);
    settle(&wang, &[second]);
    assert!(relay.passed_up() - before < 50_000, "only that it is here");
    let stored = stage.county.stored();
    assert_eq!(stored.count("SELECT COUNT(*) FROM media"), 1);
    assert_eq!(stored.count("SELECT COUNT(*) FROM media_record"), 2);
}

#[test]
fn a_server_killed_at_any_moment_of_an_upload_has_every_photo_that_it_receipted() {
    let mut county = County::apart(Path::new(PROGRAM));
    let clock = StoryClock::today();
    let wang = Phone::new(WANG, &clock);
    wang.enrol(&county.ticket(WANG));
    wang.drain();
    let photos: Vec<Vec<u8>> = (0..6).map(|number| photo(number, 400_000)).collect();
    let mut records = Vec::new();
    for (round, photo) in photos.iter().enumerate() {
        records.push(visit(&wang, round, photo));
        // In a piece, after the last of them, after the receipt was signed and lost: wherever it then is.
        let requests = wang.network.asked("/v1/media");
        wait::until("an upload to be under way", || {
            wang.client().network_changed().unwrap();
            wang.network.asked("/v1/media") > requests + round % 3
        });
        county.crash();
        county.start();
    }
    settle(&wang, &records);
    county.stop();
    for photo in &photos {
        assert_eq!(county.file(Digest::of(photo)).as_ref(), Some(photo));
    }
    county.start();
    county.verify_log();
}
