use crate::people::{WANG, elders, village};
use doorstep_domain::{
    subject::Subject,
    visit::{Urgency, VisitTag},
};
use doorstep_tests::{network::Weather, stage::Stage};

#[test]
fn a_red_line_makes_an_emergency_offline_and_goes_first_in_the_supervisors_queue() {
    let stage = Stage::open();
    let wang = stage.phone(WANG);
    wang.network.set(Weather::Offline);
    let elders = elders(WANG);
    let visit = |elder: usize| wang.visits(Subject::Person(elders[elder]), VisitTag::ElderCheckIn);
    let ordinary = visit(0).finish();
    // Everything else at this door is as it should be; one answer is enough.
    let emergency = visit(1).answers("gas", "leak").answers("risk_class", "high").finish();
    let later = visit(2).finish();
    assert_eq!(emergency.urgency, Urgency::Emergency, "said before there is any network");
    assert_eq!((ordinary.urgency, later.urgency), (Urgency::Normal, Urgency::Normal));
    assert_eq!(wang.client().sync_state().unwrap().counts.waiting_emergencies, 1);

    wang.network.set(Weather::Good);
    wang.drain();
    let queue = stage.desk(village().supervisor).get("/v1/visits?state=submitted");
    let queue = queue["visits"].as_array().unwrap();
    assert_eq!(queue.len(), 3);
    assert_eq!(queue[0]["record"], emergency.saved.record.to_string());
    assert_eq!(queue[0]["urgency"], "emergency");
}
