//! What the hot paths cost, beside a named peer in the same run.
//!
//! | bench | module | ours | peer |
//! |---|---|---|---|
//! | `store` | [`store`] | a phone's encrypted store, signature and journal included | the same rows in plain SQLite |
//! | `sync` | [`sync`] | a phone and the county's server over TLS, everything on | PouchDB and its server |
//! | `grid` | [`grid`] | which grid a point lies in | rstar and `geo::Contains` |
//! | `forms` | [`forms`] | an answer in a form of 3,000 questions | the same in one of 100 |
//! | `bindings` | [`bindings`] | a call from Kotlin | the same call from Rust |
//! | `plausibility` | [`plausibility`] | how often an honest day is flagged, and a dishonest one | a limit |
//! | `photo` | [`photo`] | a photograph made evidence | vipsthumbnail, ImageMagick, libjpeg-turbo |
//!
//! Sides are interleaved round by round, the first round warms up and is thrown away,
//! the median is told with its range, and each side's durability stands beside its
//! figure ([`report`]). Times are of this machine; only ratios travel.
//!
//! A bench that cannot be set up ends at once with a clear word, so its code may panic.

#![expect(clippy::expect_used, reason = "a bench that cannot be set up ends with a word")]

pub mod bindings;
pub mod documents;
pub mod forms;
pub mod grid;
pub mod machine;
pub mod phone;
pub mod photo;
pub mod plausibility;
pub mod report;
pub mod sample;
pub mod store;
pub mod sync;
