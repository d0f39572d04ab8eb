use super::{Answer::*, Rung::*, *};
use crate::rules;
use proptest::prelude::*;
use uuid::Uuid;

const RUNGS: [Rung; 5] = [FirstCall, SecondCall, Door, EmergencyContact, Rescue];

fn ladder() -> Ladder {
    rules::all()[0].missed_contact
}

/// A moment of the day of the missed contact, by the clock in China.
fn at(clock: &str) -> DateTime<Utc> {
    format!("2026-11-22T{clock}:00+08:00").parse().unwrap()
}

fn attempt(rung: Rung, at: DateTime<Utc>, result: Answer) -> Attempt {
    Attempt { rung, by: AccountId(Uuid::nil()), at, result }
}

fn missed(clock: &str, urgent: bool) -> Missed {
    Missed { at: at(clock), urgent }
}

fn open(rung: Rung, clock: &str) -> Standing {
    Standing::Open(Step { rung, not_later_than: at(clock) })
}

fn rung(standing: Standing) -> Option<Rung> {
    match standing {
        Standing::Open(step) => Some(step.rung),
        Standing::Summoned | Standing::Settled => None,
    }
}

#[test]
fn each_rung_follows_in_its_time() {
    let mut attempts = Vec::new();
    let story = [
        (open(FirstCall, "09:00"), FirstCall, "09:05"),
        (open(SecondCall, "11:05"), SecondCall, "11:00"),
        (open(Door, "20:00"), Door, "15:30"),
        (open(EmergencyContact, "16:00"), EmergencyContact, "15:50"),
        (open(Rescue, "16:20"), Rescue, "16:10"),
        (open(Rescue, "16:40"), Rescue, "16:50"),
        (open(Rescue, "17:20"), Rescue, "17:00"),
    ];
    for (stands, rung, clock) in story {
        assert_eq!(ladder().standing(missed("09:00", false), &attempts), stands);
        attempts.push(attempt(rung, at(clock), NotReached));
    }
    attempts.push(attempt(Rescue, at("17:10"), Summoned));
    assert_eq!(ladder().standing(missed("09:00", false), &attempts), Standing::Summoned);
    attempts.push(attempt(Rescue, at("17:40"), Reached));
    assert_eq!(ladder().standing(missed("09:00", false), &attempts), Standing::Settled);
}

#[test]
fn the_door_is_knocked_at_on_the_day_of_the_missed_contact_or_at_once() {
    let after = |missed_at, called| {
        let call = attempt(SecondCall, called, NotReached);
        ladder().standing(missed(missed_at, false), &[call])
    };
    assert_eq!(after("00:10", at("02:10")), open(Door, "20:00"));
    assert_eq!(after("09:00", at("19:59")), open(Door, "20:00"));
    assert_eq!(after("19:00", at("21:00")), open(Door, "21:00"));
    let tomorrow = at("09:00") + TimeDelta::days(1);
    assert_eq!(after("23:00", tomorrow), Standing::Open(Step { rung: Door, not_later_than: tomorrow }));
}

/// Every set of rungs tried without an answer, for both kinds of subject.
#[test]
fn the_highest_rung_tried_tells_the_next() {
    for tried in 0..1_u32 << RUNGS.len() {
        let place = |rung: &Rung| RUNGS.iter().position(|other| other == rung).unwrap();
        let attempts: Vec<Attempt> = RUNGS
            .into_iter()
            .filter(|rung| tried & (1 << place(rung)) != 0)
            .map(|rung| attempt(rung, at("10:00"), NotReached))
            .collect();
        let next = RUNGS[(u32::BITS - tried.leading_zeros()).min(4) as usize];
        assert_eq!(rung(ladder().standing(missed("09:00", false), &attempts)), Some(next), "{tried:05b}");
        assert_eq!(rung(ladder().standing(missed("09:00", true), &attempts)), Some(Rescue), "{tried:05b}");
    }
}

#[test]
fn high_risk_goes_to_rescue_at_once() {
    let call = attempt(FirstCall, at("09:30"), NotReached);
    assert_eq!(ladder().standing(missed("09:00", true), &[]), open(Rescue, "09:00"));
    assert_eq!(ladder().standing(missed("09:00", true), &[call]), open(Rescue, "09:00"));
    let waits = attempt(Rescue, at("09:40"), NotReached);
    assert_eq!(ladder().standing(missed("09:00", true), &[call, waits]), open(Rescue, "10:10"));
}

#[test]
fn contact_at_any_rung_settles() {
    for rung in RUNGS {
        let attempts = [
            attempt(Rescue, at("12:00"), Summoned),
            attempt(rung, at("08:00"), Reached),
            attempt(Rescue, at("13:00"), NotReached),
        ];
        for urgent in [false, true] {
            assert_eq!(ladder().standing(missed("09:00", urgent), &attempts), Standing::Settled, "{rung:?}");
            let summoned = ladder().standing(missed("09:00", urgent), &attempts[..1]);
            assert_eq!(summoned, Standing::Summoned);
        }
    }
}

#[test]
fn calling_again_buys_no_time() {
    let calls = ["09:05", "10:00", "10:55"].map(|clock| attempt(FirstCall, at(clock), NotReached));
    assert_eq!(ladder().standing(missed("09:00", false), &calls), open(SecondCall, "11:05"));
}

fn attempts() -> impl Strategy<Value = Vec<Attempt>> {
    let result = prop_oneof![8 => Just(NotReached), 1 => Just(Reached), 1 => Just(Summoned)];
    let one = (prop::sample::select(RUNGS.to_vec()), -300..600_i64, result)
        .prop_map(|(rung, minute, result)| attempt(rung, at("09:00") + TimeDelta::minutes(minute), result));
    prop::collection::vec(one, 0..8)
}

proptest! {
    #[test]
    fn order_and_repetition_change_nothing(
        (given, shuffled) in attempts().prop_flat_map(|given| (Just(given.clone()), Just(given).prop_shuffle())),
        urgent: bool,
    ) {
        let twice: Vec<Attempt> = shuffled.iter().chain(&given).copied().collect();
        let stands = ladder().standing(missed("09:00", urgent), &given);
        prop_assert_eq!(ladder().standing(missed("09:00", urgent), &shuffled), stands);
        prop_assert_eq!(ladder().standing(missed("09:00", urgent), &twice), stands);
    }

    #[test]
    fn one_more_attempt_never_leads_back_down(given in attempts(), one in attempts(), urgent: bool) {
        let more: Vec<Attempt> = given.iter().chain(&one).copied().collect();
        let before = ladder().standing(missed("09:00", urgent), &given);
        let after = ladder().standing(missed("09:00", urgent), &more);
        match (rung(before), rung(after)) {
            (Some(before), Some(after)) => prop_assert!(before <= after),
            (None, after) => prop_assert_eq!(after, None),
            (Some(_), None) => {}
        }
    }
}
