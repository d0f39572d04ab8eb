//! The photographs of a visit: whether their phone vouches for them, and which of anybody's look alike.

use crate::{
    db::{DbError, Tx},
    devices,
    keyring::Keyring,
    vault::VaultError,
};
use doorstep_domain::{
    id::RecordId,
    likeness::Likeness,
    plausibility::{Flag, Limits},
    record::Record,
    visit::Visit,
};
use doorstep_protocol::{envelope::Header, evidence};

/// Bits of the parts of a likeness; with four bits of difference one of five parts is the same.
const PARTS: [u32; 5] = [13, 13, 13, 13, 12];

/// Photographs that are compared with one at the most.
const COMPARED: i64 = 512;

/// The photographs of a visit that are here.
pub(super) struct Photographs(Vec<(RecordId, Option<Likeness>)>);

/// Opens the photographs that a visit names, and keeps what they look like.
pub(super) fn of(
    tx: &mut Tx<'_>,
    keyring: &Keyring,
    header: &Header,
    visit: &Visit,
) -> Result<Photographs, VaultError> {
    let mut photographs = Vec::new();
    for record in &visit.evidence {
        let found = super::read(tx, keyring, *record)?;
        let likeness = match &found {
            Some((of, Record::Evidence(photograph)))
                if (of.author, of.device) == (header.author, header.device) =>
            {
                let key = devices::public_key(tx, of.device)?;
                key.and_then(|key| evidence::vouched(of, photograph, &key)).map(|sidecar| sidecar.likeness)
            }
            _ => None,
        };
        keep(tx, *record, header.record, likeness)?;
        if found.is_some() {
            photographs.push((*record, likeness));
        }
    }
    Ok(Photographs(photographs))
}

/// The first visit that names a photograph has it; in another it looks like itself.
fn keep(
    tx: &mut Tx<'_>,
    record: RecordId,
    visit: RecordId,
    likeness: Option<Likeness>,
) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO photograph (record, visit, likeness) VALUES ($1, $2, $3)
         ON CONFLICT (record) DO UPDATE SET likeness = $3 WHERE photograph.visit = $2",
        &[record.into(), visit.into(), likeness.map(|likeness| likeness.to_string()).into()],
    )?;
    for part in likeness.map(parts).into_iter().flatten() {
        tx.execute(
            "INSERT INTO likeness_part (part, record) VALUES ($1, $2) ON CONFLICT (part, record) DO NOTHING",
            &[part.into(), record.into()],
        )?;
    }
    Ok(())
}

/// Each part with its number above it, so that equal bits in different places are different parts.
fn parts(Likeness(bits): Likeness) -> [i64; 5] {
    let (mut number, mut rest) = (0, bits);
    PARTS.map(|width| {
        let part = rest & ((1 << width) - 1);
        rest >>= width;
        number += 1;
        number << 16 | i64::try_from(part).unwrap_or(0)
    })
}

impl Photographs {
    pub(super) fn likenesses(&self) -> Vec<Likeness> {
        self.0.iter().filter_map(|(_, likeness)| *likeness).collect()
    }

    pub(super) fn unvouched(&self) -> Vec<Flag> {
        let unvouched = self.0.iter().filter(|(_, likeness)| likeness.is_none());
        unvouched.map(|(photograph, _)| Flag::UnvouchedPhotograph { photograph: *photograph }).collect()
    }

    /// Visits, other than theirs, with photographs that look like them.
    pub(super) fn alike(
        &self,
        tx: &mut Tx<'_>,
        visit: RecordId,
        limits: &Limits,
    ) -> Result<Vec<(RecordId, Likeness)>, DbError> {
        let mut alike = Vec::new();
        for likeness in self.likenesses() {
            let [one, two, three, four, five] = parts(likeness).map(Into::into);
            let candidates = tx.map(
                "SELECT DISTINCT photograph.visit, photograph.likeness
                 FROM likeness_part JOIN photograph ON photograph.record = likeness_part.record
                 WHERE likeness_part.part IN ($1, $2, $3, $4, $5) AND photograph.visit <> $6
                   AND photograph.likeness IS NOT NULL
                 LIMIT $7",
                &[one, two, three, four, five, visit.into(), COMPARED.into()],
                |row| {
                    let text: String = row.get(1)?;
                    Ok((row.get(0)?, text.parse::<Likeness>().map_err(|_| DbError::Json)?))
                },
            )?;
            alike.extend(
                candidates
                    .into_iter()
                    .filter(|(_, other)| other.distance(likeness) <= limits.photograph_bits),
            );
        }
        Ok(alike)
    }
}

/// A photograph came after the visit that names it: the visit is looked at again.
pub(crate) fn arrived(tx: &mut Tx<'_>, record: RecordId) -> Result<(), DbError> {
    tx.execute(
        "UPDATE visit SET unusual = NULL WHERE record IN (SELECT visit FROM photograph WHERE record = $1)",
        &[record.into()],
    )
    .map(|_| ())
}

/// Of a visit, or one of its own.
pub(super) fn forget(tx: &mut Tx<'_>, record: RecordId) -> Result<(), DbError> {
    tx.execute(
        "DELETE FROM likeness_part WHERE record IN (SELECT record FROM photograph WHERE record = $1 OR visit = $1)",
        &[record.into()],
    )?;
    tx.execute("DELETE FROM photograph WHERE record = $1 OR visit = $1", &[record.into()]).map(|_| ())
}
