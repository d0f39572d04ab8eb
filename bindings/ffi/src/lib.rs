//! The face of the core that Kotlin, Swift and Python see.
//!
//! Conversions and nothing else: a shell's values become the core's, [`doorstep_client::Client`] is called, and what it
//! gives becomes values again. One object lives long, [`open::Doorstep`]; beside it there are only a memory that does not open
//! ([`open::StrandedPhone`]) and whoever follows the status ([`watch::Subscription`]). Everything else is a copy.
//!
//! | module | holds |
//! |---|---|
//! | [`error`] | six errors, and what a port may answer instead of a value |
//! | [`id`], [`moment`], [`place`], [`page`] | the small types that all the others use |
//! | [`port`], [`p256`] | what the shell lends, and its keys as its platform writes them |
//! | [`open`], [`sync`], [`watch`] | opening and closing; enrolment, sending, how it stands |
//! | [`agenda`], [`find`], [`file`], [`found`], [`edit`] | whom to visit, their files, new files, edits |
//! | [`me`] | whose phone this is, and with whom they work |
//! | [`visit`], [`standing`], [`sheet`], [`form`], [`answer`], [`photograph`], [`media`] | a form from the first question to the saved record |
//! | [`history`], [`review`], [`clash`], [`countersign`], [`hours`] | what was made here, and what came of it |
//!
//! **Errors.** An argument that is no id or date is `Invalid` by its kind. A panic of the core is caught by UniFFI and thrown as
//! its own internal error; it never ends the process. A shell's port that throws is heard as a refusal.
//!
//! **Threads.** Every call may be made from any thread and blocks for as long as the phone's flash does. The three `async`
//! calls run on the core's runtime: a caller that stops waiting loses the answer and nothing else.

pub mod agenda;
pub mod answer;
pub mod clash;
pub mod countersign;
pub mod edit;
pub mod error;
pub mod file;
pub mod find;
pub mod form;
pub mod found;
pub mod history;
pub mod hours;
pub mod id;
pub mod me;
pub mod media;
pub mod moment;
mod naming;
pub mod open;
pub mod p256;
pub mod page;
pub mod photograph;
pub mod place;
pub mod port;
pub mod review;
pub mod sheet;
pub mod standing;
pub mod sync;
pub mod visit;
pub mod watch;

uniffi::setup_scaffolding!("doorstep");
