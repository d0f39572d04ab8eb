//! Photographs of a case: whether their phone vouches for them.

use super::{Fault, Place, Wrong};
use crate::{envelope::Header, evidence, key::PublicKey};
use doorstep_domain::record::Record;

/// Of a photograph's record, whether its phone signed an account of just its files. Other records pass.
pub(super) fn check(header: &Header, payload: &str, key: &PublicKey) -> Result<(), Fault> {
    match Record::parse(&header.kind, header.payload_version, payload.as_bytes()) {
        Ok(Record::Evidence(evidence)) if evidence::vouched(header, &evidence, key).is_none() => {
            Err(Place::Photograph(header.record).is(Wrong::Unvouched))
        }
        _ => Ok(()),
    }
}
