//! `doorstep ticket`: what an enrolment ticket holds; its root is what `doorstep verify` is
//! given. The one-time code is not shown.

use crate::{CliError, Finding};
use doorstep_protocol::{digest::Digest, enrol::Ticket};

pub(crate) fn show(text: &str) -> Result<Finding, CliError> {
    let ticket = Ticket::parse(text)?;
    println!("address      {}", ticket.address);
    println!("fingerprint  {}", ticket.fingerprint());
    println!("root         {}", Digest::of(&ticket.root.key));
    Ok(Finding::Well)
}
