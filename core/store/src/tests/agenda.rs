use super::phone::*;
use crate::*;
use doorstep_domain::{
    place::Wgs84,
    roster::DueState,
    subject::{Household, Subject},
    visit::VisitTag,
};
use doorstep_protocol::changes::DocumentKind;
use proptest::prelude::*;

const TODAY: &str = "2026-11-22";

fn at(longitude: f64, latitude: f64) -> Wgs84 {
    Wgs84::new(longitude, latitude).unwrap()
}

fn placed(number: u128, at: Option<Wgs84>) -> Household {
    let mut household = household(number, &format!("户主{number}"), "某组");
    household.address.at = at;
    household
}

fn check(number: u128, due: &str) -> doorstep_domain::roster::RosterLine {
    line(number, Subject::Household(household_id(number)), VisitTag::HouseholdCheck, due)
}

/// Numbers of the lines of an agenda, one a page.
fn order(phone: &Phone, query: &AgendaQuery) -> Vec<u128> {
    one_by_one(|page| phone.store().agenda(query, page).unwrap())
        .iter()
        .map(|row| row.line.id.0.as_u128() - 0x3000_0000)
        .collect()
}

fn today() -> AgendaQuery {
    AgendaQuery::on(day(TODAY))
}

fn spread() -> Phone {
    let phone = Phone::new();
    let doors = [
        (1, "2026-11-23", Some(at(116.001, 40.0))),
        (2, "2026-11-20", Some(at(116.02, 40.0))),
        (3, "2026-11-22", Some(at(116.3, 40.0))),
        (4, "2026-11-19", Some(at(116.5, 40.0))),
        (5, "2027-01-01", Some(at(116.0, 40.0))),
        (6, "2026-11-21", Some(at(116.01, 40.0))),
        (7, "2026-11-18", None),
        (8, "2026-11-29", Some(at(116.0005, 40.0))),
        (9, "2026-11-30", Some(at(116.0001, 40.0))),
    ];
    // Lines before doors: the feed keeps no order between kinds.
    let lines = doors.iter().map(|(number, due, _)| put_line(&check(*number, due), *number as u64));
    let houses =
        doors.iter().map(|(number, _, at)| put_household(&placed(*number, *at), 100 + *number as u64));
    phone.hear(lines.chain(houses).collect());
    phone
}

#[test]
fn without_a_position_the_agenda_goes_by_due_date() {
    let phone = spread();
    assert_eq!(order(&phone, &today()), [7, 4, 2, 6, 3, 1, 8, 9, 5]);
    let rows = phone.store().agenda(&today(), &Page::first(9)).unwrap().items;
    let states: Vec<_> = rows.iter().map(|row| row.state).collect();
    use DueState::{Later, Overdue, Soon, Today};
    assert_eq!(states, [Overdue, Overdue, Overdue, Overdue, Today, Soon, Soon, Later, Later]);
    assert_eq!(rows[0].name.as_deref(), Some("户主7"));
    assert_eq!((rows[0].at, rows[0].distance_metres), (None, None));
}

#[test]
fn with_a_position_the_nearest_of_each_state_comes_first_and_the_unplaced_last() {
    let phone = spread();
    let near = AgendaQuery { near: Some(at(116.0, 40.0)), ..today() };
    assert_eq!(order(&phone, &near), [6, 2, 4, 7, 3, 8, 1, 5, 9]);
    let rows = phone.store().agenda(&near, &Page::first(1)).unwrap().items;
    assert!((rows[0].distance_metres.unwrap() - 852.0).abs() < 5.0, "{:?}", rows[0].distance_metres);
    let overdue = AgendaQuery { states: vec![DueState::Overdue], ..near };
    assert_eq!(order(&phone, &overdue), [6, 2, 4, 7]);
}

#[test]
fn a_kind_of_visit_is_listed_alone() {
    let phone = spread();
    let subject = Subject::Household(household_id(1));
    phone.hear(vec![put_line(&line(20, subject, VisitTag::ElderCheckIn, "2026-11-25"), 500)]);
    for near in [None, Some(at(116.0, 40.0))] {
        let elders = AgendaQuery { visit: Some(VisitTag::ElderCheckIn), near, ..today() };
        assert_eq!(order(&phone, &elders), [20]);
        let guardians = AgendaQuery { visit: Some(VisitTag::GuardianVisit), near, ..today() };
        assert_eq!(order(&phone, &guardians), []);
    }
}

