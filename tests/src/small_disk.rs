//! A disk so small that it can be filled: a tmpfs of its own, which only root may mount.

use std::{
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
};
use tempfile::TempDir;

/// A mounted small disk, gone with the value.
pub struct SmallDisk {
    mount: TempDir,
}

/// What fills a disk to the last byte; dropping it makes room again.
pub struct Filling {
    file: PathBuf,
}

impl SmallDisk {
    /// Mounts one; `None` where this process may not.
    pub fn of_megabytes(megabytes: u64) -> Option<Self> {
        let mount = tempfile::tempdir().expect("a folder to mount on");
        let mut command = Command::new("mount");
        command.args(["-t", "tmpfs", "-o", &format!("size={megabytes}m"), "tmpfs"]).arg(mount.path());
        let mounted = command.output().is_ok_and(|output| output.status.success());
        mounted.then_some(Self { mount })
    }

    /// Where it is mounted.
    pub fn path(&self) -> &Path {
        self.mount.path()
    }

    /// Fills it to the last byte.
    pub fn fill(&self) -> Filling {
        let filling = Filling { file: self.path().join("film") };
        let mut film = File::create(&filling.file).expect("a file can be begun");
        for size in [1 << 20, 1 << 12, 1] {
            let bytes = vec![0_u8; size];
            while film.write_all(&bytes).is_ok() {}
        }
        filling
    }
}

impl Drop for Filling {
    fn drop(&mut self) {
        fs::remove_file(&self.file).expect("what fills the disk can be removed");
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: a phone that is still closing holds files open. One that stays mounted is no worse than a leak.
        let _ = Command::new("umount").arg("--lazy").arg(self.mount.path()).status();
    }
}
