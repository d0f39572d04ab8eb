//! What a manifest says of the visit: ids and figures, no name and no word of anybody.

use chrono::{DateTime, Utc};
use doorstep_domain::{
    id::{AccountId, DeviceId, DraftId},
    purpose::Purpose,
};
use doorstep_protocol::{
    clock::Confidence,
    digest::Digest,
    evidence::{Shot, Sidecar, Source},
};
use serde::{Deserialize, Serialize};

/// Label of the assertion.
pub(crate) const LABEL: &str = "cn.doorstep.visit";

/// Of which visit a photograph is, and how well place and time are known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VisitClaim {
    /// What kind of visit.
    pub visit: Purpose,
    /// Which one, by the draft in which it was made.
    pub draft: DraftId,
    /// Who took it.
    pub author: AccountId,
    /// With which phone.
    pub device: DeviceId,
    /// By which program.
    pub program: String,
    /// The app's camera, or a picture that was there before.
    pub source: Source,
    /// SHA-256 of the file as the camera wrote it.
    pub original: Digest,
    /// When, by the best of the phone's clocks.
    pub taken: DateTime<Utc>,
    /// What that is worth.
    pub clock: Confidence,
    /// How accurate the place is, metres; none without a place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accuracy_metres: Option<f32>,
    /// The platform's word that the place came from a test provider.
    #[serde(default)]
    pub mock: bool,
}

impl VisitClaim {
    /// What is to be claimed of a shot.
    pub fn of(shot: &Shot, original: Digest) -> Self {
        let (time, fix) = (shot.clock.weighed(), shot.best_fix());
        Self {
            visit: shot.visit,
            draft: shot.draft,
            author: shot.author,
            device: shot.device,
            program: shot.program.clone(),
            source: shot.source,
            original,
            taken: time.best,
            clock: shot.clock.confidence,
            accuracy_metres: fix.map(|fix| fix.accuracy_metres),
            mock: fix.is_some_and(|fix| fix.mock),
        }
    }

    /// Whether it says what the phone's own account says.
    pub fn agrees_with(&self, sidecar: &Sidecar) -> bool {
        *self == Self::of(&sidecar.shot, sidecar.original.sha256)
    }
}
