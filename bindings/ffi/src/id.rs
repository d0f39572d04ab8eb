//! Ids and digests: texts on the other side, checked on the way in.

use crate::error::DoorstepError;
use doorstep_domain::id::{
    AccountId, ActivityId, DraftId, HouseholdId, ItemId, PersonId, RecordId, RegionId, RosterId,
};
use doorstep_protocol::digest::Digest;

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident $field:literal)*) => {$(
        uniffi::custom_type!($(#[$doc])* $name, String, {
            remote,
            try_lift: |text| text.parse().map_err(|_| DoorstepError::invalid($field, "not_an_id").into()),
            lower: |id| id.to_string()
        });
    )*};
}

texts! {
    /// A record as its author made it.
    RecordId "record"
    /// A household (户).
    HouseholdId "household"
    /// A person (人), served or not.
    PersonId "person"
    /// A region (行政区划) or a grid (网格).
    RegionId "region"
    /// A person who works with the system.
    AccountId "account"
    /// One line of a roster.
    RosterId "line"
    /// A volunteer activity (志愿服务活动).
    ActivityId "activity"
    /// One element of a list inside a file: kept in every edit of it.
    ItemId "item"
    /// An unfinished visit or sheet.
    DraftId "draft"
    /// A SHA-256, by which a picture is named.
    Digest "sha256"
}
