//! Saving: from a finished form to a link of the chain, once.

use crate::{
    Store, StoreError, agenda, chain,
    journal::Entries,
    media, outbox, overlay, registry, review, signing,
    sql::{from_day, from_subject, to_count, to_json},
};
use chrono::NaiveDate;
use doorstep_domain::{
    id::{DraftId, RecordId},
    record::Record,
    subject::Subject,
    visit::{Urgency, VisitTag},
};
use doorstep_protocol::{
    chain::Head,
    digest::Digest,
    envelope::{Claim, Link, Payload, SealError},
    journal::Place,
    key::{DeviceKey, KeyUnavailable},
};
use rusqlite::Transaction;
use thiserror::Error;

/// A record to be saved.
#[derive(Clone, Debug)]
pub struct NewRecord {
    /// What its author says of it.
    pub claim: Claim,
    /// Its bytes.
    pub payload: Payload,
    /// What history and agenda show of it.
    pub facts: RecordFacts,
    /// The draft it was, which goes with the same commit.
    pub draft: Option<DraftId>,
}

/// What history and agenda need of a record without reading its payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordFacts {
    /// Whom it is about.
    pub subject: Option<Subject>,
    /// Which visit it is, if it is one.
    pub visit: Option<VisitTag>,
    /// How soon a supervisor must look.
    pub urgency: Urgency,
    /// Its civil day.
    pub day: NaiveDate,
    /// The record it corrects.
    pub corrects: Option<RecordId>,
    /// Codes from which a shell makes its line in a list. No names.
    pub title: Vec<String>,
}

/// The record is in the database, for good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// Which.
    pub record: RecordId,
    /// What a countersignature stands by.
    pub commitment: Digest,
    /// Where it stands in the chain; `None` for a record saved earlier that has left the outbox.
    pub place: Option<Place>,
    /// It had been saved before, and nothing changed.
    pub repeated: bool,
    /// It is in the journal too. If not, the next save or opening of the store adds it.
    pub journalled: bool,
}

/// Why a record was not saved. Draft and chain are as they were.
#[derive(Debug, Error)]
pub enum SaveError {
    /// The disk is full.
    #[error("the phone's storage is full")]
    StorageFull,
    /// Nobody is enrolled on this phone.
    #[error("nobody is enrolled")]
    NotEnrolled,
    /// Another record of this id was saved before, with other content.
    #[error("another record has this id")]
    Conflict,
    /// The payload is over the limit.
    #[error("the record is too large")]
    TooLarge,
    /// The keystore would not sign.
    #[error(transparent)]
    Key(#[from] KeyUnavailable),
    /// Anything else.
    #[error("the record could not be saved")]
    Store(#[source] StoreError),
}

impl From<StoreError> for SaveError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::StorageFull => Self::StorageFull,
            StoreError::NotEnrolled => Self::NotEnrolled,
            StoreError::Sign(SealError::Key(error)) => Self::Key(error),
            StoreError::Sign(SealError::TooLarge) => Self::TooLarge,
            other => Self::Store(other),
        }
    }
}

impl From<rusqlite::Error> for SaveError {
    fn from(error: rusqlite::Error) -> Self {
        StoreError::from(error).into()
    }
}

impl Store {
    /// Saves one record; see [`Store::save_all`].
    pub fn save(&self, record: NewRecord, key: &dyn DeviceKey) -> Result<Saved, SaveError> {
        let mut saved = self.save_all(vec![record], key)?;
        saved.pop().ok_or(SaveError::Store(StoreError::Unreadable("record")))
    }

    /// Saves records in their order, all or none (an unplanned visit and the person it
    /// found). A record saved before, with the same content, is left as it is; one with
    /// other content is [`SaveError::Conflict`].
    pub fn save_all(&self, records: Vec<NewRecord>, key: &dyn DeviceKey) -> Result<Vec<Saved>, SaveError> {
        let (mut saved, journalled) = self.write_then_journal(|tx| {
            let (head, mut entries) = chain::begin(tx, key)?;
            let (saved, links) = save_all(tx, records, head, key)?;
            entries.extend(links);
            Ok::<_, SaveError>((saved, entries))
        })?;
        for one in &mut saved {
            one.journalled = journalled;
        }
        Ok(saved)
    }
}

/// Saves records as the links after `head`.
fn save_all(
    tx: &Transaction,
    records: Vec<NewRecord>,
    mut head: Head,
    key: &dyn DeviceKey,
) -> Result<(Vec<Saved>, Entries), SaveError> {
    let ((saved, new), envelopes) = signing::beside(key, records.len(), |desk| {
        let (mut saved, mut new) = (Vec::with_capacity(records.len()), Vec::with_capacity(records.len()));
        for record in records {
            let (mut one, linked) = save(tx, record, &mut head)?;
            if one.place.is_none() {
                // It came twice in one batch, which is not in the outbox yet.
                let twin = saved.iter().find(|twin: &&Saved| twin.record == one.record);
                one.place = twin.and_then(|twin| twin.place);
            }
            saved.push(one);
            if let Some((id, link)) = linked {
                desk.hand_over(link);
                new.push((id, head));
            }
        }
        Ok::<_, SaveError>((saved, new))
    })?;
    #[cfg(feature = "mutants")]
    crate::mutant::split(tx)?;
    let mut entries = Vec::with_capacity(new.len());
    for ((id, head), envelope) in new.into_iter().zip(envelopes) {
        outbox::put(tx, id, head, &envelope, &outbox::State::Waiting)?;
        entries.push((head.place(), envelope));
    }
    Ok((saved, entries))
}

