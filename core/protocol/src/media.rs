//! Files that records name: photographs and drawn signatures. A record goes first and
//! names its files by SHA-256; each file follows alone, by resumable upload (tus 1.0).
//!
//! ```text
//! POST   /v1/media        what is coming: length, hash, record; the first bytes may come along
//! HEAD   /v1/media/{id}   how much of it is here
//! PATCH  /v1/media/{id}   more of it, from there on
//! DELETE /v1/media/{id}   never mind
//! ```
//!
//! Whoever has all of it answers with a [`MediaReceipt`] in the header [`RECEIPT`], on
//! whichever of these requests it was finished, and again on each that follows.

use crate::{
    base64url,
    digest::Digest,
    signed::{Signed, Statement},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};
use doorstep_domain::id::RecordId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use thiserror::Error;

/// The one version of tus that both sides speak.
pub const TUS: &str = "1.0.0";

/// Media type of a piece of a file.
pub const PIECE: &str = "application/offset+octet-stream";

/// Header of a signed receipt: base64url of its JSON.
pub const RECEIPT: &str = "doorstep-receipt";

/// Stable codes of what an upload may come to.
pub mod code {
    /// All of it came, and it is another file than was announced. Its bytes were thrown away.
    pub const HASH_MISMATCH: &str = "hash_mismatch";
    /// The county does not have the record, or not yet.
    pub const RECORD_UNKNOWN: &str = "record_unknown";
    /// The record does not name the file.
    pub const NOT_NAMED: &str = "file_not_named";
    /// What the record said was erased, and its files with it.
    pub const ERASED: &str = "record_erased";
    /// The record is somebody else's.
    pub const NOT_YOURS: &str = "record_not_yours";
    /// There is no such upload, or no longer.
    pub const NO_SUCH_UPLOAD: &str = "no_such_upload";
    /// The piece does not begin where the file ends.
    pub const WRONG_OFFSET: &str = "wrong_offset";
    /// Neither JPEG nor PNG, whatever it was called.
    pub const UNKNOWN_CONTENT: &str = "unknown_content";
    /// Over [`crate::limits::MEDIA_BYTES`].
    pub const TOO_LARGE: &str = "file_too_large";
    /// This phone has sent enough for one day, or has too much under way.
    pub const QUOTA: &str = "media_quota";
}

/// What a file is, by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum MediaType {
    /// A photograph.
    #[serde(rename = "image/jpeg")]
    Jpeg,
    /// A drawing.
    #[serde(rename = "image/png")]
    Png,
}

impl MediaType {
    /// As in `Content-Type`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }

    /// The type of this name.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Jpeg, Self::Png].into_iter().find(|kind| kind.as_str() == text)
    }

    /// What the first bytes of a file say that it is; what it is called does not count.
    pub fn sniff(first: &[u8]) -> Option<Self> {
        match first {
            [0xFF, 0xD8, 0xFF, ..] => Some(Self::Jpeg),
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => Some(Self::Png),
            _ => None,
        }
    }
}

/// A file is stored durably, and is the one that was announced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaReceipt {
    /// SHA-256 of its bytes.
    pub sha256: Digest,
    /// How many they are.
    pub length: u64,
    /// When, by the server's clock.
    pub at: DateTime<Utc>,
}

impl Statement for MediaReceipt {
    const TYPE: &'static str = "application/vnd.doorstep.media-receipt+json;v=1";
}

/// Writes a receipt as a header has it.
pub fn receipt_text(receipt: &Signed<MediaReceipt>) -> Result<String, serde_json::Error> {
    Ok(base64url::encode(&serde_json::to_vec(receipt)?))
}

/// Reads a receipt from its header; says nothing of its signature.
pub fn receipt_of(text: &str) -> Option<Signed<MediaReceipt>> {
    serde_json::from_slice(&base64url::decode(text)?).ok()
}

/// What is said of a file before it comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Announced {
    /// SHA-256 of its bytes.
    pub sha256: Digest,
    /// A record that names it.
    pub record: RecordId,
    /// What it is; the county looks for itself.
    pub kind: MediaType,
}

/// A text that announces no file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the metadata announce no file")]
pub struct BadMetadata;

impl Announced {
    /// As `Upload-Metadata` has it: names, and base64 of their values.
    pub fn to_metadata(&self) -> String {
        let pair = |name: &str, value: &str| format!("{name} {}", STANDARD.encode(value));
        [
            pair("sha256", &self.sha256.to_string()),
            pair("record", &self.record.to_string()),
            pair("filetype", self.kind.as_str()),
        ]
        .join(",")
    }

