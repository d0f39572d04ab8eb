//! The layer `feed`: the race that loses rows, on PostgreSQL, where alone it exists. Many
//! writers whose transactions commit in another order than they began, several sealers as
//! of several server processes, readers that page as fast as they can, and a worker who
//! gains a village in the middle of it and may lose it again.
//!
//! What is believed afterwards stands in [`race`] and [`reader`].

mod bench;
mod race;
mod reader;
#[cfg(test)]
mod tests;
mod writer;

use crate::layer::{self, Plan, Ran, Trouble};
use bench::Bench;

/// Where the database server is, with a user who may make databases.
const SERVER: &str = "DOORSTEP_TEST_POSTGRES";

/// Runs the races of a plan.
pub(crate) fn run(plan: Plan) -> Result<Ran, Trouble> {
    let server = std::env::var(SERVER).map_err(|_| {
        format!("the layer feed needs PostgreSQL, and {SERVER} names none: `cargo xtask chaos` starts one")
    })?;
    layer::play("feed", plan, || Bench::new(&server), race::play)
}
