//! `fixtures/county`: the invented county, written by its generator and committed.

use crate::{child, failure::Failure, place};
use std::{collections::BTreeSet, fs, path::Path};

/// Written by hand beside the data.
const BY_HAND: &str = "README.md";

/// Writes the county anew.
pub(crate) fn write() -> Result<(), Failure> {
    generate(&place::root().join("fixtures/county"))
}

/// Fails when the committed county is not, byte for byte, what the generator makes.
pub(crate) fn check() -> Result<(), Failure> {
    let fresh = place::target("fixtures-county")?;
    fs::remove_dir_all(&fresh).and_then(|()| fs::create_dir(&fresh)).map_err(place::at(&fresh))?;
    generate(&fresh)?;
    let committed = place::root().join("fixtures/county");
    let mut names = names(&fresh)?;
    names.extend(self::names(&committed)?);
    let differ = |name: &String| fs::read(fresh.join(name)).ok() != fs::read(committed.join(name)).ok();
    let different: Vec<String> = names.into_iter().filter(differ).collect();
    if different.is_empty() {
        return Ok(());
    }
    let told = "differ from what the generator makes; run `cargo xtask fixtures` and commit them";
    Err(Failure::Found(format!("fixtures/county: {} {told}", different.join(", "))))
}

fn generate(folder: &Path) -> Result<(), Failure> {
    let mut command = place::cargo();
    child::run(command.args(["run", "--quiet", "--package", "doorstep-county", "--"]).arg(folder))
}

fn names(folder: &Path) -> Result<BTreeSet<String>, Failure> {
    let entries = fs::read_dir(folder).map_err(place::at(folder))?.filter_map(Result::ok);
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    Ok(names.filter(|name| name != BY_HAND).collect())
}
