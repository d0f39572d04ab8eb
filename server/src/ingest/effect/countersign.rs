//! A second investigator stands by a visit. Either may arrive first.

use super::Source;
use crate::{
    db::{DbError, Tx},
    log,
};
use doorstep_domain::visit::Countersign;

pub(super) fn apply(
    tx: &mut Tx<'_>,
    source: &Source<'_>,
    countersign: &Countersign,
) -> Result<Option<&'static str>, DbError> {
    let by = source.header.author;
    // The last word of a person on a visit counts: the first may have been for another payload.
    tx.execute(
        "INSERT INTO countersign (visit, by_account, commitment, record) VALUES ($1, $2, $3, $4)
         ON CONFLICT (visit, by_account) DO UPDATE SET commitment = excluded.commitment, record = excluded.record",
        &[
            countersign.visit.into(),
            by.into(),
            countersign.commitment.clone().into(),
            source.header.record.into(),
        ],
    )?;
    let committed = tx.row("SELECT commitment FROM record WHERE id = $1", &[countersign.visit.into()])?;
    let Some(committed) = committed else { return Ok(None) };
    let committed = log::digest(&committed.get::<Vec<u8>>(0)?)?;
    if committed.to_string() == countersign.commitment {
        tx.execute(
            "UPDATE visit SET countersigned = 1 WHERE record = $1 AND second = $2 AND author = $3",
            &[countersign.visit.into(), by.into(), countersign.author.into()],
        )?;
    }
    Ok(None)
}
