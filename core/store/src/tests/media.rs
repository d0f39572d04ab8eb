use super::phone::*;
use crate::*;
use doorstep_domain::id::DraftId;
use doorstep_protocol::{
    digest::Digest,
    journal::Place,
    limits,
    media::{MediaReceipt, MediaType},
    signed::Signed,
};
use serde_json::json;
use std::{
    fs,
    io::{self, Read},
};
use uuid::Uuid;

fn photo(number: u8, length: usize) -> Vec<u8> {
    let body = (0..length - 4).map(|n| number.wrapping_add(u8::try_from(n % 251).unwrap()));
    [0xFF, 0xD8, 0xFF, number].into_iter().chain(body).collect()
}

fn draft_id(number: u128) -> DraftId {
    DraftId(Uuid::from_u128(number))
}

impl Phone {
    fn keep(&self, draft: u128, file: &[u8]) -> Digest {
        self.store().keep_media(draft_id(draft), &mut &*file, Haste::Soon, noon()).unwrap()
    }

    /// Saves a record out of a draft, whose payload names these files.
    fn save_naming(&self, number: u128, draft: u128, files: &[Digest]) {
        let names: Vec<String> = files.iter().map(ToString::to_string).collect();
        let mut new = self.plain(number);
        new.payload.text = json!({ "answers": { "photos": names } }).to_string();
        new.draft = Some(draft_id(draft));
        self.save(new);
    }

    /// The county has every record that waits.
    fn deliver(&self) {
        self.store_all(&self.waiting());
    }

    fn to_send(&self) -> Vec<MediaToSend> {
        self.store().media_to_send(10, &[], Haste::WhenFree).unwrap()
    }

    fn note(&self, id: MediaId, note: MediaNote) {
        self.store().note_media(&[(id, note)], noon()).unwrap();
    }

    fn receipt(&self, file: &MediaToSend) {
        let receipt = MediaReceipt { sha256: file.sha256, length: file.length, at: noon() };
        self.note(file.id, MediaNote::Receipted(Signed::sign(&receipt, &self.county).unwrap()));
    }

    fn sealed_files(&self) -> Vec<Vec<u8>> {
        let entries = fs::read_dir(self.dir.path()).unwrap().map(|entry| entry.unwrap().path());
        let sealed = entries.filter(|path| path.extension().is_some_and(|extension| extension == "dsm"));
        sealed.map(|path| fs::read(path).unwrap()).collect()
    }

    fn head_place(&self) -> Place {
        let head = self.store().head().unwrap().unwrap();
        head.place()
    }
}

#[test]
fn a_photograph_is_kept_sealed_and_any_part_of_it_reads_as_it_was() {
    let mut phone = Phone::new();
    let file = photo(1, 300_000);
    let sha256 = phone.keep(1, &file);
    assert_eq!(sha256, Digest::of(&file));
    phone.reopen();
    let sealed = phone.sealed_files();
    assert_eq!(sealed.len(), 1);
    assert!(!sealed[0].windows(64).any(|window| window == &file[1_000..1_064]));
    let store = phone.store();
    for (offset, most) in [(0, 300_000), (65_530, 20), (299_990, 500), (131_072, 65_536), (300_000, 5)] {
        let until = (offset + most).min(file.len());
        let part = store.media_part(sha256, offset as u64, most).unwrap();
        assert_eq!(part, file[offset..until], "{offset}");
    }
    let listed = store.media_of_draft(draft_id(1)).unwrap();
    assert_eq!((listed[0].length, listed[0].kind), (300_000, MediaType::Jpeg));
    assert_eq!(listed[0].standing, MediaStanding::Drafted);
}

