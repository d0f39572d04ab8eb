//! The county server: takes in what phones send, exactly once; publishes what they
//! should know; lets supervisors answer. One binary over SQLite or PostgreSQL.
//!
//! | module | holds |
//! |---|---|
//! | [`db`] | one door to either engine |
//! | [`app`], [`keyring`] | what every request can reach: database, clock, the county's keys |
//! | [`fact`] | single facts about the county, its incarnation among them |
//! | [`audience`] | who may hold a document |
//! | [`log`] | the chained log of everything that came and everything that was signed |
//! | [`statements`] | what the server signs and puts into that log |
//! | [`ingest`] | taking in what phones send, exactly once |
//! | [`media`] | files that records name, by resumable upload |
//! | [`vault`] | payloads at rest, each under a key that can be erased |
//! | [`subjects`], [`rosters`] | who is served, and who is due for which visit with whom |
//! | [`feed`], [`changes`] | what phones should know |
//! | [`daily`] | what the calendar changes |
//! | [`recovery`] | sealed journals of phones that can do nothing else |
//! | [`erasure`], [`backup`] | what must go, and what must not |
//! | [`reviews`], [`placements`], [`assignments`], [`plans`] | what supervisors decide: on visits, on what was kept apart, whose work it is, when it is due |
//! | [`accounts`], [`regions`] | people, their posts and scope |
//! | [`enrolment`], [`tokens`], [`devices`], [`secret`] | how a phone becomes known, stays so, and ends |
//! | [`certificates`] | what lets a stranger's tools believe a phone's photographs |
//! | [`papers`] | a visit or a sheet as the official form |
//! | [`forms`] | published forms, compiled: what arrives is looked at with the form that asked |
//! | [`training`] | minutes of training in a year |
//! | [`permissions`], [`audit`] | who may ask what, and the trace it leaves |
//! | [`folder`], [`cli`], [`county_loader`] | the data folder, the program, loading a county |
//! | [`openapi`] | the description of the routes |
//! | [`http`], [`tls`] | the routes, the listener, the county's certificate authority |

pub mod accounts;
pub mod app;
pub mod assignments;
pub mod audience;
pub mod audit;
pub mod backup;
pub mod cases;
pub mod certificates;
pub mod changes;
pub mod cli;
mod corrections;
pub mod county_loader;
pub mod daily;
pub mod db;
pub mod devices;
pub mod enrolment;
pub mod erasure;
pub mod fact;
pub mod feed;
pub mod folder;
mod follow_ups;
pub mod forms;
pub mod http;
pub mod ingest;
pub mod keyring;
pub mod log;
pub mod media;
#[cfg(feature = "mutants")]
pub mod mutant;
pub mod openapi;
pub mod papers;
pub mod permissions;
pub mod placements;
pub mod plans;
pub mod plausibility;
pub mod recovery;
pub mod regions;
pub mod reviews;
pub mod rosters;
pub mod secret;
pub mod statements;
pub mod subjects;
pub mod tls;
pub mod tokens;
pub mod training;
pub mod vault;

#[cfg(test)]
mod testing;
