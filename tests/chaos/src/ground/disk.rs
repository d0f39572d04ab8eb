//! A disk in memory, with what disks do: it forgets what was not synced, tears writes at
//! sectors, fills up, fails to read, and (to prove that this would be noticed) lies
//! about having synced.
//!
//! **What a change is.** A write, a cut or growth of a file, a sync, a file made,
//! renamed or taken away: each counts one. [`Fault::Cut`] lets the power go at the n-th:
//! a write or rename of that number has been handed over but not synced, a sync of that
//! number has not happened. From then on every call fails until [`Disk::power_on`].
//!
//! **What survives** is decided there, by chance: see [`survival`].

mod file;
mod lock;
mod survival;
#[cfg(test)]
mod tests;

use crate::chance::Chance;
use file::File;
use lock::Locks;
pub(crate) use lock::{Level, ShmLock};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::AtomicU64},
};
pub(crate) use survival::Survived;

/// Bytes that are written whole or not at all.
pub(crate) const SECTOR: usize = 512;

/// What goes wrong, once. Changes and reads are counted from [`Disk::arm`] on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Nothing.
    Never,
    /// The power goes at the n-th change.
    Cut(u64),
    /// From the n-th change on no file grows, until [`Disk::free`].
    Full(u64),
    /// The n-th read fails.
    BadRead(u64),
}

/// Why the disk did not do what it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// There is no power, or the handle is of the time before it went.
    Off,
    /// No room.
    Full,
    /// The bytes cannot be read.
    BadRead,
    /// There is no such file.
    Absent,
}

/// A file, whatever its name is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Node(u64);

/// One opening of a file; dead after a power cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Handle {
    node: Node,
    number: u64,
    life: u64,
}

/// Names and bytes, to begin a case with. Cloning it copies no bytes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Image(BTreeMap<PathBuf, Arc<Vec<u8>>>);

/// The disk. Shared by the VFS and the journal's files.
#[derive(Default)]
pub(crate) struct Disk(Mutex<State>);

#[derive(Default)]
struct State {
    names: BTreeMap<PathBuf, Node>,
    durable_names: BTreeMap<PathBuf, Node>,
    /// Names changed and not synced, in order.
    renamings: Vec<Naming>,
    files: BTreeMap<Node, File>,
    locks: BTreeMap<Node, Locks>,
    numbers: u64,
    life: u64,
    off: bool,
    fault: Option<Fault>,
    struck: bool,
    full: bool,
    lies: bool,
    changes: u64,
    reads: u64,
}

/// A name given, changed or taken away: all of it survives or nothing.
#[derive(Clone, Debug)]
enum Naming {
    Put(PathBuf, Node),
    Move { from: PathBuf, to: PathBuf, node: Node },
    Remove(PathBuf),
}

impl Naming {
    fn apply(&self, names: &mut BTreeMap<PathBuf, Node>) {
        match self {
            Self::Put(path, node) => names.insert(path.clone(), *node),
            Self::Move { from, to, node } => {
                names.remove(from);
                names.insert(to.clone(), *node)
            }
            Self::Remove(path) => names.remove(path),
        };
    }
}

impl Disk {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins anew with these files, all of them durable. Handles of before are dead.
    pub(crate) fn load(&self, image: &Image) {
        let mut state = self.state();
        let (life, mut numbers) = (state.life + 1, state.numbers);
        let mut fresh = State { life, ..State::default() };
        for (path, bytes) in &image.0 {
            numbers += 1;
            fresh.names.insert(path.clone(), Node(numbers));
            fresh.files.insert(Node(numbers), File::durable(Arc::clone(bytes)));
        }
        fresh.numbers = numbers;
        fresh.durable_names = fresh.names.clone();
        *state = fresh;
    }

    /// The files as they are now.
    pub(crate) fn image(&self) -> Image {
        let state = self.state();
        let files = state.names.iter().filter_map(|(path, node)| {
            state.files.get(node).map(|file| (path.clone(), Arc::clone(&file.now)))
        });
        Image(files.collect())
    }

    /// Sets what will go wrong, counting from here.
    pub(crate) fn arm(&self, fault: Fault) {
        let mut state = self.state();
        state.fault = Some(fault);
        (state.changes, state.reads, state.struck, state.full) = (0, 0, false, false);
    }

    /// From now on nothing that is said to be synced is.
    pub(crate) fn lie(&self) {
        self.state().lies = true;
    }

    /// Whether what was to go wrong has.
    pub(crate) fn struck(&self) -> bool {
        self.state().struck
    }

    /// Whether the power is gone.
    pub(crate) fn is_off(&self) -> bool {
        self.state().off
    }

    /// The power goes now.
    pub(crate) fn cut(&self) {
        self.state().off = true;
    }

    /// Makes room again, if what was to go wrong has.
    pub(crate) fn free_if_struck(&self) {
        if self.struck() {
            self.free();
        }
    }

