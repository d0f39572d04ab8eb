//! What a worker does at a door, and what befalls one of them.

use crate::{cast::cast, phone::Phone};
use doorstep_domain::{
    id::RecordId,
    roster::RosterLine,
    visit::{Urgency, VisitTag},
};
use doorstep_store::Page;

/// Words that the crash must not cost.
const WORDS: &str = "the well is frozen 井冻住了";

/// The visit of this number: down the worker's roster, and round again.
pub(super) fn visit(phone: &Phone, number: usize) {
    let lines = roster(phone);
    let line = lines.get(number % lines.len()).expect("every worker has a roster");
    let mut visiting = phone.visits(line.subject, line.plan.visit);
    if line.plan.visit == VisitTag::HouseholdCheck {
        visiting = visiting.together_with(cast().partner(&phone.login, line.region));
    }
    let outcome = match number % 8 {
        3 | 6 => "nobody_home",
        5 => "refused",
        _ => "met",
    };
    visiting.answers("outcome", outcome).answers("reached_by_phone", "answered").finish();
}

/// An elder check-in with one red line; everything else is as it should be.
pub(super) fn red_line(phone: &Phone) -> (String, RecordId) {
    let line = first(phone, VisitTag::ElderCheckIn);
    let visiting = phone.visits(line.subject, line.plan.visit);
    let finished = visiting.answers("gas", "leak").answers("risk_class", "high").finish();
    assert_eq!(finished.urgency, Urgency::Emergency, "one red line is enough");
    (phone.login.clone(), finished.saved.record)
}

/// The app dies in the middle of a visit; says whether the draft came back with its answers.
pub(super) fn crash(phone: &mut Phone) -> bool {
    let line = first(phone, VisitTag::ElderCheckIn);
    let visiting = phone.visits(line.subject, line.plan.visit).answers("findings", WORDS);
    visiting.fill();
    let draft = visiting.draft;
    phone.crash();
    phone.open();
    let drafts = phone.client().drafts(&Page::first(10)).expect("the drafts can be listed").items;
    let came_back = drafts.iter().any(|row| row.id == draft)
        && phone.client().missing(draft).expect("the draft opens").is_empty();
    phone.goes_on(draft).finish();
    came_back
}

/// A volunteer's hour and a half.
pub(super) fn hours(phone: &Phone) {
    let client = phone.client();
    let (activity, _) = client.open_activity("陪伴", "company", None).expect("an activity can be opened");
    let mut arrived = client.stamp(None);
    let left = client.stamp(None);
    arrived.at -= chrono::TimeDelta::minutes(90);
    client.record_hours(activity, phone.account(), arrived, left, "listened").expect("hours can be recorded");
}

fn first(phone: &Phone, visit: VisitTag) -> &'static RosterLine {
    cast().lines(&phone.login, visit).next().expect("every worker visits elders")
}

fn roster(phone: &Phone) -> Vec<&'static RosterLine> {
    let kinds = [VisitTag::ElderCheckIn, VisitTag::GuardianVisit, VisitTag::HouseholdCheck];
    let mut lines: Vec<Vec<&RosterLine>> =
        kinds.iter().map(|kind| cast().lines(&phone.login, *kind).collect()).collect();
    let longest = lines.iter().map(Vec::len).max().unwrap_or(0);
    let mut mixed = Vec::new();
    for at in 0..longest {
        mixed.extend(lines.iter_mut().filter_map(|lines| lines.get(at).copied()));
    }
    mixed
}
