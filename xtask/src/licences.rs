//! `cargo xtask licences`: whose work is in the app, and under which licence. Committed beside the app's resources, where its
//! page about itself shows it.

use crate::{failure::Failure, metadata::Metadata, place};
use std::{
    collections::{BTreeSet, HashSet},
    fs,
    path::PathBuf,
};

/// What phones are given of the core.
const CORE: &str = "doorstep-ffi";

/// What is packed beside it, from Maven Central.
const BESIDE: [&str; 4] = [
    "jna: Apache-2.0 OR LGPL-2.1-or-later",
    "kotlin-stdlib: Apache-2.0",
    "kotlinx-coroutines-core: Apache-2.0",
    "zxing-core: Apache-2.0",
];

/// Writes the list.
pub(crate) fn write() -> Result<(), Failure> {
    let path = path();
    fs::write(&path, text()?).map_err(place::at(&path))
}

/// Fails when the list is not what is packed.
pub(crate) fn check() -> Result<(), Failure> {
    let text = text()?;
    if fs::read_to_string(path()).is_ok_and(|now| now == text) {
        return Ok(());
    }
    Err(Failure::Found("not what is packed; run `cargo xtask licences`".into()))
}

fn path() -> PathBuf {
    place::root().join("android/app/src/main/res/raw/licences.txt")
}

fn text() -> Result<String, Failure> {
    let metadata = Metadata::read()?;
    let mut lines: BTreeSet<String> = BESIDE.iter().map(ToString::to_string).collect();
    lines.extend(packed(&metadata).iter().filter_map(|id| metadata.package(id)).filter_map(|package| {
        let licence = package.license.as_deref()?;
        (!metadata.workspace_members.contains(&package.id)).then(|| format!("{}: {licence}", package.name))
    }));
    Ok(lines.into_iter().map(|line| line + "\n").collect())
}

/// The core's crate, and all that is linked into it.
fn packed(metadata: &Metadata) -> HashSet<String> {
    let mut found = HashSet::new();
    let mut next: Vec<&str> =
        metadata.packages.iter().filter(|package| package.name == CORE).map(|package| &*package.id).collect();
    while let Some(id) = next.pop() {
        if !found.insert(id.to_owned()) {
            continue;
        }
        let node = metadata.resolve.nodes.iter().find(|node| node.id == id);
        let edges = node.into_iter().flat_map(|node| &node.deps);
        let linked = edges.filter(|edge| edge.dep_kinds.iter().any(|kind| kind.kind.is_none()));
        next.extend(linked.map(|edge| edge.pkg.as_str()));
    }
    found
}
