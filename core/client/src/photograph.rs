//! Photographs: from the file that the camera wrote to evidence in a draft.
//!
//! Three files are kept of each: the original, untouched, which follows on a network that
//! costs nothing; the stamped working copy, which travels at once and is the answer; and a
//! thumbnail. The phone signs what it knew at the shutter. All of that becomes an
//! `evidence` record when the visit or sheet is finished; a picture taken back before then leaves
//! nothing behind.

use crate::{
    error::ClientError,
    open::Client,
    record::Making,
    session::{About, parse},
};
use chrono::{DateTime, NaiveDate, Utc};
use doorstep_credentials::embed;
use doorstep_domain::{
    id::{DraftId, RecordId, RegionId},
    likeness::Likeness,
    place::Fix,
    record::{Evidence, Record},
    subject::{NewSubject, Subject},
};
use doorstep_evidence::{Credentials, DevelopError, Names, Spare, develop};
use doorstep_forms::Value;
use doorstep_protocol::{
    credential::Credential,
    digest::Digest,
    evidence::{Direction, Shot, Sidecar, Source},
    key::DeviceKey,
    limits,
    media::named,
    signed::Signed,
};
use doorstep_store::{Haste, RecordFacts};
use doorstep_sync::ports;
use serde_json::Value as Json;
use std::{
    fs::File,
    io::{self, Read},
    path::Path,
    sync::Arc,
};

/// What is written into EXIF and sidecar as the program.
const PROGRAM: &str = concat!("doorstep ", env!("CARGO_PKG_VERSION"));

/// What the shell knows of a picture besides its bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct Taken {
    /// The app's own camera, or a picture that was there before.
    pub source: Source,
    /// What the location providers said around the shutter, the newest last; may be none.
    pub fixes: Vec<Fix>,
    /// Where the camera looked, if the phone knew.
    pub direction: Option<Direction>,
    /// The satellites' time at the shutter, if a fix carried one.
    pub gnss: Option<DateTime<Utc>>,
}

/// A photograph of a finished visit or sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Photograph {
    /// Its `evidence` record; [`Client::pictures`] says how far its files are.
    pub record: RecordId,
    /// As the camera wrote it.
    pub original: Digest,
    /// Smaller, upright, stamped.
    pub working: Digest,
    /// For lists.
    pub thumbnail: Digest,
}

impl Client {
    /// The photographs of a visit or sheet made on this phone, as far as their records are still held.
    pub fn photographs(&self, of: RecordId) -> Result<Vec<Photograph>, ClientError> {
        let held = self.still_held(of)?;
        let named = held.as_ref().and_then(Record::filled).map(|filled| filled.evidence.to_vec());
        let mut photographs = Vec::new();
        for record in named.unwrap_or_default() {
            let Some(Record::Evidence(evidence)) = self.still_held(record)? else { continue };
            let files = [&evidence.original, &evidence.working, &evidence.thumbnail].map(|file| file.parse());
            let [Ok(original), Ok(working), Ok(thumbnail)] = files else { continue };
            photographs.push(Photograph { record, original, working, thumbnail });
        }
        Ok(photographs)
    }

    /// Until when this phone's photographs carry content credentials; `None` as long as the county gave it no
    /// certificate. They are believed either way.
    pub fn certified_until(&self) -> Result<Option<DateTime<Utc>>, ClientError> {
        let me = self.store().enrolment()?.ok_or(ClientError::SignedOut)?;
        let facts = self.store().credential(me.device)?.map(|credential| credential.certificate.facts());
        Ok(facts.and_then(Result::ok).map(|facts| facts.until))
    }

