use chrono::TimeDelta;
use doorstep_client::hours::HoursGiven;
use doorstep_domain::place::{Fix, Wgs84};
use doorstep_protocol::batch::Verdict;
use doorstep_tests::{network::Weather, stage::Stage};

fn at_the_door(longitude: f64) -> Option<Fix> {
    let at = Wgs84::new(longitude, 40.1).unwrap();
    Some(Fix { at, accuracy_metres: 8.0, provider: "gps".to_owned(), age_millis: 500, mock: false })
}

#[test]
fn a_volunteers_hours_are_signed_in_and_out_offline_and_counted_once_in_minutes() {
    let stage = Stage::open();
    let zhao = stage.phone("volunteer01");
    zhao.network.set(Weather::Offline);
    let client = zhao.client();
    let (activity, opened) =
        client.open_activity("陪老人聊天", "coffee and company", at_the_door(101.9)).unwrap();
    let arrived = client.stamp(at_the_door(101.9));
    stage.clock.pass(TimeDelta::minutes(95));
    let left = client.stamp(at_the_door(101.9001));
    let hours =
        client.record_hours(activity, zhao.account(), arrived.clone(), left.clone(), "listened").unwrap();
    // Half of the same time again, for the same activity: an honest mistake, and a person looks at it.
    let again = client.record_hours(activity, zhao.account(), arrived, left, "listened").unwrap();
    let before = client.hours_given().unwrap();
    assert_eq!(
        (before.minutes, before.entries, before.open_minutes),
        (0, 0, 190),
        "nothing is said before the county"
    );
    zhao.network.set(Weather::Good);
    zhao.drain();

    for record in [opened.record, hours.record] {
        assert_eq!(zhao.record(record).verdict, Some(Verdict::Accepted));
    }
    let overlap = Verdict::NeedsReview { codes: vec!["hours_overlap".to_owned()] };
    assert_eq!(zhao.record(again.record).verdict, Some(overlap));
    let given = client.hours_given().unwrap();
    let wanted = HoursGiven { minutes: 95, shown_hundredths: 150, stars: 0, entries: 1, open_minutes: 95 };
    assert_eq!(given, wanted, "half hours, rounded down");
    let stored = stage.county.stored();
    let minutes = format!("SELECT minutes FROM hours WHERE record = '{}'", hours.record);
    assert_eq!(stored.count(&minutes), 95);
    assert_eq!(stored.twice(), 0);
}