    /// Makes room again.
    pub(crate) fn free(&self) {
        let mut state = self.state();
        state.full = false;
        state.fault = None;
    }

    /// The power goes, if it has not, and comes back: what was not synced is lost, kept
    /// or torn as chance has it. Locks and shared memory are gone.
    pub(crate) fn power_on(&self, chance: &mut Chance) -> Survived {
        self.state().power_on(chance)
    }

    /// Opens a file, making it if told so.
    pub(crate) fn open(&self, path: &Path, make: bool) -> Result<Handle, Failure> {
        let mut state = self.state();
        if state.off {
            return Err(Failure::Off);
        }
        let node = match state.names.get(path) {
            Some(node) => *node,
            None if make => {
                let going = state.change()?;
                let node = Node(state.number());
                state.files.insert(node, File::default());
                state.name(Naming::Put(path.to_owned(), node));
                going.or_off()?;
                node
            }
            None => return Err(Failure::Absent),
        };
        let number = state.number();
        Ok(Handle { node, number, life: state.life })
    }

    /// A file without a name, gone when the power is.
    pub(crate) fn open_nameless(&self) -> Result<Handle, Failure> {
        let mut state = self.state();
        if state.off {
            return Err(Failure::Off);
        }
        let node = Node(state.number());
        state.files.insert(node, File::default());
        let number = state.number();
        Ok(Handle { node, number, life: state.life })
    }

    /// Whether a file has this name.
    pub(crate) fn exists(&self, path: &Path) -> bool {
        self.state().names.contains_key(path)
    }

    /// Every name that begins so.
    pub(crate) fn named(&self, beginning: &str) -> Vec<PathBuf> {
        let state = self.state();
        let begins = |path: &&PathBuf| {
            path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(beginning))
        };
        state.names.keys().filter(begins).cloned().collect()
    }

    /// Takes a name away; at once durable if told so.
    pub(crate) fn remove(&self, path: &Path, durably: bool) -> Result<(), Failure> {
        let mut state = self.state();
        if state.off {
            return Err(Failure::Off);
        }
        if !state.names.contains_key(path) {
            return Err(Failure::Absent);
        }
        let going = state.change()?;
        state.name(Naming::Remove(path.to_owned()));
        going.or_off()?;
        if durably { state.sync_names() } else { Ok(()) }
    }

    /// Gives a file another name.
    pub(crate) fn rename(&self, from: &Path, to: &Path) -> Result<(), Failure> {
        let mut state = self.state();
        if state.off {
            return Err(Failure::Off);
        }
        let node = *state.names.get(from).ok_or(Failure::Absent)?;
        let going = state.change()?;
        state.name(Naming::Move { from: from.to_owned(), to: to.to_owned(), node });
        going.or_off()
    }

    /// Makes all names durable.
    pub(crate) fn sync_names(&self) -> Result<(), Failure> {
        self.state().sync_names()
    }

    /// The whole of a file.
    pub(crate) fn read_all(&self, path: &Path) -> Result<Vec<u8>, Failure> {
        let mut state = self.state();
        state.read()?;
        let file = state.names.get(path).and_then(|node| state.files.get(node)).ok_or(Failure::Absent)?;
        Ok(file.now.to_vec())
    }

    /// Fills the buffer from an offset on, as far as there are bytes; returns how many.
    pub(crate) fn read_at(&self, handle: Handle, offset: u64, into: &mut [u8]) -> Result<usize, Failure> {
        let mut state = self.state();
        state.read()?;
        Ok(state.file(handle)?.read_at(offset, into))
    }

    /// Writes from an offset on. With no room left, the part that does not grow the file
    /// and a sector-wise beginning of the rest may have been written.
    pub(crate) fn write_at(&self, handle: Handle, offset: u64, bytes: &[u8]) -> Result<(), Failure> {
        let mut state = self.state();
        state.file(handle)?;
        let going = state.change()?;
        let full = state.full;
        let file = state.file(handle)?;
        if full && offset.saturating_add(file::length(bytes.len())) > file.len() {
            let half = bytes.len() / 2 / SECTOR * SECTOR;
            file.write_at(offset, bytes.get(..half).unwrap_or_default());
            state.struck = true;
            return Err(Failure::Full);
        }
        file.write_at(offset, bytes);
        going.or_off()
    }

    /// Cuts or extends a file to so many bytes.
    pub(crate) fn set_len(&self, handle: Handle, length: u64) -> Result<(), Failure> {
        let mut state = self.state();
        state.file(handle)?;
        let going = state.change()?;
        let full = state.full;
        let file = state.file(handle)?;
        if full && length > file.len() {
            state.struck = true;
            return Err(Failure::Full);
        }
        file.set_len(length);
        going.or_off()
    }

    /// Makes a file durable, and its name if it is new.
    pub(crate) fn sync(&self, handle: Handle) -> Result<(), Failure> {
        let mut state = self.state();
        state.file(handle)?;
        state.change()?.or_off()?;
        if state.lies {
            return Ok(());
        }
        // The directory's changes reach the disk in their order, so the file's name takes along what came before.
        let made = |naming: &Naming| match naming {
            Naming::Put(_, node) | Naming::Move { node, .. } => *node == handle.node,
            Naming::Remove(_) => false,
        };
        if let Some(last) = state.renamings.iter().rposition(made) {
            state.settle_names(last + 1);
        }
        state.file(handle)?.sync();
        Ok(())
    }

    /// How many bytes a file has.
    pub(crate) fn len(&self, handle: Handle) -> Result<u64, Failure> {
        Ok(self.state().file(handle)?.len())
    }

    /// Takes or gives up a lock of SQLite's five levels; `false` if somebody else is in the way.
    pub(crate) fn lock(&self, handle: Handle, level: Level) -> Result<bool, Failure> {
        let mut state = self.state();
        state.file(handle)?;
        Ok(state.locks.entry(handle.node).or_default().set(handle.number, level))
    }

    /// Whether anybody means to write.
    pub(crate) fn is_reserved(&self, handle: Handle) -> Result<bool, Failure> {
        let mut state = self.state();
        state.file(handle)?;
        Ok(state.locks.entry(handle.node).or_default().is_reserved())
    }

    /// Takes or gives up slots of the write-ahead log's index; `false` if somebody else is in the way.
    pub(crate) fn shm_lock(
        &self,
        handle: Handle,
        slots: std::ops::Range<usize>,
        to: ShmLock,
    ) -> Result<bool, Failure> {
        let mut state = self.state();
        state.file(handle)?;
        Ok(state.locks.entry(handle.node).or_default().set_slots(handle.number, slots, to))
    }

    /// A region of the log's index, in memory that stays where it is while anybody uses it.
    pub(crate) fn shm(
        &self,
        handle: Handle,
        region: usize,
        bytes: usize,
        make: bool,
    ) -> Result<Option<Arc<[AtomicU64]>>, Failure> {
        let mut state = self.state();
        state.file(handle)?;
        Ok(state.locks.entry(handle.node).or_default().region(handle.number, region, bytes, make))
    }

    /// Gives up every lock of a handle; the last one out takes the index along if told so.
    pub(crate) fn shm_close(&self, handle: Handle, forget: bool) {
        let mut state = self.state();
        if state.life == handle.life
            && let Some(locks) = state.locks.get_mut(&handle.node)
        {
            locks.leave_slots(handle.number, forget);
        }
    }

    /// The handle is not used any more.
    pub(crate) fn close(&self, handle: Handle) {
        let mut state = self.state();
        if state.life == handle.life
            && let Some(locks) = state.locks.get_mut(&handle.node)
        {
            locks.leave_slots(handle.number, false);
            locks.set(handle.number, Level::None);
        }
    }
}

