//! Power cuts, told as files in the states that a cut leaves them in.

use super::phone::*;
use crate::*;
use doorstep_domain::id::DeviceId;
use doorstep_protocol::{digest::Digest, journal::trimmed, limits, receipt::JournalReceipt};
use std::{fs, io, os::unix::fs::FileExt, path::Path, sync::Arc};
use tempfile::TempDir;
use uuid::Uuid;

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
}

#[test]
fn a_journal_torn_at_any_byte_is_whole_again_after_the_next_opening() {
    let mut phone = Phone::new();
    phone.save_visits(1..=3);
    phone.close();
    let file = fs::read(phone.journal()).unwrap();
    let whole = trimmed(&file);
    assert!(whole.len() < file.len(), "there is room at its end");
    let expected: Vec<_> = (1..=3).map(record_id).collect();
    for length in 0..whole.len() {
        // What did not reach the disk is missing there, or is still the room that it was.
        let mut torn = whole[..length].to_vec();
        torn.resize(if length % 2 == 0 { length } else { length.max(file.len()) }, 0);
        fs::write(phone.journal(), torn).unwrap();
        phone.reopen();
        let recovered = phone.recovered();
        assert_eq!(records(&recovered.envelopes), expected, "cut at {length}");
        assert_eq!((recovered.damaged.len(), recovered.torn_bytes), (0, 0), "cut at {length}");
        phone.close();
    }
    fs::remove_file(phone.journal()).unwrap();
    phone.reopen();
    assert_eq!(records(&phone.recovered().envelopes), expected, "taken away");
}

#[test]
fn a_record_saved_after_a_torn_journal_was_mended_follows_the_others() {
    let mut phone = Phone::new();
    phone.save_visits(1..=2);
    phone.close();
    let file = fs::read(phone.journal()).unwrap();
    fs::write(phone.journal(), &file[..trimmed(&file).len() - 7]).unwrap();
    phone.reopen();
    assert!(phone.save(phone.plain(3)).journalled);
    assert_eq!(records(&phone.recovered().envelopes), [1, 2, 3].map(record_id));
}

#[test]
fn a_journal_that_cannot_be_written_leaves_the_record_saved_and_the_next_save_mends_it() {
    let mut phone = Phone::new();
    phone.save(phone.plain(1));
    phone.close();
    fs::remove_file(phone.journal()).unwrap();
    // A folder in its place: nothing can be appended, by whatever user the test runs.
    fs::create_dir(phone.journal()).unwrap();
    phone.reopen();
    let saved = phone.save(phone.plain(2));
    assert!(!saved.journalled);
    assert_eq!(phone.waiting().len(), 2);
    assert!(!phone.save(phone.plain(2)).journalled, "a repeated save does not claim it either");
    fs::remove_dir(phone.journal()).unwrap();
    assert!(phone.save(phone.plain(3)).journalled);
    assert_eq!(records(&phone.recovered().envelopes), [1, 2, 3].map(record_id));
}

/// A file that grows makes each sync commit its length too.
#[test]
fn most_appends_do_not_move_the_end_of_the_journal() {
    let mut phone = Phone::new();
    phone.save(phone.plain(1));
    let file = || fs::read(phone.journal()).unwrap();
    let (length, whole) = (file().len(), trimmed(&file()).len());
    assert_eq!(length % (64 * 1024), 0);
    phone.save_visits(2..=10);
    assert_eq!(file().len(), length);
    assert!(trimmed(&file()).len() > whole);
    phone.reopen();
    assert_eq!(fs::read(phone.journal()).unwrap().len(), length);
    phone.save(phone.plain(11));
    assert_eq!(fs::read(phone.journal()).unwrap().len(), length, "the room is used by the next process");
    phone.enrolment.device = DeviceId(Uuid::from_u128(0xD2));
    phone.store().set_enrolment(&phone.enrolment).unwrap();
    let kept = fs::read(&Store::journals(phone.dir.path()).unwrap()[0]).unwrap();
    assert_eq!(trimmed(&kept), kept, "what is kept under a number has none");
    let recovered = doorstep_protocol::journal::recover(&kept, &phone.recovery).unwrap();
    assert_eq!(recovered.envelopes.len(), 11);
}