    /// Takes a photograph from a file as the answer to an image question, and returns the SHA-256 of the copy
    /// that people will look at. Everything is on disk when this returns; the file that the
    /// shell hands over is the shell's to remove.
    pub fn photograph(
        &self,
        draft: DraftId,
        path: &str,
        picture: &Path,
        taken: Taken,
    ) -> Result<Digest, ClientError> {
        let at = parse(path)?;
        let original = bytes_of(picture)?;
        let about = self.with_draft(draft, |open| Ok(open.about.clone()))?;
        let (shot, names) = self.shot(&about, taken)?;
        let key = self.inner.ports.keystore.device_key()?;
        // Half a second of work, in which the draft is nobody's.
        let credential = self.store().credential(shot.device)?;
        let put = credential.map(|credential| credentials(credential, Arc::clone(&key)));
        let put = put.as_ref().map(|put| put as Credentials<'_>);
        let made = develop(&original, shot, &names, Spare::Bytes, key.as_ref(), put)?;
        let keep = |mut file: &[u8], haste| {
            self.store().keep_media(draft, &mut file, haste, self.inner.ports.clock.now())
        };
        let evidence = Evidence {
            subject: about.subject,
            original: keep(&original, Haste::WhenFree)?.to_string(),
            thumbnail: keep(&made.thumbnail, Haste::Soon)?.to_string(),
            working: keep(&made.working, Haste::Soon)?.to_string(),
            sidecar: serde_json::to_value(&made.sidecar).map_err(|_| ClientError::internal("sidecar"))?,
        };
        let working = Digest::of(&made.working);
        self.change(draft, &at, |open| {
            open.session.answer(&at, Value::Media(working.to_string()))?;
            open.about.photographs.push(evidence);
            Ok(())
        })?;
        Ok(working)
    }

    fn shot(&self, about: &About, taken: Taken) -> Result<(Shot, Names), ClientError> {
        let me = self.store().enrolment()?.ok_or(ClientError::SignedOut)?;
        let clock = &self.inner.ports.clock;
        let village = self.region_of(about)?;
        let mut shot = Shot {
            source: taken.source,
            fixes: taken.fixes,
            direction: taken.direction,
            clock: ports::reading(clock.as_ref(), self.store().anchor()?, taken.gnss),
            offset_minutes: clock.utc_offset_minutes(),
            visit: about.purpose,
            draft: about.id,
            region: village,
            author: me.account,
            device: me.device,
            program: PROGRAM.to_owned(),
        };
        // Where the phone is says more, as long as it is in the same village.
        let here = shot.best_fix().map(|fix| self.whereabouts(fix.at)).transpose()?;
        if let Some(here) = here.filter(|here| here.village == village) {
            shot.region = here.grid.or(village);
        }
        let names = Names { region: self.path_of(shot.region)?, worker: me.name };
        Ok((shot, names))
    }

    /// The village of whom it is about.
    fn region_of(&self, about: &About) -> Result<Option<RegionId>, ClientError> {
        let household = match (&about.new_subject, about.subject) {
            (Some(NewSubject::Household { household, .. }), _) => return Ok(Some(household.region)),
            (Some(NewSubject::Person { person }), _) => Some(person.household),
            (None, Some(Subject::Household(household))) => Some(household),
            (None, Some(Subject::Person(person))) => {
                self.store().person(person)?.map(|person| person.value.household())
            }
            (None, None) => None,
        };
        let Some(household) = household else { return Ok(None) };
        Ok(self.store().household(household)?.map(|household| household.value.region))
    }

    /// A region with all above it that the phone knows, the largest first.
    fn path_of(&self, region: Option<RegionId>) -> Result<String, ClientError> {
        let (mut path, mut next) = (String::new(), region);
        while let Some(region) = next {
            let Some(region) = self.store().region(region)? else { break };
            // A grid is named after its village.
            if !path.starts_with(&region.name) {
                path.insert_str(0, &region.name);
            }
            next = region.parent;
        }
        Ok(path)
    }

    /// The photographs that a finished form names: those of what it corrects, whose records are the county's
    /// already, and its own, as records to be saved before it.
    pub(crate) fn evidence(
        &self,
        about: &About,
        answers: &Json,
        day: NaiveDate,
    ) -> Result<(Vec<RecordId>, Vec<Making>), ClientError> {
        let named = named(&answers.to_string());
        let mut records = Vec::new();
        if let Some(corrected) = about.corrects {
            let still = |photograph: &Photograph| named.contains(&photograph.working);
            records.extend(self.photographs(corrected)?.into_iter().filter(still).map(|one| one.record));
        }
        let mut makings = Vec::new();
        for evidence in kept(about, answers) {
            let id = self.new_id(RecordId::from_parts)?;
            let facts = RecordFacts { day, ..self.plain_facts(about.subject, "evidence") };
            makings.push(Making { id, record: Record::Evidence(evidence.clone()), facts, draft: None });
            records.push(id);
        }
        Ok((records, makings))
    }
}

/// Puts a manifest into a working copy. One that cannot be made (the clock says that the certificate does not
/// count) keeps no photograph from being taken: the sidecar vouches for it.
fn credentials(
    credential: Credential,
    key: Arc<dyn DeviceKey>,
) -> impl Fn(&[u8], &Shot, Digest) -> Option<Vec<u8>> {
    move |working, shot, original| embed(working, shot, original, &credential, key.as_ref()).ok()
}

/// Those of a draft's photographs that are still among the answers.
pub(crate) fn kept<'a>(about: &'a About, answers: &Json) -> Vec<&'a Evidence> {
    let named: Vec<String> = named(&answers.to_string()).iter().map(Digest::to_string).collect();
    about.photographs.iter().filter(|photograph| named.contains(&photograph.working)).collect()
}

/// What a photograph looks like, by what this phone itself signed of it.
pub(crate) fn likeness(evidence: &Evidence) -> Option<Likeness> {
    let sidecar: Signed<Sidecar> = serde_json::from_value(evidence.sidecar.clone()).ok()?;
    serde_json::from_str::<Sidecar>(&sidecar.statement).ok().map(|sidecar| sidecar.likeness)
}

/// The whole file, if it is not too large for one.
fn bytes_of(picture: &Path) -> Result<Vec<u8>, ClientError> {
    let read = || -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        File::open(picture)?.take(limits::MEDIA_BYTES + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let bytes = read().map_err(|_| ClientError::invalid("picture", "unreadable"))?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > limits::MEDIA_BYTES {
        return Err(ClientError::invalid("picture", "file_too_large"));
    }
    Ok(bytes)
}

impl From<DevelopError> for ClientError {
    fn from(error: DevelopError) -> Self {
        match error {
            DevelopError::Refused(refusal) => Self::invalid("picture", refusal.code()),
            DevelopError::NotWritten(_) | DevelopError::NoExif => Self::internal("develop"),
            DevelopError::NotSigned(_) => Self::internal("device_key"),
        }
    }
}
