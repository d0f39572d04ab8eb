//! Checks a case, part by part, and stops at the first that is not as it was.
//!
//! What is asked of one part may rest on those before it: text, root, the other keys, the
//! log's root, the note; then each phone with its chain and records, the receipts, what the
//! county decided, the files; last what phones signed of photographs.

use super::{
    Case, CaseNote, FORM, Fault, Found, FoundPhotograph, FoundRecord, Kept, Link, PhoneChain, Place, Said,
    Wrong, certificates, file_name, photographs,
};
use crate::{
    chain::Head,
    digest::Digest,
    envelope::{Header, Refusal},
    key::PublicKey,
    log::LogRoot,
    media::{self, MediaType},
    receipt::{Receipt, Receipts},
    signed::{CountyKeys, Disbelief},
    statement::{AuthorityNamed, Certified, Enrolled, Recordable},
};
use doorstep_domain::id::{DeviceId, RecordId};
use std::collections::{BTreeMap, BTreeSet};

/// The files beside a case's text.
pub trait Files {
    /// Names of all of them, with their folder.
    fn names(&mut self) -> Vec<String>;
    /// SHA-256 and length of one; `None` if it is not there or cannot be read.
    fn digest(&mut self, name: &str) -> Option<(Digest, u64)>;
}

/// Checks the text of a case and the files beside it. `root` is the SHA-256 of the county's
/// root key as it is known from elsewhere: without it, the case is only whole in itself.
pub fn check(text: &str, files: &mut dyn Files, root: Option<Digest>) -> Result<Found, Fault> {
    let case = read(text)?;
    let keys = county(&case, root)?;
    let log = case.log.open(&keys).map_err(|why| Place::Log.is(why))?;
    let note = case.note.open(&keys).map_err(|why| Place::Note.is(why))?;
    if note.form != FORM {
        return Err(Place::Note.is(Wrong::Form));
    }
    let mut held = Held {
        keys,
        log,
        note,
        authorities: Vec::new(),
        certificates: BTreeMap::new(),
        records: Vec::new(),
        receipts: Vec::new(),
    };
    for (index, said) in case.authorities.iter().enumerate() {
        held.authority(index + 1, said)?;
    }
    for (index, phone) in case.phones.iter().enumerate() {
        held.phone(index + 1, phone)?;
    }
    held.receipts(&case)?;
    let statements = held.statements(&case.statements)?;
    held.erasures(&statements)?;
    let without = held.files(&case, files)?;
    let photographs = held.photographs()?;
    Ok(held.found(Digest::of(&case.root.key), photographs, statements, without))
}

/// Reads the text, which must be the one way of writing what it says: no byte of it may be
/// another without changing its meaning.
fn read(text: &str) -> Result<Case, Fault> {
    let case: Case =
        serde_json::from_str(text).map_err(|error| Place::Text.is(Wrong::Unreadable(error.column())))?;
    let again = case.to_text().map_err(|_| Place::Text.is(Wrong::Unreadable(0)))?;
    if again == text {
        return Ok(case);
    }
    let same = again.bytes().zip(text.bytes()).take_while(|(one, other)| one == other).count();
    Err(Place::Text.is(Wrong::Unreadable(same + 1)))
}

fn county(case: &Case, root: Option<Digest>) -> Result<CountyKeys, Fault> {
    if root.is_some_and(|root| root != Digest::of(&case.root.key)) {
        return Err(Place::Root.is(Wrong::NotExpected));
    }
    let mut keys = CountyKeys::new(case.root.clone());
    for (index, statement) in case.keys.iter().enumerate() {
        keys.learn(statement).map_err(|why| Place::Key(index + 1).is(why))?;
    }
    Ok(keys)
}

/// A record that agrees with its phone and its place in the log.
struct Record {
    header: Header,
    /// `None` where it was erased.
    payload: Option<String>,
    key: PublicKey,
    received: chrono::DateTime<chrono::Utc>,
    erased: Option<String>,
}

/// What has been checked so far.
struct Held {
    keys: CountyKeys,
    log: LogRoot,
    note: CaseNote,
    authorities: Vec<AuthorityNamed>,
    certificates: BTreeMap<DeviceId, Vec<Certified>>,
    records: Vec<Record>,
    receipts: Vec<Receipt>,
}

impl Held {
    fn authority(&mut self, number: usize, said: &Said) -> Result<(), Fault> {
        let place = || Place::Authority(number);
        let named = certificates::authority(self.said(said, place)?).map_err(|wrong| place().is(wrong))?;
        self.authorities.push(named);
        Ok(())
    }

