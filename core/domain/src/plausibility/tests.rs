use super::*;
use crate::id::HouseholdId;
use uuid::Uuid;

/// Metres north and east of a square, as degrees in the invented county.
fn at(north: f64, east: f64) -> Wgs84 {
    Wgs84::new(116.0 + east / 85_390.0, 40.0 + north / 111_195.0).unwrap()
}

fn fix(place: Wgs84) -> Fix {
    Fix { at: place, accuracy_metres: 8.0, provider: "gps".to_owned(), age_millis: 500, mock: false }
}

fn minute(number: i64) -> DateTime<Utc> {
    "2026-11-22T01:00:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::minutes(number)
}

/// A household check at a door, from one minute to another, with a receiver that wanders a little.
fn check(number: u128, door: Wgs84, from: i64, to: i64) -> Stop {
    let wander = f64::from(u32::try_from(number % 7).unwrap());
    Stop {
        subject: Subject::Household(HouseholdId(Uuid::from_u128(number))),
        visit: VisitTag::HouseholdCheck,
        at_home: true,
        door: Some(door),
        began: minute(from),
        ended: minute(to),
        clock_doubtful: false,
        outside_metres: Some(0),
        place: Some(fix(
            Wgs84::new(door.longitude() + wander * 1e-5, door.latitude() - wander * 7e-6).unwrap()
        )),
        photographs: vec![Likeness(
            0x0123_4567_89AB_CDEF_u64.rotate_left(u32::try_from(number % 61).unwrap()),
        )],
    }
}

fn earlier(number: u128, stop: Stop) -> Earlier {
    Earlier { record: record(number), same_worker: true, stop }
}

fn record(number: u128) -> RecordId {
    RecordId(Uuid::from_u128(number))
}

fn flags(stop: &Stop, before: &[Earlier]) -> Vec<Flag> {
    judge(stop, before, &Limits::default())
}

#[test]
fn an_honest_day_from_door_to_door_raises_nothing() {
    // Neighbours wall to wall, then the far end of the village, then the next village by motorcycle.
    let doors = [at(0.0, 0.0), at(6.0, 4.0), at(900.0, 400.0), at(9_000.0, 2_000.0)];
    let mut before = Vec::new();
    for (number, door) in (1_u128..).zip(doors) {
        let from = 40 * i64::try_from(number).unwrap();
        let stop = check(number, door, from, from + 20);
        assert_eq!(flags(&stop, &before), [], "stop {number}");
        before.push(earlier(number, stop));
    }
}

#[test]
fn what_is_not_known_of_place_and_time_is_said() {
    let here = at(0.0, 0.0);
    let placed = |place| Stop { place, ..check(1, here, 0, 20) };
    for (place, expected) in [
        (None, vec![Flag::NoPlace]),
        (Some(Fix { mock: true, ..fix(here) }), vec![Flag::MockPlace]),
        (Some(Fix { accuracy_metres: 100.0, ..fix(here) }), vec![]),
        (Some(Fix { accuracy_metres: 100.6, ..fix(here) }), vec![Flag::WeakPlace { accuracy_metres: 101 }]),
        (
            Some(Fix { accuracy_metres: f32::NAN, ..fix(here) }),
            vec![Flag::WeakPlace { accuracy_metres: u32::MAX }],
        ),
    ] {
        assert_eq!(flags(&placed(place), &[]), expected);
    }
    let doubtful = Stop { clock_doubtful: true, ..check(1, here, 0, 20) };
    assert_eq!(flags(&doubtful, &[]), [Flag::DoubtfulClock]);
}

