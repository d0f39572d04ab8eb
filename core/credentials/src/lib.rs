//! Content credentials (C2PA): a manifest inside the working copy of a photograph, signed
//! by the phone that took it, which tools that know nothing of us can check.
//!
//! ```text
//! working copy --[embed]--> the same with a manifest: what was done, where, of which visit
//!                               |                     signed by the phone's key, with its certificate
//!                           [examine]  what it says, if not a byte was changed
//! ```
//!
//! It is a second witness and never the first: the sidecar (`doorstep_protocol::evidence`)
//! covers the file with its manifest, and a phone without a certificate makes photographs that are
//! believed all the same. A messenger that writes pictures anew throws the manifest away.
//!
//! Nothing here asks a network for anything: no time-stamping authority, no revocation list, no remote manifest.
//! Whether a certificate counted is judged by when the county's log had the photograph.

mod embed;
mod examine;
mod judge;
#[cfg(test)]
mod tests;
mod visit;

pub use embed::{NotEmbedded, embed};
pub use examine::{BadManifest, Manifest, examine};
pub use judge::{Unbelieved, judge};
pub use visit::VisitClaim;

/// Format of what manifests are put into, as C2PA names it.
const FORMAT: &str = "image/jpeg";
