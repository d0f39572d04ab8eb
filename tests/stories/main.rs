//! Stories across the whole: named people with real phones, a real county server, and
//! everything that goes wrong between them. A story's name is the promise it tells.

#![cfg(test)]

mod bad_item;
mod bundle;
mod case;
mod child_file;
mod content_credentials;
mod cut_batch;
mod demo_day;
mod edits;
mod emergency;
mod enrolment;
mod erased;
mod erased_and_restored;
mod first_flight;
mod full_disk;
mod hours;
mod killed;
mod kin;
mod last_months_rules;
mod lost_key;
mod media;
mod no_readable_name;
mod offline_day;
mod old_copy;
mod paper;
mod people;
mod photograph;
mod portal;
mod public_clients;
mod reassigned;
mod report;
mod returned;
mod revoked;
mod same_batch;
mod server_killed;
mod service_plan;
mod slow_batch;
mod unplanned;
mod whereabouts;
mod yesterdays_backup;
