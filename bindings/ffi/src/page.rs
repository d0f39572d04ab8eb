//! Pages of lists. A cursor says after which row the next page begins, so that rows that come meanwhile neither repeat nor
//! hide another. A row brings all that a list draws: no list asks the core once more for each row.

use doorstep_store::PageToken;

/// Where a page ended. Opaque: only the list that gave it can read it.
pub type Cursor = PageToken;

uniffi::custom_type!(
    /// Where a page ended. Opaque: only the list that gave it can read it, with the same question.
    Cursor, String, {
    remote,
    try_lift: |text| Ok(PageToken(text)),
    lower: |cursor| cursor.0
});

/// Which page of a list.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Page {
    /// At most so many rows (1 to 500; what is outside is brought inside).
    pub size: u32,
    /// Where the page before ended; none for the first.
    #[uniffi(default = None)]
    pub after: Option<Cursor>,
}

impl From<Page> for doorstep_store::Page {
    fn from(page: Page) -> Self {
        Self { after: page.after, size: usize::try_from(page.size).unwrap_or(usize::MAX) }
    }
}

/// UniFFI has no generic records: a page of each kind of row is one.
macro_rules! page {
    ($(#[$doc:meta])* $page:ident of $row:ty) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, uniffi::Record)]
        pub struct $page {
            /// In the order of the list.
            pub rows: Vec<$row>,
            /// For the next page; none at the end.
            pub next: Option<$crate::page::Cursor>,
        }

        impl $page {
            pub(crate) fn of<T>(
                paged: doorstep_store::Paged<T>,
                row: impl FnMut(T) -> Result<$row, $crate::error::DoorstepError>,
            ) -> Result<Self, $crate::error::DoorstepError> {
                let rows = paged.items.into_iter().map(row).collect::<Result<_, _>>()?;
                Ok(Self { rows, next: paged.next })
            }
        }
    };
}

pub(crate) use page;