#[test]
fn a_file_is_sent_only_once_the_county_has_its_record() {
    let phone = Phone::new();
    let sha256 = phone.keep(1, &photo(1, 1_000));
    assert_eq!(phone.to_send(), []);
    phone.save_naming(1, 1, &[sha256]);
    assert_eq!(phone.to_send(), [], "the record waits");
    phone.deliver();
    let to_send = phone.to_send();
    assert_eq!((to_send[0].record, to_send[0].sha256), (record_id(1), sha256));
    assert_eq!(phone.store().media_counts().unwrap().waiting_bytes, 1_000);
    phone.note(to_send[0].id, MediaNote::Reached { upload: "/v1/media/x".to_owned(), sent: 600 });
    assert_eq!(phone.to_send()[0].sent, 600);
    phone.receipt(&to_send[0]);
    assert_eq!(phone.to_send(), []);
    let listed = phone.store().media_of_record(record_id(1)).unwrap();
    assert_eq!(listed[0].standing, MediaStanding::Receipted);
    // A late word takes nothing back.
    phone.note(to_send[0].id, MediaNote::Parked { code: "late".to_owned() });
    assert_eq!(phone.store().media_of_record(record_id(1)).unwrap(), listed);
}

#[test]
fn a_patient_file_waits_for_a_network_that_costs_nothing_and_for_all_others() {
    let phone = Phone::new();
    let keep =
        |file: &[u8], haste| phone.store().keep_media(draft_id(1), &mut &*file, haste, noon()).unwrap();
    let patient = keep(&photo(1, 1_000), Haste::WhenFree);
    let soon = keep(&photo(2, 500), Haste::Soon);
    // Who is in more of a hurry decides, whoever comes first.
    let both = keep(&photo(3, 200), Haste::WhenFree);
    keep(&photo(3, 200), Haste::Soon);
    keep(&photo(3, 200), Haste::WhenFree);
    phone.save_naming(1, 1, &[patient, soon, both]);
    phone.deliver();
    let hashes = |haste| -> Vec<Digest> {
        phone.store().media_to_send(10, &[], haste).unwrap().into_iter().map(|file| file.sha256).collect()
    };
    let free = hashes(Haste::WhenFree);
    assert_eq!((free.len(), free.last()), (3, Some(&patient)));
    assert_eq!(hashes(Haste::Soon), free[..2]);
    let counts = phone.store().media_counts().unwrap();
    assert_eq!((counts.waiting, counts.waiting_bytes, counts.patient), (2, 700, 1));
}

#[test]
fn what_a_record_does_not_name_is_let_go_of_with_its_draft() {
    let phone = Phone::new();
    let (taken, retaken) = (phone.keep(1, &photo(1, 1_000)), phone.keep(1, &photo(2, 1_000)));
    let given_up = phone.keep(2, &photo(3, 1_000));
    assert_eq!(phone.sealed_files().len(), 3);
    phone.save_naming(1, 1, &[retaken]);
    phone.store().drop_draft(draft_id(2)).unwrap();
    for gone in [taken, given_up] {
        assert!(phone.store().media_part(gone, 0, 10).is_err());
    }
    let mut phone = phone;
    phone.reopen();
    assert_eq!(phone.sealed_files().len(), 1);
    assert_eq!(phone.store().media_part(retaken, 0, 1_000).unwrap(), photo(2, 1_000));
}

#[test]
fn the_same_photograph_in_two_records_is_kept_once_and_told_for_both() {
    let phone = Phone::new();
    let file = photo(1, 1_000);
    let sha256 = phone.keep(1, &file);
    assert_eq!(phone.keep(2, &file), sha256);
    assert_eq!(phone.keep(2, &file), sha256);
    assert_eq!(phone.sealed_files().len(), 1);
    phone.save_naming(1, 1, &[sha256]);
    phone.save_naming(2, 2, &[sha256]);
    phone.deliver();
    let records: Vec<_> = phone.to_send().iter().map(|file| file.record).collect();
    assert_eq!(records, [1, 2].map(record_id));
    // A correction names what the visit that it corrects has.
    phone.save_naming(3, 3, &[sha256]);
    phone.deliver();
    assert_eq!(phone.to_send().len(), 3);
}

