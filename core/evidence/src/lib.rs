//! Photographs as evidence: from what the camera wrote, and what the phone knew at the
//! shutter, to copies that can be looked at and an account that can be checked.
//!
//! ```text
//!                      +--> likeness
//! bytes --> pixels ----+--> thumbnail
//!   |    (upright,     +--> stamp --> EXIF --> working copy
//!   |     1600 px)             ^       ^            |
//!   |                          |       |            v
//!   +--> SHA-256 -----------> shot: fixes, clocks, visit --> sidecar, signed by the phone
//! ```
//!
//! The original is never touched. Whoever doubts the stamp reads the sidecar; whoever
//! doubts the sidecar (`doorstep_protocol::evidence`) checks its signature and the hashes in it.
//!
//! **Hostile input.** Kind and dimensions are known before anything large is laid out
//! ([`header`]); no file panics, and each that is not taken says why ([`Refusal`]).

mod caption;
mod decode;
mod develop;
mod encode;
pub mod exif;
pub mod header;
mod likeness;
mod picture;
mod refusal;
mod stamp;
#[cfg(any(test, feature = "testing"))]
pub mod testing;

pub use caption::{Names, caption};
pub use decode::decode;
pub use develop::{Credentials, DevelopError, Evidence, THUMBNAIL_EDGE, WORKING_EDGE, develop};
pub use encode::{NotWritten, Spare, encode};
pub use likeness::likeness;
pub use picture::Picture;
pub use refusal::Refusal;
pub use stamp::{Stamp, draw};
