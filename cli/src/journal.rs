//! `doorstep journal`: a phone's sealed journal, with and without the recovery key.

use crate::{CliError, Finding};
use doorstep_protocol::journal::{self, RecoveryPrivateKey};
use std::{fs, path::Path};

pub(crate) fn survey(file: &Path) -> Result<Finding, CliError> {
    let bytes = fs::read(file).map_err(CliError::unreadable(file))?;
    let (places, whole) = journal::survey(&bytes)?;
    for place in &places {
        println!("epoch {} seq {}", place.epoch, place.seq);
    }
    let torn = journal::trimmed(&bytes).len() - whole;
    println!("{} records, {torn} bytes torn at the end", places.len());
    Ok(if torn == 0 { Finding::Well } else { Finding::Wrong })
}

pub(crate) fn open(file: &Path, key: &Path) -> Result<Finding, CliError> {
    let bytes = fs::read(file).map_err(CliError::unreadable(file))?;
    let key = RecoveryPrivateKey(fs::read(key).map_err(CliError::unreadable(key))?);
    let recovered = journal::recover(&bytes, &key)?;
    for envelope in &recovered.envelopes {
        println!("{}", serde_json::to_string(envelope)?);
    }
    for place in &recovered.damaged {
        eprintln!("epoch {} seq {}: damaged", place.epoch, place.seq);
    }
    Ok(if recovered.damaged.is_empty() { Finding::Well } else { Finding::Wrong })
}
