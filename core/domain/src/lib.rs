//! The field itself: people, households, regions, rosters, visits, volunteer
//! hours, and the rules over them.
//!
//! Pure: no I/O, no clock, no async. What a rule needs to know (today's date, the
//! table in force, the other entries of the day) is handed to it, so that a phone
//! and the county server give the same answer for the same record.
//!
//! | module | holds |
//! |---|---|
//! | [`id`] | newtype identifiers |
//! | [`region`], [`place`] | where: 12-digit area codes and what followed them, WGS-84 fixes, GCJ-02 and BD-09 for display |
//! | [`map`] | which grid or village a point lies in |
//! | [`answers`] | answers of a form, read by name |
//! | [`assistance`] | social assistance: income, property, who is a member, notices, samples |
//! | [`code`] | validators of national codes |
//! | [`age`] | full years on a day |
//! | [`child`] | guardianship, mandatory reports, consent, who is looked after |
//! | [`elder`] | ability, monthly contact rate |
//! | [`subject`] | who is served: households and persons, and how two edits of one merge |
//! | [`post`] | who serves: posts and what each may do |
//! | [`visit`] | visits, their outcome and red lines |
//! | [`sheet`] | forms filled apart from a visit: reports, plans, supervision, training, consent |
//! | [`purpose`], [`filled`] | what a form is filled for, a visit or a sheet, and what both have in common |
//! | [`hours`] | volunteer hours, and the ledger that judges them |
//! | [`roster`] | who is due for which visit, when, and why |
//! | [`calendar`], [`deadline`] | working days, and the last day on which each step of a procedure is in time |
//! | [`cadence`], [`missed_contact`] | when to come again, and what to do when nobody answers |
//! | [`plausibility`], [`likeness`] | what does not look as visits usually do |
//! | [`review`] | a supervisor's verdict and the answer to it |
//! | [`record`] | every kind of record a phone can make, behind one door |
//! | [`rules`] | versioned rule tables and the checks that run on both sides |

pub mod age;
pub mod answers;
pub mod assistance;
pub mod cadence;
pub mod calendar;
pub mod child;
pub mod code;
pub mod deadline;
pub mod elder;
pub mod filled;
pub mod hours;
pub mod id;
pub mod likeness;
pub mod map;
pub mod missed_contact;
pub mod place;
pub mod plausibility;
pub mod post;
pub mod purpose;
pub mod record;
pub mod region;
pub mod review;
pub mod roster;
pub mod rules;
pub mod sheet;
pub mod subject;
pub mod visit;
