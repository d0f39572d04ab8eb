//! Content credentials (C2PA): a photograph that strangers' tools believe, by a key that the server never saw.

use crate::people::{WANG, elders};
use doorstep_client::photograph::Taken;
use doorstep_credentials::examine;
use doorstep_domain::{subject::Subject, visit::VisitTag};
use doorstep_evidence::testing;
use doorstep_protocol::{digest::Digest, evidence::Source};
use doorstep_tests::{
    clock::StoryClock,
    office::{Office, SECADMIN},
    phone::Phone,
    stage::Stage,
};
use http::Method;
use serde_json::{Value, json};
use std::{
    env, fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// C2PA's library goes by the machine's clock.
fn stage() -> Stage {
    Stage::at(StoryClock::today())
}

/// A photograph of an elder's door, with everything known about it; returns its working copy's name.
fn photograph(wang: &Phone, elder: usize) -> Digest {
    let visiting = wang.visits(Subject::Person(elders(WANG)[elder]), VisitTag::ElderCheckIn);
    let visiting = visiting.answers("outcome", "nobody_home");
    visiting.fill();
    let fixes = vec![testing::fix(101.912_345, 40.101_234)];
    let taken = Taken { source: Source::Camera, fixes, direction: None, gnss: None };
    let working = visiting.photographs("photo_door", &testing::photograph(1_800, 1_200), taken);
    visiting.finish();
    wang.drain();
    working
}

#[test]
fn the_security_administrator_gives_a_phone_its_certificate_and_nobody_else_can() {
    let stage = stage();
    let wang = stage.phone(WANG);
    let office = Office::open(stage.clock.now());
    for login in ["sysadmin", "auditor", "county01"] {
        let desk = stage.desk(login);
        for (method, path) in [
            (Method::POST, "/v1/authorities"),
            (Method::GET, "/v1/certificates/wanted"),
            (Method::POST, "/v1/certificates"),
        ] {
            let refused = desk.ask(method, path, Some(&json!(office.authority())));
            assert_eq!(refused.code(), "post_not_allowed", "{login} {path}");
        }
    }
    let before = photograph(&wang, 0);
    assert_eq!(examine(&stage.county.file(before).unwrap()), Ok(None), "believed by its account alone");

    let luo = stage.desk(SECADMIN);
    assert_eq!(office.certify(&luo, stage.clock.now()), 1);
    assert_eq!(office.certify(&luo, stage.clock.now()), 0, "nobody wants another");
    wang.hears_of_its_certificate();
    let after = stage.county.file(photograph(&wang, 1)).unwrap();
    let manifest = examine(&after).unwrap().expect("a manifest");
    let facts = manifest.signer.facts().unwrap();
    assert_eq!((facts.county.as_str(), facts.subject), ("上门县民政局", manifest.visit.device.to_string()));
    stage.county.verify_log();
}

#[test]
fn tools_that_know_nothing_of_us_believe_it_and_notice_a_changed_pixel() {
    let stage = stage();
    let wang = stage.phone(WANG);
    let office = Office::open(stage.clock.now());
    office.certify(&stage.desk(SECADMIN), stage.clock.now());
    wang.hears_of_its_certificate();
    let good = stage.county.file(photograph(&wang, 0)).unwrap();
    let mut bad = good.clone();
    let pixel = bad.len() - 5_000;
    bad[pixel] ^= 1;
    let folder = tempfile::tempdir().unwrap();
    let [good, bad] = [("good.jpg", good), ("bad.jpg", bad)].map(|(name, bytes)| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    });
    let anchor = office.root.certificate().to_pem();
    for tool in [library, c2patool] {
        let (Some(first), Some(second)) = (tool(&good, &anchor), tool(&bad, &anchor)) else { continue };
        assert_eq!(first, ("Trusted".to_owned(), Vec::new()));
        assert_eq!(second, ("Invalid".to_owned(), vec!["assertion.dataHash.mismatch".to_owned()]));
    }
}

/// State, and what is wrong.
type Seen = Option<(String, Vec<String>)>;

/// The C2PA project's library for Python; `cargo xtask test` installs it.
fn library(file: &Path, anchor: &str) -> Seen {
    let folder = told("DOORSTEP_C2PA")?;
    let mut program = Command::new(folder.join("venv/bin/python"));
    let mut child =
        program.arg(folder.join("read.py")).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let asked = json!({ "file": file, "anchor": anchor });
    child.stdin.take().unwrap().write_all(asked.to_string().as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", output.status);
    let seen: Value = serde_json::from_slice(&output.stdout).unwrap();
    Some((seen["state"].as_str().unwrap().to_owned(), codes(&seen["wrong"], |code| code)))
}

/// The C2PA project's own command; `cargo xtask test --long` builds it.
fn c2patool(file: &Path, anchor: &str) -> Seen {
    let program = told("DOORSTEP_C2PATOOL")?;
    let folder = tempfile::tempdir().unwrap();
    let [anchors, purposes] = ["anchors.pem", "purposes.cfg"].map(|name| folder.path().join(name));
    fs::write(&anchors, anchor).unwrap();
    fs::write(&purposes, "1.3.6.1.4.1.62558.2.1\n1.3.6.1.5.5.7.3.36\n").unwrap();
    let mut command = Command::new(program);
    command.arg(file).arg("trust").arg("--trust_anchors").arg(&anchors).arg("--trust_config").arg(&purposes);
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let seen: Value = serde_json::from_str(&said).unwrap_or_else(|_| panic!("{said} {output:?}"));
    let wrong = codes(&seen["validation_status"], |status| &status["code"]);
    Some((seen["validation_state"].as_str().unwrap().to_owned(), wrong))
}

fn codes(list: &Value, code: impl Fn(&Value) -> &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().map(|one| code(one).as_str().unwrap().to_owned()).collect()
}

/// Where something was installed, if anybody said so.
fn told(name: &str) -> Option<PathBuf> {
    let place = env::var_os(name).map(PathBuf::from);
    if place.is_none() {
        println!("not told where it is ({name}): `cargo xtask test` installs it, c2patool with --long");
    }
    place
}