#[test]
fn every_kind_of_visit_is_listed_wherever_the_worker_stands() {
    let phone = spread();
    let subject = Subject::Household(household_id(1));
    let others = VisitTag::ALL.into_iter().filter(|visit| *visit != VisitTag::HouseholdCheck);
    let lines: Vec<_> =
        (21..).zip(others).map(|(number, visit)| line(number, subject, visit, "2026-11-23")).collect();
    phone.hear((501..).zip(&lines).map(|(revision, line)| put_line(line, revision)).collect());
    for near in [None, Some(at(116.0, 40.0))] {
        let listed = order(&phone, &AgendaQuery { near, ..today() });
        assert_eq!(listed.len(), 9 + lines.len(), "{near:?}: {listed:?}");
    }
}

#[test]
fn the_nearest_door_may_lie_over_the_date_line_or_on_the_other_side_of_a_pole() {
    // The worker; the nearest door; two doors that lie farther, on the worker's own side.
    let cases = [
        ((179.9999, 0.0), (-179.9999, 0.0), [(179.9985, 0.0), (179.9984, 0.0)]),
        ((-179.9999, 0.0), (179.9999, 0.0), [(-179.9985, 0.0), (-179.9984, 0.0)]),
        ((-179.0, 0.0), (179.5, 0.0), [(-177.0, 0.0), (-176.99, 0.0)]),
        ((179.0, 0.0), (-179.5, 0.0), [(177.0, 0.0), (176.99, 0.0)]),
        ((0.0, 89.998), (40.0, 89.998), [(0.0, 89.9964), (0.0, 89.99639)]),
        ((0.0, -89.998), (40.0, -89.998), [(0.0, -89.9964), (0.0, -89.99639)]),
    ];
    for (worker, nearest, farther) in cases {
        let phone = Phone::new();
        let doors = (1..).zip(std::iter::once(nearest).chain(farther));
        let changes = doors.flat_map(|(number, (longitude, latitude))| {
            let place = Some(at(longitude, latitude));
            let revision = number as u64;
            [
                put_line(&check(number, "2026-11-23"), revision),
                put_household(&placed(number, place), 100 + revision),
            ]
        });
        phone.hear(changes.collect());
        let near = Some(at(worker.0, worker.1));
        assert_eq!(order(&phone, &AgendaQuery { near, ..today() }), [1, 2, 3], "{worker:?}");
    }
}

#[test]
fn turning_pages_while_walking_neither_repeats_nor_skips_a_door() {
    let phone = spread();
    let query = |longitude| AgendaQuery { near: Some(at(longitude, 40.0)), ..today() };
    let mut seen = Vec::new();
    let mut page = Page::first(2);
    let mut longitude = 116.0;
    loop {
        let paged = phone.store().agenda(&query(longitude), &page).unwrap();
        seen.extend(paged.items.iter().map(|row| row.line.id.0.as_u128() - 0x3000_0000));
        longitude += 0.2;
        match Page::after(&paged, 2) {
            Some(next) => page = next,
            None => break,
        }
    }
    assert_eq!(seen, [6, 2, 4, 7, 3, 8, 1, 5, 9]);
}

#[test]
fn a_line_that_arrives_while_pages_are_turned_moves_no_other() {
    let phone = spread();
    let first = phone.store().agenda(&today(), &Page::first(4)).unwrap();
    phone.hear(vec![put_line(&check(30, "2026-11-01"), 900)]);
    let second = phone.store().agenda(&today(), &Page::after(&first, 20).unwrap()).unwrap();
    let numbers: Vec<_> = second.items.iter().map(|row| row.line.id.0.as_u128() - 0x3000_0000).collect();
    assert_eq!(numbers, [3, 1, 8, 9, 5]);
}

#[test]
fn a_saved_visit_takes_its_line_out_until_the_county_answers() {
    let phone = spread();
    let subject = Subject::Household(household_id(7));
    let is_due = |near| order(&phone, &AgendaQuery { near, ..today() }).contains(&7);
    let done = || order(&phone, &AgendaQuery { shown: Shown::Done, ..today() });
    phone.save(phone.visit(1, subject, VisitTag::HouseholdCheck));
    assert!(!is_due(None) && !is_due(Some(at(116.0, 40.0))));
    assert_eq!(done(), [7]);
    let query = AgendaQuery { shown: Shown::Done, ..today() };
    let row = &phone.store().agenda(&query, &Page::first(1)).unwrap().items[0];
    assert_eq!(row.saved_visit, Some(record_id(1)));

    phone.hear(vec![put_line(&check(7, "2026-11-18"), 600)]);
    assert!(!is_due(None), "reassigned before the county has the visit");
    phone.store_all(&phone.waiting());
    phone.hear(vec![put_line(&check(7, "2027-02-18"), 601)]);
    assert!(is_due(None), "due again, in its next round");
    assert_eq!(done(), []);
}