/// A file system with room for so many bytes of a file, and for no new name where that is none.
struct Cramped {
    room: u64,
    reads: bool,
    syncs: bool,
}

impl Cramped {
    fn disk(room: u64) -> Disk {
        Disk::lent("unix", Arc::new(Self { room, reads: true, syncs: true }))
    }
}

struct CrampedFile(fs::File, u64);

impl Files for Cramped {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        if self.reads { fs::read(path) } else { Err(io::Error::other("the card is loose")) }
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn OpenFile>> {
        let file = fs::File::options().create(true).truncate(false).write(true).open(path)?;
        Ok(Box::new(CrampedFile(file, self.room)))
    }

    fn exists(&self, path: &Path) -> bool {
        path.exists()
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        if self.room == 0 { Err(io::ErrorKind::StorageFull.into()) } else { fs::rename(from, to) }
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        if self.syncs { fs::File::open(dir)?.sync_all() } else { Err(io::Error::other("the card is loose")) }
    }
}

impl OpenFile for CrampedFile {
    fn set_len(&mut self, bytes: u64) -> io::Result<()> {
        self.0.set_len(bytes)
    }

    fn write_at(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        let fits = (bytes.len() as u64).min(self.1.saturating_sub(offset));
        self.0.write_all_at(&bytes[..fits as usize], offset)?;
        if fits < bytes.len() as u64 { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) }
    }

    fn sync(&mut self) -> io::Result<()> {
        self.0.sync_data()
    }
}

#[test]
fn a_disk_too_full_for_room_takes_the_records_alone() {
    let mut phone = Phone::new();
    phone.close();
    let options = Options { disk: Cramped::disk(5_000), ..Options::default() };
    let store = Store::open(phone.dir.path(), &phone.key, options).unwrap();
    let save = |number| store.save(phone.plain(number), &phone.device_key).unwrap().journalled;
    assert!(save(1) && save(2), "there is room for a few");
    let length = fs::read(phone.journal()).unwrap().len();
    assert!(length < 5_000, "{length}");
    let last = (3..30).find(|number| !save(*number)).expect("the disk fills up");
    let recovered = phone.recovered();
    assert_eq!(recovered.torn_bytes, 0, "what did not fit was cut off");
    assert_eq!(records(&recovered.envelopes), (1..last).map(record_id).collect::<Vec<_>>());
}

#[test]
fn a_photograph_is_read_in_parts_from_any_disk_and_a_full_one_keeps_nothing_of_the_next() {
    let mut phone = Phone::new();
    phone.close();
    let options = Options { disk: Cramped::disk(150_000), ..Options::default() };
    let store = Store::open(phone.dir.path(), &phone.key, options).unwrap();
    let photo =
        |length| -> Vec<u8> { [0xFF, 0xD8, 0xFF].into_iter().chain(1..=250).cycle().take(length).collect() };
    let keep = |file: &[u8]| store.keep_media(draft(1).id, &mut &*file, Haste::Soon, noon());
    let file = photo(100_000);
    let kept = keep(&file).unwrap();
    for (offset, most) in [(0, 100_000), (65_500, 100), (99_990, 100)] {
        let until = (offset + most).min(file.len());
        assert_eq!(store.media_part(kept, offset as u64, most).unwrap(), file[offset..until], "{offset}");
    }
    let full = keep(&photo(200_000));
    assert!(matches!(full, Err(KeepError::Store(StoreError::StorageFull))), "{full:?}");
    assert_eq!(store.media_of_draft(draft(1).id).unwrap().len(), 1);
    let files = fs::read_dir(phone.dir.path()).unwrap().map(|entry| entry.unwrap().path());
    assert_eq!(files.filter(|path| path.extension().is_some_and(|extension| extension == "dsm")).count(), 1);
}

#[test]
fn a_disk_is_its_vfs_and_one_that_is_not_registered_opens_no_database() {
    let lent = |vfs| Disk::lent(vfs, Arc::new(Cramped { room: 5_000, reads: true, syncs: true }));
    assert_eq!(lent("unix"), lent("unix"));
    assert_ne!(lent("unix"), lent("nowhere"));
    assert_ne!(lent("unix"), Disk::default());
    let mut phone = Phone::new();
    phone.close();
    let options = Options { disk: lent("nowhere"), ..Options::default() };
    assert!(matches!(Store::open(phone.dir.path(), &phone.key, options), Err(OpenError::Sqlite(_))));
}