#[test]
fn a_file_is_let_go_of_only_when_a_backup_reaches_beyond_its_receipt() {
    let mut phone = Phone::new();
    let sha256 = phone.keep(1, &photo(1, 1_000));
    phone.save_naming(1, 1, &[sha256]);
    phone.deliver();
    phone.receipt(&phone.to_send()[0]);
    // The backup was made of the record, and perhaps before the file came.
    phone.store().apply_watermark(&phone.watermark(phone.head_place())).unwrap();
    assert!(phone.store().media_part(sha256, 0, 10).is_ok());
    phone.save(phone.plain(2));
    phone.deliver();
    phone.store().apply_watermark(&phone.watermark(phone.head_place())).unwrap();
    assert!(phone.store().media_part(sha256, 0, 10).is_err());
    assert_eq!(phone.sealed_files().len(), 0);
    let listed = phone.store().media_of_record(record_id(1)).unwrap();
    assert_eq!(listed[0].standing, MediaStanding::Receipted, "that it was sent is still known");
    // The same photograph taken up again is a file again.
    assert_eq!(phone.keep(5, &photo(1, 1_000)), sha256);
    phone.reopen();
    assert_eq!(phone.store().media_part(sha256, 0, 1_000).unwrap(), photo(1, 1_000));
}

#[test]
fn another_life_of_the_county_is_offered_every_file_that_is_still_here() {
    let phone = Phone::new();
    let sha256 = phone.keep(1, &photo(1, 1_000));
    phone.save_naming(1, 1, &[sha256]);
    phone.deliver();
    phone.receipt(&phone.to_send()[0]);
    let next = doorstep_domain::id::Incarnation(Uuid::from_u128(77));
    phone.store().reoffer(next).unwrap();
    assert_eq!(phone.to_send(), [], "its record goes first again");
    phone.deliver();
    let again = phone.to_send();
    assert_eq!((again[0].sha256, again[0].upload.clone(), again[0].sent), (sha256, None, 0));
    phone.store().reoffer(next).unwrap();
    phone.receipt(&again[0]);
    phone.store().reoffer(next).unwrap();
    phone.deliver();
    assert_eq!(phone.to_send(), [], "the same life has it still");
}

#[test]
fn a_file_that_fails_goes_behind_the_others_and_one_that_is_parked_says_why() {
    let phone = Phone::new();
    let files = [1, 2, 3].map(|number| phone.keep(1, &photo(number, 1_000)));
    phone.save_naming(1, 1, &files);
    phone.deliver();
    let ids: Vec<MediaId> = phone.to_send().iter().map(|file| file.id).collect();
    phone.note(ids[0], MediaNote::Tried);
    assert_eq!(phone.to_send().iter().map(|file| file.id).collect::<Vec<_>>(), [ids[1], ids[2], ids[0]]);
    assert_eq!(phone.store().media_to_send(1, &[ids[1]], Haste::WhenFree).unwrap()[0].id, ids[2]);
    phone.note(ids[0], MediaNote::Spoiled);
    assert_eq!(phone.to_send()[2].spoiled, 1);
    phone.note(ids[0], MediaNote::Parked { code: "hash_mismatch".to_owned() });
    assert_eq!(phone.to_send().len(), 2);
    let parked = phone.store().parked_media().unwrap();
    let code = "hash_mismatch".to_owned();
    assert_eq!(parked[0].standing, MediaStanding::Parked { code, at: noon() });
    assert_eq!(phone.store().media_counts().unwrap().parked, 1);
    assert!(phone.store().retry_media(ids[0]).unwrap());
    assert!(!phone.store().retry_media(ids[0]).unwrap());
    assert_eq!(phone.to_send().len(), 3);
}

/// Breaks off in the middle.
struct Broken<'a>(&'a [u8]);

