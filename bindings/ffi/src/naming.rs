//! Names for rows whose list does not bring them: read here, beside the store, so that no shell asks row by row.

use crate::error::DoorstepError;
use doorstep_client::Client;
use doorstep_domain::subject::Subject;

/// Of the person, or of the head of the household; `None` while they are not on this phone.
pub(crate) fn name_of(client: &Client, subject: Option<Subject>) -> Result<Option<String>, DoorstepError> {
    Ok(match subject {
        Some(Subject::Household(id)) => client.household(id)?.map(|on_file| on_file.value.head),
        Some(Subject::Person(id)) => client.person(id)?.map(|on_file| on_file.value.name().to_owned()),
        None => None,
    })
}