/// Whether a change is the one at which the power goes: it is handed over, and fails.
enum Going {
    On,
    Off,
}

impl Going {
    fn or_off(self) -> Result<(), Failure> {
        match self {
            Self::On => Ok(()),
            Self::Off => Err(Failure::Off),
        }
    }
}

impl State {
    fn number(&mut self) -> u64 {
        self.numbers += 1;
        self.numbers
    }

    fn change(&mut self) -> Result<Going, Failure> {
        if self.off {
            return Err(Failure::Off);
        }
        self.changes += 1;
        match self.fault {
            Some(Fault::Cut(at)) if at == self.changes => {
                (self.off, self.struck) = (true, true);
                return Ok(Going::Off);
            }
            Some(Fault::Full(at)) if at == self.changes => self.full = true,
            _ => {}
        }
        Ok(Going::On)
    }

    fn read(&mut self) -> Result<(), Failure> {
        if self.off {
            return Err(Failure::Off);
        }
        self.reads += 1;
        if self.fault == Some(Fault::BadRead(self.reads)) {
            self.struck = true;
            return Err(Failure::BadRead);
        }
        Ok(())
    }

    fn file(&mut self, handle: Handle) -> Result<&mut File, Failure> {
        if self.off || handle.life != self.life {
            return Err(Failure::Off);
        }
        self.files.get_mut(&handle.node).ok_or(Failure::Absent)
    }

    fn name(&mut self, naming: Naming) {
        naming.apply(&mut self.names);
        self.renamings.push(naming);
    }

    fn sync_names(&mut self) -> Result<(), Failure> {
        self.change()?.or_off()?;
        if !self.lies {
            self.settle_names(self.renamings.len());
        }
        Ok(())
    }

    fn settle_names(&mut self, count: usize) {
        for naming in self.renamings.drain(..count.min(self.renamings.len())) {
            naming.apply(&mut self.durable_names);
        }
    }
}
