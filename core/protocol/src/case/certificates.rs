//! Certificates of a case's phones: whether each was issued by somebody whom the county had named.

use super::Wrong;
use crate::{
    credential::BadCertificate,
    statement::{AuthorityNamed, Certified, Enrolled, Recordable},
};

/// What names an authority, if it is one.
pub(super) fn authority(statement: Recordable) -> Result<AuthorityNamed, Wrong> {
    let Recordable::AuthorityNamed(named) = statement else { return Err(Wrong::Foreign) };
    named.certificates.check()?;
    if named.certificates.issuing.digest() == named.authority { Ok(named) } else { Err(Wrong::Foreign) }
}

/// What gives a phone its certificate, if it is for this phone and was good when the county took it.
pub(super) fn certificate(
    statement: Recordable,
    phone: &Enrolled,
    authorities: &[AuthorityNamed],
) -> Result<Certified, Wrong> {
    let Recordable::Certified(certified) = statement else { return Err(Wrong::Foreign) };
    let above = authorities.iter().find(|above| above.authority == certified.authority);
    let above = above.ok_or(BadCertificate::NotIssued)?;
    let facts = above.certificates.vouches(&certified.certificate, phone.device, &phone.public)?;
    facts.counts_at(certified.at)?;
    if certified.device == phone.device { Ok(certified) } else { Err(Wrong::Foreign) }
}
