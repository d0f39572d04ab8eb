//! Who plays: two workers who share a village, their supervisor, and whom they visit.

use doorstep_domain::{
    id::{HouseholdId, PersonId, RegionId},
    post::Post,
    subject::Subject,
    visit::VisitTag,
};
use doorstep_tests::cast::cast;

/// A worker of the first township.
pub(crate) const WANG: &str = "worker01";

/// A village of Wang's, the worker who shares it, and the supervisor above both.
pub(crate) struct Village {
    pub(crate) id: RegionId,
    pub(crate) li: &'static str,
    pub(crate) supervisor: &'static str,
}

pub(crate) fn village() -> Village {
    let id = cast().regions(WANG)[0];
    Village { id, li: cast().partner(WANG, id), supervisor: cast().supervisor(id) }
}

/// Elders on a worker's roster.
pub(crate) fn elders(login: &str) -> Vec<PersonId> {
    let lines = cast().lines(login, VisitTag::ElderCheckIn);
    lines.filter_map(|line| if let Subject::Person(id) = line.subject { Some(id) } else { None }).collect()
}

/// Assisted households on a worker's roster.
pub(crate) fn households(login: &str) -> Vec<HouseholdId> {
    let lines = cast().lines(login, VisitTag::HouseholdCheck);
    lines.filter_map(|line| if let Subject::Household(id) = line.subject { Some(id) } else { None }).collect()
}

/// Households on Wang's roster in the village that she shares.
pub(crate) fn shared_households() -> Vec<HouseholdId> {
    let shared = village().id;
    households(WANG).into_iter().filter(|id| cast().household(*id).region == shared).collect()
}

/// A worker who works nowhere near Wang.
pub(crate) fn far_worker() -> &'static str {
    let own = cast().supervisor(village().id);
    let mut others = cast().logins(Post::Worker);
    others.find(|login| cast().supervisor(cast().regions(login)[0]) != own).unwrap()
}
