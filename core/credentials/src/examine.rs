//! Looks at the manifest of a file.

use crate::{
    FORMAT,
    visit::{self, VisitClaim},
};
use c2pa::{Context, Error, Reader, settings::Settings};
use doorstep_protocol::credential::Certificate;
use std::io::Cursor;
use thiserror::Error as ThisError;

/// A manifest that agrees with its file, byte for byte.
#[derive(Clone, Debug, PartialEq)]
pub struct Manifest {
    /// The certificate whose key signed it. Whether that is the phone's, and whether it counted, is not known here.
    pub signer: Certificate,
    /// What it says of the visit.
    pub visit: VisitClaim,
}

/// Why the manifest of a file is not believed.
#[derive(Clone, Debug, PartialEq, Eq, ThisError)]
pub enum BadManifest {
    /// It, or the file, is not as it was signed: C2PA's code for what was found.
    #[error("the content credentials do not agree with the picture: {0}")]
    Invalid(String),
    /// It is sound, and none that a phone of ours makes.
    #[error("the content credentials are not by a phone of the county")]
    NotOurs,
}

/// Trust is not C2PA's to judge: certificates are compared with those that stand in the county's log.
const SETTINGS: &str = r#"{
    "verify": {
        "verify_after_reading": true,
        "verify_trust": false,
        "ocsp_fetch": false,
        "remote_manifest_fetch": false
    }
}"#;

/// A certificate that has run out by now: it counts by when the photograph arrived.
const RUN_OUT: &str = "signingCredential.expired";

/// Without each of these something was not looked at.
const SEEN: [&str; 2] = ["claimSignature.validated", "assertion.dataHash.match"];

/// What the manifest of a JPEG says; `None` if it has none.
pub fn examine(jpeg: &[u8]) -> Result<Option<Manifest>, BadManifest> {
    let read =
        Settings::new().with_json(SETTINGS).and_then(|settings| Context::new().with_settings(settings));
    let read = read.and_then(|context| Reader::from_context(context).with_stream(FORMAT, Cursor::new(jpeg)));
    let reader = match read {
        Ok(reader) => reader,
        Err(Error::JumbfNotFound) => return Ok(None),
        Err(error) => return Err(BadManifest::Invalid(error.to_string())),
    };
    let results = reader.validation_results().and_then(|results| results.active_manifest());
    let results = results.ok_or(BadManifest::NotOurs)?;
    if let Some(wrong) = results.failure().iter().find(|status| status.code() != RUN_OUT) {
        return Err(BadManifest::Invalid(wrong.code().to_owned()));
    }
    if !SEEN.iter().all(|code| results.success().iter().any(|status| status.code() == *code)) {
        return Err(BadManifest::NotOurs);
    }
    let manifest = reader.active_manifest().ok_or(BadManifest::NotOurs)?;
    let signer = manifest.signature_info().and_then(|info| Certificate::from_pem(info.cert_chain()));
    let visit = manifest.find_assertion::<VisitClaim>(visit::LABEL);
    match (signer, visit) {
        (Some(signer), Ok(visit)) => Ok(Some(Manifest { signer, visit })),
        _ => Err(BadManifest::NotOurs),
    }
}
