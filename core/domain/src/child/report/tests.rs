use super::*;
use chrono::TimeDelta;
use proptest::prelude::*;

const ALL: [RedLine; 17] = [
    RedLine::SuspectedAbuse,
    RedLine::SexualHarm,
    RedLine::SuspectedViolence,
    RedLine::UnconsciousOrMalnourished,
    RedLine::SelfHarm,
    RedLine::AbandonedOrUnattended,
    RedLine::Under8Unattended,
    RedLine::Under16LivingAlone,
    RedLine::MissingOrTrafficked,
    RedLine::OrganisedBegging,
    RedLine::GuardianLostCapacity,
    RedLine::OtherSeriousHarm,
    RedLine::ElderUnreachable,
    RedLine::ElderUnsafeGasOrCo,
    RedLine::ElderNoFood,
    RedLine::ElderSelfHarm,
    RedLine::DwellingGradeD,
];

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
}

#[test]
fn every_red_line_of_a_child_is_reported_and_those_of_elders_are_not() {
    let (of_child, of_elder) = ALL.split_at(12);
    for line in of_child {
        let duty = duty(*line).unwrap();
        assert_eq!(duty.to[..2], [Authority::Police, Authority::CivilAffairs], "{line:?}");
        assert!(!duty.situations.is_empty(), "{line:?}");
    }
    assert!(of_elder.iter().all(|line| duty(*line).is_none()));
    assert!(duty(RedLine::SuspectedViolence).unwrap().to.contains(&Authority::Education));
}

#[test]
fn nine_situations_come_from_answers_and_the_hotline_from_none() {
    let mut reached: Vec<_> =
        ALL.into_iter().filter_map(duty).flat_map(|duty| duty.situations).copied().collect();
    reached.sort_unstable();
    reached.dedup();
    assert_eq!(reached.len(), 9);
    assert!(!reached.contains(&Situation::HotlineClue));
}

#[test]
fn a_report_that_lacks_something_is_sent_and_says_what_it_lacks() {
    let duty = duty(RedLine::SelfHarm).unwrap();
    let mut report = Report::default();
    let everything = [
        Lack::NotTold(Authority::Police),
        Lack::NotTold(Authority::CivilAffairs),
        Lack::Situation,
        Lack::Child,
        Lack::Whereabouts,
        Lack::Observed,
    ];
    assert_eq!(report.lacks(duty), everything);
    report.told.insert(Authority::Police, at(90));
    assert_eq!(report.first_told(), Some(at(90)), "sent, however little it says");
    report.told.insert(Authority::CivilAffairs, at(30));
    assert_eq!(report.first_told(), Some(at(30)));
    report.situations = vec![Situation::Abandoned];
    report.whereabouts = " ".to_owned();
    assert_eq!(report.lacks(duty), everything[2..], "a blank and another situation are nothing");
    report.situations.push(Situation::SelfHarmOrPoison);
    let on_file = Report { child: Some(PersonId(uuid::Uuid::nil())), ..report.clone() };
    assert!(!on_file.lacks(duty).contains(&Lack::Child));
    report.child_described = "a boy of about six".to_owned();
    report.whereabouts = "at the neighbour's".to_owned();
    assert_eq!(report.lacks(duty), [Lack::Observed]);
    report.observed = "says he wants to be gone".to_owned();
    assert_eq!(report.lacks(duty), []);
}

#[test]
fn lateness_is_every_minute_begun_since_the_answer() {
    let told = |told| lateness(Answer { given: at(0), taken_back: false, told: Some(at(told)) }, at(9_999));
    assert_eq!(told(-30), Lateness::AtOnce);
    assert_eq!(told(0), Lateness::AtOnce);
    assert_eq!(told(1), Lateness::Late { minutes: 1 });
    assert_eq!(told(60), Lateness::Late { minutes: 1 });
    assert_eq!(told(61), Lateness::Late { minutes: 2 });
    let in_a_blink =
        Answer { given: at(0), taken_back: false, told: Some(at(0) + TimeDelta::nanoseconds(1)) };
    assert_eq!(lateness(in_a_blink, at(99)), Lateness::Late { minutes: 1 });
    let untold = |taken_back| lateness(Answer { given: at(0), taken_back, told: None }, at(86_400));
    assert_eq!(untold(false), Lateness::Missing { minutes: 1_440 });
    assert_eq!(untold(true), Lateness::Withheld { minutes: 1_440 });
    let told_then_taken_back = Answer { given: at(0), taken_back: true, told: Some(at(30)) };
    assert_eq!(lateness(told_then_taken_back, at(99)), Lateness::Late { minutes: 1 });
    let ahead = Answer { given: at(60), taken_back: false, told: None };
    assert_eq!(lateness(ahead, at(0)), Lateness::Missing { minutes: 0 });
}

proptest! {
    #[test]
    fn no_minute_is_forgiven(millis in 1..1_000_000_000_i64) {
        let told = at(0) + TimeDelta::milliseconds(millis);
        let answer = Answer { given: at(0), taken_back: false, told: Some(told) };
        let Lateness::Late { minutes } = lateness(answer, told) else { panic!("late is late") };
        prop_assert!(i64::from(minutes) * 60_000 >= millis);
        prop_assert!((i64::from(minutes) - 1) * 60_000 < millis);
    }
}
