//! Pages by keyset: a token says after which row the next page begins, so that rows
//! that come or go meanwhile neither repeat nor hide another.

use crate::StoreError;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// Most rows of one page.
pub(crate) const MOST: usize = 500;

/// Which page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Where the page before ended; `None` for the first.
    pub after: Option<PageToken>,
    /// At most so many rows (1 to 500; what is outside is brought inside).
    pub size: usize,
}

/// Where a page ended. Opaque: only the list that gave it can read it, and it holds no personal data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PageToken(pub String);

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paged<T> {
    /// In the order of the list.
    pub items: Vec<T>,
    /// For the next page; `None` at the end.
    pub next: Option<PageToken>,
}

impl Page {
    /// The first page.
    pub fn first(size: usize) -> Self {
        Self { after: None, size }
    }

    /// The page after one; `None` at the end.
    pub fn after<T>(paged: &Paged<T>, size: usize) -> Option<Self> {
        paged.next.clone().map(|token| Self { after: Some(token), size })
    }

    pub(crate) fn size(&self) -> usize {
        self.size.clamp(1, MOST)
    }

    /// What the token holds, if there is one.
    pub(crate) fn key<K: DeserializeOwned>(&self) -> Result<Option<K>, StoreError> {
        self.after
            .as_ref()
            .map(|token| serde_json::from_str(&token.0).map_err(|_| StoreError::NoSuchPage))
            .transpose()
    }
}

impl<T> Paged<T> {
    /// A page from its keyed rows, of which one more than `size` was asked for.
    pub(crate) fn from_rows<K: Serialize>(mut rows: Vec<(K, T)>, size: usize) -> Result<Self, StoreError> {
        let more = rows.len() > size;
        rows.truncate(size);
        let next = match rows.last() {
            Some((key, _)) if more => Some(PageToken(crate::sql::to_json(key, "page")?)),
            _ => None,
        };
        Ok(Self { items: rows.into_iter().map(|(_, item)| item).collect(), next })
    }

    /// The same page of something else.
    pub(crate) fn try_map<U>(
        self,
        each: impl FnMut(T) -> Result<U, StoreError>,
    ) -> Result<Paged<U>, StoreError> {
        Ok(Paged { items: self.items.into_iter().map(each).collect::<Result<_, _>>()?, next: self.next })
    }
}