#[test]
fn far_from_the_door_is_measured_without_what_the_receiver_may_err() {
    let stop = |metres, accuracy_metres| Stop {
        place: Some(Fix { accuracy_metres, ..fix(at(metres, 0.0)) }),
        ..check(1, at(0.0, 0.0), 0, 20)
    };
    assert_eq!(flags(&stop(305.0, 8.0), &[]), []);
    assert_eq!(flags(&stop(320.0, 8.0), &[]), [Flag::FarFromDoor { metres: 312 }]);
    assert_eq!(flags(&stop(350.0, 90.0), &[]), []);
    let elsewhere = Stop { at_home: false, ..stop(5_000.0, 8.0) };
    assert_eq!(flags(&elsewhere, &[]), [], "met at the station: the door says nothing");
}

#[test]
fn each_visit_has_a_least_time_where_somebody_was_met_at_home() {
    for (visit, seconds, least) in [
        (VisitTag::HouseholdCheck, 299, Some(300)),
        (VisitTag::HouseholdCheck, 300, None),
        (VisitTag::GuardianVisit, 299, Some(300)),
        (VisitTag::ElderCheckIn, 119, Some(120)),
        (VisitTag::ElderCheckIn, 120, None),
        (VisitTag::ElderCheckIn, -5, Some(120)),
    ] {
        let began = minute(0);
        let stop = Stop { visit, ended: began + TimeDelta::seconds(seconds), ..check(1, at(0.0, 0.0), 0, 0) };
        let expected = least
            .map(|least_seconds| Flag::Short { seconds: u32::try_from(seconds).unwrap_or(0), least_seconds });
        assert_eq!(flags(&stop, &[]), Vec::from_iter(expected), "{visit:?} of {seconds} s");
        let nobody = Stop { at_home: false, ..stop };
        assert_eq!(flags(&nobody, &[]), [], "nobody was home");
    }
}

#[test]
fn nobody_is_faster_than_a_car() {
    let first = earlier(1, check(1, at(0.0, 0.0), 0, 20));
    let later = |minutes: i64| check(7, at(20_000.0, 0.0), 20 + minutes, 60 + minutes);
    assert_eq!(flags(&later(13), std::slice::from_ref(&first)), []);
    let found = flags(&later(5), std::slice::from_ref(&first));
    let [Flag::Speed { before, metres, seconds }] = found[..] else { panic!("{found:?}") };
    assert_eq!((before, seconds), (record(1), 300));
    assert!((19_950..20_000).contains(&metres), "{metres}");
    let doubtful = Earlier { stop: Stop { clock_doubtful: true, ..first.stop.clone() }, ..first.clone() };
    assert_eq!(flags(&later(5), &[doubtful]), [], "a clock that was set says nothing of speed");
    let colleague = Earlier { same_worker: false, ..first.clone() };
    assert_eq!(flags(&later(5), &[colleague]), []);
    let near = check(7, at(900.0, 0.0), 20, 60);
    assert_eq!(flags(&near, &[first]), [], "the next door begins when the last one ends");
}

#[test]
fn doors_that_lie_apart_are_not_visited_from_one_point() {
    // From the village office: clothes changed, photographs taken.
    let office = at(0.0, 0.0);
    let from_office = |number: u128, from| {
        let wander = at(f64::from(u32::try_from(number).unwrap()), 0.0);
        Stop {
            place: Some(fix(wander)),
            ..check(number, at(200.0 * number as f64 - 100.0, 0.0), from, from + 10)
        }
    };
    let limits = Limits { door_metres: f64::INFINITY, ..Limits::default() };
    let before = [earlier(1, from_office(1, 0)), earlier(2, from_office(2, 15))];
    assert_eq!(judge(&from_office(3, 30), before.split_at(1).0, &limits), [], "two are not yet several");
    assert_eq!(
        judge(&from_office(3, 30), &before, &limits),
        [Flag::OnePoint { others: vec![record(1), record(2)], minutes: 40 }]
    );
    assert_eq!(judge(&from_office(3, 200), &before, &limits), [], "another day's round");
    let neighbours = |number, from| check(number, office, from, from + 10);
    let flat = [earlier(1, neighbours(1, 0)), earlier(2, neighbours(2, 15))];
    assert_eq!(judge(&neighbours(3, 30), &flat, &limits), [], "a house of many flats");
}

