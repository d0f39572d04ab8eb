//! SQLite's door to a [`Disk`]: a VFS, registered once for each disk, by name.
//!
//! The only unsafe code of the harness. What it stands on: SQLite gives each method the
//! `sqlite3_file` that `xOpen` filled (its second word points to an [`Opened`] of ours
//! until `xClose`), buffers of the lengths it says, and the VFS that was registered,
//! which lives as long as the process.
#![expect(unsafe_code, reason = "SQLite calls a file system through C function pointers")]

use super::disk::{Disk, Failure, Handle, Level, ShmLock};
use rusqlite::ffi;
use std::{
    ffi::{CStr, CString, c_char, c_int, c_void},
    path::{Path, PathBuf},
    ptr, slice,
    sync::{Arc, atomic::AtomicU64},
    thread,
};

/// SQLite would not take the VFS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("sqlite did not take the file system (code {0})")]
pub(crate) struct NotRegistered(c_int);

/// Longest path, as on Linux.
const PATH_BYTES: c_int = 1024;

/// One opening of a file.
struct Opened {
    disk: Arc<Disk>,
    handle: Handle,
    /// To be taken away when closed.
    temporary: Option<PathBuf>,
    /// What SQLite has been given pointers into.
    regions: Vec<Arc<[AtomicU64]>>,
}

#[repr(C)]
struct File {
    base: ffi::sqlite3_file,
    opened: *mut Opened,
}

/// Makes a disk known to SQLite under a name, for as long as the process lives.
pub(crate) fn register(name: &str, disk: &Arc<Disk>) -> Result<(), NotRegistered> {
    let name = CString::new(name).map_err(|_| NotRegistered(ffi::SQLITE_MISUSE))?;
    let vfs = ffi::sqlite3_vfs {
        iVersion: 2,
        szOsFile: size_of::<File>() as c_int,
        mxPathname: PATH_BYTES,
        pNext: ptr::null_mut(),
        zName: name.into_raw(),
        pAppData: Box::into_raw(Box::new(Arc::clone(disk))).cast(),
        xOpen: Some(open),
        xDelete: Some(delete),
        xAccess: Some(access),
        xFullPathname: Some(full_pathname),
        xDlOpen: None,
        xDlError: None,
        xDlSym: None,
        xDlClose: None,
        xRandomness: Some(randomness),
        xSleep: Some(sleep),
        xCurrentTime: Some(current_time),
        xGetLastError: None,
        xCurrentTimeInt64: Some(current_time_int64),
        xSetSystemCall: None,
        xGetSystemCall: None,
        xNextSystemCall: None,
    };
    // SAFETY: the VFS is leaked on purpose, as SQLite keeps it; so are its name and its disk.
    let code = unsafe { ffi::sqlite3_vfs_register(Box::into_raw(Box::new(vfs)), 0) };
    if code == ffi::SQLITE_OK { Ok(()) } else { Err(NotRegistered(code)) }
}

static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

/// SAFETY: `vfs` is one that [`register`] made: its data is a leaked `Arc<Disk>`.
unsafe fn disk<'a>(vfs: *mut ffi::sqlite3_vfs) -> &'a Arc<Disk> {
    unsafe { &*(*vfs).pAppData.cast::<Arc<Disk>>() }
}

/// SAFETY: `name` is a C string.
unsafe fn path(name: *const c_char) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    let bytes = unsafe { CStr::from_ptr(name) }.to_bytes();
    Path::new(std::ffi::OsStr::from_bytes(bytes)).to_owned()
}

/// SAFETY: `file` was filled by [`open`] and not closed, and nobody else looks at it now.
unsafe fn opened<'a>(file: *mut ffi::sqlite3_file) -> &'a mut Opened {
    unsafe { &mut *(*file.cast::<File>()).opened }
}

fn code(failure: Failure, otherwise: c_int) -> c_int {
    match failure {
        Failure::Full => ffi::SQLITE_FULL,
        Failure::BadRead => ffi::SQLITE_IOERR_READ,
        Failure::Off | Failure::Absent => otherwise,
    }
}

fn done(result: Result<(), Failure>, otherwise: c_int) -> c_int {
    result.map_or_else(|failure| code(failure, otherwise), |()| ffi::SQLITE_OK)
}

fn granted(result: Result<bool, Failure>, otherwise: c_int) -> c_int {
    match result {
        Ok(true) => ffi::SQLITE_OK,
        Ok(false) => ffi::SQLITE_BUSY,
        Err(failure) => code(failure, otherwise),
    }
}