#[test]
fn what_a_disk_cannot_make_durable_is_an_error_and_names_that_it_cannot_tell_are_none() {
    let (disk, dir) = (Disk::default(), TempDir::new().unwrap());
    assert!(disk.files().sync_dir(dir.path()).is_ok());
    assert!(disk.files().sync_dir(&dir.path().join("nowhere")).is_err());
    assert!(disk.files().open(&dir.path().join("file")).unwrap().sync().is_ok());
    assert!(disk.files().open(Path::new("/dev/null")).unwrap().sync().is_err());
    assert!(Cramped::disk(0).files().names(dir.path()).unwrap().is_empty());
}

#[test]
fn a_file_that_is_no_journal_is_kept_under_a_number() {
    let mut phone = Phone::new();
    phone.save(phone.plain(1));
    phone.close();
    fs::write(phone.journal(), b"something else entirely").unwrap();
    phone.reopen();
    assert_eq!(records(&phone.recovered().envelopes), [record_id(1)]);
    let journals = Store::journals(phone.dir.path()).unwrap();
    assert_eq!(journals.len(), 2);
    assert_eq!(fs::read(&journals[1]).unwrap(), b"something else entirely");
}

#[test]
fn unreadable_bytes_are_a_tear_up_to_the_longest_frame_and_damage_beyond() {
    let mut phone = Phone::new();
    phone.save(phone.plain(1));
    phone.close();
    let file = fs::read(phone.journal()).unwrap();
    let longest = 2 * (limits::PAYLOAD_BYTES + limits::HEADER_BYTES);
    for (unreadable, journals) in [(longest, 1), (longest + 1, 2)] {
        let mut torn = trimmed(&file).to_vec();
        torn.resize(torn.len() + unreadable, 0xFF);
        fs::write(phone.journal(), &torn).unwrap();
        phone.reopen();
        assert_eq!(Store::journals(phone.dir.path()).unwrap().len(), journals);
        assert_eq!(records(&phone.recovered().envelopes), [record_id(1)]);
        phone.close();
    }
}

#[test]
fn a_journal_that_cannot_be_read_is_not_written_over() {
    let mut phone = Phone::new();
    phone.save(phone.plain(1));
    phone.close();
    let disk = Disk::lent("unix", Arc::new(Cramped { room: u64::MAX, reads: false, syncs: true }));
    let store = Store::open(phone.dir.path(), &phone.key, Options { disk, ..Options::default() }).unwrap();
    assert!(!store.save(phone.plain(2), &phone.device_key).unwrap().journalled);
    assert_eq!(records(&phone.recovered().envelopes), [record_id(1)]);
    drop(store);
    phone.reopen();
    assert_eq!(records(&phone.recovered().envelopes), [1, 2].map(record_id));
}

#[test]
fn a_journal_whose_name_is_not_durable_is_not_said_to_hold_a_record() {
    let mut phone = Phone::new();
    phone.close();
    let disk = Disk::lent("unix", Arc::new(Cramped { room: u64::MAX, reads: true, syncs: false }));
    let store = Store::open(phone.dir.path(), &phone.key, Options { disk, ..Options::default() }).unwrap();
    assert!(!store.save(phone.plain(1), &phone.device_key).unwrap().journalled);
    drop(store);
    phone.reopen();
    assert_eq!(records(&phone.recovered().envelopes), [record_id(1)]);
}

#[test]
fn an_enrolment_whose_journal_cannot_be_put_aside_changes_nothing() {
    let mut phone = Phone::new();
    phone.save(phone.plain(1));
    phone.close();
    let other = Enrolment { device: DeviceId(Uuid::from_u128(0xD2)), ..phone.enrolment.clone() };
    let full = Options { disk: Cramped::disk(0), ..Options::default() };
    let store = Store::open(phone.dir.path(), &phone.key, full).unwrap();
    assert!(matches!(store.set_enrolment(&other), Err(StoreError::StorageFull)));
    assert_eq!(store.enrolment().unwrap().as_ref(), Some(&phone.enrolment));
    drop(store);
    fs::remove_file(phone.journal()).unwrap();
    fs::create_dir(phone.journal()).unwrap();
    phone.reopen();
    assert!(matches!(phone.store().set_enrolment(&other), Err(StoreError::Unreadable("journal"))));
    assert_eq!(phone.store().enrolment().unwrap().as_ref(), Some(&phone.enrolment));
}