#[test]
fn a_correction_and_a_record_that_is_no_visit_leave_the_line_due() {
    let phone = spread();
    let subject = Subject::Household(household_id(7));
    let mut correction = phone.visit(1, subject, VisitTag::HouseholdCheck);
    correction.facts.corrects = Some(record_id(99));
    phone.save(correction);
    let mut abandoned = phone.visit(2, subject, VisitTag::HouseholdCheck);
    abandoned.claim.kind = "draft_abandoned".to_owned();
    phone.save(abandoned);
    phone.save(phone.visit(3, subject, VisitTag::ElderCheckIn));
    assert!(order(&phone, &today()).contains(&7));
}

#[test]
fn a_visit_that_changed_nothing_at_the_county_gives_its_line_back() {
    let phone = spread();
    phone.save(phone.visit(1, Subject::Household(household_id(2)), VisitTag::HouseholdCheck));
    let sent = phone.waiting();
    phone.store_all(&sent);
    phone.hear(Vec::new());
    assert!(!order(&phone, &today()).contains(&2), "the county may not have published yet");
    phone.store().apply_watermark(&phone.watermark(sent[0].place())).unwrap();
    phone.hear(Vec::new());
    let near = AgendaQuery { near: Some(at(116.0, 40.0)), ..today() };
    assert_eq!(order(&phone, &near), [6, 2, 4, 7, 3, 8, 1, 5, 9]);
}

#[test]
fn a_door_that_moves_and_a_person_who_moves_house_take_their_lines_along() {
    let phone = Phone::new();
    let subject = Subject::Person(person_id(1));
    phone.hear(vec![
        put_line(&line(1, subject, VisitTag::ElderCheckIn, "2026-11-20"), 1),
        put_person(&person(1, 1, "甲某"), 2),
        put_household(&placed(1, Some(at(116.0, 40.0))), 3),
        put_household(&placed(2, Some(at(117.0, 40.0))), 4),
    ]);
    let where_is = || {
        let near = AgendaQuery { near: Some(at(116.0, 40.0)), ..today() };
        phone.store().agenda(&near, &Page::first(9)).unwrap().items[0].at.unwrap().longitude()
    };
    assert_eq!(where_is(), 116.0);
    phone.hear(vec![put_household(&placed(1, Some(at(116.5, 40.0))), 5)]);
    assert_eq!(where_is(), 116.5);
    phone.hear(vec![put_person(&person(1, 2, "甲某"), 6)]);
    assert_eq!(where_is(), 117.0);
    phone.hear(vec![removal(DocumentKind::Household, household_id(2).0, 7)]);
    let near = AgendaQuery { near: Some(at(116.0, 40.0)), ..today() };
    let row = &phone.store().agenda(&near, &Page::first(9)).unwrap().items[0];
    assert_eq!((row.name.as_deref(), row.at), (Some("甲某"), None), "the line stays, its door is unknown");
}

#[test]
fn whoever_is_due_at_one_door_is_shown_together_until_a_day_and_not_who_was_visited() {
    let phone = Phone::new();
    let (here, there) = (placed(1, None), placed(2, None));
    let of = |number| Subject::Person(person_id(number));
    let elder = |number, due| line(number, of(number), VisitTag::ElderCheckIn, due);
    phone.hear(vec![
        put_household(&here, 1),
        put_household(&there, 1),
        put_person(&person(11, 1, "甲某"), 1),
        put_person(&person(12, 1, "乙某"), 1),
        put_person(&person(13, 1, "丙某"), 1),
        put_person(&person(21, 2, "丁某"), 1),
        put_line(&check(1, "2026-11-25"), 1),
        put_line(&elder(11, "2026-11-20"), 1),
        put_line(&elder(12, "2026-11-29"), 1),
        put_line(&elder(13, "2026-11-30"), 1),
        put_line(&elder(21, "2026-11-22"), 1),
    ]);
    let together = |phone: &Phone, of| -> Vec<u128> {
        let rows = phone.store().due_at_the_door(of, day(TODAY), day("2026-11-29")).unwrap();
        rows.iter().map(|row| row.line.id.0.as_u128() - 0x3000_0000).collect()
    };
    for asked in [Subject::Household(household_id(1)), of(11), of(13)] {
        assert_eq!(together(&phone, asked), [11, 1, 12], "{asked}");
    }
    assert_eq!(together(&phone, of(21)), [21]);
    assert_eq!(together(&phone, of(99)), [0; 0], "somebody unknown stands at no door");
    let visit = phone.visit(1, of(11), VisitTag::ElderCheckIn);
    phone.store().save_all(vec![visit], &phone.device_key).unwrap();
    assert_eq!(together(&phone, of(12)), [1, 12]);
}