unsafe extern "C" fn open(
    vfs: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out_flags: *mut c_int,
) -> c_int {
    // SAFETY: SQLite gives `szOsFile` bytes at `file`, and a C string or null as name.
    unsafe {
        (*file).pMethods = ptr::null();
        let disk = Arc::clone(disk(vfs));
        let named = (!name.is_null()).then(|| path(name));
        let handle = match &named {
            Some(path) => disk.open(path, flags & ffi::SQLITE_OPEN_CREATE != 0),
            None => disk.open_nameless(),
        };
        let Ok(handle) = handle else { return ffi::SQLITE_CANTOPEN };
        let temporary = named.filter(|_| flags & ffi::SQLITE_OPEN_DELETEONCLOSE != 0);
        let opened = Opened { disk, handle, temporary, regions: Vec::new() };
        (*file.cast::<File>()).opened = Box::into_raw(Box::new(opened));
        (*file).pMethods = &raw const METHODS;
        if !out_flags.is_null() {
            *out_flags = flags;
        }
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    // SAFETY: after this SQLite does not use the file; the box was made by `open`.
    let opened = unsafe { Box::from_raw((*file.cast::<File>()).opened) };
    opened.disk.close(opened.handle);
    if let Some(path) = &opened.temporary {
        // Nobody misses a temporary file that stays.
        let _ = opened.disk.remove(path, false);
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn read(file: *mut ffi::sqlite3_file, to: *mut c_void, count: c_int, offset: i64) -> c_int {
    // SAFETY: SQLite gives `count` writable bytes at `to`.
    let (opened, into) =
        unsafe { (opened(file), slice::from_raw_parts_mut(to.cast::<u8>(), count as usize)) };
    match opened.disk.read_at(opened.handle, offset as u64, into) {
        Ok(got) if got == into.len() => ffi::SQLITE_OK,
        Ok(got) => {
            into.get_mut(got..).unwrap_or_default().fill(0);
            ffi::SQLITE_IOERR_SHORT_READ
        }
        Err(failure) => code(failure, ffi::SQLITE_IOERR_READ),
    }
}

unsafe extern "C" fn write(
    file: *mut ffi::sqlite3_file,
    from: *const c_void,
    count: c_int,
    offset: i64,
) -> c_int {
    // SAFETY: SQLite gives `count` readable bytes at `from`.
    let (opened, bytes) = unsafe { (opened(file), slice::from_raw_parts(from.cast::<u8>(), count as usize)) };
    done(opened.disk.write_at(opened.handle, offset as u64, bytes), ffi::SQLITE_IOERR_WRITE)
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, size: i64) -> c_int {
    // SAFETY: see `opened`.
    let opened = unsafe { opened(file) };
    done(opened.disk.set_len(opened.handle, size as u64), ffi::SQLITE_IOERR_TRUNCATE)
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, _flags: c_int) -> c_int {
    // SAFETY: see `opened`.
    let opened = unsafe { opened(file) };
    done(opened.disk.sync(opened.handle), ffi::SQLITE_IOERR_FSYNC)
}

unsafe extern "C" fn file_size(file: *mut ffi::sqlite3_file, size: *mut i64) -> c_int {
    // SAFETY: `size` is SQLite's to write to.
    unsafe {
        let opened = opened(file);
        match opened.disk.len(opened.handle) {
            Ok(bytes) => {
                *size = i64::try_from(bytes).unwrap_or(i64::MAX);
                ffi::SQLITE_OK
            }
            Err(failure) => code(failure, ffi::SQLITE_IOERR_FSTAT),
        }
    }
}

fn level(number: c_int) -> Level {
    match number {
        ffi::SQLITE_LOCK_NONE => Level::None,
        ffi::SQLITE_LOCK_SHARED => Level::Shared,
        ffi::SQLITE_LOCK_RESERVED => Level::Reserved,
        ffi::SQLITE_LOCK_PENDING => Level::Pending,
        _ => Level::Exclusive,
    }
}

unsafe extern "C" fn lock(file: *mut ffi::sqlite3_file, to: c_int) -> c_int {
    // SAFETY: see `opened`.
    let opened = unsafe { opened(file) };
    granted(opened.disk.lock(opened.handle, level(to)), ffi::SQLITE_IOERR_LOCK)
}

unsafe extern "C" fn unlock(file: *mut ffi::sqlite3_file, to: c_int) -> c_int {
    // SAFETY: see `opened`.
    let opened = unsafe { opened(file) };
    granted(opened.disk.lock(opened.handle, level(to)), ffi::SQLITE_IOERR_UNLOCK)
}

unsafe extern "C" fn check_reserved_lock(file: *mut ffi::sqlite3_file, is: *mut c_int) -> c_int {
    // SAFETY: `is` is SQLite's to write to.
    unsafe {
        let opened = opened(file);
        match opened.disk.is_reserved(opened.handle) {
            Ok(reserved) => {
                *is = c_int::from(reserved);
                ffi::SQLITE_OK
            }
            Err(failure) => code(failure, ffi::SQLITE_IOERR_CHECKRESERVEDLOCK),
        }
    }
}

unsafe extern "C" fn file_control(_: *mut ffi::sqlite3_file, _: c_int, _: *mut c_void) -> c_int {
    ffi::SQLITE_NOTFOUND
}

unsafe extern "C" fn sector_size(_: *mut ffi::sqlite3_file) -> c_int {
    // As SQLite's own VFS says on Linux, whatever the platter does below.
    4096
}

unsafe extern "C" fn device_characteristics(_: *mut ffi::sqlite3_file) -> c_int {
    ffi::SQLITE_IOCAP_POWERSAFE_OVERWRITE
}

unsafe extern "C" fn shm_map(
    file: *mut ffi::sqlite3_file,
    region: c_int,
    bytes: c_int,
    make: c_int,
    to: *mut *mut c_void,
) -> c_int {
    // SAFETY: `to` is SQLite's to write to; the region lives in `regions` until the file is closed.
    unsafe {
        let opened = opened(file);
        *to = ptr::null_mut();
        match opened.disk.shm(opened.handle, region as usize, bytes as usize, make != 0) {
            Ok(Some(region)) => {
                *to = region.as_ptr().cast_mut().cast();
                opened.regions.push(region);
                ffi::SQLITE_OK
            }
            Ok(None) => ffi::SQLITE_OK,
            Err(failure) => code(failure, ffi::SQLITE_IOERR_SHMMAP),
        }
    }
}

unsafe extern "C" fn shm_lock(
    file: *mut ffi::sqlite3_file,
    offset: c_int,
    count: c_int,
    flags: c_int,
) -> c_int {
    // SAFETY: see `opened`.
    let opened = unsafe { opened(file) };
    let slots = offset as usize..(offset + count) as usize;
    let to = match flags {
        flags if flags & ffi::SQLITE_SHM_UNLOCK != 0 => ShmLock::Free,
        flags if flags & ffi::SQLITE_SHM_EXCLUSIVE != 0 => ShmLock::Exclusive,
        _ => ShmLock::Shared,
    };
    granted(opened.disk.shm_lock(opened.handle, slots, to), ffi::SQLITE_IOERR_SHMLOCK)
}

unsafe extern "C" fn shm_barrier(_: *mut ffi::sqlite3_file) {
    std::sync::atomic::fence(std::sync::atomic::Ordering::SeqCst);
}

unsafe extern "C" fn shm_unmap(file: *mut ffi::sqlite3_file, forget: c_int) -> c_int {
    // SAFETY: see `opened`; SQLite gives up its pointers into the regions with this call.
    let opened = unsafe { opened(file) };
    opened.disk.shm_close(opened.handle, forget != 0);
    opened.regions.clear();
    ffi::SQLITE_OK
}

unsafe extern "C" fn delete(vfs: *mut ffi::sqlite3_vfs, name: *const c_char, durably: c_int) -> c_int {
    // SAFETY: a C string.
    let removed = unsafe { disk(vfs).remove(&path(name), durably != 0) };
    match removed {
        Err(Failure::Absent) => ffi::SQLITE_IOERR_DELETE_NOENT,
        other => done(other, ffi::SQLITE_IOERR_DELETE),
    }
}

unsafe extern "C" fn access(
    vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    _: c_int,
    is: *mut c_int,
) -> c_int {
    // SAFETY: a C string; `is` is SQLite's to write to.
    unsafe { *is = c_int::from(disk(vfs).exists(&path(name))) };
    ffi::SQLITE_OK
}

unsafe extern "C" fn full_pathname(
    _: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    room: c_int,
    to: *mut c_char,
) -> c_int {
    // SAFETY: a C string, and `room` bytes at `to`; paths come to us whole.
    unsafe {
        let bytes = CStr::from_ptr(name).to_bytes_with_nul();
        if bytes.len() > room as usize {
            return ffi::SQLITE_CANTOPEN;
        }
        ptr::copy_nonoverlapping(bytes.as_ptr().cast(), to, bytes.len());
    }
    ffi::SQLITE_OK
}

/// The same bytes every time: a seed replays a case exactly. SQLCipher draws its keys and salts elsewhere.
unsafe extern "C" fn randomness(_: *mut ffi::sqlite3_vfs, count: c_int, to: *mut c_char) -> c_int {
    // SAFETY: SQLite gives `count` writable bytes at `to`.
    unsafe { slice::from_raw_parts_mut(to.cast::<u8>(), count as usize) }.fill(0x5A);
    count
}

unsafe extern "C" fn sleep(_: *mut ffi::sqlite3_vfs, micros: c_int) -> c_int {
    thread::yield_now();
    micros
}

/// Noon of 22 November 2026, as a Julian day and as milliseconds of it.
const NOW_MILLIS: i64 = 212_662_065_600_000;

unsafe extern "C" fn current_time(_: *mut ffi::sqlite3_vfs, to: *mut f64) -> c_int {
    // SAFETY: `to` is SQLite's to write to.
    unsafe { *to = NOW_MILLIS as f64 / 86_400_000.0 };
    ffi::SQLITE_OK
}

unsafe extern "C" fn current_time_int64(_: *mut ffi::sqlite3_vfs, to: *mut i64) -> c_int {
    // SAFETY: `to` is SQLite's to write to.
    unsafe { *to = NOW_MILLIS };
    ffi::SQLITE_OK
}
