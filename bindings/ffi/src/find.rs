//! Finding people and households.

use crate::{
    error::DoorstepError,
    file::Subject,
    open::Doorstep,
    page::{Page, page},
};

/// Somebody found.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct SearchRow {
    /// Whom.
    pub subject: Subject,
    /// Of the person, or of the head of the household.
    pub name: String,
    /// A child whose file is not opened here.
    pub child_card: bool,
    /// The household's code; empty while it is not on this phone.
    pub code: String,
    /// The household's address; empty while it is not on this phone.
    pub address: String,
}

page! {
    /// Hits on the name first, then those on address, code or telephone.
    SearchPage of SearchRow
}

#[uniffi::export]
impl Doorstep {
    /// Finds people and households by name, pinyin or its initials, address, code, telephone; nobody for blanks.
    pub fn search(&self, words: &str, page: Page) -> Result<SearchPage, DoorstepError> {
        SearchPage::of(self.client()?.search(words, &page.into())?, |hit| {
            let doorstep_store::SearchHit { subject, name, child_card, code, address } = hit;
            Ok(SearchRow { subject: subject.into(), name, child_card, code, address })
        })
    }
}
