//! The roster: who is due for which visit, spread over the weeks round the reference
//! day so that some are overdue, some due today, some soon.

use crate::{Fault, REFERENCE_DAY, dice::Dice, ids::Ids, staff::Roll};
use chrono::{Days, NaiveDate};
use doorstep_domain::{
    cadence::Plan,
    calendar::national,
    id::{HouseholdId, RegionId},
    roster::{RosterLine, SOON_DAYS},
    rules::{self, RulesTable},
    subject::{
        Household, Person, Subject,
        household::Programme,
        person::{Concern, age_on},
    },
    visit::VisitTag,
};
use std::collections::BTreeMap;

/// Draws up every line, household by household.
pub(crate) fn draw_up(
    seed: u64,
    roll: &Roll,
    households: &[Household],
    people: &[Person],
) -> Result<Vec<RosterLine>, Fault> {
    let mut clerk = Clerk {
        ids: Ids::of(seed, "roster ids"),
        dice: Dice::of(seed, "roster"),
        rules: rules::in_force_on(REFERENCE_DAY)?,
        roll,
        lines: Vec::new(),
    };
    let mut members: BTreeMap<HouseholdId, Vec<&Person>> = BTreeMap::new();
    for person in people {
        members.entry(person.household).or_default().push(person);
    }
    for (turn, household) in households.iter().enumerate() {
        if let Some(class) = &household.assistance.class {
            clerk.enter(
                Subject::Household(household.id),
                VisitTag::HouseholdCheck,
                class,
                household.region,
                turn,
            )?;
        }
        for person in members.get(&household.id).into_iter().flatten() {
            if let Some((visit, class)) = clerk.need(person, household) {
                clerk.enter(Subject::Person(person.id), visit, class, household.region, turn)?;
            }
        }
    }
    Ok(clerk.lines)
}

struct Clerk<'a> {
    ids: Ids,
    dice: Dice,
    rules: &'a RulesTable,
    roll: &'a Roll,
    lines: Vec<RosterLine>,
}

impl Clerk<'_> {
    /// Which visit a person with a concern needs, and how often.
    fn need(&mut self, person: &Person, household: &Household) -> Option<(VisitTag, &'static str)> {
        let age = person.identity.birth_date.and_then(|born| age_on(born, REFERENCE_DAY))?;
        let main = *person.concerns.first()?;
        match age {
            ..18 => Some((VisitTag::GuardianVisit, self.child_class(main))),
            60.. => Some((VisitTag::ElderCheckIn, elder_class(age, person, household))),
            _ => None,
        }
    }

    fn child_class(&mut self, concern: Concern) -> &'static str {
        match concern {
            Concern::Orphan | Concern::ChildWithoutCare => {
                self.dice.odds(&[(10, "red"), (55, "orange")], "yellow")
            }
            Concern::LeftBehindChild => self.dice.odds(&[(2, "red"), (8, "orange"), (30, "yellow")], "green"),
            _ => self.dice.odds(&[(5, "orange"), (45, "yellow")], "green"),
        }
    }

    /// All lines of one household fall to one of its village's two workers.
    fn enter(
        &mut self,
        subject: Subject,
        visit: VisitTag,
        class: &str,
        region: RegionId,
        turn: usize,
    ) -> Result<(), Fault> {
        let [one, two] = *self.roll.investigators.get(&region).ok_or(Fault::Apportioning)?;
        let assignee = if turn.is_multiple_of(2) { one } else { two };
        let plan = self.plan(visit, class)?;
        let id = self.ids.roster();
        let line = RosterLine::given(id, (subject, region), assignee, plan, NaiveDate::MAX);
        self.lines.push(line.reckoned(self.rules, national()));
        Ok(())
    }

    /// Chooses how far from today the visit is due, and counts back to the last one.
    fn plan(&mut self, visit: VisitTag, class: &str) -> Result<Plan, Fault> {
        let next = |last| self.rules.next_due(visit, class, last).ok_or(Fault::Calendar);
        let interval = (next(REFERENCE_DAY)? - REFERENCE_DAY).num_days();
        if self.dice.percent(3) {
            let entered = Some(days_ago(self.dice.between(0, interval.min(20)))?);
            return Ok(Plan { entered, ..Plan::plain(visit, class, None) });
        }
        let ahead = match self.dice.below(100) {
            0..7 => -self.dice.between(1, interval.min(30)),
            7..10 => 0,
            10..24 => self.dice.between(1, SOON_DAYS.min(interval)),
            _ => self.dice.between((SOON_DAYS + 1).min(interval), interval),
        };
        Ok(Plan::plain(visit, class, Some(days_ago(interval - ahead)?)))
    }
}

fn days_ago(days: i64) -> Result<NaiveDate, Fault> {
    let days = u64::try_from(days).map_err(|_| Fault::Calendar)?;
    REFERENCE_DAY.checked_sub_days(Days::new(days)).ok_or(Fault::Calendar)
}

/// Weekly past eighty, monthly for the disabled and those in extreme poverty, else quarterly.
fn elder_class(age: u32, person: &Person, household: &Household) -> &'static str {
    let poor = household.assistance.programmes.contains(&Programme::ExtremePoverty);
    match age {
        80.. => "high",
        _ if poor || person.concerns.contains(&Concern::DisabledElder) => "key",
        _ => "general",
    }
}
