//! The journal's door to a [`Disk`].

use super::disk::{Disk, Failure, Handle};
use doorstep_store::{Files, OpenFile};
use std::{
    io::{self, ErrorKind},
    path::Path,
    sync::Arc,
};

/// The files of a disk, as the store asks for them.
pub(crate) struct DiskFiles(pub(crate) Arc<Disk>);

struct DiskFile {
    disk: Arc<Disk>,
    handle: Handle,
}

fn told(failure: Failure) -> io::Error {
    io::Error::from(match failure {
        Failure::Off | Failure::BadRead => ErrorKind::Other,
        Failure::Full => ErrorKind::StorageFull,
        Failure::Absent => ErrorKind::NotFound,
    })
}

impl Files for DiskFiles {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.0.read_all(path).map_err(told)
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn OpenFile>> {
        let handle = self.0.open(path, true).map_err(told)?;
        Ok(Box::new(DiskFile { disk: Arc::clone(&self.0), handle }))
    }

    fn exists(&self, path: &Path) -> bool {
        self.0.exists(path)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.0.rename(from, to).map_err(told)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.0.remove(path, false).map_err(told)
    }

    fn sync_dir(&self, _: &Path) -> io::Result<()> {
        self.0.sync_names().map_err(told)
    }
}

impl OpenFile for DiskFile {
    fn set_len(&mut self, bytes: u64) -> io::Result<()> {
        self.disk.set_len(self.handle, bytes).map_err(told)
    }

    fn write_at(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        self.disk.write_at(self.handle, offset, bytes).map_err(told)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.disk.sync(self.handle).map_err(told)
    }
}