    fn phone(&mut self, number: usize, phone: &PhoneChain) -> Result<(), Fault> {
        let place = || Place::Phone(number);
        let Recordable::Enrolled(enrolled) = self.said(&phone.enrolled, place)? else {
            return Err(place().is(Wrong::Foreign));
        };
        for (index, said) in phone.certificates.iter().enumerate() {
            let place = || Place::Certificate(enrolled.device, index + 1);
            let certified = certificates::certificate(self.said(said, place)?, &enrolled, &self.authorities);
            let certified = certified.map_err(|wrong| place().is(wrong))?;
            self.certificates.entry(enrolled.device).or_default().push(certified);
        }
        let mut count = 0;
        for run in &phone.runs {
            let mut before: Option<Head> = None;
            for link in run {
                count += 1;
                before = Some(self.link(&enrolled, count, link, before)?);
            }
        }
        Ok(())
    }

    /// Something that the county decided and that stands in the log.
    fn said(&self, said: &Said, place: impl Fn() -> Place) -> Result<Recordable, Fault> {
        let statement =
            Recordable::open(&said.kind, &said.body, &self.keys).map_err(|why| place().is(why))?;
        if said.log.holds(Digest::of(said.body.as_bytes()), &self.log) {
            Ok(statement)
        } else {
            Err(place().is(Wrong::NotInLog))
        }
    }

    /// The next link, behind what stands before it in its run.
    fn link(
        &mut self,
        enrolled: &Enrolled,
        number: usize,
        link: &Link,
        before: Option<Head>,
    ) -> Result<Head, Fault> {
        let envelope = &link.envelope;
        let place = || Place::Chain(enrolled.device, number);
        let header = envelope.claimed_header().map_err(|why| place().is(why))?;
        let named = || if link.kept.is_some() { Place::Record(header.record) } else { place() };
        envelope.verify_signature(&enrolled.public).map_err(|why| named().is(why))?;
        if header.device != enrolled.device {
            return Err(named().is(Wrong::Foreign));
        }
        if !follows(&header, before, &enrolled.public) {
            return Err(named().is(Wrong::Unchained));
        }
        let hash = envelope.hash();
        let head = Head { epoch: header.epoch, seq: header.seq, hash };
        match (&link.kept, &envelope.payload) {
            (Some(kept), _) => self.record(link, kept, header, hash, &enrolled.public)?,
            (None, Some(_)) => return Err(place().is(Wrong::Added)),
            (None, None) => {}
        }
        Ok(head)
    }

    fn record(
        &mut self,
        link: &Link,
        kept: &Kept,
        header: Header,
        hash: Digest,
        key: &PublicKey,
    ) -> Result<(), Fault> {
        let record = header.record;
        let place = || Place::Record(record);
        let payload = link.envelope.payload.as_ref();
        if payload.is_some_and(|payload| payload.commitment() != header.commitment) {
            return Err(place().is(Refusal::BadCommitment));
        }
        if self.note.records.get(self.records.len()) != Some(&hash) {
            return Err(place().is(Wrong::Added));
        }
        if !kept.log.holds(hash, &self.log) {
            return Err(place().is(Wrong::NotInLog));
        }
        self.receipts.push(Receipt { record, header: hash, at: kept.at });
        let payload = payload.map(|payload| payload.text.clone());
        self.records.push(Record { header, payload, key: key.clone(), received: kept.at, erased: None });
        Ok(())
    }

    fn receipts(&self, case: &Case) -> Result<(), Fault> {
        if self.records.len() < self.note.records.len() {
            return Err(Place::Note.is(Wrong::NamesMore));
        }
        let checked = Receipts::check(case.receipts.clone(), self.receipts.clone(), &self.keys);
        checked.map(|_| ()).map_err(|why| Place::Receipts.is(why))
    }

    fn statements(&self, said: &[Said]) -> Result<Vec<(u64, Recordable)>, Fault> {
        let records: BTreeSet<String> =
            self.records.iter().map(|record| record.header.record.to_string()).collect();
        let mut statements = Vec::new();
        for (index, one) in said.iter().enumerate() {
            let position = one.log.position;
            let place = || Place::Statement(one.kind.clone(), position);
            let statement = self.said(one, place)?;
            if !records.contains(&statement.reference()) {
                return Err(place().is(Wrong::Foreign));
            }
            if self.note.statements.get(index) != Some(&position) {
                return Err(place().is(Wrong::Added));
            }
            statements.push((position, statement));
        }
        match self.note.statements.get(said.len()) {
            None => Ok(statements),
            Some(_) => Err(Place::Note.is(Wrong::NamesMore)),
        }
    }

