//! Where things stand in the working tree.

use crate::failure::Failure;
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The folder of the workspace's `Cargo.toml`.
pub(crate) fn root() -> PathBuf {
    // What cargo says now: one target folder may have been built from several clones.
    let manifest = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    let manifest = Path::new(&manifest);
    manifest.parent().unwrap_or(manifest).to_path_buf()
}

/// `target/NAME`, where we may write what can be made again.
pub(crate) fn target(name: &str) -> Result<PathBuf, Failure> {
    let path = root().join("target").join(name);
    fs::create_dir_all(&path).map_err(at(&path))?;
    Ok(path)
}

/// Cargo, the one that started us, in the workspace's folder.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}

/// Says which path an I/O error is about.
pub(crate) fn at(path: &Path) -> impl FnOnce(std::io::Error) -> Failure + use<> {
    let path = path.display().to_string();
    move |source| Failure::File { path, source }
}
