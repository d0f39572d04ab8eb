//! Newtype identifiers. All are UUIDs: a phone without a network can make one
//! that nobody else has made.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new time-ordered id (UUIDv7) from a Unix time in milliseconds and ten random bytes.
            pub fn from_parts(unix_millis: u64, random: [u8; 10]) -> Self {
                Self(uuid::Builder::from_unix_timestamp_millis(unix_millis, &random).into_uuid())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    )*};
}

ids! {
    /// A record as its author made it; stable when the record is wrapped again after a restore.
    RecordId
    /// A household (户).
    HouseholdId
    /// A person (人), served or not.
    PersonId
    /// A region (行政区划) or a grid (网格); its code may change, its id does not.
    RegionId
    /// A person who works with the system, whatever posts they hold.
    AccountId
    /// One enrolment of one phone.
    DeviceId
    /// One line of a roster: this subject, this kind of visit.
    RosterId
    /// A volunteer activity (志愿服务活动).
    ActivityId
    /// One element of a list inside a subject, so that two edits of the list can merge.
    ItemId
    /// One life of the county's database; a restore from backup begins another.
    Incarnation
    /// An unfinished visit on one phone.
    DraftId
}
