//! Where the bytes of media lie, behind a small door: a local folder here; an object
//! store has the same to do in its own way.
//!
//! ```text
//! DIR/arriving/ID    what has come so far, as it came
//! DIR/kept/AB/ID     what came whole, sealed
//! ```
//!
//! Names are ids that the server made. What is arriving is durable up to where
//! [`Blobs::settle`] was last called; what is kept is durable, name included, when
//! [`Blobs::keep`] returns.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read as _, Seek as _, SeekFrom, Write},
    path::{Path, PathBuf},
};
use uuid::Uuid;

/// Writes a kept file.
pub type Writing<'a> = &'a mut dyn FnMut(&mut dyn Write) -> io::Result<()>;

/// Keeps bytes. Calls block.
pub trait Blobs: Send + Sync {
    /// How much of an upload is here; 0 if nothing is.
    fn arrived(&self, upload: Uuid) -> io::Result<u64>;
    /// Adds to the end of an upload.
    fn append(&self, upload: Uuid, bytes: &[u8]) -> io::Result<()>;
    /// Forgets what lies behind `length`.
    fn cut(&self, upload: Uuid, length: u64) -> io::Result<()>;
    /// Returns when what has arrived is durable.
    fn settle(&self, upload: Uuid) -> io::Result<()>;
    /// Reads an upload from its beginning.
    fn arriving(&self, upload: Uuid) -> io::Result<Box<dyn io::Read>>;
    /// Keeps a file under an id, in the place of whatever had it; durable on return.
    fn keep(&self, id: Uuid, write: Writing<'_>) -> io::Result<()>;
    /// Whether a file is kept under an id.
    fn has(&self, id: Uuid) -> io::Result<bool>;
    /// Copies what is kept to where a backup lies, durably; what is there already is passed over.
    fn copy_kept(&self, to: &Path) -> io::Result<()>;
    /// So many bytes of a kept file from a place on.
    fn kept(&self, id: Uuid, at: u64, bytes: usize) -> io::Result<Vec<u8>>;
    /// Takes away what has arrived of an upload.
    fn drop_arrived(&self, upload: Uuid) -> io::Result<()>;
    /// Takes away whatever is under an id, if anything is.
    fn remove(&self, id: Uuid) -> io::Result<()>;
}

/// A folder on a disk of this machine.
pub struct LocalFolder {
    folder: PathBuf,
}

impl LocalFolder {
    /// A folder, made when something is first put into it.
    pub fn at(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    fn arriving_path(&self, upload: Uuid) -> PathBuf {
        self.folder.join("arriving").join(upload.to_string())
    }

    /// Spread over 256 folders: some file systems are slow with a million names in one.
    fn kept_path(&self, id: Uuid) -> PathBuf {
        let name = id.to_string();
        let last = name.get(name.len().saturating_sub(2)..).unwrap_or("00");
        self.folder.join("kept").join(last).join(&name)
    }
}

impl Blobs for LocalFolder {
    fn arrived(&self, upload: Uuid) -> io::Result<u64> {
        match fs::metadata(self.arriving_path(upload)) {
            Ok(found) => Ok(found.len()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
            Err(error) => Err(error),
        }
    }

    fn append(&self, upload: Uuid, bytes: &[u8]) -> io::Result<()> {
        let path = self.arriving_path(upload);
        let open = || private().append(true).create(true).open(&path);
        let mut file = match open() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                make_folder(path.parent().unwrap_or(&self.folder))?;
                open()?
            }
            opened => opened?,
        };
        file.write_all(bytes)
    }

    fn cut(&self, upload: Uuid, length: u64) -> io::Result<()> {
        match OpenOptions::new().write(true).open(self.arriving_path(upload)) {
            Ok(file) => file.set_len(length),
            Err(error) if error.kind() == io::ErrorKind::NotFound && length == 0 => Ok(()),
            Err(error) => Err(error),
        }
    }

    fn settle(&self, upload: Uuid) -> io::Result<()> {
        match File::open(self.arriving_path(upload)) {
            Ok(file) => file.sync_data(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        }
    }

    fn arriving(&self, upload: Uuid) -> io::Result<Box<dyn io::Read>> {
        match File::open(self.arriving_path(upload)) {
            Ok(file) => Ok(Box::new(file)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Box::new(io::empty())),
            Err(error) => Err(error),
        }
    }

    fn keep(&self, id: Uuid, write: Writing<'_>) -> io::Result<()> {
        let path = self.kept_path(id);
        let folder = path.parent().unwrap_or(&self.folder);
        make_folder(folder)?;
        let beside = path.with_extension("part");
        let file = private().write(true).create(true).truncate(true).open(&beside)?;
        let mut writer = io::BufWriter::with_capacity(128 * 1024, file);
        write(&mut writer)?;
        writer.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        fs::rename(&beside, &path)?;
        File::open(folder)?.sync_all()
    }

    fn has(&self, id: Uuid) -> io::Result<bool> {
        self.kept_path(id).try_exists()
    }

    fn copy_kept(&self, to: &Path) -> io::Result<()> {
        for folder in entries(&self.folder.join("kept"))? {
            for file in entries(&folder)? {
                let name = file.file_name().and_then(|name| name.to_str()).and_then(|name| name.parse().ok());
                // Whatever else lies there is none of ours, or not whole.
                let Some(id) = name else { continue };
                let copy = Self::at(to);
                if copy.has(id)? {
                    continue;
                }
                match File::open(&file) {
                    Ok(mut from) => copy.keep(id, &mut |out| io::copy(&mut from, out).map(|_| ()))?,
                    // Erased in the meantime.
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(())
    }

    fn kept(&self, id: Uuid, at: u64, bytes: usize) -> io::Result<Vec<u8>> {
        let mut file = File::open(self.kept_path(id))?;
        file.seek(SeekFrom::Start(at))?;
        let mut read = Vec::with_capacity(bytes);
        file.take(u64::try_from(bytes).unwrap_or(u64::MAX)).read_to_end(&mut read)?;
        Ok(read)
    }

    fn drop_arrived(&self, upload: Uuid) -> io::Result<()> {
        remove_if_there(&self.arriving_path(upload))
    }

    fn remove(&self, id: Uuid) -> io::Result<()> {
        let kept = self.kept_path(id);
        [self.arriving_path(id), kept.with_extension("part"), kept]
            .iter()
            .try_for_each(|path| remove_if_there(path))
    }
}

fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// What is in a folder; nothing, if there is none.
fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    match fs::read_dir(folder) {
        Ok(entries) => entries.map(|entry| Ok(entry?.path())).collect(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// Files that only their owner may read.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Makes a folder with those above it, durably: a file in a folder whose name is lost is lost too.
fn make_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let above = folder.parent().filter(|above| !above.as_os_str().is_empty());
    if let Some(above) = above {
        make_folder(above)?;
    }
    match fs::create_dir(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    File::open(above.unwrap_or(Path::new(".")))?.sync_all()
}
