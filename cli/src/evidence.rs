//! `doorstep evidence probe`: every file of a folder is handed over as a photograph, and
//! accepted or refused with a code.

use crate::{CliError, Finding, folder};
use doorstep_evidence::{Refusal, WORKING_EDGE, decode, exif, header::Header};
use std::{fs::File, io::Read, path::Path};

/// Refusals are an answer, not a fault: a folder is well if each of its files got one.
pub(crate) fn probe(path: &Path) -> Result<Finding, CliError> {
    let files = if path.is_dir() { folder::files_below(path)? } else { vec![path.to_owned()] };
    let mut accepted = 0;
    for file in &files {
        let bytes = read(file).map_err(CliError::unreadable(file))?;
        match look(&bytes) {
            Ok(words) => {
                accepted += 1;
                println!("{}: accepted, {words}", file.display());
            }
            Err(refusal) => println!("{}: refused, {}", file.display(), refusal.code()),
        }
    }
    println!("{accepted} accepted, {} refused", files.len() - accepted);
    Ok(Finding::Well)
}

/// Of a file that is too large, enough to be refused.
fn read(file: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(file)?.take(doorstep_protocol::limits::MEDIA_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn look(bytes: &[u8]) -> Result<String, Refusal> {
    let header = Header::read(bytes)?;
    let origin = exif::read(bytes);
    let picture = decode(bytes, &header, origin.orientation, WORKING_EDGE)?;
    Ok(format!(
        "{} {}x{}, {}x{} upright{}{}",
        header.kind.as_str(),
        header.width,
        header.height,
        picture.width(),
        picture.height(),
        if origin.taken.is_some() { ", says when" } else { "" },
        if origin.at.is_some() { ", says where" } else { "" },
    ))
}
