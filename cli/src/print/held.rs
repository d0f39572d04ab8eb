//! What a checked case holds to be printed: filled forms, countersignatures, pictures.

use crate::case::Case as Lies;
use chrono::{DateTime, Utc};
use doorstep_domain::{
    id::{AccountId, RecordId},
    record::Record,
    visit::Countersign,
};
use doorstep_paper::{Picture, Tongue};
use doorstep_protocol::{
    case::{Case, Found, file_name},
    digest::Digest,
    media::MediaType,
};
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// A visit or a sheet with its record.
pub(super) struct HeldForm {
    pub(super) record: RecordId,
    pub(super) hash: Digest,
    commitment: Digest,
    pub(super) author: AccountId,
    pub(super) made: Record,
}

/// The records of a case that sheets are made of.
#[derive(Default)]
pub(super) struct Held {
    pub(super) forms: Vec<HeldForm>,
    countersigns: Vec<(Countersign, AccountId, DateTime<Utc>)>,
}

impl Held {
    /// Of a case's text, which was checked: what cannot be read here is not printed.
    pub(super) fn of(text: &str) -> Self {
        let mut held = Self::default();
        let Ok(case) = serde_json::from_str::<Case>(text) else { return held };
        for link in case.phones.iter().flat_map(|phone| phone.runs.iter().flatten()) {
            let (Some(kept), Some(payload)) = (&link.kept, &link.envelope.payload) else { continue };
            let Ok(header) = link.envelope.claimed_header() else { continue };
            match Record::parse(&header.kind, header.payload_version, payload.text.as_bytes()) {
                Ok(made @ (Record::Visit(_) | Record::Sheet(_))) => held.forms.push(HeldForm {
                    record: header.record,
                    hash: link.envelope.hash(),
                    commitment: header.commitment,
                    author: header.author,
                    made,
                }),
                Ok(Record::Countersign(countersign)) => {
                    held.countersigns.push((countersign, header.author, kept.at));
                }
                _ => {}
            }
        }
        held
    }

    /// Who stands by just this visit, and since when the county knows.
    pub(super) fn countersigned(&self, visit: &HeldForm) -> impl Iterator<Item = (AccountId, DateTime<Utc>)> {
        let commitment = visit.commitment.to_string();
        let of_it = move |(one, ..): &&(Countersign, AccountId, DateTime<Utc>)| {
            one.visit == visit.record && one.commitment == commitment
        };
        self.countersigns.iter().filter(of_it).map(|(_, by, at)| (*by, *at))
    }

    /// The pictures that answers name, as far as they were handed over.
    pub(super) fn pictures(
        &self,
        answers: &Json,
        found: &Found,
        case: &mut dyn Lies,
        tongue: Tongue,
    ) -> BTreeMap<String, Picture> {
        let mut named = Vec::new();
        digests(answers, &mut named);
        let mut pictures = BTreeMap::new();
        for (id, sha256) in named {
            let mut file = |kind| case.bytes(&file_name(sha256, kind));
            let bytes = file(MediaType::Jpeg).or_else(|| file(MediaType::Png));
            let caption = caption(found, sha256, tongue);
            pictures.insert(id, Picture { bytes, caption, sha256: sha256.hex() });
        }
        pictures
    }
}

/// Every text of the answers that is a digest.
fn digests(answers: &Json, found: &mut Vec<(String, Digest)>) {
    match answers {
        Json::String(text) => found.extend(text.parse().ok().map(|digest| (text.clone(), digest))),
        Json::Array(list) => list.iter().for_each(|one| digests(one, found)),
        Json::Object(group) => group.values().for_each(|one| digests(one, found)),
        _ => {}
    }
}

/// When and where, as the phone signed it.
fn caption(found: &Found, sha256: Digest, tongue: Tongue) -> String {
    let photograph = found.photographs.iter().find(|photograph| photograph.sidecar.working.sha256 == sha256);
    let Some(shot) = photograph.map(|photograph| &photograph.sidecar.shot) else { return String::new() };
    doorstep_paper::caption(shot.local_time(), shot.best_fix(), &shot.visit_code(), tongue)
}
