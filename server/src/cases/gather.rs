//! Puts a case together, in one reading transaction.

use super::{
    Asked, CaseError, Gathered,
    chain::{self, Filed},
};
use crate::{
    db::{DbError, Row, Tx},
    erasure::reach,
    keyring::Keyring,
    log::tree,
    media::{self, Media},
    vault,
};
use doorstep_domain::id::{DeviceId, RecordId};
use doorstep_protocol::{
    case::{Case, CaseNote, FORM, Kept, Link, PhoneChain, Said},
    digest::Digest,
    log::LogRoot,
    receipt::{Receipt, Receipts},
    signed::Signed,
    statement::{AuthorityNamed, Certified, Enrolled, Recordable, Recorded as _},
};
use std::collections::{BTreeMap, BTreeSet};

/// The case, as the log stood when this root was signed.
pub(super) fn case(
    tx: &mut Tx<'_>,
    keyring: &Keyring,
    media: Option<&Media>,
    root: Signed<LogRoot>,
    asked: Asked,
) -> Result<Gathered, CaseError> {
    let LogRoot { size, .. } = serde_json::from_str(&root.statement)?;
    let records = records(tx, &asked)?;
    let mut gathering = Gathering { keyring, size, of_case: BTreeSet::new(), receipts: Vec::new() };
    let phones = gathering.phones(tx, &records)?;
    let authorities = gathering.authorities(tx, &phones)?;
    let statements = gathering.statements(tx, &records)?;
    let mut files = Vec::new();
    for file in media::of_records(tx, keyring, &records)? {
        if media.map_or(Ok(false), |media| file.is_here(media))? {
            files.push(file);
        }
    }
    let note = CaseNote {
        form: FORM,
        subject: asked.subject,
        records: gathering.receipts.iter().map(|receipt| receipt.header).collect(),
        statements: statements.iter().map(|said| said.log.position).collect(),
        files: files.iter().map(|file| file.sha256).collect(),
        by: asked.by,
        at: asked.at,
    };
    let case = Case {
        note: Signed::sign(&note, &keyring.receipt)?,
        root: keyring.root.public_key(),
        keys: keyring.statements.clone(),
        log: root,
        authorities,
        phones,
        receipts: Receipts::sign(gathering.receipts, &keyring.receipt)?.into_signed(),
        statements,
        media: files.iter().map(|file| file.receipt.clone()).collect(),
    };
    Ok(Gathered { text: case.to_text()?, files })
}

/// All records about a subject, those that were erased too, and who else stands by its visits.
fn records(tx: &mut Tx<'_>, asked: &Asked) -> Result<BTreeSet<RecordId>, CaseError> {
    let mut records = BTreeSet::new();
    for subject in reach::with_members(tx, asked.subject)? {
        records.extend(tx.map(
            "SELECT record FROM record_subject WHERE subject = $1",
            &[subject.uuid().to_string().into()],
            |row| row.get::<RecordId>(0),
        )?);
    }
    let visits: Vec<RecordId> = records.iter().copied().collect();
    for visit in visits {
        records.extend(tx.map(
            "SELECT record FROM countersign WHERE visit = $1",
            &[visit.into()],
            |row| row.get::<RecordId>(0),
        )?);
    }
    Ok(records)
}

struct Gathering<'a> {
    keyring: &'a Keyring,
    /// Of the log when its root was signed: what came later is not in the case.
    size: u64,
    /// Headers of its records.
    of_case: BTreeSet<Digest>,
    /// In the order in which the records stand.
    receipts: Vec<Receipt>,
}

impl Gathering<'_> {
    fn phones(
        &mut self,
        tx: &mut Tx<'_>,
        records: &BTreeSet<RecordId>,
    ) -> Result<Vec<PhoneChain>, CaseError> {
        let mut by_phone: BTreeMap<DeviceId, BTreeMap<Digest, Filed>> = BTreeMap::new();
        for record in records {
            for filed in chain::of_record(tx, *record)? {
                if filed.position.is_some_and(|position| position <= self.size) {
                    self.of_case.insert(filed.hash);
                    by_phone.entry(filed.device).or_default().insert(filed.hash, filed);
                }
            }
        }
        let mut phones = Vec::new();
        for (device, filed) in by_phone {
            let enrolled = self.about(tx, &device.to_string(), &[Enrolled::KIND])?;
            let enrolled = enrolled.into_iter().next().ok_or(DbError::NoRow)?;
            let mut runs = Vec::new();
            for run in chain::runs(tx, filed)? {
                runs.push(self.run(tx, run)?);
            }
            let certificates = self.about(tx, &device.to_string(), &[Certified::KIND])?;
            phones.push(PhoneChain { enrolled, certificates, runs });
        }
        Ok(phones)
    }

    fn run(&mut self, tx: &mut Tx<'_>, run: Vec<Filed>) -> Result<Vec<Link>, CaseError> {
        let mut links = Vec::with_capacity(run.len());
        for Filed { mut envelope, hash, record, commitment, received, position, .. } in run {
            let mut kept = None;
            if self.of_case.contains(&hash) {
                envelope.payload = vault::payload_committed(tx, self.keyring, record, commitment)?;
                let position = position.ok_or(DbError::NoRow)?;
                kept = Some(Kept { at: received, log: tree::inclusion(tx, position, self.size)? });
                self.receipts.push(Receipt { record, header: hash, at: received });
            }
            links.push(Link { envelope, kept });
        }
        Ok(links)
    }

    /// Who issued the certificates of these phones.
    fn authorities(&self, tx: &mut Tx<'_>, phones: &[PhoneChain]) -> Result<Vec<Said>, CaseError> {
        let mut named = BTreeSet::new();
        for said in phones.iter().flat_map(|phone| &phone.certificates) {
            let signed: Signed<Certified> = serde_json::from_str(&said.body)?;
            let certified: Certified = serde_json::from_str(&signed.statement)?;
            named.insert(certified.authority.to_string());
        }
        let mut authorities = Vec::new();
        for authority in named {
            authorities.extend(self.about(tx, &authority, &[AuthorityNamed::KIND])?);
        }
        Ok(authorities)
    }

    fn statements(&self, tx: &mut Tx<'_>, records: &BTreeSet<RecordId>) -> Result<Vec<Said>, CaseError> {
        let mut statements = Vec::new();
        for record in records {
            statements.extend(self.about(tx, &record.to_string(), Recordable::KINDS)?);
        }
        statements.sort_by_key(|said| said.log.position);
        Ok(statements)
    }

    /// What the county decided about a record or a phone.
    fn about(&self, tx: &mut Tx<'_>, reference: &str, kinds: &[&str]) -> Result<Vec<Said>, CaseError> {
        let row = |row: &Row| Ok((row.get::<String>(0)?, row.get::<String>(1)?, row.get::<u64>(2)?));
        let found = tx.map(
            "SELECT entry.kind, entry.body, sealed_entry.position
             FROM entry JOIN sealed_entry ON sealed_entry.entry = entry.id
             WHERE entry.reference = $1 AND entry.kind <> 'envelope' AND entry.kind <> 'audit'
               AND sealed_entry.position <= $2
             ORDER BY sealed_entry.position",
            &[reference.into(), self.size.into()],
            row,
        )?;
        let mut said = Vec::new();
        for (kind, body, position) in found.into_iter().filter(|(kind, ..)| kinds.contains(&kind.as_str())) {
            said.push(Said { kind, body, log: tree::inclusion(tx, position, self.size)? });
        }
        Ok(said)
    }
}
