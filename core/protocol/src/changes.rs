//! `GET /v1/changes?after=CURSOR`: what a phone should know, newest state of each
//! document, in the order in which the county published it.
//!
//! A document is put or removed as a whole; its `revision` (the published position)
//! only grows, so a phone that hears of one twice, or late, keeps the newer. The
//! cursor is opaque to the phone. A changed scope needs nothing from the phone: what
//! it gained arrives as puts, what it lost as removals.

use crate::{base64url, digest::Digest, receipt::Watermark, signed::Signed};
use doorstep_domain::id::Incarnation;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{
    Value,
    value::{RawValue, to_raw_value},
};

/// A batch may ask for the first page with its answer, so that a phone with little to send asks once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangesAsked {
    /// The cursor; absent from the beginning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// One page of the feed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChangesAnswer {
    /// At most [`crate::limits::CHANGES`].
    pub changes: Vec<Change>,
    /// Ask with this next; kept only after the changes are.
    pub next: String,
    /// Whether there is more now.
    pub more: bool,
    /// Which life of the county's database this is.
    pub incarnation: Incarnation,
    /// How far the backups reach.
    pub watermark: Signed<Watermark>,
}

/// A page beside the answer to a batch, whose watermark is its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// At most [`crate::limits::CHANGES_BESIDE`].
    pub changes: Vec<Change>,
    /// Ask with this next; kept only after the changes are.
    pub next: String,
    /// Whether there is more now.
    pub more: bool,
}

impl Page {
    /// As if it had been asked for alone.
    pub fn beside(self, incarnation: Incarnation, watermark: Signed<Watermark>) -> ChangesAnswer {
        let Self { changes, next, more } = self;
        ChangesAnswer { changes, next, more, incarnation, watermark }
    }
}

/// Names a watermark in eight characters, whenever it was said. A phone shows the one it
/// knows (`If-None-Match`, in quotes); if that is how things stand and nothing is new, the
/// answer is 304 with the same tag and without a body.
pub fn tag(watermark: &Watermark) -> String {
    let Watermark { incarnation, device, epoch, seq, at: _ } = watermark;
    let digest = Digest::of(format!("{incarnation}/{device}/{epoch}/{seq}").as_bytes());
    base64url::encode(digest.as_bytes().get(..6).unwrap_or_default())
}

/// A document put or removed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Which kind of document; a kind unknown to this version is passed over and asked for again after an upgrade.
    pub kind: String,
    /// Its key within the kind.
    pub key: String,
    /// Only grows.
    pub revision: u64,
    /// The document; absent when it is removed from this phone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Body>,
}

/// A document as the JSON text that the county keeps. Between its database and the phone's nobody
/// takes it apart: who is to hold it reads it, once.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Body(Box<RawValue>);

impl Body {
    /// A document's.
    pub fn of(document: &impl Serialize) -> Result<Self, serde_json::Error> {
        to_raw_value(document).map(Self)
    }

    /// From its text, which must be JSON.
    pub fn from_text(text: String) -> Result<Self, serde_json::Error> {
        RawValue::from_string(text).map(Self)
    }

    /// Its text.
    pub fn text(&self) -> &str {
        self.0.get()
    }

    /// Reads it; `None` if it does not have this shape. The reason is left out: it may quote the text.
    pub fn read<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_str(self.text()).ok()
    }
}

/// Letter by letter.
impl PartialEq for Body {
    fn eq(&self, other: &Self) -> bool {
        self.text() == other.text()
    }
}

/// The kinds of document there are, and what their bodies are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// [`doorstep_domain::region::Region`]
    Region,
    /// [`doorstep_domain::post::Colleague`]
    Colleague,
    /// [`doorstep_domain::subject::Household`]
    Household,
    /// [`doorstep_domain::subject::Person`]; a child only when assigned.
    Person,
    /// [`doorstep_domain::subject::person::ChildCard`]
    ChildCard,
    /// [`doorstep_domain::roster::RosterLine`]
    Roster,
    /// [`FormDocument`]
    Form,
    /// [`doorstep_domain::hours::Activity`]
    Activity,
    /// [`doorstep_domain::review::ReviewNote`]
    Review,
    /// [`Clash`]
    Clash,
    /// [`Placement`]
    Placement,
    /// [`crate::credential::Credential`]
    Credential,
    /// [`RegionOutline`]
    Outline,
}

impl DocumentKind {
    /// As sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Region => "region",
            Self::Colleague => "colleague",
            Self::Household => "household",
            Self::Person => "person",
            Self::ChildCard => "child_card",
            Self::Roster => "roster",
            Self::Form => "form",
            Self::Activity => "activity",
            Self::Review => "review",
            Self::Clash => "clash",
            Self::Placement => "placement",
            Self::Credential => "credential",
            Self::Outline => "outline",
        }
    }
}

/// A form as the county published it: XLSForm text, compiled on the phone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormDocument {
    /// `form_id`.
    pub id: String,
    /// `version`; the newest is for new visits, older ones for drafts begun on them.
    pub version: String,
    /// XLSForm text: pyxform's Markdown, or its single-file CSV.
    pub text: String,
}

/// Where a village or a grid lies (key: the region).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RegionOutline {
    /// Which.
    pub region: doorstep_domain::id::RegionId,
    /// Its boundary.
    pub outline: doorstep_domain::map::Outline,
}

/// Two edits of one field group, shown to the person who made the second (key: `RECORD/GROUP`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Clash {
    /// The edit that lost nothing but its turn.
    pub record: doorstep_domain::id::RecordId,
    /// Whose file.
    pub subject: doorstep_domain::subject::Subject,
    /// Which group.
    pub group: String,
    /// What both started from.
    pub base: Value,
    /// What the county holds.
    pub theirs: Value,
    /// What the editor wanted.
    pub mine: Value,
}

/// A person has placed a record that was kept apart, or the county has looked at one again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placement {
    /// Which record.
    pub record: doorstep_domain::id::RecordId,
    /// What the county makes of it now.
    #[serde(flatten)]
    pub verdict: crate::batch::Verdict,
    /// Why, in the words of who decided; empty when no person did.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}
