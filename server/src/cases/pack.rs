//! Packs a case as it is sent: one archive, nothing of it ever on our disk in the clear.

use super::{CaseError, Gathered};
use crate::media::{Media, MediaError};
use doorstep_protocol::case::{TEXT, file_name};
use std::io::{self, Write};
use zip::{CompressionMethod, ZipWriter, result::ZipError, write::SimpleFileOptions};

/// Writes a case with its files, one after the other, none of them folded: photographs do not fold.
pub fn pack(case: &Gathered, media: Option<&Media>, into: impl Write) -> Result<(), CaseError> {
    let mut archive = ZipWriter::new_stream(into);
    let plain = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    archive.start_file(TEXT, plain).map_err(written)?;
    archive.write_all(case.text.as_bytes()).map_err(MediaError::Io)?;
    for file in &case.files {
        let bytes = file.bytes(media.ok_or(MediaError::NoPlace)?)?;
        archive.start_file(file_name(file.sha256, file.kind), plain).map_err(written)?;
        archive.write_all(&bytes).map_err(MediaError::Io)?;
    }
    archive.finish().map_err(written)?;
    Ok(())
}

fn written(error: ZipError) -> CaseError {
    MediaError::Io(io::Error::other(error)).into()
}
