//! Recomputes the log from the exact bytes that stand in the database.
//!
//! What it sees: an entry or envelope whose bytes were changed, a position taken out,
//! entries put in another order, a signature that is not the phone's, an entry that
//! is neither sealed nor waiting. What it cannot see by itself: a log cut short or
//! written anew from the start; for that, give it a head that was kept elsewhere.

use super::{GENESIS, LogHead, digest, sealer::link};
use crate::db::{DbError, Row, Tx};
use doorstep_protocol::{
    digest::Digest,
    envelope::HEADER_TYPE,
    key::{Algorithm, PublicKey, Signature},
    log::LogRoot,
    merkle::Growing,
    pae,
    signed::Signed,
};
use std::collections::BTreeMap;

/// Rows of one page.
const PAGE: u64 = 1_000;

/// The first thing wrong with the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where; for an entry that was never sealed, the position after the last.
    pub position: u64,
    /// What.
    pub kind: FaultKind,
}

/// What can be wrong with the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// No entry stands at this position.
    Missing,
    /// The entry's bytes are not those that were sealed.
    Edited,
    /// The chain does not lead here: something before was taken out or put elsewhere.
    Unchained,
    /// The envelope's signature is not its phone's.
    BadSignature,
    /// The head kept elsewhere is not on this chain.
    NotTheKeptHead,
    /// A root of the log was signed here, and is not that of these entries.
    NotTheSignedRoot,
    /// An entry that is neither sealed nor waiting to be.
    Unaccounted,
}

/// Walks the whole log; `Ok(Err(fault))` names the first position that is not what was
/// sealed, `Ok(Ok(head))` where the log ends. `kept` are heads that were written down elsewhere.
pub fn verify(tx: &mut Tx<'_>, kept: &[LogHead]) -> Result<Result<LogHead, Fault>, DbError> {
    let mut at = LogHead { position: 0, chain: GENESIS };
    let (mut keys, mut tree, roots) = (BTreeMap::new(), Growing::default(), signed_roots(tx)?);
    loop {
        let rows = tx.rows(
            "SELECT sealed_entry.position, sealed_entry.chain, entry.leaf, entry.kind, entry.body,
                    envelope.header, envelope.algorithm, envelope.signature, envelope.device
             FROM sealed_entry
             LEFT JOIN entry ON entry.id = sealed_entry.entry
             LEFT JOIN envelope ON envelope.entry = entry.id AND entry.kind = 'envelope'
             WHERE sealed_entry.position > $1
             ORDER BY sealed_entry.position
             LIMIT $2",
            &[at.position.into(), PAGE.into()],
        )?;
        for row in &rows {
            let fault = |kind| fault_at(at.position + 1, kind);
            let position: u64 = row.get(0)?;
            let Some(leaf) = row.get::<Option<Vec<u8>>>(2)? else { return fault(FaultKind::Missing) };
            if position != at.position + 1 {
                return fault(FaultKind::Missing);
            }
            let leaf = digest(&leaf)?;
            if let Some(kind) = check_bytes(tx, row, leaf, &mut keys)? {
                return fault(kind);
            }
            let chain = link(at.chain, leaf);
            if chain.as_bytes() != row.get::<Vec<u8>>(1)? {
                return fault(FaultKind::Unchained);
            }
            at = LogHead { position, chain };
            tree.push(doorstep_protocol::log::leaf(leaf));
            if roots.get(&position).is_some_and(|root| *root != tree.root()) {
                return fault_at(position, FaultKind::NotTheSignedRoot);
            }
            if kept.iter().any(|head| head.position == position && head.chain != chain) {
                return fault_at(position, FaultKind::NotTheKeptHead);
            }
        }
        if rows.is_empty() {
            break;
        }
    }
    if let Some(cut) = kept.iter().find(|head| head.position > at.position) {
        return fault_at(cut.position, FaultKind::NotTheKeptHead);
    }
    let unaccounted = tx.exists(
        "SELECT id FROM entry
         WHERE NOT EXISTS (SELECT 1 FROM sealed_entry WHERE sealed_entry.entry = entry.id)
           AND NOT EXISTS (SELECT 1 FROM unsealed_entry WHERE unsealed_entry.entry = entry.id)
         LIMIT 1",
        &[],
    )?;
    if unaccounted {
        return fault_at(at.position + 1, FaultKind::Unaccounted);
    }
    Ok(Ok(at))
}

fn fault_at(position: u64, kind: FaultKind) -> Result<Result<LogHead, Fault>, DbError> {
    Ok(Err(Fault { position, kind }))
}

/// Roots that were signed, by how many entries they are over.
fn signed_roots(tx: &mut Tx<'_>) -> Result<BTreeMap<u64, Digest>, DbError> {
    let read = |row: &Row| {
        let signed: Signed<LogRoot> =
            serde_json::from_str(&row.get::<String>(0)?).map_err(|_| DbError::Json)?;
        let LogRoot { size, root, .. } =
            serde_json::from_str(&signed.statement).map_err(|_| DbError::Json)?;
        Ok((size, root))
    };
    Ok(tx.map("SELECT statement FROM log_root", &[], read)?.into_iter().collect())
}

/// Whether the bytes behind a leaf are still those: the header's text of an envelope, the body of anything else.
fn check_bytes(
    tx: &mut Tx<'_>,
    row: &Row,
    leaf: Digest,
    keys: &mut BTreeMap<String, PublicKey>,
) -> Result<Option<FaultKind>, DbError> {
    if row.get::<Option<String>>(3)?.as_deref() != Some("envelope") {
        let body: Option<String> = row.get(4)?;
        let same = body.is_some_and(|body| Digest::of(body.as_bytes()) == leaf);
        return Ok((!same).then_some(FaultKind::Edited));
    }
    let Some(header) = row.get::<Option<String>>(5)? else { return Ok(Some(FaultKind::Edited)) };
    if Digest::of(header.as_bytes()) != leaf {
        return Ok(Some(FaultKind::Edited));
    }
    let device: String = row.get(8)?;
    if !keys.contains_key(&device) {
        keys.insert(device.clone(), device_key(tx, &device)?);
    }
    let signature = Signature { alg: algorithm(&row.get::<String>(6)?)?, sig: row.get::<Vec<u8>>(7)? };
    let signed = pae::encode(HEADER_TYPE, header.as_bytes());
    let good = keys.get(&device).is_some_and(|key| key.verify(&signed, &signature).is_ok());
    Ok((!good).then_some(FaultKind::BadSignature))
}

fn device_key(tx: &mut Tx<'_>, device: &str) -> Result<PublicKey, DbError> {
    let row = tx
        .row("SELECT algorithm, public_key FROM device WHERE id = $1", &[device.into()])?
        .ok_or(DbError::NoRow)?;
    Ok(PublicKey { alg: algorithm(&row.get::<String>(0)?)?, key: row.get(1)? })
}

/// Reads an algorithm as it stands in the database: its name on the wire.
pub(crate) fn algorithm(text: &str) -> Result<Algorithm, DbError> {
    serde_json::from_value(serde_json::Value::String(text.to_owned())).map_err(|_| DbError::Json)
}
