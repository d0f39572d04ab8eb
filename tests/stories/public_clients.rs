//! Uploaders that others wrote speak with our county: whoever reads the tus protocol can.

use crate::people::{WANG, elders};
use doorstep_client::photograph::Taken;
use doorstep_domain::{id::RecordId, subject::Subject, visit::VisitTag};
use doorstep_evidence::testing;
use doorstep_protocol::{
    digest::Digest,
    enrol::{EnrolRequest, Ticket},
    evidence::Source,
    key::{DeviceKey as _, KeyTier, SoftwareKey},
};
use doorstep_tests::{clock::StoryClock, stage::Stage};
use serde_json::{Value, json};
use std::{
    env,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// Bytes of a request.
const PIECE: usize = 32 * 1024;

/// Wang's visit with a photograph, whose original waits for a network that costs nothing.
fn waiting_original(stage: &Stage, elder: usize, photo: &[u8]) -> RecordId {
    let wang = stage.phone(WANG);
    let visiting = wang.visits(Subject::Person(elders(WANG)[elder]), VisitTag::ElderCheckIn);
    let visiting = visiting.answers("outcome", "nobody_home");
    visiting.fill();
    let taken = Taken { source: Source::Camera, fixes: Vec::new(), direction: None, gnss: None };
    visiting.photographs("photo_door", photo, taken);
    let visit = visiting.finish().saved.record;
    wang.drain();
    let photograph = wang.client().photographs(visit).unwrap().remove(0);
    assert_eq!(photograph.original, Digest::of(photo));
    assert!(stage.county.file(photograph.original).is_none(), "it is not there yet");
    photograph.record
}

/// An access token of Wang's for something that is no phone of ours.
fn token(stage: &Stage) -> String {
    let ticket = Ticket::parse(&stage.county.ticket(WANG)).unwrap();
    let key = SoftwareKey::generate().unwrap();
    let public_key = key.public_key().unwrap();
    let proof = key.sign(&EnrolRequest::proof_message(&ticket.code, &public_key)).unwrap();
    let (label, tier) = ("uploader".to_owned(), KeyTier::Software);
    let request = EnrolRequest { code: ticket.code, public_key, tier, label, proof };
    let answer =
        stage.county.stranger().post("/v1/enrolments/redeem", &serde_json::to_value(request).unwrap());
    answer["tokens"]["access"].as_str().expect("an access token").to_owned()
}

/// Where the clients are installed; `cargo xtask test` says so.
fn clients() -> Option<PathBuf> {
    env::var_os("DOORSTEP_TUS").map(PathBuf::from)
}

/// Asks a client for an upload, and returns what it said.
fn upload(program: &mut Command, certificate: &Path, asked: &Value) -> Value {
    program.env("NODE_EXTRA_CA_CERTS", certificate).env("REQUESTS_CA_BUNDLE", certificate);
    let mut child = program.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(asked.to_string().as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", output.status);
    serde_json::from_slice(&output.stdout).unwrap()
}

/// A client uploads an original in part, goes on in another process, and the county has it to the byte.
fn uploads_and_resumes(client: impl Fn(&Path) -> Command, elder: usize) {
    let Some(folder) = clients() else {
        println!("not told where the public clients are: `cargo xtask test` installs them");
        return;
    };
    // The clients go by the machine's clock.
    let stage = Stage::at(StoryClock::today());
    let photo = testing::photograph(1_600, 1_100);
    let record = waiting_original(&stage, elder, &photo);
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(&photo).unwrap();
    let certificate = stage.county.certificate();
    let mut asked = json!({
        "endpoint": format!("{}/v1/media", stage.county.address()),
        "token": token(&stage),
        "file": file.path(),
        "metadata": {
            "sha256": Digest::of(&photo).to_string(),
            "record": record.to_string(),
            "filetype": "image/jpeg",
            "filename": "IMG_0001.jpg",
        },
        "piece": PIECE,
        "until": photo.len() / 2,
        "url": null,
    });
    let first = upload(&mut client(&folder), &certificate, &asked);
    assert_eq!(first["done"], false, "{first}");
    assert!(stage.county.file(Digest::of(&photo)).is_none(), "half of it is not the file");
    asked["url"] = first["url"].clone();
    asked["until"] = Value::Null;
    let second = upload(&mut client(&folder), &certificate, &asked);
    assert_eq!(second, json!({"url": first["url"], "done": true}));
    assert_eq!(stage.county.file(Digest::of(&photo)).unwrap(), photo);
}

#[test]
fn tus_js_client_uploads_and_resumes() {
    let client = |folder: &Path| {
        let mut command = Command::new("node");
        command.current_dir(folder).arg("upload.mjs");
        command
    };
    uploads_and_resumes(client, 0);
}

#[test]
fn tuspy_uploads_and_resumes() {
    let client = |folder: &Path| {
        let mut command = Command::new(folder.join("venv/bin/python"));
        command.current_dir(folder).arg("upload.py");
        command
    };
    uploads_and_resumes(client, 1);
}