#[test]
fn a_journal_that_holds_no_record_is_not_kept_under_a_number() {
    let mut phone = Phone::new();
    phone.reopen();
    assert_eq!(Store::journals(phone.dir.path()).unwrap(), [phone.journal()]);
    phone.enrolment.device = DeviceId(Uuid::from_u128(0xD2));
    phone.store().set_enrolment(&phone.enrolment).unwrap();
    assert!(Store::journals(phone.dir.path()).unwrap().is_empty());
}

#[test]
fn a_commit_that_failed_leaves_the_next_record_readable_in_the_journal() {
    let mut phone = Phone::new();
    phone.save(phone.plain(1));
    phone.reopen();
    let entries = phone.waiting().into_iter().map(|waiting| (waiting.place(), waiting.envelope)).collect();
    let failed = phone.store().write_then_journal(|tx| {
        tx.execute_batch("PRAGMA defer_foreign_keys = ON; UPDATE record SET receipt = 9")?;
        Ok::<_, StoreError>(((), entries))
    });
    assert!(failed.is_err());
    assert!(phone.save(phone.plain(2)).journalled);
    assert_eq!(records(&phone.recovered().envelopes), [1, 2].map(record_id));
}

#[test]
fn a_small_journal_keeps_what_is_durable_too() {
    let mut phone = Phone::new();
    phone.save_visits(1..=5);
    let sent = phone.waiting();
    phone.store_all(&sent);
    phone.store().apply_watermark(&phone.watermark(sent[4].place())).unwrap();
    phone.reopen();
    assert_eq!(records(&phone.recovered().envelopes), [1, 2, 3, 4, 5].map(record_id));
}

#[test]
fn a_database_older_than_its_journal_leaves_the_journal_whole() {
    let mut phone = Phone::new();
    phone.save(phone.plain(1));
    let old = TempDir::new().unwrap();
    copy(phone.dir.path(), old.path());
    phone.save_visits(2..=4);
    phone.close();
    for file in ["doorstep.db", "doorstep.db-wal", "doorstep.db-shm"] {
        let _ = fs::remove_file(phone.dir.path().join(file));
        if old.path().join(file).exists() {
            fs::copy(old.path().join(file), phone.dir.path().join(file)).unwrap();
        }
    }
    phone.reopen();
    phone.save(phone.plain(5));
    let journals = Store::journals(phone.dir.path()).unwrap();
    let held: Vec<_> = journals
        .iter()
        .map(|path| {
            let journal = fs::read(path).unwrap();
            records(&doorstep_protocol::journal::recover(&journal, &phone.recovery).unwrap().envelopes)
        })
        .collect();
    assert_eq!(held, [vec![record_id(1), record_id(5)], [1, 2, 3, 4].map(record_id).to_vec()]);
}

#[test]
fn a_journal_of_mostly_durable_records_is_written_anew_and_loses_nothing_undurable() {
    let mut phone = Phone::new();
    let large = |number| {
        let mut new = phone.plain(number);
        new.payload.text = format!("\"{}\"", "x".repeat(1_000_000));
        new
    };
    phone.store().save_all((1..=12).map(large).collect(), &phone.device_key).unwrap();
    let sent = phone.waiting();
    phone.store_all(&sent);
    phone.reopen();
    assert_eq!(phone.recovered().envelopes.len(), 12, "receipted is not durable");
    assert_eq!(Store::journals(phone.dir.path()).unwrap().len(), 1, "however large it is");
    phone.store().apply_watermark(&phone.watermark(sent[5].place())).unwrap();
    phone.reopen();
    assert_eq!(phone.recovered().envelopes.len(), 12, "half of them is not most");
    phone.store().apply_watermark(&phone.watermark(sent[9].place())).unwrap();
    phone.reopen();
    assert_eq!(records(&phone.recovered().envelopes), [11, 12].map(record_id));
    assert!(phone.save(phone.plain(13)).journalled);
    phone.reopen();
    assert_eq!(records(&phone.recovered().envelopes), [11, 12, 13].map(record_id));
}

