//! The layer `disk`: power cuts, full disks, bad reads and lies under the phone's store and the server's.

mod case;
mod county;
mod oracle;
mod phone;
mod server;
mod step;
#[cfg(test)]
mod tests;
mod told;

use crate::{
    layer::{self, Plan, Ran, Trouble},
    mutant::Mutant,
};
use county::County;
use phone::Bench;
use server::ServerBench;
use std::sync::Arc;

/// One case in so many is the server's.
const SERVER: u64 = 5;

/// Plays the cases of a plan, each a phone's or a server's.
pub(crate) fn run(plan: Plan) -> Result<Ran, Trouble> {
    let county = Arc::new(County::new()?);
    let lies = plan.mutant == Some(Mutant::LyingSync);
    layer::play(
        "disk",
        plan,
        || Ok((Bench::new(Arc::clone(&county))?, ServerBench::new()?)),
        |(phone, server), seed| {
            Ok(if seed % SERVER == 2 {
                server::play(server, seed, lies)?
            } else {
                case::play(phone, seed, lies)?
            })
        },
    )
}