#[test]
fn a_line_stands_where_its_person_lives_and_the_door_is() {
    let phone = Phone::new();
    let door = |number, longitude| placed(number, Some(at(longitude, 40.0)));
    let person_line = line(1, Subject::Person(person_id(1)), VisitTag::ElderCheckIn, "2026-11-20");
    phone.hear(vec![
        put_household(&door(1, 116.1), 1),
        put_household(&door(2, 116.2), 2),
        put_household(&door(3, 116.4), 3),
        put_line(&check(2, "2026-11-20"), 4),
        put_line(&person_line, 5),
    ]);
    let order = || order(&phone, &AgendaQuery { near: Some(at(116.0, 40.0)), ..today() });
    assert_eq!(order(), [2, 1], "nobody knows where they live");
    phone.hear(vec![put_person(&person(1, 1, "甲某"), 6)]);
    assert_eq!(order(), [1, 2]);
    phone.hear(vec![put_household(&door(1, 116.3), 7)]);
    assert_eq!(order(), [2, 1], "the door has moved");
    phone.hear(vec![put_household(&door(3, 116.1), 8), put_person(&person(1, 3, "甲某"), 9)]);
    assert_eq!(order(), [1, 2], "they have moved house");
    phone.hear(vec![
        put_line(&check(4, "2026-11-20"), 10),
        removal(DocumentKind::Household, household_id(3).0, 11),
    ]);
    assert_eq!(order(), [2, 1, 4], "without a door, by the order of arrival");
}

#[test]
fn a_line_heard_late_takes_no_newer_ones_place() {
    let phone = spread();
    phone.hear(vec![put_line(&check(5, "2026-11-22"), 800)]);
    phone.hear(vec![put_line(&check(5, "2026-11-10"), 700), put_line(&check(5, "2026-11-11"), 800)]);
    assert_eq!(order(&phone, &today()), [7, 4, 2, 6, 3, 5, 1, 8, 9]);
}

#[test]
fn what_is_done_is_listed_to_its_end_in_the_order_of_the_roster() {
    let phone = spread();
    for (record, subject) in [(1, 7), (2, 2), (3, 9)] {
        phone.save(phone.visit(record, Subject::Household(household_id(subject)), VisitTag::HouseholdCheck));
    }
    assert_eq!(order(&phone, &AgendaQuery { shown: Shown::Done, ..today() }), [2, 7, 9]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// The tree in its growing boxes gives what sorting everything gives, anywhere on earth.
    #[test]
    fn the_nearest_come_first_wherever_the_worker_stands(
        doors in prop::collection::vec((-180.0..=180.0_f64, -90.0..=90.0_f64, 0..40_u64), 1..40),
        longitude in prop_oneof![Just(180.0), Just(-180.0), -180.0..=180.0_f64],
        latitude in prop_oneof![Just(90.0), Just(-90.0), -90.0..=90.0_f64],
        size in 1..7_usize,
    ) {
        let phone = Phone::new();
        let mut changes = Vec::new();
        for (number, (longitude, latitude, due)) in (1..).zip(&doors) {
            let due = day(TODAY) - chrono::Days::new(20) + chrono::Days::new(*due);
            changes.push(put_household(&placed(number, Some(at(*longitude, *latitude))), number as u64));
            changes.push(put_line(&check(number, &due.to_string()), number as u64));
        }
        phone.hear(changes);
        let query = AgendaQuery { near: Some(at(longitude, latitude)), ..today() };
        let mut page = Page::first(size);
        let mut rows = Vec::new();
        loop {
            let paged = phone.store().agenda(&query, &page).unwrap();
            let next = Page::after(&paged, size);
            rows.extend(paged.items);
            match next {
                Some(next) => page = next,
                None => break,
            }
        }
        prop_assert_eq!(rows.len(), doors.len());
        for pair in rows.windows(2) {
            let (one, other) = (&pair[0], &pair[1]);
            let nearer = one.distance_metres.unwrap() <= other.distance_metres.unwrap() + 0.05;
            prop_assert!(one.state < other.state || (one.state == other.state && nearer));
        }
    }
}