#[test]
fn an_old_journal_goes_only_when_the_county_took_in_exactly_its_bytes() {
    let mut phone = Phone::new();
    phone.save(phone.plain(1));
    phone.enrolment.device = DeviceId(Uuid::from_u128(0xD2));
    phone.store().set_enrolment(&phone.enrolment).unwrap();
    phone.save(phone.plain(2));
    let journals = Store::journals(phone.dir.path()).unwrap();
    let receipt = |path: &Path| {
        let file = fs::read(path).unwrap();
        let bytes = trimmed(&file);
        JournalReceipt { sha256: Digest::of(bytes), length: bytes.len() as u64, at: noon() }
    };
    let other = phone.dir.path().join("doorstep.lock");
    let taken_in = receipt(&journals[1]);
    for (path, receipt) in [
        (&journals[1], receipt(&journals[0])),
        (&journals[1], JournalReceipt { length: taken_in.length + 1, ..taken_in }),
        (&journals[1], JournalReceipt { sha256: Digest::of(b"others"), ..taken_in }),
        (&journals[0], receipt(&journals[0])),
        (&other, receipt(&other)),
    ] {
        assert!(!Store::forget_journal(path, &receipt).unwrap(), "{path:?}");
        assert!(path.exists());
    }
    assert!(Store::forget_journal(&journals[1], &taken_in).unwrap());
    assert_eq!(Store::journals(phone.dir.path()).unwrap(), journals[..1]);
}

/// What a killed process leaves: a copy of the files taken while a transaction is open, and
/// after each commit, with a write-ahead log that was never checkpointed.
#[test]
fn files_copied_in_the_middle_of_anything_open_with_every_record_that_was_saved() {
    let phone = Phone::new();
    let check = |saved: u128, drafts: usize| {
        let copied = TempDir::new().unwrap();
        copy(phone.dir.path(), copied.path());
        let store =
            Store::open(copied.path(), &phone.key, Options { check: true, ..Options::default() }).unwrap();
        let waiting = store.outbox(500, usize::MAX).unwrap();
        assert_eq!(waiting.len() as u128, saved);
        assert_chained(&waiting, &phone.device_key);
        assert_eq!(store.drafts(&Page::first(9)).unwrap().items.len(), drafts);
        let journal = fs::read(Store::journal_path(copied.path())).unwrap();
        let recovered = doorstep_protocol::journal::recover(&journal, &phone.recovery).unwrap();
        assert_eq!(recovered.envelopes.len() as u128, saved);
    };
    for number in 1..=10 {
        phone.store().put_draft(&draft(number)).unwrap();
        check(number - 1, 1);
        phone
            .store()
            .write(|tx| {
                tx.execute("DELETE FROM outbox", [])?;
                tx.execute("DELETE FROM draft", [])?;
                check(number - 1, 1);
                Err::<(), _>(StoreError::NoSuchPage)
            })
            .unwrap_err();
        phone.save(NewRecord { draft: Some(draft(number).id), ..phone.plain(number) });
        check(number, 0);
    }
}

/// The log cut at any page loses commits from the end, never the database.
#[test]
fn a_write_ahead_log_cut_anywhere_gives_a_whole_shorter_history() {
    let phone = Phone::new();
    phone.save_visits(1..=6);
    let log = fs::read(phone.dir.path().join("doorstep.db-wal")).unwrap();
    let mut last = 0;
    for length in (0..=log.len()).step_by(4099).chain([log.len()]) {
        let copied = TempDir::new().unwrap();
        copy(phone.dir.path(), copied.path());
        fs::write(copied.path().join("doorstep.db-wal"), &log[..length]).unwrap();
        let _ = fs::remove_file(copied.path().join("doorstep.db-shm"));
        // Cut before the first commit there is no database yet, only its empty file.
        let store =
            Store::open(copied.path(), &phone.key, Options { check: true, ..Options::default() }).unwrap();
        let waiting = store.outbox(500, usize::MAX).unwrap();
        assert_chained(&waiting, &phone.device_key);
        assert!(waiting.len() >= last, "a longer log holds no less");
        last = waiting.len();
    }
    assert_eq!(last, 6);
}
