//! Photographs of a case: whether their phone vouches for them.

use super::{Fault, Place, Wrong};
use crate::{
    envelope::Header,
    evidence::{self, Sidecar},
    key::PublicKey,
};
use doorstep_domain::record::Record;

/// Of a photograph's record, what its phone signed of just its files. Other records pass.
pub(super) fn check(header: &Header, payload: &str, key: &PublicKey) -> Result<Option<Sidecar>, Fault> {
    match Record::parse(&header.kind, header.payload_version, payload.as_bytes()) {
        Ok(Record::Evidence(evidence)) => match evidence::vouched(header, &evidence, key) {
            Some(sidecar) => Ok(Some(sidecar)),
            None => Err(Place::Photograph(header.record).is(Wrong::Unvouched)),
        },
        _ => Ok(None),
    }
}
