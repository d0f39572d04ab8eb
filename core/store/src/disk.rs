//! The file system under a store, as a port. A phone's own is [`Disk::default`]; a test
//! lends one that cuts the power, fills up or fails, under database and journal alike.
//!
//! The database goes through an SQLite VFS of the disk's name, the journal through
//! [`Files`]. The folder itself and the lock on it are always the platform's.

use std::{
    fmt,
    fs::{self, File},
    io::{self, Read as _, Seek, SeekFrom, Write},
    path::Path,
    sync::Arc,
};

/// Where a store keeps its files.
#[derive(Clone)]
pub struct Disk {
    vfs: Option<&'static str>,
    files: Arc<dyn Files>,
}

/// What journal and media ask of a file system. Paths are below the store's folder.
pub trait Files: Send + Sync {
    /// The whole of a file.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;
    /// So many bytes of a file from a place on; fewer where it ends.
    fn read_at(&self, path: &Path, offset: u64, bytes: usize) -> io::Result<Vec<u8>> {
        let whole = self.read(path)?;
        let from = usize::try_from(offset).unwrap_or(usize::MAX).min(whole.len());
        let until = from.saturating_add(bytes).min(whole.len());
        Ok(whole.get(from..until).unwrap_or_default().to_vec())
    }
    /// The names in a folder, where the file system can tell.
    fn names(&self, _dir: &Path) -> io::Result<Vec<String>> {
        Ok(Vec::new())
    }
    /// Opens a file for writing; made empty if it is not there, left as it is if it is.
    fn open(&self, path: &Path) -> io::Result<Box<dyn OpenFile>>;
    /// Whether there is such a file.
    fn exists(&self, path: &Path) -> bool;
    /// Gives a file another name, in the place of whatever had it. Durable after [`Files::sync_dir`].
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Takes a file away. Durable after [`Files::sync_dir`].
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// Returns when the names in a folder are durable.
    fn sync_dir(&self, dir: &Path) -> io::Result<()>;
}

/// A file open for writing.
pub trait OpenFile: Send {
    /// Cuts it, or extends it with zeros, to so many bytes.
    fn set_len(&mut self, bytes: u64) -> io::Result<()>;
    /// Writes all of `bytes` from `offset` on; what was written before a failure stays.
    fn write_at(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()>;
    /// Returns when content and length are durable.
    fn sync(&mut self) -> io::Result<()>;
}

impl Disk {
    /// Files of the caller's, and the name under which their VFS is registered with SQLite.
    pub fn lent(vfs: &'static str, files: Arc<dyn Files>) -> Self {
        Self { vfs: Some(vfs), files }
    }

    pub(crate) fn vfs(&self) -> Option<&'static str> {
        self.vfs
    }

    pub(crate) fn files(&self) -> &Arc<dyn Files> {
        &self.files
    }
}

impl Default for Disk {
    fn default() -> Self {
        Self { vfs: None, files: Arc::new(Platform) }
    }
}

impl fmt::Debug for Disk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Disk").field("vfs", &self.vfs).finish_non_exhaustive()
    }
}

/// One VFS, one disk.
impl PartialEq for Disk {
    fn eq(&self, other: &Self) -> bool {
        self.vfs == other.vfs
    }
}

impl Eq for Disk {}

struct Platform;

impl Files for Platform {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        fs::read(path)
    }

    fn read_at(&self, path: &Path, offset: u64, bytes: usize) -> io::Result<Vec<u8>> {
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(offset))?;
        let mut read = Vec::with_capacity(bytes);
        file.take(u64::try_from(bytes).unwrap_or(u64::MAX)).read_to_end(&mut read)?;
        Ok(read)
    }

    fn names(&self, dir: &Path) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(dir)? {
            names.extend(entry?.file_name().into_string());
        }
        Ok(names)
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn OpenFile>> {
        let file = File::options().create(true).truncate(false).write(true).open(path)?;
        Ok(Box::new(file))
    }

    fn exists(&self, path: &Path) -> bool {
        path.exists()
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        File::open(dir)?.sync_all()
    }
}

impl OpenFile for File {
    fn set_len(&mut self, bytes: u64) -> io::Result<()> {
        Self::set_len(self, bytes)
    }

    fn write_at(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        self.seek(SeekFrom::Start(offset))?;
        self.write_all(bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.sync_data()
    }
}