impl Read for Broken<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.0.is_empty() {
            return Err(io::Error::other("the card was pulled"));
        }
        self.0.read(buffer)
    }
}

#[test]
fn what_cannot_be_kept_leaves_nothing_and_what_a_killed_process_left_is_taken_away() {
    let mut phone = Phone::new();
    let keep = |source: &mut dyn Read| phone.store().keep_media(draft_id(1), source, Haste::Soon, noon());
    assert!(matches!(keep(&mut &b"GIF89a"[..]), Err(KeepError::NotAPicture)));
    assert!(matches!(keep(&mut io::empty()), Err(KeepError::NotAPicture)));
    assert!(matches!(keep(&mut Broken(&photo(1, 200_000))), Err(KeepError::Source(_))));
    let begun = photo(1, 100);
    let endless = (&begun[..]).chain(io::repeat(7));
    assert!(matches!(keep(&mut endless.take(limits::MEDIA_BYTES + 1)), Err(KeepError::TooLarge)));
    assert_eq!(phone.sealed_files().len(), 0);
    assert_eq!(phone.store().media_of_draft(draft_id(1)).unwrap(), []);
    let kept = phone.keep(1, &photo(1, 1_000));
    fs::write(phone.dir.path().join("media-half.dsm"), b"half a file").unwrap();
    phone.reopen();
    assert_eq!(phone.sealed_files().len(), 1);
    assert!(phone.store().media_part(kept, 0, 10).is_ok());
}

/// Is interrupted before each part.
struct Interrupted<'a>(&'a [u8], bool);

impl Read for Interrupted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.1 = !self.1;
        if self.1 { Err(io::ErrorKind::Interrupted.into()) } else { self.0.read(buffer) }
    }
}

#[test]
fn an_interruption_is_no_failure_of_the_source() {
    let phone = Phone::new();
    let file = photo(1, 100_000);
    let mut source = Interrupted(&file, false);
    let kept = phone.store().keep_media(draft_id(1), &mut source, Haste::Soon, noon()).unwrap();
    assert_eq!(kept, Digest::of(&file));
}

#[test]
fn the_opening_takes_away_nothing_that_is_no_sealed_file() {
    let mut phone = Phone::new();
    let others = ["media-list.txt", "somebody.dsm"].map(|name| phone.dir.path().join(name));
    others.iter().for_each(|path| fs::write(path, b"not ours").unwrap());
    phone.reopen();
    assert!(others.iter().all(|path| path.exists()));
}

#[test]
fn a_file_that_cannot_be_taken_away_is_taken_away_by_a_later_opening() {
    let mut phone = Phone::new();
    let sha256 = phone.keep(1, &photo(1, 1_000));
    phone.save_naming(1, 1, &[sha256]);
    phone.deliver();
    phone.receipt(&phone.to_send()[0]);
    phone.save(phone.plain(2));
    phone.deliver();
    let mut entries = fs::read_dir(phone.dir.path()).unwrap().map(|entry| entry.unwrap().path());
    let path = entries.find(|path| path.extension().is_some_and(|extension| extension == "dsm")).unwrap();
    let sealed = fs::read(&path).unwrap();
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    let mark = phone.watermark(phone.head_place());
    assert!(matches!(phone.store().apply_watermark(&mark), Err(StoreError::File(_))));
    fs::remove_dir(&path).unwrap();
    fs::write(&path, sealed).unwrap();
    phone.reopen();
    assert_eq!(phone.sealed_files().len(), 0);
}

#[test]
fn a_file_may_be_exactly_as_large_as_the_limit() {
    let phone = Phone::new();
    let begun = photo(1, 100);
    let mut source = (&begun[..]).chain(io::repeat(7)).take(limits::MEDIA_BYTES);
    phone.store().keep_media(draft_id(1), &mut source, Haste::Soon, noon()).unwrap();
    assert_eq!(phone.store().media_of_draft(draft_id(1)).unwrap()[0].length, limits::MEDIA_BYTES);
}
