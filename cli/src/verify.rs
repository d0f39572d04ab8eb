//! `doorstep verify`: whether a case that the county handed over is whole and as it was.

use crate::{
    CliError, Finding,
    case::{self as lies, Case},
};
use doorstep_credentials::{examine, judge};
use doorstep_protocol::{
    case::{self, Found, FoundPhotograph, FoundRecord},
    digest::Digest,
    statement::Recordable,
};
use std::path::Path;

pub(crate) fn verify(export: &Path, root: Option<Digest>) -> Result<Finding, CliError> {
    let checked = check(&mut *lies::open(export)?, root);
    match checked {
        Ok((found, credentialed)) => {
            tell(&found, credentialed, root.is_some());
            Ok(Finding::Well)
        }
        Err(wrong) => {
            println!("WRONG. {wrong}");
            Ok(Finding::Wrong)
        }
    }
}

/// Checks all of a case; says how many photographs have content credentials as well.
pub(crate) fn check(case: &mut dyn Case, root: Option<Digest>) -> Result<(Found, usize), String> {
    let text = case.text().unwrap_or_default();
    let found = case::check(&text, case, root).map_err(|fault| fault.to_string())?;
    let mut credentialed = 0;
    for photograph in &found.photographs {
        let bytes = case.bytes(&photograph.working).unwrap_or_default();
        let has = credentials(photograph, &bytes);
        credentialed += usize::from(has.map_err(|wrong| format!("{}: {wrong}", photograph.working))?);
    }
    Ok((found, credentialed))
}

/// Whether a photograph has content credentials. If it has, they are its phone's and say what that signed.
fn credentials(photograph: &FoundPhotograph, bytes: &[u8]) -> Result<bool, String> {
    let FoundPhotograph { sidecar, received, certificates, .. } = photograph;
    match examine(bytes).map_err(|bad| bad.to_string())? {
        None => Ok(false),
        Some(manifest) => {
            let judged = judge(&manifest, certificates, sidecar, *received);
            judged.map(|()| true).map_err(|unbelieved| unbelieved.to_string())
        }
    }
}

fn tell(found: &Found, credentialed: usize, compared: bool) {
    let Found { root, note, log, records, photographs, statements, without } = found;
    println!("All of it is as it was.");
    println!("about        {} {}", subject_type(note), note.subject.uuid());
    println!("handed over  {} by {}", note.at, note.by);
    println!("log          {} entries, root signed {}", log.size, log.at);
    println!("records      {}", records.len());
    for record in records {
        println!("  {}", line(record));
    }
    println!("decisions    {}", statements.len());
    for (position, statement) in statements {
        println!("  {position:>8}  {}", decided(statement));
    }
    println!("files        {}", note.files.len());
    println!("photographs  {}, {credentialed} of them with content credentials (C2PA)", photographs.len());
    for sha256 in without {
        println!("  {sha256} is named by a record and was not handed over: it never came, or was withheld");
    }
    println!("root         {root}");
    if !compared {
        println!("Compare the root with the one that the county made known, or give it with --root:");
        println!("whoever made all of this up could have made up a root as well.");
    }
}

fn subject_type(note: &case::CaseNote) -> &'static str {
    match note.subject {
        doorstep_domain::subject::Subject::Household(_) => "household",
        doorstep_domain::subject::Subject::Person(_) => "person",
    }
}

fn line(FoundRecord { record, kind, author, device, received, erased }: &FoundRecord) -> String {
    let erased = erased.as_ref().map(|reason| format!(", lawfully erased ({reason})"));
    format!(
        "{kind} {record} by {author} on phone {device}, with the county since {received}{}",
        erased.unwrap_or_default()
    )
}

/// What, by whom and when; the reasons stand elsewhere.
fn decided(statement: &Recordable) -> String {
    match statement {
        Recordable::Enrolled(said) => format!("phone {} became known {}", said.device, said.at),
        Recordable::AuthorityNamed(said) => format!("authority {} was named {}", said.authority, said.at),
        Recordable::Certified(said) => format!("phone {} was given a certificate {}", said.device, said.at),
        Recordable::ReviewTaken(said) => {
            format!("visit {}: {:?} by {} {}", said.visit, said.step, said.by, said.at)
        }
        Recordable::Merge(said) => format!("edit {} met revision {} {}", said.edit, said.revision, said.at),
        Recordable::Assigned(said) => format!("line {} to {} {}", said.line, said.to, said.at),
        Recordable::Placed(said) => {
            let verdict = if said.accepted { "accepted" } else { "rejected" };
            format!("record {} was kept apart and then {verdict} {}", said.record, said.at)
        }
        Recordable::Tombstone(said) => {
            format!("record {} was erased by {} ({}) {}", said.record, said.by, said.reason, said.at)
        }
        Recordable::Restored(said) => format!("the county was restored {}", said.at),
    }
}
