//! One document of the feed: into its table, or out of it.

use crate::{
    StoreError, agenda, answer, clash, form, overlay, registry, review,
    search::{self, Fresh},
    sql::from_number,
};
use doorstep_domain::{
    id::{HouseholdId, PersonId},
    place::Wgs84,
    review::ReviewNote,
    roster::RosterLine,
    subject::{Household, Person, Subject, person::ChildCard},
};
use doorstep_protocol::changes::{Body, Change, Clash, DocumentKind, FormDocument, Placement};
use rusqlite::{OptionalExtension, Transaction};
use uuid::Uuid;

/// The kinds that this version knows.
pub(super) const KINDS: [DocumentKind; 13] = [
    DocumentKind::Region,
    DocumentKind::Colleague,
    DocumentKind::Household,
    DocumentKind::Person,
    DocumentKind::ChildCard,
    DocumentKind::Roster,
    DocumentKind::Form,
    DocumentKind::Activity,
    DocumentKind::Review,
    DocumentKind::Clash,
    DocumentKind::Placement,
    DocumentKind::Credential,
    DocumentKind::Outline,
];

fn kind_of(name: &str) -> Option<DocumentKind> {
    KINDS.into_iter().find(|kind| kind.as_str() == name)
}

/// Whether the document was taken away at a later revision. A document that leaves with a village is taken
/// away at its own: with the village it comes back as it was.
pub(super) fn was_removed(tx: &Transaction, change: &Change) -> Result<bool, StoreError> {
    let at: Option<i64> = tx
        .prepare_cached("SELECT revision FROM removed WHERE kind = ?1 AND key = ?2")?
        .query_row((&change.kind, &change.key), |row| row.get(0))
        .optional()?;
    Ok(at.is_some_and(|at| at > from_number(change.revision)))
}

/// Puts a document, whatever it is; what cannot be read is kept unread.
pub(super) fn put(
    tx: &Transaction,
    change: &Change,
    body: &Body,
    fresh: &mut Fresh,
) -> Result<(), StoreError> {
    let read = match kind_of(&change.kind) {
        Some(kind) => put_known(tx, kind, change, body, fresh)?,
        None => false,
    };
    if !read {
        keep(tx, change, body, true)?;
    }
    Ok(())
}

/// `false` if the body does not have the shape of its kind.
fn put_known(
    tx: &Transaction,
    kind: DocumentKind,
    change: &Change,
    body: &Body,
    fresh: &mut Fresh,
) -> Result<bool, StoreError> {
    let revision = change.revision;
    match kind {
        DocumentKind::Household => {
            let Some(household) = body.read() else { return Ok(false) };
            put_household(tx, &household, body, revision, fresh)?;
        }
        DocumentKind::Person => {
            let Some(person) = body.read() else { return Ok(false) };
            put_person(tx, &person, body, revision, fresh)?;
        }
        DocumentKind::ChildCard => {
            let Some(card) = body.read() else { return Ok(false) };
            put_card(tx, &card, body, revision, fresh)?;
        }
        DocumentKind::Roster => {
            let Some(line) = body.read::<RosterLine>() else { return Ok(false) };
            agenda::put(tx, &line, revision)?;
        }
        DocumentKind::Form => {
            let Some(document) = body.read::<FormDocument>() else { return Ok(false) };
            form::put(tx, &change.key, &document, revision)?;
        }
        DocumentKind::Review => {
            let Some(note) = body.read::<ReviewNote>() else { return Ok(false) };
            review::put(tx, &note, revision)?;
        }
        DocumentKind::Clash => {
            let Some(document) = body.read::<Clash>() else { return Ok(false) };
            // It lets go of an edit, and what is then shown of the subject goes into the index.
            fresh.write(tx)?;
            clash::put(tx, &change.key, &document, revision)?;
        }
        DocumentKind::Placement => {
            let Some(placement) = body.read::<Placement>() else { return Ok(false) };
            if keep(tx, change, body, false)? {
                answer::set_verdict(tx, placement.record, &placement.verdict)?;
            }
        }
        DocumentKind::Region
        | DocumentKind::Colleague
        | DocumentKind::Activity
        | DocumentKind::Credential
        | DocumentKind::Outline => {
            keep(tx, change, body, false)?;
        }
    }
    Ok(true)
}

fn put_household(
    tx: &Transaction,
    household: &Household,
    body: &Body,
    revision: u64,
    fresh: &mut Fresh,
) -> Result<(), StoreError> {
    let known = known(tx, "SELECT id, revision FROM household WHERE household = ?1", household.id.0)?;
    let (subject, at) = (Subject::Household(household.id), household.address.at);
    match known.against(revision) {
        Arrival::Old => Ok(()),
        Arrival::First => {
            tx.prepare_cached(
                "INSERT INTO household (household, revision, longitude, latitude, body)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute((
                household.id.0.into_bytes(),
                from_number(revision),
                at.map(Wgs84::longitude),
                at.map(Wgs84::latitude),
                body.text(),
            ))?;
            let row = tx.last_insert_rowid();
            if overlay::any(tx, subject)? {
                return answered(tx, subject, body, fresh);
            }
            fresh.household(row, household);
            agenda::came_to(tx, household.id)
        }
        Arrival::Newer(row) => {
            tx.prepare_cached(
                "UPDATE household SET revision = ?2, found_by = NULL, body = ?3 WHERE id = ?1",
            )?
            .execute((row, from_number(revision), body.text()))?;
            answered(tx, subject, body, fresh)
        }
    }
}

