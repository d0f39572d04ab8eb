//! The signed account of a photograph: which bytes, when, where, of which visit, and how
//! well each of these is known. It is the truth; EXIF and stamp are drawn from it.

use crate::{
    clock::ClockReading,
    digest::Digest,
    envelope::Header,
    key::PublicKey,
    media::MediaType,
    signed::{Signed, Statement},
};
use chrono::{DateTime, FixedOffset, Offset, Utc};
use doorstep_domain::{
    id::{AccountId, DeviceId, DraftId, RegionId},
    likeness::Likeness,
    place::Fix,
    purpose::Purpose,
    record::Evidence,
};
use serde::{Deserialize, Serialize};

/// How a picture came into the app. The two are never mixed up, and both are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The app's own camera, at the door.
    Camera,
    /// A picture that was on the phone before, or came from elsewhere.
    Gallery,
}

/// Where a camera looked.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Direction {
    /// Degrees clockwise from north, 0 up to 360.
    pub degrees: f32,
    /// Which north.
    pub north: North,
}

/// Which north a direction is counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum North {
    /// Of the map.
    True,
    /// Of the compass.
    Magnetic,
}

/// One file of a photograph.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileNote {
    /// SHA-256 of its bytes.
    pub sha256: Digest,
    /// How many they are.
    pub length: u64,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: MediaType,
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
}

/// What is known at the shutter, besides the pixels.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shot {
    /// How the picture came into the app.
    pub source: Source,
    /// What the location providers said, the newest last; may be none.
    pub fixes: Vec<Fix>,
    /// Where the camera looked, if the phone knew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    /// What the clocks said.
    pub clock: ClockReading,
    /// Local time there, minutes ahead of UTC.
    pub offset_minutes: i32,
    /// What kind of visit it belongs to, or of sheet.
    pub visit: Purpose,
    /// Which one, by the draft in which it was made.
    pub draft: DraftId,
    /// The region whose name is on the stamp.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<RegionId>,
    /// Who took it.
    pub author: AccountId,
    /// With which phone.
    pub device: DeviceId,
    /// The program that made the copies.
    pub program: String,
}

impl Shot {
    /// The fix that says most: one from a test provider only if there is no other, then the most accurate.
    pub fn best_fix(&self) -> Option<&Fix> {
        let better = |one: &&Fix, other: &&Fix| {
            one.mock.cmp(&other.mock).then(one.accuracy_metres.total_cmp(&other.accuracy_metres))
        };
        self.fixes.iter().min_by(better)
    }

    /// When it was, by the best of its clocks, as a clock on the wall there would have shown it.
    pub fn local_time(&self) -> DateTime<FixedOffset> {
        let seconds = self.offset_minutes.saturating_mul(60);
        // No place on earth is a day away.
        let offset = FixedOffset::east_opt(seconds).unwrap_or(Utc.fix());
        self.clock.weighed().best.with_timezone(&offset)
    }

    /// Eight characters that name the visit on paper and on the stamp: 40 bits of the SHA-256
    /// of the draft's id, in Crockford's base 32.
    pub fn visit_code(&self) -> String {
        let bits = Digest::of(self.draft.0.as_bytes())
            .as_bytes()
            .iter()
            .take(5)
            .fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
        let letter = |place: u32| {
            char::from(CROCKFORD.get((bits >> (35 - 5 * place)) as usize % 32).copied().unwrap_or(b'0'))
        };
        let (first, second): (String, String) = ((0..4).map(letter).collect(), (4..8).map(letter).collect());
        format!("{first}-{second}")
    }
}

/// Letters and digits that nobody takes for one another.
const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// What a phone signs of a photograph.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sidecar {
    /// What was known at the shutter.
    #[serde(flatten)]
    pub shot: Shot,
    /// As the camera wrote it, untouched; width and height as stored, before any turning.
    pub original: FileNote,
    /// The copy that travels: smaller, upright, stamped, with EXIF.
    pub working: FileNote,
    /// For lists.
    pub thumbnail: FileNote,
    /// What it looks like, stamp aside.
    pub likeness: Likeness,
}

impl Statement for Sidecar {
    const TYPE: &'static str = "application/vnd.doorstep.evidence+json;v=1";
}

/// The account of a photograph, if the phone that sent its record signed one of just these files.
pub fn vouched(header: &Header, evidence: &Evidence, key: &PublicKey) -> Option<Sidecar> {
    let signed: Signed<Sidecar> = serde_json::from_value(evidence.sidecar.clone()).ok()?;
    let sidecar = signed.open_with(key).ok()?;
    let files = [&sidecar.original, &sidecar.working, &sidecar.thumbnail].map(|file| file.sha256.to_string());
    let agrees = files == [&*evidence.original, &*evidence.working, &*evidence.thumbnail]
        && (sidecar.shot.author, sidecar.shot.device) == (header.author, header.device);
    agrees.then_some(sidecar)
}
