//! An edit meets the county's file. Groups that only the editor changed are taken,
//! groups that both changed differently are kept for a person with both values, and
//! the meeting is recorded as a signed statement that names both parents.

use super::{Standing, SubjectError, household, person, put_household, put_person, standing};
use crate::{
    audience::Audience,
    db::{DbError, Tx},
    feed,
    keyring::Keyring,
    statements,
};
use chrono::{DateTime, Utc};
use doorstep_domain::{
    calendar,
    subject::{
        Household, Person, Subject, SubjectEdit,
        merge::{GroupOutcome, merge_groups},
    },
};
use doorstep_protocol::{
    changes::{Clash, DocumentKind},
    digest::Digest,
    envelope::Header,
    statement::Merge,
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::BTreeMap;

/// What became of an edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Merged {
    /// All of it is the county's now, or was already.
    Whole,
    /// Some groups wait for a person.
    Clash,
    /// With the edit, the file would no longer be one: nothing was taken.
    Malformed,
}

/// Merges an edit into the file of a subject that is on file.
pub(crate) fn edit(
    tx: &mut Tx<'_>,
    keyring: &Keyring,
    header: &Header,
    hash: Digest,
    edit: &SubjectEdit,
    at: DateTime<Utc>,
) -> Result<Merged, SubjectError> {
    let before = standing(tx, edit.subject)?.ok_or(DbError::NoRow)?;
    let today = calendar::civil_day(at);
    let (outcomes, revision) = match edit.subject {
        Subject::Household(id) => {
            let on_file = household(tx, id)?.ok_or(DbError::NoRow)?;
            let Some((merged, outcomes)) = merge(&on_file, Household::GROUPS, edit)? else {
                return Ok(Merged::Malformed);
            };
            let revision = if merged == on_file { before.revision } else { put_household(tx, &merged)? };
            (outcomes, revision)
        }
        Subject::Person(id) => {
            let on_file = person(tx, id)?.ok_or(DbError::NoRow)?;
            let Some((merged, outcomes)) = merge(&on_file, Person::GROUPS, edit)? else {
                return Ok(Merged::Malformed);
            };
            let revision = if merged == on_file { before.revision } else { put_person(tx, &merged, today)? };
            (outcomes, revision)
        }
    };
    record(tx, keyring, (header, hash), edit, before, revision, outcomes, at)
}

type Outcomes = BTreeMap<String, GroupOutcome>;

/// The file after the edit, or `None` if that is no file.
fn merge<T: serde::Serialize + DeserializeOwned>(
    on_file: &T,
    declared: &[&str],
    edit: &SubjectEdit,
) -> Result<Option<(T, Outcomes)>, DbError> {
    let Ok(Value::Object(mut groups)) = serde_json::to_value(on_file) else { return Err(DbError::Json) };
    let outcomes = merge_groups(&mut groups, declared, &edit.groups);
    Ok(serde_json::from_value(Value::Object(groups)).ok().map(|merged| (merged, outcomes)))
}

#[expect(clippy::too_many_arguments, reason = "both parents, the child and the moment of one meeting")]
fn record(
    tx: &mut Tx<'_>,
    keyring: &Keyring,
    (header, hash): (&Header, Digest),
    edit: &SubjectEdit,
    before: Standing,
    revision: u64,
    outcomes: Outcomes,
    at: DateTime<Utc>,
) -> Result<Merged, SubjectError> {
    let mut merge = Merge {
        subject: edit.subject,
        revision: before.revision,
        edit: header.record,
        header: hash,
        merged: revision,
        taken: Vec::new(),
        clashed: Vec::new(),
        at,
    };
    for (group, outcome) in outcomes {
        match outcome {
            GroupOutcome::Settled => {}
            GroupOutcome::Taken(_) => merge.taken.push(group),
            GroupOutcome::Clash { base, theirs, mine } => {
                // A name that a phone made up stands in the clash, where it can be erased, and not in the log.
                let declared =
                    Household::GROUPS.contains(&group.as_str()) || Person::GROUPS.contains(&group.as_str());
                merge.clashed.push(if declared { group.clone() } else { "undeclared".to_owned() });
                let clash = Clash { record: header.record, subject: edit.subject, group, base, theirs, mine };
                keep_clash(tx, header, &clash)?;
            }
        }
    }
    let merged = if merge.clashed.is_empty() { Merged::Whole } else { Merged::Clash };
    if !merge.taken.is_empty() || !merge.clashed.is_empty() {
        statements::record(tx, keyring, &merge)?;
    }
    Ok(merged)
}

fn keep_clash(tx: &mut Tx<'_>, header: &Header, clash: &Clash) -> Result<(), DbError> {
    let body = serde_json::to_string(clash).map_err(|_| DbError::Json)?;
    tx.execute(
        "INSERT INTO clash (record, field_group, subject, body, settled) VALUES ($1, $2, $3, $4, 0)
         ON CONFLICT (record, field_group) DO NOTHING",
        &[
            clash.record.into(),
            clash.group.clone().into(),
            clash.subject.uuid().to_string().into(),
            body.into(),
        ],
    )?;
    let key = format!("{}/{}", clash.record, clash.group);
    feed::put(tx, DocumentKind::Clash, &key, Audience::Account(header.author), clash)
}
