//! Whether a manifest that agrees with its file is also its phone's, and was when it arrived.

use crate::Manifest;
use chrono::{DateTime, Utc};
use doorstep_protocol::{credential::BadCertificate, evidence::Sidecar, statement::Certified};
use thiserror::Error;

/// Why a sound manifest is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Unbelieved {
    /// Signed with a certificate that the county's log does not know, or knows as another phone's.
    #[error(
        "the content credentials were signed with a certificate that the county did not give to this phone"
    )]
    UnknownSigner,
    /// The certificate did not count when the county received the photograph.
    #[error("the certificate of the content credentials {0} when the photograph arrived")]
    Certificate(#[from] BadCertificate),
    /// It says something else than what the phone signed.
    #[error("the content credentials are not of this photograph, or say something else than its phone")]
    Contradicts,
}

/// Judges a manifest by the certificates of its phone that stand in the log, by what the phone signed of the
/// photograph, and by when the county received that.
pub fn judge(
    manifest: &Manifest,
    certificates: &[Certified],
    sidecar: &Sidecar,
    received: DateTime<Utc>,
) -> Result<(), Unbelieved> {
    let certified = certificates.iter().find(|certified| certified.certificate == manifest.signer);
    let certified = certified.ok_or(Unbelieved::UnknownSigner)?;
    certified.certificate.facts()?.counts_at(received)?;
    if manifest.visit.agrees_with(sidecar) { Ok(()) } else { Err(Unbelieved::Contradicts) }
}