#[test]
fn no_receiver_gives_the_same_place_twice_to_the_last_digit() {
    let (here, door) = (fix(at(3.0, 5.0)), at(0.0, 0.0));
    let stop = |number, from, provider: &str| Stop {
        place: Some(Fix { provider: provider.to_owned(), ..here.clone() }),
        ..check(number, door, from, from + 20)
    };
    let before = [earlier(1, stop(1, 0, "gps"))];
    assert_eq!(flags(&stop(2, 30, "gps"), &before), [Flag::SamePlace { other: record(1) }]);
    assert_eq!(flags(&stop(1, 30, "gps"), &before), [], "the same household, saved again");
    assert_eq!(flags(&stop(2, 30, "network"), &[earlier(1, stop(1, 0, "network"))]), [], "a mast");
}

#[test]
fn a_photograph_of_another_visit_is_known_again() {
    let stop = |number, from, bits: u64| Stop {
        photographs: vec![Likeness(u64::MAX), Likeness(0xFF00 ^ bits)],
        ..check(number, at(0.0, 0.0), from, from + 20)
    };
    let old = |number| Stop { photographs: vec![Likeness(0xFF00)], ..check(number, at(0.0, 0.0), 0, 20) };
    let before = [earlier(1, old(1)), Earlier { same_worker: false, ..earlier(2, old(2)) }];
    assert_eq!(flags(&stop(3, 30, 0b1111), &before), [Flag::SamePhotograph { other: record(1), bits: 4 }]);
    assert_eq!(flags(&stop(1, 30, 0b1), &before), [Flag::SamePhotograph { other: record(2), bits: 1 }]);
    assert_eq!(flags(&stop(3, 30, 0b11111), &before), []);
}

#[test]
fn flags_have_stable_codes_on_the_wire() {
    let flags = [
        Flag::NoPlace,
        Flag::Short { seconds: 10, least_seconds: 300 },
        Flag::SamePhotograph { other: record(1), bits: 2 },
    ];
    let text = serde_json::to_string(&flags).unwrap();
    assert_eq!(
        text,
        r#"[{"code":"no_place"},{"code":"short","seconds":10,"least_seconds":300},{"code":"same_photograph","other":"00000000-0000-0000-0000-000000000001","bits":2}]"#
    );
}

#[test]
fn far_from_the_village_is_said_unless_it_is_at_the_door_that_is_on_file() {
    let here = at(0.0, 0.0);
    let out = |outside: u32, accuracy_metres: f32, door: Option<Wgs84>| Stop {
        door,
        outside_metres: Some(outside),
        place: Some(Fix { accuracy_metres, ..fix(here) }),
        ..check(1, here, 0, 20)
    };
    assert_eq!(flags(&out(0, 8.0, None), &[]), []);
    assert_eq!(flags(&out(208, 8.0, None), &[]), [], "borders are drawn roughly");
    assert_eq!(flags(&out(209, 8.0, None), &[]), [Flag::OutsideVillage { metres: 201 }]);
    assert_eq!(flags(&out(209, 20.0, None), &[]), [], "the accuracy is taken off");
    assert_eq!(flags(&out(5_000, 8.0, Some(here)), &[]), [], "a house beyond the border");
    let far = flags(&out(5_000, 8.0, Some(at(6_000.0, 0.0))), &[]);
    assert!(matches!(far[..], [Flag::FarFromDoor { .. }, Flag::OutsideVillage { metres: 4_992 }]), "{far:?}");
    let elsewhere = Stop { at_home: false, ..out(5_000, 8.0, None) };
    assert_eq!(flags(&elsewhere, &[]), []);
    assert_eq!(
        flags(&Stop { outside_metres: None, ..out(5_000, 8.0, None) }, &[]),
        [],
        "nobody drew the village"
    );
}
