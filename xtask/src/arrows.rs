//! Which crate may know which: the table, and the check against `cargo metadata`.
//!
//! An arrow that is not in the table is a breach, and so is a crate that is not. A new row or a new arrow
//! comes with an ADR in `docs/adr`.

use crate::metadata::{Kind, Metadata, Package};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

#[cfg(test)]
mod tests;

/// The crates of the workspace that a crate may use in what it ships (normal and build dependencies).
enum Reach {
    Only(&'static [&'static str]),
    Anything,
}

use Reach::{Anything, Only};

const ARROWS: [(&str, Reach); 22] = [
    ("doorstep-authority", Only(&["doorstep-protocol"])),
    ("doorstep-bindgen", Only(&[])),
    ("doorstep-credentials", Only(&["doorstep-domain", "doorstep-protocol"])),
    ("doorstep-domain", Only(&[])),
    ("doorstep-evidence", Only(&["doorstep-domain", "doorstep-protocol"])),
    ("doorstep-excel", Only(&[])),
    ("doorstep-failpoint", Only(&[])),
    ("doorstep-forms", Only(&["doorstep-domain"])),
    ("doorstep-paper", Only(&["doorstep-domain", "doorstep-forms"])),
    ("doorstep-protocol", Only(&["doorstep-domain"])),
    ("doorstep-store", Only(&["doorstep-domain", "doorstep-failpoint", "doorstep-protocol"])),
    (
        "doorstep-sync",
        Only(&["doorstep-domain", "doorstep-failpoint", "doorstep-protocol", "doorstep-store"]),
    ),
    (
        "doorstep-client",
        Only(&[
            "doorstep-credentials",
            "doorstep-domain",
            "doorstep-evidence",
            "doorstep-forms",
            "doorstep-protocol",
            "doorstep-store",
            "doorstep-sync",
        ]),
    ),
    // Calls the client, and names the types that come out of it.
    (
        "doorstep-ffi",
        Only(&[
            "doorstep-client",
            "doorstep-domain",
            "doorstep-forms",
            "doorstep-protocol",
            "doorstep-store",
            "doorstep-sync",
        ]),
    ),
    (
        "doorstep-server",
        Only(&[
            "doorstep-domain",
            "doorstep-excel",
            "doorstep-failpoint",
            "doorstep-forms",
            "doorstep-paper",
            "doorstep-protocol",
        ]),
    ),
    (
        "doorstep-cli",
        Only(&[
            "doorstep-authority",
            "doorstep-credentials",
            "doorstep-domain",
            "doorstep-evidence",
            "doorstep-excel",
            "doorstep-forms",
            "doorstep-paper",
            "doorstep-protocol",
        ]),
    ),
    ("doorstep-county", Only(&["doorstep-domain"])),
    ("doorstep-chaos", Anything),
    ("doorstep-bench", Anything),
    ("doorstep-fuzz", Anything),
    ("doorstep-tests", Anything),
    ("xtask", Only(&[])),
];

/// Crates that exist for the tests: nothing but one of them uses one, not even as a dev-dependency.
const FOR_TESTS: [&str; 5] =
    ["doorstep-tests", "doorstep-bench", "doorstep-chaos", "doorstep-county", "doorstep-fuzz"];

/// What a crate must not pull in, at any depth. The rules and the wire know no I/O; the store waits for nobody.
const NEVER: [(&str, &[&str]); 6] = [
    ("doorstep-domain", &["tokio", "rusqlite", "hyper", "ring"]),
    ("doorstep-evidence", &["tokio", "rusqlite", "hyper"]),
    ("doorstep-forms", &["tokio", "rusqlite", "hyper"]),
    ("doorstep-paper", &["tokio", "rusqlite", "hyper"]),
    ("doorstep-protocol", &["tokio", "rusqlite", "hyper"]),
    ("doorstep-store", &["tokio", "hyper"]),
];

/// A dependency that stands in one `Cargo.toml` at most.
const ONCE: &str = "uniffi";

/// An arrow that must not be there.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(crate) enum Breach {
    #[error("{0} is not in the table of arrows; add it with an ADR")]
    Unlisted(String),
    #[error("{from} must not depend on {to}")]
    Edge { from: String, to: String },
    #[error("{from} must not depend on {to}, which exists for the tests")]
    ForTests { from: String, to: String },
    #[error("{from} must not pull in {to}, and does: {path}")]
    Pulled { from: String, to: String, path: String },
    #[error("{ONCE} stands in more than one Cargo.toml: {0}")]
    Twice(String),
}

/// Every breach in the workspace.
pub(crate) fn breaches(metadata: &Metadata) -> Vec<Breach> {
    let mut found: Vec<Breach> = metadata.members().flat_map(|package| edges(metadata, package)).collect();
    for (from, never) in NEVER {
        found.extend(never.iter().filter_map(|to| pulled(metadata, from, to)));
    }
    let once: Vec<&str> = metadata
        .members()
        .filter(|package| package.dependencies.iter().any(|dependency| dependency.name == ONCE))
        .map(|package| package.name.as_str())
        .collect();
    if once.len() > 1 {
        found.push(Breach::Twice(once.join(", ")));
    }
    found
}

/// The breaches among a crate's own arrows to crates of the workspace.
fn edges(metadata: &Metadata, package: &Package) -> Vec<Breach> {
    let from = &package.name;
    let Some((_, reach)) = ARROWS.iter().find(|(name, _)| name == from) else {
        return vec![Breach::Unlisted(from.clone())];
    };
    let ours: BTreeSet<&str> = metadata.members().map(|package| package.name.as_str()).collect();
    let mut found = Vec::new();
    for dependency in package.dependencies.iter().filter(|dependency| ours.contains(dependency.name.as_str()))
    {
        let to = dependency.name.clone();
        let allowed = match reach {
            Anything => true,
            Only(names) => names.contains(&to.as_str()),
        };
        if !FOR_TESTS.contains(&from.as_str()) && FOR_TESTS.contains(&to.as_str()) {
            found.push(Breach::ForTests { from: from.clone(), to });
        } else if !allowed && dependency.kind != Some(Kind::Dev) {
            found.push(Breach::Edge { from: from.clone(), to });
        }
    }
    found
}

/// The shortest way by which `from` pulls in `to`, along what is linked into it.
fn pulled(metadata: &Metadata, from: &str, to: &str) -> Option<Breach> {
    let start = metadata.members().find(|package| package.name == from)?;
    let mut came_from: BTreeMap<&str, &str> = BTreeMap::new();
    let mut next = VecDeque::from([start.id.as_str()]);
    while let Some(id) = next.pop_front() {
        let name = |id| metadata.package(id).map_or("?", |package| package.name.as_str());
        if name(id) == to {
            let way = std::iter::successors(Some(id), |id| came_from.get(id).copied());
            let mut way: Vec<&str> = way.map(name).collect();
            way.reverse();
            return Some(Breach::Pulled { from: from.into(), to: to.into(), path: way.join(" -> ") });
        }
        let node = metadata.resolve.nodes.iter().find(|node| node.id == id);
        for edge in node.iter().flat_map(|node| &node.deps) {
            let linked = edge.dep_kinds.iter().any(|kind| kind.kind.is_none());
            if linked && edge.pkg != start.id && !came_from.contains_key(edge.pkg.as_str()) {
                came_from.insert(&edge.pkg, id);
                next.push_back(&edge.pkg);
            }
        }
    }
    None
}
