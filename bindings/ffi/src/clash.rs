//! Edits of this phone that met another edit of the same group, and a person's choice.

use crate::{
    edit::{FieldGroup, from_json, to_json},
    error::DoorstepError,
    file::Subject,
    naming,
    open::Doorstep,
    page::{Page, page},
};
use doorstep_client::review;
use doorstep_domain::id::{ItemId, RecordId};
use doorstep_protocol::changes::Clash;
use doorstep_store::OpenClash;
use serde::{Deserialize, Serialize};

/// Two values of one group.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct ClashRow {
    /// The edit that lost nothing but its turn.
    pub record: RecordId,
    /// Whose file.
    pub subject: Subject,
    /// Of the person, or of the head of the household.
    pub name: Option<String>,
    /// Which group.
    pub group: String,
    /// What both started from.
    pub base: FieldGroup,
    /// What the county holds.
    pub theirs: FieldGroup,
    /// What this phone wrote.
    pub mine: FieldGroup,
    /// All of this exactly as the core has it: what `settle` takes. It is personal data.
    pub token: String,
}

page! {
    /// Clashes that nobody has dealt with, in the order of arrival.
    ClashPage of ClashRow
}

/// What a person chose of two values.
#[derive(Clone, Debug, PartialEq, uniffi::Enum)]
pub enum ClashChoice {
    /// What the county holds stands.
    Theirs,
    /// What this phone wrote.
    Mine,
    /// Something else, from both.
    Another {
        /// Of the same group.
        value: FieldGroup,
    },
}

/// What a token holds.
#[derive(Serialize, Deserialize)]
struct Token {
    clash: Clash,
    revision: u64,
}

#[uniffi::export]
impl Doorstep {
    /// Edits of this phone that met another edit of the same group.
    pub fn clashes(&self, page: Page) -> Result<ClashPage, DoorstepError> {
        let client = self.client()?;
        ClashPage::of(client.clashes(&page.into())?, |OpenClash { clash, revision }| {
            let shown = |value| from_json(&clash.group, value);
            Ok(ClashRow {
                record: clash.record,
                subject: clash.subject.into(),
                name: naming::name_of(&client, Some(clash.subject))?,
                group: clash.group.clone(),
                base: shown(&clash.base),
                theirs: shown(&clash.theirs),
                mine: shown(&clash.mine),
                token: serde_json::to_string(&Token { clash, revision })
                    .map_err(|_| DoorstepError::internal("clash"))?,
            })
        })
    }

    /// Settles a clash. Anything but the county's value is a new edit, from the county's value.
    pub fn settle(&self, token: &str, choice: ClashChoice) -> Result<(), DoorstepError> {
        let Token { clash, revision } =
            serde_json::from_str(token).map_err(|_| DoorstepError::invalid("token", "not_a_clash"))?;
        let choice = match choice {
            ClashChoice::Theirs => review::Choice::Theirs,
            ClashChoice::Mine => review::Choice::Mine,
            ClashChoice::Another { value } => {
                review::Choice::Value(to_json(value, || self.new_id(ItemId::from_parts))?)
            }
        };
        Ok(self.client()?.settle(&OpenClash { clash, revision }, choice)?)
    }
}
