//! The supervisors' evening: red lines first, one visit goes back and comes again
//! corrected, the rest of the first page is approved.

use super::{Noted, Say, crew::Crew};
use crate::{
    cast::cast,
    county::County,
    desk::{Desk, text},
    phone::Phone,
};
use doorstep_domain::{id::RecordId, review::ReviewState};
use doorstep_store::Page;
use serde_json::{Value, json};

/// Visits approved at once by each supervisor.
const APPROVED: usize = 5;

/// Every supervisor of the crew's townships.
pub(super) fn review(crew: &Crew, county: &County, noted: &mut Noted, say: Say<'_>) {
    let mut supervisors: Vec<&str> = crew.workers.iter().map(supervisor).collect();
    supervisors.sort_unstable();
    supervisors.dedup();
    for login in supervisors {
        let desk = county.desk(login);
        let queue = queue(&desk);
        if let Some((worker, emergency)) = &noted.emergency
            && crew.workers.iter().any(|phone| phone.login == *worker && supervisor(phone) == login)
        {
            let first = queue.first().map(|visit| text(visit, "record"));
            noted.emergency_first = first == Some(emergency.to_string());
            say("  the visit with the red line stands first, before everything older");
        }
        for visit in queue.iter().take(APPROVED) {
            step(&desk, &text(visit, "record"), &json!({"step": "approve"}));
        }
        say(&format!("  {login} has approved {} of {} visits", queue.len().min(APPROVED), queue.len()));
    }
    if let Some(phone) = crew.workers.first() {
        noted.approved = comes_back(phone, county, say);
    }
}

/// One visit is returned, corrected, answered and approved.
fn comes_back(phone: &Phone, county: &County, say: Say<'_>) -> bool {
    let desk = county.desk(supervisor(phone));
    let met = |visit: &&Value| {
        visit.get("author") == Some(&json!(phone.account())) && visit.get("outcome") == Some(&json!("met"))
    };
    let queue = queue(&desk);
    let Some(visit) = queue.iter().find(met) else { return false };
    let id = text(visit, "record");
    let deadline = phone.client().today() + chrono::Days::new(3);
    let items = json!([{"target": "conclusion/findings", "reason": "please say which room"}]);
    step(&desk, &id, &json!({"step": "return", "items": items, "deadline": deadline}));
    phone.sync_until("the return to come", |client| {
        !client.returned(&Page::first(1)).expect("returns can be listed").items.is_empty()
    });
    say("  one visit came back to its worker: one question, one reason, a deadline");
    let visit: RecordId = id.parse().expect("a record's id");
    let draft = phone.client().correct(visit).expect("a returned visit can be corrected");
    let correction = phone.goes_on(draft).answers("findings", "the kitchen 厨房").finish().saved.record;
    phone.client().reply(visit, Some(correction), "the kitchen").expect("a return can be answered");
    phone.drain();
    step(&desk, &id, &json!({"step": "approve"}));
    step(&desk, &correction.to_string(), &json!({"step": "approve"}));
    let approved =
        |record| phone.record(record).review.is_some_and(|note| note.state == ReviewState::Approved);
    phone.sync_until("the approval to come", |_| approved(visit) && approved(correction));
    say("  it was corrected, answered and approved, and the phone knows it");
    true
}

fn supervisor(phone: &Phone) -> &'static str {
    let village = cast().regions(&phone.login).first().copied();
    cast().supervisor(village.expect("every worker has a village"))
}

/// The whole queue, page by page, in its order.
fn queue(desk: &Desk) -> Vec<Value> {
    let mut visits = Vec::new();
    let mut after = String::new();
    loop {
        let page = desk.get(&format!("/v1/visits?state=submitted{after}"));
        visits.extend(page.get("visits").and_then(Value::as_array).cloned().unwrap_or_default());
        match page.get("next").and_then(Value::as_str) {
            Some(next) => after = format!("&after={next}"),
            None => return visits,
        }
    }
}

fn step(desk: &Desk, visit: &str, step: &Value) {
    desk.post(&format!("/v1/visits/{visit}/reviews"), step);
}
