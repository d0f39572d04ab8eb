//! `docs/openapi.json`: what the server says of itself, committed so that a change of the wire is seen.

use crate::{child, failure::Failure, place};
use std::{fs, path::PathBuf};

/// Writes the description anew.
pub(crate) fn write() -> Result<(), Failure> {
    let path = path();
    fs::write(&path, described()?).map_err(place::at(&path))
}

/// Fails when the committed description is not what the server says.
pub(crate) fn check() -> Result<(), Failure> {
    let path = path();
    let told = "docs/openapi.json is not what the server says; run `cargo xtask openapi` and commit it";
    let committed = fs::read(&path).map_err(|_| Failure::Found(told.into()))?;
    if committed == described()? { Ok(()) } else { Err(Failure::Found(told.into())) }
}

fn path() -> PathBuf {
    place::root().join("docs/openapi.json")
}

fn described() -> Result<Vec<u8>, Failure> {
    let mut command = place::cargo();
    child::stdout(command.args(["run", "--quiet", "--package", "doorstep-server", "--", "openapi"]))
}
