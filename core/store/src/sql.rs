//! How the field's values stand in columns.

use crate::StoreError;
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use doorstep_domain::{
    id::{HouseholdId, PersonId},
    subject::Subject,
};
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

/// A day as days from the common era, so that SQL can compare and count.
pub(crate) fn from_day(day: NaiveDate) -> i64 {
    i64::from(day.num_days_from_ce())
}

pub(crate) fn to_day(days: i64) -> Result<NaiveDate, StoreError> {
    i32::try_from(days)
        .ok()
        .and_then(NaiveDate::from_num_days_from_ce_opt)
        .ok_or(StoreError::Unreadable("day"))
}

pub(crate) fn to_instant(millis: i64) -> Result<DateTime<Utc>, StoreError> {
    DateTime::from_timestamp_millis(millis).ok_or(StoreError::Unreadable("instant"))
}

/// `h` or `p`, then the UUID.
pub(crate) fn from_subject(subject: Subject) -> [u8; 17] {
    let mut key = [0; 17];
    let letter = match subject {
        Subject::Household(_) => b'h',
        Subject::Person(_) => b'p',
    };
    for (to, from) in key.iter_mut().zip(std::iter::once(letter).chain(*subject.uuid().as_bytes())) {
        *to = from;
    }
    key
}

pub(crate) fn to_subject(key: [u8; 17]) -> Result<Subject, StoreError> {
    let [letter, id @ ..] = key;
    match letter {
        b'h' => Ok(Subject::Household(HouseholdId(Uuid::from_bytes(id)))),
        b'p' => Ok(Subject::Person(PersonId(Uuid::from_bytes(id)))),
        _ => Err(StoreError::Unreadable("subject")),
    }
}

/// The error of serde is dropped on purpose: it quotes what it read.
pub(crate) fn from_json<T: DeserializeOwned>(text: &str, what: &'static str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::Unreadable(what))
}

pub(crate) fn to_json<T: Serialize + ?Sized>(value: &T, what: &'static str) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::Unreadable(what))
}

/// Sizes and counts go through `i64`; what does not fit is bounded, never wrapped.
pub(crate) fn from_count(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

pub(crate) fn to_count(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}

/// Revisions and sequence numbers: SQLite holds 63 bits.
pub(crate) fn from_number(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
