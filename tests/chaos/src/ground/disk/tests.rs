use super::*;

fn path() -> &'static Path {
    Path::new("/phone/file")
}

/// A disk with one file, whose first kilobyte is durable.
fn with_a_file() -> (Disk, Handle) {
    let disk = Disk::default();
    let file = disk.open(path(), true).unwrap();
    disk.write_at(file, 0, &[1; 1024]).unwrap();
    disk.sync(file).unwrap();
    (disk, file)
}

#[test]
fn what_was_synced_survives_every_cut() {
    for seed in 0..200 {
        let (disk, file) = with_a_file();
        disk.write_at(file, 1024, &[2; 4096]).unwrap();
        disk.power_on(&mut Chance::of(seed));
        assert_eq!(disk.read_all(path()).unwrap()[..1024], [1; 1024]);
    }
}

#[test]
fn what_was_not_synced_is_now_lost_now_kept_now_torn_at_a_sector() {
    let mut seen = [0; 3];
    for seed in 0..200 {
        let (disk, file) = with_a_file();
        disk.write_at(file, 0, &[2; 1024]).unwrap();
        disk.power_on(&mut Chance::of(seed));
        let bytes = disk.read_all(path()).unwrap();
        assert_eq!(bytes.len(), 1024);
        let sectors: Vec<_> = bytes.chunks(SECTOR).collect();
        assert!(
            sectors.iter().all(|sector| sector.iter().all(|byte| *byte == sector[0])),
            "no sector is torn"
        );
        seen[sectors.iter().filter(|sector| sector[0] == 2).count()] += 1;
    }
    assert!(seen.iter().all(|count| *count > 10), "{seen:?}");
}

#[test]
fn the_change_at_which_the_power_goes_fails_and_so_does_everything_after_it() {
    let (disk, file) = with_a_file();
    disk.arm(Fault::Cut(2));
    disk.write_at(file, 0, &[2; 10]).unwrap();
    assert_eq!(disk.sync(file), Err(Failure::Off));
    assert_eq!(disk.read_all(path()), Err(Failure::Off));
    assert_eq!(disk.open(path(), true), Err(Failure::Off));
    disk.power_on(&mut Chance::of(1));
    assert_eq!(disk.write_at(file, 0, &[3]), Err(Failure::Off), "a handle of before is dead");
    assert!(disk.open(path(), false).is_ok());
}

#[test]
fn a_full_disk_takes_no_new_byte_and_all_that_replace_another() {
    let (disk, file) = with_a_file();
    disk.arm(Fault::Full(1));
    disk.write_at(file, 0, &[2; 1024]).unwrap();
    assert_eq!(disk.write_at(file, 1000, &[3; 100]), Err(Failure::Full));
    assert_eq!(disk.set_len(file, 5000), Err(Failure::Full));
    disk.free();
    disk.write_at(file, 1000, &[3; 100]).unwrap();
    assert_eq!(disk.len(file), Ok(1100));
}

#[test]
fn a_bad_read_fails_once() {
    let (disk, file) = with_a_file();
    disk.arm(Fault::BadRead(2));
    let mut bytes = [0; 4];
    assert_eq!(disk.read_at(file, 0, &mut bytes), Ok(4));
    assert_eq!(disk.read_at(file, 0, &mut bytes), Err(Failure::BadRead));
    assert_eq!(disk.read_at(file, 1022, &mut bytes), Ok(2), "short at the end");
}

#[test]
fn a_sync_that_lies_loses_what_it_said_to_have_kept() {
    let lost = (0..50).filter(|seed| {
        let (disk, file) = with_a_file();
        disk.lie();
        disk.write_at(file, 0, &[2; 512]).unwrap();
        disk.sync(file).unwrap();
        disk.power_on(&mut Chance::of(*seed));
        disk.read_all(path()).unwrap()[0] == 1
    });
    assert!(lost.count() > 10);
}

#[test]
fn a_file_renamed_without_a_sync_has_one_of_its_names() {
    let to = Path::new("/phone/other");
    let mut kept = 0;
    for seed in 0..100 {
        let (disk, _) = with_a_file();
        disk.rename(path(), to).unwrap();
        disk.power_on(&mut Chance::of(seed));
        assert!(disk.exists(path()) != disk.exists(to), "both or neither");
        kept += u64::from(disk.exists(to));
    }
    assert!((10..90).contains(&kept), "{kept}");
}

#[test]
fn a_file_that_was_never_synced_may_not_be_there_and_one_whose_folder_was_is() {
    let there = |seed, sync: bool| {
        let disk = Disk::default();
        let file = disk.open(path(), true).unwrap();
        disk.write_at(file, 0, &[1]).unwrap();
        if sync {
            disk.sync_names().unwrap();
        }
        disk.power_on(&mut Chance::of(seed));
        disk.exists(path())
    };
    assert!((0..50).any(|seed| !there(seed, false)));
    assert!((0..50).all(|seed| there(seed, true)));
}

#[test]
fn only_one_may_write_and_only_when_nobody_reads() {
    let (disk, one) = with_a_file();
    let two = disk.open(path(), false).unwrap();
    assert!(disk.lock(one, Level::Shared).unwrap() && disk.lock(two, Level::Shared).unwrap());
    assert!(disk.lock(one, Level::Reserved).unwrap());
    assert!(!disk.lock(two, Level::Reserved).unwrap());
    assert!(!disk.lock(one, Level::Exclusive).unwrap(), "somebody reads");
    disk.close(two);
    assert!(disk.lock(one, Level::Exclusive).unwrap());
    assert!(disk.shm_lock(one, 0..3, ShmLock::Exclusive).unwrap());
    let three = disk.open(path(), false).unwrap();
    assert!(!disk.shm_lock(three, 2..4, ShmLock::Shared).unwrap());
    assert!(disk.shm_lock(three, 3..4, ShmLock::Shared).unwrap());
}
