//! A working day in the invented county, played through the real core: offline in the
//! morning, patchy at noon, a crash in the afternoon, reviews in the evening.
//!
//! The day says in plain words what happens, and ends with an account that is counted
//! from the phones' and the server's own database files. It holds only if every check
//! of it does.

mod crew;
mod evening;
mod work;

use crate::{clock::StoryClock, county::County, ledger::Ledger, phone::Phone};
use crew::Crew;
use doorstep_domain::id::RecordId;
use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

/// How big a day.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Phones of workers.
    pub phones: usize,
    /// Visits they make together, at least.
    pub visits: usize,
}

/// Says what happens, in plain words.
pub type Say<'a> = &'a (dyn Fn(&str) + Sync);

/// How the day went.
pub struct Report {
    /// The account of it.
    pub ledger: Ledger,
    /// What was checked, and whether it held.
    pub checks: Vec<(String, bool)>,
    /// How long it took.
    pub took: Duration,
}

impl Report {
    /// Whether every check of the day held.
    pub fn holds(&self) -> bool {
        self.checks.iter().all(|(_, held)| *held)
    }
}

/// What the evening has to look at.
#[derive(Default)]
struct Noted {
    /// A visit with a red line, and who made it.
    emergency: Option<(String, RecordId)>,
    /// The draft that was open when the app crashed came back with its answers.
    draft_came_back: bool,
    /// A visit that came back to its worker, corrected and approved.
    approved: bool,
    /// The emergency stood first in its supervisor's queue.
    emergency_first: bool,
}

/// Plays the day, and leaves the county running, in a process of `program`
/// (see [`crate::server_process::serve_if_asked`]).
pub fn play(plan: Plan, program: &Path, say: Say<'_>) -> (County, Report) {
    let began = Instant::now();
    let clock = StoryClock::today();
    say(
        "The county server starts, a process of its own, on a fresh data folder: 6,000 households, 20,000 people, all invented.",
    );
    let mut county = County::apart(program);
    let report = day(plan, &clock, &mut county, began, say);
    (county, report)
}

fn day(plan: Plan, clock: &Arc<StoryClock>, county: &mut County, began: Instant, say: Say<'_>) -> Report {
    let mut noted = Noted::default();
    say(&format!(
        "{} workers and a volunteer enrol their phones by ticket, and load their villages.",
        plan.phones
    ));
    let mut crew = Crew::enrol(plan, clock, county, say);
    say("Morning. No signal anywhere. The phones go from door to door.");
    crew.morning(&mut noted, say);
    say("Noon. A bar of signal that comes and goes: requests and answers are lost.");
    crew.noon(say);
    say("Afternoon. One app dies in the middle of a visit; the server is killed, and started again later.");
    crew.afternoon(county, &mut noted, say);
    say("Evening. The network is good, and everything drains.");
    crew.drain(say);
    say("The supervisors open their queues.");
    evening::review(&crew, county, &mut noted, say);
    crew.drain(say);
    let report = account(&crew, county, &noted, plan, began);
    crew.close();
    report
}

fn account(crew: &Crew, county: &County, noted: &Noted, plan: Plan, began: Instant) -> Report {
    let ledgers: Vec<_> = crew.everybody().map(Phone::ledger).collect();
    let ledger = Ledger::settle(&ledgers, &county.stored());
    let quiet = crew.everybody().all(|phone| {
        let counts = phone.client().sync_state().expect("the phone says how it stands").counts;
        counts.waiting == 0 && counts.parked == 0
    });
    let head = county.verify_log();
    let check = |words: &str, held: bool| (words.to_owned(), held);
    let checks = vec![
        check(&format!("at least {} visits were made", plan.visits), ledger.sent >= plan.visits),
        check(
            "every visit that a phone called saved is in the county's database",
            ledger.stored == ledger.sent,
        ),
        check("every one of them has its receipt on the phone that made it", ledger.receipted == ledger.sent),
        check("nothing was lost, of any kind", ledger.lost == 0),
        check("nothing was stored twice", ledger.twice == 0),
        check("nothing waits and nothing is parked on any phone", quiet),
        check("the draft that was open when the app died came back with its answers", noted.draft_came_back),
        check("the red line stood first in its supervisor's queue", noted.emergency_first),
        check("a returned visit was corrected, answered and approved", noted.approved),
        check(&format!("the county's log verifies, to position {}", head.position), head.position > 0),
    ];
    Report { ledger, checks, took: began.elapsed() }
}