    /// Reads `Upload-Metadata`. Names that mean nothing here are passed over, so that no
    /// file name that a client adds is ever kept.
    pub fn from_metadata(text: &str) -> Result<Self, BadMetadata> {
        let mut values = BTreeMap::new();
        for pair in text.split(',') {
            let (name, value) = pair.trim().split_once(' ').unwrap_or((pair.trim(), ""));
            let value = STANDARD.decode(value.trim()).map_err(|_| BadMetadata)?;
            values.insert(name, value);
        }
        let text = |name| values.get(name).and_then(|value| str::from_utf8(value).ok()).ok_or(BadMetadata);
        Ok(Self {
            sha256: text("sha256")?.parse().map_err(|_| BadMetadata)?,
            record: text("record")?.parse().map_err(|_| BadMetadata)?,
            kind: MediaType::parse(text("filetype")?).ok_or(BadMetadata)?,
        })
    }
}

/// Every text of a payload that may be the SHA-256 of a file. A record names a file by
/// having its hash somewhere among its values: in an answer, a signature, a sidecar. No
/// text is a given file's hash by chance.
pub fn named(payload: &str) -> Vec<Digest> {
    let Ok(payload) = serde_json::from_str(payload) else { return Vec::new() };
    let mut found = Vec::new();
    let mut open: Vec<&serde_json::Value> = vec![&payload];
    while let Some(value) = open.pop() {
        match value {
            serde_json::Value::String(text) => found.extend(text.parse::<Digest>()),
            serde_json::Value::Array(values) => open.extend(values),
            serde_json::Value::Object(fields) => open.extend(fields.values()),
            _ => {}
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::CountyKey;
    use serde_json::json;
    use uuid::Uuid;

    fn announced() -> Announced {
        Announced {
            sha256: Digest::of(b"photo"),
            record: RecordId(Uuid::from_u128(7)),
            kind: MediaType::Jpeg,
        }
    }

    #[test]
    fn what_is_announced_travels_as_tus_metadata() {
        let text = announced().to_metadata();
        assert_eq!(Announced::from_metadata(&text), Ok(announced()));
        let more = format!("filename {}, empty, {text}", STANDARD.encode("甲一的家.jpg"));
        assert_eq!(Announced::from_metadata(&more), Ok(announced()), "names of others are passed over");
        for bad in ["", "sha256", "sha256 !!", &text.replace("filetype", "kind"), "record AAAA,sha256 AAAA"] {
            assert_eq!(Announced::from_metadata(bad), Err(BadMetadata), "{bad}");
        }
    }

    #[test]
    fn a_receipt_travels_in_a_header_and_its_wire_form_stays() {
        let key = CountyKey::generate().unwrap();
        let receipt = MediaReceipt { sha256: Digest([7; 32]), length: 9, at: DateTime::UNIX_EPOCH };
        let signed = Signed::sign(&receipt, &key).unwrap();
        let text = receipt_text(&signed).unwrap();
        assert!(text.bytes().all(|byte| byte.is_ascii_graphic()));
        assert_eq!(receipt_of(&text).unwrap().open_with(&key.public_key()), Ok(receipt));
        assert_eq!(
            signed.statement,
            r#"{"sha256":"BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc","length":9,"at":"1970-01-01T00:00:00Z"}"#
        );
        assert_eq!(receipt_of("nonsense"), None);
    }

    #[test]
    fn a_payload_names_the_files_whose_hashes_stand_in_it() {
        let (one, other) = (Digest::of(b"1"), Digest::of(b"2"));
        let payload = json!({
            "findings": "words", "answers": { "photo": one.to_string(), "n": 4, "list": [{ "again": one.to_string() }] },
            "signature": { "type": "signed", "media": other.to_string() },
        });
        let mut expected = vec![one, other];
        expected.sort_unstable();
        assert_eq!(named(&payload.to_string()), expected);
        assert_eq!(named("not json"), []);
    }

    #[test]
    fn a_file_is_what_it_begins_with() {
        assert_eq!(MediaType::sniff(b"\xFF\xD8\xFF\xE0 and on"), Some(MediaType::Jpeg));
        assert_eq!(MediaType::sniff(b"\x89PNG\r\n\x1A\n and on"), Some(MediaType::Png));
        for other in [&b"GIF89a"[..], b"\xFF\xD8", b"", b"<svg>", b"PK\x03\x04"] {
            assert_eq!(MediaType::sniff(other), None);
        }
    }
}
