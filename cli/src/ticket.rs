//! `doorstep ticket`: what an enrolment ticket holds. The one-time code is not shown.

use crate::{CliError, Finding};
use doorstep_protocol::enrol::Ticket;

pub(crate) fn show(text: &str) -> Result<Finding, CliError> {
    let ticket = Ticket::parse(text)?;
    println!("address      {}", ticket.address);
    println!("fingerprint  {}", ticket.fingerprint());
    Ok(Finding::Well)
}
