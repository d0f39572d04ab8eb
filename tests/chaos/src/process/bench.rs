//! A county in a process of its own, and one worker's phone.

use doorstep_domain::{
    id::{PersonId, RecordId},
    subject::Subject,
    visit::VisitTag,
};
use doorstep_tests::{
    cast::cast, child::ChildPhone, child::Task, clock::StoryClock, county::County, fate::Fate, phone::Phone,
};
use std::{collections::BTreeSet, env, io, path::PathBuf, sync::Arc};

/// A worker of the invented county.
const WORKER: &str = "worker01";

/// Where processes end, one after the other.
pub(crate) struct Bench {
    pub(crate) county: County,
    pub(crate) phone: Phone,
    /// Every record that was said to be saved.
    pub(crate) promised: BTreeSet<RecordId>,
    /// This program: a server or a phone, if it is told so.
    pub(crate) program: PathBuf,
    clock: Arc<StoryClock>,
    elders: Vec<PersonId>,
    cases: usize,
}

impl Drop for Bench {
    fn drop(&mut self) {
        // What still runs when the process ends would find its libraries taken down.
        self.phone.close();
    }
}

impl Bench {
    pub(crate) fn open() -> Result<Self, io::Error> {
        let program = env::current_exe()?;
        let county = County::apart(&program);
        let clock = StoryClock::today();
        let phone = Phone::new(WORKER, &clock);
        phone.enrol(&county.ticket(WORKER));
        phone.drain();
        let lines = cast().lines(WORKER, VisitTag::ElderCheckIn);
        let elders = lines.filter_map(|line| match line.subject {
            Subject::Person(id) => Some(id),
            Subject::Household(_) => None,
        });
        let elders = elders.collect();
        Ok(Self { county, phone, promised: BTreeSet::new(), program, clock, elders, cases: 0 })
    }

    /// Whom this case is about: one after the other, and round again.
    pub(crate) fn next_elder(&mut self) -> Option<PersonId> {
        self.cases += 1;
        self.elders.iter().cycle().nth(self.cases % self.elders.len().max(1)).copied()
    }

    /// The phone works in a process of its own until it is done or its fate comes; then it is on again here.
    /// Returns what it said, and whether that was its fate.
    pub(crate) fn works(&mut self, task: Task, elder: Option<PersonId>, fate: Fate) -> (Vec<String>, bool) {
        self.phone.close();
        let child = ChildPhone::start(&self.program, &self.phone, &self.clock, task, elder, Some(fate));
        let (said, died) = child.hear_out();
        let saved = said.iter().filter_map(|line| line.strip_prefix("saved ")?.parse::<RecordId>().ok());
        self.promised.extend(saved);
        self.phone.open();
        (said, died)
    }

    /// A visit, made here and saved.
    pub(crate) fn visits(&mut self, elder: Option<PersonId>) {
        let Some(elder) = elder else { return };
        let visiting = self.phone.visits(Subject::Person(elder), VisitTag::ElderCheckIn);
        self.promised.insert(visiting.answers("outcome", "died").finish().saved.record);
    }
}