fn put_person(
    tx: &Transaction,
    person: &Person,
    body: &Body,
    revision: u64,
    fresh: &mut Fresh,
) -> Result<(), StoreError> {
    let known = known(tx, "SELECT id, revision FROM person WHERE person = ?1", person.id.0)?;
    let subject = Subject::Person(person.id);
    let household = person.household.0.into_bytes();
    match known.against(revision) {
        Arrival::Old => Ok(()),
        Arrival::First => {
            tx.prepare_cached(
                "INSERT INTO person (person, household, revision, body) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute((
                person.id.0.into_bytes(),
                household,
                from_number(revision),
                body.text(),
            ))?;
            let row = tx.last_insert_rowid();
            if overlay::any(tx, subject)? {
                return answered(tx, subject, body, fresh);
            }
            // A card that stood for them leaves the index.
            if has_card(tx, person.id)? {
                return answered(tx, subject, body, fresh);
            }
            fresh.person(row, person);
            agenda::place_person(tx, person.id)
        }
        Arrival::Newer(row) => {
            tx.prepare_cached(
                "UPDATE person SET household = ?2, revision = ?3, found_by = NULL, body = ?4 WHERE id = ?1",
            )?
            .execute((row, household, from_number(revision), body.text()))?;
            answered(tx, subject, body, fresh)
        }
    }
}

fn put_card(
    tx: &Transaction,
    card: &ChildCard,
    body: &Body,
    revision: u64,
    fresh: &mut Fresh,
) -> Result<(), StoreError> {
    let known = known(tx, "SELECT id, revision FROM child_card WHERE person = ?1", card.id.0)?;
    let household = card.household.0.into_bytes();
    match known.against(revision) {
        Arrival::Old => Ok(()),
        Arrival::First => {
            tx.prepare_cached(
                "INSERT INTO child_card (person, household, revision, body) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute((card.id.0.into_bytes(), household, from_number(revision), body.text()))?;
            let row = tx.last_insert_rowid();
            // A child whose file is open stands in the index once, as a person.
            if !has_file(tx, card.id)? {
                fresh.card(row, card);
            }
            agenda::place_person(tx, card.id)
        }
        Arrival::Newer(row) => {
            tx.prepare_cached(
                "UPDATE child_card SET household = ?2, revision = ?3, body = ?4 WHERE id = ?1",
            )?
            .execute((row, household, from_number(revision), body.text()))?;
            fresh.write(tx)?;
            registry::refresh(tx, Subject::Person(card.id))
        }
    }
}

fn has_card(tx: &Transaction, id: PersonId) -> Result<bool, StoreError> {
    Ok(tx
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM child_card WHERE person = ?1)")?
        .query_row([id.0.into_bytes()], |row| row.get(0))?)
}

fn has_file(tx: &Transaction, id: PersonId) -> Result<bool, StoreError> {
    Ok(tx
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM person WHERE person = ?1)")?
        .query_row([id.0.into_bytes()], |row| row.get(0))?)
}

/// Row and revision of a subject, if this phone holds one.
struct Known(Option<(i64, i64)>);

/// How a document comes to what this phone holds. A first load is all `First`, which
/// takes nothing out of any index.
enum Arrival {
    Old,
    First,
    Newer(i64),
}

fn known(tx: &Transaction, statement: &str, id: Uuid) -> Result<Known, StoreError> {
    let mut statement = tx.prepare_cached(statement)?;
    Ok(Known(statement.query_row([id.into_bytes()], |row| Ok((row.get(0)?, row.get(1)?))).optional()?))
}

impl Known {
    fn against(&self, revision: u64) -> Arrival {
        match self.0 {
            None => Arrival::First,
            Some((row, known)) if known < from_number(revision) => Arrival::Newer(row),
            Some(_) => Arrival::Old,
        }
    }
}

/// Lets go of the own edits that a document answers; what is derived from it follows what is then shown.
fn answered(tx: &Transaction, subject: Subject, body: &Body, fresh: &mut Fresh) -> Result<(), StoreError> {
    fresh.write(tx)?;
    if overlay::any(tx, subject)? {
        let document = body.read().ok_or(StoreError::Unreadable("document"))?;
        overlay::answered(tx, subject, &document)?;
    }
    registry::refresh(tx, subject)
}