/// Saves one record as the link after `head`, which moves on. A new one's link, with the id of its row, is still
/// to be signed and put into the outbox.
fn save(
    tx: &Transaction,
    new: NewRecord,
    head: &mut Head,
) -> Result<(Saved, Option<(i64, Link)>), SaveError> {
    let NewRecord { claim, payload, facts, draft } = new;
    let (record, commitment) = (claim.record, payload.commitment());
    if let Some(draft) = draft {
        tx.prepare_cached("DELETE FROM draft WHERE draft = ?1")?.execute([draft.0.into_bytes()])?;
    }
    let Some(id) = put_record(tx, &claim, &payload, commitment, &facts)? else {
        let (before, place) = saved_before(tx, record)?;
        if before != commitment.0 {
            return Err(SaveError::Conflict);
        }
        return Ok((Saved { record, commitment, place, repeated: true, journalled: false }, None));
    };
    take_effect(tx, &claim, &payload, &facts)?;
    media::saved(tx, record, &payload.text, draft)?;
    let (link, next) = Link::new(claim, payload, *head).map_err(StoreError::Sign)?;
    *head = next;
    let saved = Saved { record, commitment, place: Some(next.place()), repeated: false, journalled: false };
    Ok((saved, Some((id, link))))
}

/// Commitment and place of a record that is in history already.
type Before = ([u8; 32], Option<Place>);

fn saved_before(tx: &Transaction, record: RecordId) -> Result<Before, StoreError> {
    let (commitment, epoch, seq): ([u8; 32], Option<u32>, Option<i64>) = tx
        .prepare_cached(
            "SELECT record.commitment, outbox.epoch, outbox.seq
             FROM record LEFT JOIN outbox ON outbox.id = record.id WHERE record.record = ?1",
        )?
        .query_row([record.0.into_bytes()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok((commitment, epoch.zip(seq).map(|(epoch, seq)| Place { epoch, seq: to_count(seq) })))
}

/// `None` if there is a record of this id already.
fn put_record(
    tx: &Transaction,
    claim: &Claim,
    payload: &Payload,
    commitment: Digest,
    facts: &RecordFacts,
) -> Result<Option<i64>, StoreError> {
    let mut insert = tx.prepare_cached(
        "INSERT INTO record (record, kind, payload_version, commitment, subject, visit, urgent, day,
                             corrects, title, saved_at, salt, payload)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
         ON CONFLICT (record) DO NOTHING",
    )?;
    let inserted = insert.execute((
        claim.record.0.into_bytes(),
        &claim.kind,
        claim.payload_version,
        commitment.0,
        facts.subject.map(from_subject),
        facts.visit.map(VisitTag::as_str),
        facts.urgency == Urgency::Emergency,
        from_day(facts.day),
        facts.corrects.map(|record| record.0.into_bytes()),
        to_json(&facts.title, "title")?,
        claim.clock.device.timestamp_millis(),
        &payload.salt,
        &payload.text,
    ))?;
    Ok((inserted > 0).then(|| tx.last_insert_rowid()))
}

/// What the phone shows differently as soon as the record is saved.
fn take_effect(
    tx: &Transaction,
    claim: &Claim,
    payload: &Payload,
    facts: &RecordFacts,
) -> Result<(), StoreError> {
    // A correction mends an earlier round; it does not visit for the one that is due now.
    if let ("visit", None, Some(subject), Some(visit)) =
        (claim.kind.as_str(), facts.corrects, facts.subject, facts.visit)
    {
        agenda::visited(tx, subject, visit, claim.record)?;
    }
    // Only these show here at once; a visit's payload is not read again for nothing.
    if !matches!(claim.kind.as_str(), "activity" | "subject_new" | "subject_edit" | "review_reply") {
        return Ok(());
    }
    // A payload of a shape unknown here is saved all the same; it only shows nothing.
    match Record::parse(&claim.kind, claim.payload_version, payload.text.as_bytes()) {
        Ok(Record::Activity(activity)) => registry::opened(tx, &activity),
        Ok(Record::SubjectNew(new)) => registry::found(tx, claim.record, &new),
        Ok(Record::SubjectEdit(edit)) => overlay::keep(tx, claim.record, &edit),
        Ok(Record::ReviewReply(reply)) => review::replied(tx, reply.visit, claim.record),
        _ => Ok(()),
    }
}
