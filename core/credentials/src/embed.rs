//! Puts a manifest into a working copy.

use crate::{
    FORMAT,
    visit::{self, VisitClaim},
};
use c2pa::{Builder, BuilderIntent, Context, Signer, SigningAlg, settings::Settings};
use doorstep_domain::place::Fix;
use doorstep_protocol::{
    credential::Credential,
    digest::Digest,
    evidence::{Shot, Source},
    key::DeviceKey,
};
use serde_json::{Value, json};
use std::io::Cursor;
use thiserror::Error;

/// The phone cannot sign, or its clock says that its certificate does not count.
#[derive(Debug, Error)]
#[error("no manifest could be made")]
pub struct NotEmbedded(#[from] c2pa::Error);

/// No network, no pictures in the manifest, and no second look: the file is hashed and signed by us right after.
const SETTINGS: &str = r#"{
    "verify": {
        "verify_after_sign": false,
        "verify_after_reading": false,
        "ocsp_fetch": false,
        "remote_manifest_fetch": false
    },
    "builder": { "thumbnail": { "enabled": false } }
}"#;

/// What a signature takes besides its certificates, bytes: 64 of it, the rest its headers. What is not used travels
/// as zeros.
const SIGNATURE_ROOM: usize = 400;

/// A working copy with a manifest. `original` is the SHA-256 of what the camera wrote.
pub fn embed(
    working: &[u8],
    shot: &Shot,
    original: Digest,
    credential: &Credential,
    key: &dyn DeviceKey,
) -> Result<Vec<u8>, NotEmbedded> {
    let context = Context::new().with_settings(Settings::new().with_json(SETTINGS)?)?;
    let definition = definition(shot, original).to_string();
    let mut builder = Builder::from_context(context).with_definition(definition)?;
    if shot.source == Source::Gallery {
        // Opened, not created: of a picture that was there before nobody knows how it came about.
        builder.set_intent(BuilderIntent::Edit);
    }
    let mut whole = Cursor::new(Vec::with_capacity(working.len() + 8 * 1024));
    builder.sign(&Phone { credential, key }, FORMAT, &mut Cursor::new(working), &mut whole)?;
    Ok(whole.into_inner())
}

fn definition(shot: &Shot, original: Digest) -> Value {
    let (name, version) = shot.program.split_once(' ').unwrap_or((&shot.program, ""));
    let mut assertions = vec![
        json!({"label": "c2pa.actions.v2", "data": {"actions": actions(shot)}}),
        json!({"label": visit::LABEL, "data": VisitClaim::of(shot, original)}),
    ];
    if let Some(fix) = shot.best_fix() {
        assertions.push(json!({"label": "c2pa.metadata", "kind": "Json", "data": place(fix)}));
    }
    json!({
        "claim_version": 2,
        "claim_generator_info": [{"name": name, "version": version}],
        "format": FORMAT,
        "assertions": assertions,
    })
}

/// What was done to the picture, in the words of C2PA.
fn actions(shot: &Shot) -> Value {
    let when = shot.local_time().to_rfc3339();
    let created = json!({"action": "c2pa.created", "when": when, "digitalSourceType": DIGITAL_CAPTURE});
    let mut actions: Vec<Value> = (shot.source == Source::Camera).then_some(created).into_iter().collect();
    actions.extend([
        json!({"action": "c2pa.resized", "description": "upright, longer side at most 1600 pixels"}),
        json!({"action": "c2pa.edited", "description": "a strip with time, place and visit over the lower edge"}),
    ]);
    actions.into()
}

const DIGITAL_CAPTURE: &str = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture";

/// Where it was, as XMP writes EXIF: degrees, and minutes with five digits (2 cm).
fn place(fix: &Fix) -> Value {
    let angle = |degrees: f64, sides: [&str; 2]| {
        let [positive, negative] = sides;
        let side = if degrees < 0.0 { negative } else { positive };
        let parts = (degrees.abs() * 60.0 * 100_000.0).round();
        let (whole, parts) = ((parts / 6_000_000.0).floor(), parts % 6_000_000.0);
        format!("{whole},{:08.5}{side}", parts / 100_000.0)
    };
    json!({
        "@context": {"exif": "http://ns.adobe.com/exif/1.0/"},
        "exif:GPSLatitude": angle(fix.at.latitude(), ["N", "S"]),
        "exif:GPSLongitude": angle(fix.at.longitude(), ["E", "W"]),
    })
}

/// The key that speaks for the phone, and its certificate.
struct Phone<'a> {
    credential: &'a Credential,
    key: &'a dyn DeviceKey,
}

impl Signer for Phone<'_> {
    fn sign(&self, data: &[u8]) -> c2pa::Result<Vec<u8>> {
        self.key
            .sign(data)
            .map(|signature| signature.sig)
            .map_err(|lost| c2pa::Error::OtherError(Box::new(lost)))
    }

    fn alg(&self) -> SigningAlg {
        SigningAlg::Es256
    }

    fn certs(&self) -> c2pa::Result<Vec<Vec<u8>>> {
        let chain = [&self.credential.certificate, &self.credential.issuing];
        Ok(chain.map(|certificate| certificate.der().to_vec()).into())
    }

    fn reserve_size(&self) -> usize {
        SIGNATURE_ROOM + self.credential.certificate.der().len() + self.credential.issuing.der().len()
    }
}