    /// A payload that is not here must have been erased, and the county must have said so.
    fn erasures(&mut self, statements: &[(u64, Recordable)]) -> Result<(), Fault> {
        let reasons: BTreeMap<(RecordId, Digest), &String> = statements
            .iter()
            .filter_map(|(_, statement)| match statement {
                Recordable::Tombstone(stone) => Some(((stone.record, stone.commitment), &stone.reason)),
                _ => None,
            })
            .collect();
        for record in self.records.iter_mut().filter(|record| record.payload.is_none()) {
            let reason = reasons.get(&(record.header.record, record.header.commitment));
            let reason = reason.ok_or_else(|| Place::Record(record.header.record).is(Wrong::Missing))?;
            record.erased = Some((*reason).clone());
        }
        Ok(())
    }

    /// The files that lie beside are those of the note, and the records name them. Returns those
    /// that records name and that are not here.
    fn files(&self, case: &Case, files: &mut dyn Files) -> Result<Vec<Digest>, Fault> {
        let mut named: BTreeSet<Digest> = self.payloads().flat_map(media::named).collect();
        let mut left: BTreeSet<String> = files.names().into_iter().collect();
        for (index, sha256) in self.note.files.iter().enumerate() {
            let place = || Place::FileReceipt(*sha256);
            let receipt = case.media.get(index).ok_or_else(|| place().is(Wrong::Missing))?;
            let receipt = receipt.open(&self.keys).map_err(|why| place().is(why))?;
            if receipt.sha256 != *sha256 {
                return Err(place().is(Disbelief::OtherContent));
            }
            let names = [MediaType::Jpeg, MediaType::Png].map(|kind| file_name(*sha256, kind));
            let Some(name) = names.iter().find(|name| left.remove(*name)) else {
                let [name, _] = names;
                return Err(Place::File(name).is(Wrong::Missing));
            };
            if files.digest(name) != Some((*sha256, receipt.length)) {
                return Err(Place::File(name.clone()).is(Wrong::Altered));
            }
            if !named.remove(sha256) {
                return Err(Place::File(name.clone()).is(Wrong::Foreign));
            }
        }
        if case.media.len() > self.note.files.len() {
            return Err(Place::FileReceipts.is(Wrong::Added));
        }
        match left.pop_first() {
            Some(name) => Err(Place::File(name).is(Wrong::Added)),
            None => {
                // A countersignature names its visit by what that commits to, which is no file.
                let commitments: BTreeSet<Digest> =
                    self.records.iter().map(|record| record.header.commitment).collect();
                Ok(named.difference(&commitments).copied().collect())
            }
        }
    }

    /// Photographs for which their phone vouches, as far as their files are here.
    fn photographs(&self) -> Result<Vec<FoundPhotograph>, Fault> {
        let mut photographs = Vec::new();
        for record in &self.records {
            let Some(payload) = &record.payload else { continue };
            let Some(sidecar) = photographs::check(&record.header, payload, &record.key)? else { continue };
            if self.note.files.contains(&sidecar.working.sha256) {
                photographs.push(FoundPhotograph {
                    record: record.header.record,
                    working: file_name(sidecar.working.sha256, sidecar.working.kind),
                    sidecar,
                    received: record.received,
                    certificates: self.certificates.get(&record.header.device).cloned().unwrap_or_default(),
                });
            }
        }
        Ok(photographs)
    }

    fn payloads(&self) -> impl Iterator<Item = &str> {
        self.records.iter().filter_map(|record| record.payload.as_deref())
    }

    fn found(
        self,
        root: Digest,
        photographs: Vec<FoundPhotograph>,
        statements: Vec<(u64, Recordable)>,
        without: Vec<Digest>,
    ) -> Found {
        let records = self.records.into_iter().map(|record| FoundRecord {
            record: record.header.record,
            kind: record.header.kind,
            author: record.header.author,
            device: record.header.device,
            received: record.received,
            erased: record.erased,
        });
        Found {
            root,
            note: self.note,
            log: self.log,
            records: records.collect(),
            photographs,
            statements,
            without,
        }
    }
}

/// Whether a header comes next in its phone's chain. Of the first of a run nobody knows what came
/// before, unless it is the phone's very first, which hangs on its key.
fn follows(header: &Header, before: Option<Head>, key: &PublicKey) -> bool {
    let before = match before {
        Some(before) => before,
        None if (header.epoch, header.seq) == (1, 1) => Head::genesis(key),
        None => return true,
    };
    let next = if header.epoch == before.epoch { before } else { before.reopened() };
    (header.epoch, header.seq, header.prev) == (next.epoch, next.seq + 1, next.hash)
}
