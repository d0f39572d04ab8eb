//! The table against made-up workspaces, good and bad.

use super::{Breach, breaches};
use crate::metadata::Metadata;
use serde_json::{Value, json};

type Declared<'a> = (&'a str, &'a [(&'a str, Option<&'a str>)]);

/// A workspace from `(crate, [(dependency, kind)])`; a name that begins with `doorstep` or `xtask` is ours.
fn workspace(crates: &[Declared<'_>]) -> Metadata {
    let ours = |name: &str| name.starts_with("doorstep") || name == "xtask";
    let packages: Vec<Value> = crates
        .iter()
        .map(|(name, dependencies)| {
            let dependencies: Vec<Value> =
                dependencies.iter().map(|(name, kind)| json!({"name": name, "kind": kind})).collect();
            json!({"id": name, "name": name, "manifest_path": "", "dependencies": dependencies})
        })
        .collect();
    let nodes: Vec<Value> = crates
        .iter()
        .map(|(name, dependencies)| {
            let deps: Vec<Value> = dependencies
                .iter()
                .map(|(name, kind)| json!({"pkg": name, "dep_kinds": [{"kind": kind}]}))
                .collect();
            json!({"id": name, "deps": deps})
        })
        .collect();
    let members: Vec<&str> = crates.iter().map(|(name, _)| *name).filter(|name| ours(name)).collect();
    serde_json::from_value(
        json!({"packages": packages, "workspace_members": members, "resolve": {"nodes": nodes}}),
    )
    .unwrap()
}

fn edge(from: &str, to: &str) -> Breach {
    Breach::Edge { from: from.into(), to: to.into() }
}

#[test]
fn the_arrows_of_the_table_are_allowed() {
    let metadata = workspace(&[
        ("doorstep-domain", &[("serde", None)]),
        ("doorstep-protocol", &[("doorstep-domain", None)]),
        ("doorstep-store", &[("doorstep-protocol", None), ("rusqlite", None)]),
        ("doorstep-tests", &[("doorstep-store", None), ("doorstep-county", None)]),
        ("doorstep-county", &[("doorstep-domain", None)]),
        ("rusqlite", &[]),
        ("serde", &[]),
    ]);
    assert_eq!(breaches(&metadata), []);
}

#[test]
fn an_arrow_upwards_is_a_breach() {
    let metadata =
        workspace(&[("doorstep-domain", &[("doorstep-protocol", None)]), ("doorstep-protocol", &[])]);
    assert_eq!(breaches(&metadata), [edge("doorstep-domain", "doorstep-protocol")]);
}

#[test]
fn a_build_dependency_is_an_arrow_too() {
    let metadata =
        workspace(&[("doorstep-server", &[("doorstep-store", Some("build"))]), ("doorstep-store", &[])]);
    assert_eq!(breaches(&metadata), [edge("doorstep-server", "doorstep-store")]);
}

#[test]
fn a_test_may_look_across_but_never_into_the_tests() {
    let metadata = workspace(&[
        ("doorstep-server", &[("doorstep-client", Some("dev")), ("doorstep-county", Some("dev"))]),
        ("doorstep-client", &[]),
        ("doorstep-county", &[]),
    ]);
    let county = Breach::ForTests { from: "doorstep-server".into(), to: "doorstep-county".into() };
    assert_eq!(breaches(&metadata), [county]);
}

#[test]
fn what_a_crate_must_never_pull_in_is_found_at_any_depth() {
    let metadata = workspace(&[
        ("doorstep-domain", &[("friendly", None)]),
        ("friendly", &[("tokio", None)]),
        ("tokio", &[]),
    ]);
    let path = "doorstep-domain -> friendly -> tokio".to_owned();
    let pulled = Breach::Pulled { from: "doorstep-domain".into(), to: "tokio".into(), path };
    assert_eq!(breaches(&metadata), [pulled]);
}

#[test]
fn what_only_builds_or_tests_a_crate_is_not_pulled_in() {
    let metadata = workspace(&[
        ("doorstep-domain", &[("tokio", Some("dev")), ("ring", Some("build"))]),
        ("tokio", &[]),
        ("ring", &[]),
    ]);
    assert_eq!(breaches(&metadata), []);
}

#[test]
fn a_crate_outside_the_table_is_a_breach() {
    let metadata = workspace(&[("doorstep-surprise", &[])]);
    assert_eq!(breaches(&metadata), [Breach::Unlisted("doorstep-surprise".into())]);
}

#[test]
fn uniffi_stands_in_one_manifest() {
    let one = workspace(&[("doorstep-client", &[("uniffi", None)]), ("uniffi", &[])]);
    assert_eq!(breaches(&one), []);
    let two = workspace(&[
        ("doorstep-client", &[("uniffi", None)]),
        ("doorstep-store", &[("uniffi", None)]),
        ("uniffi", &[]),
    ]);
    assert_eq!(breaches(&two), [Breach::Twice("doorstep-client, doorstep-store".into())]);
}