/// Keeps a document by its key alone; `false` if it is not newer.
fn keep(tx: &Transaction, change: &Change, body: &Body, unread: bool) -> Result<bool, StoreError> {
    let changed = tx
        .prepare_cached(
            "INSERT INTO document (kind, key, revision, unread, body) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (kind, key) DO UPDATE SET revision = excluded.revision,
                unread = excluded.unread, body = excluded.body
             WHERE excluded.revision > document.revision
                OR (excluded.revision = document.revision AND document.unread > excluded.unread)",
        )?
        .execute((&change.kind, &change.key, from_number(change.revision), unread, body.text()))?;
    Ok(changed > 0)
}

/// Takes a document away and remembers when.
pub(super) fn remove(tx: &Transaction, change: &Change, fresh: &mut Fresh) -> Result<(), StoreError> {
    fresh.write(tx)?;
    tx.prepare_cached(
        "INSERT INTO removed (kind, key, revision) VALUES (?1, ?2, ?3)
         ON CONFLICT (kind, key) DO UPDATE SET revision = max(revision, excluded.revision)",
    )?
    .execute((&change.kind, &change.key, from_number(change.revision)))?;
    delete(tx, &change.kind, &change.key, change.revision)
}

/// Deletes the document unless it is newer than `revision`.
fn delete(tx: &Transaction, kind: &str, key: &str, revision: u64) -> Result<(), StoreError> {
    let revision = from_number(revision);
    tx.prepare_cached("DELETE FROM document WHERE kind = ?1 AND key = ?2 AND revision <= ?3")?
        .execute((kind, key, revision))?;
    let id = Uuid::parse_str(key).ok();
    match (kind_of(kind), id) {
        (Some(DocumentKind::Household), Some(id)) => {
            leave(tx, "household", "household", Subject::Household(HouseholdId(id)), revision)
        }
        (Some(DocumentKind::Person), Some(id)) => {
            leave(tx, "person", "person", Subject::Person(PersonId(id)), revision)
        }
        (Some(DocumentKind::ChildCard), Some(id)) => {
            leave(tx, "child_card", "person", Subject::Person(PersonId(id)), revision)
        }
        (Some(DocumentKind::Roster), Some(id)) => {
            let newer: bool = tx
                .prepare_cached("SELECT EXISTS (SELECT 1 FROM roster WHERE line = ?1 AND revision > ?2)")?
                .query_row((id.into_bytes(), revision), |row| row.get(0))?;
            if newer { Ok(()) } else { agenda::remove(tx, id) }
        }
        (Some(DocumentKind::Review), Some(id)) => {
            tx.prepare_cached("DELETE FROM review WHERE visit = ?1 AND revision <= ?2")?
                .execute((id.into_bytes(), revision))?;
            Ok(())
        }
        (Some(DocumentKind::Form), _) => {
            tx.prepare_cached("DELETE FROM form WHERE key = ?1 AND revision <= ?2")?
                .execute((key, revision))?;
            Ok(())
        }
        (Some(DocumentKind::Clash), _) => {
            tx.prepare_cached("DELETE FROM clash WHERE key = ?1 AND revision <= ?2")?
                .execute((key, revision))?;
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Takes a subject's row away with what is derived from it.
pub(super) fn leave(
    tx: &Transaction,
    table: &str,
    column: &str,
    subject: Subject,
    revision: i64,
) -> Result<(), StoreError> {
    let there: bool = tx
        .prepare_cached(&format!(
            "SELECT EXISTS (SELECT 1 FROM {table} WHERE {column} = ?1 AND revision <= ?2)"
        ))?
        .query_row((subject.uuid().into_bytes(), revision), |row| row.get(0))?;
    if !there {
        return Ok(());
    }
    search::forget(tx, subject)?;
    tx.prepare_cached(&format!("DELETE FROM {table} WHERE {column} = ?1"))?
        .execute([subject.uuid().into_bytes()])?;
    registry::refresh(tx, subject)
}

/// Tries again what an earlier version could not read.
pub(crate) fn take_up_unread(tx: &Transaction) -> Result<(), StoreError> {
    let mut fresh = Fresh::default();
    for kind in KINDS {
        let kept = tx
            .prepare_cached("SELECT key, revision, body FROM document WHERE kind = ?1 AND unread = 1")?
            .query_and_then([kind.as_str()], |row| {
                let revision: i64 = row.get(1)?;
                let body = Body::from_text(row.get(2)?).map_err(|_| StoreError::Unreadable("document"))?;
                let change = Change {
                    kind: kind.as_str().to_owned(),
                    key: row.get(0)?,
                    revision: crate::sql::to_count(revision),
                    body: None,
                };
                Ok((change, body))
            })?
            .collect::<Result<Vec<_>, StoreError>>()?;
        for (change, body) in kept {
            if put_known(tx, kind, &change, &body, &mut fresh)? {
                tx.prepare_cached("DELETE FROM document WHERE kind = ?1 AND key = ?2 AND unread = 1")?
                    .execute((&change.kind, &change.key))?;
            }
        }
    }
    fresh.write(tx)
}
