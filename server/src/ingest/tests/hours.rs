//! Volunteers' time, judged beside what stands.

use crate::testing::{
    phone::{Phone, needs_review, random},
    world::{WANG, worlds},
};
use chrono::{DateTime, TimeDelta, Utc};
use doorstep_domain::{
    hours::{Activity, HoursEntry, Stamp},
    id::{ActivityId, RecordId},
    place::{Fix, Wgs84},
    record::Record,
};
use doorstep_protocol::batch::Verdict;

/// 09:00 in China on the day before the county's today, a Saturday.
fn morning() -> DateTime<Utc> {
    "2026-11-21T01:00:00Z".parse().unwrap()
}

fn entry(
    activity: ActivityId,
    day: DateTime<Utc>,
    (from, to): (i64, i64),
    place: Option<Fix>,
    corrects: Option<RecordId>,
) -> Record {
    let at = |minute, place| Stamp { at: day + TimeDelta::minutes(minute), place };
    let (sign_in, sign_out) = (at(from, place), at(to, None));
    Record::Hours(HoursEntry { activity, volunteer: WANG, sign_in, sign_out, done: String::new(), corrects })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_entries_of_one_volunteer_never_count_the_same_minute_in_silence() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        let between = |from, to, corrects| entry(ActivityId(random()), morning(), (from, to), None, corrects);
        let (first, verdict) = phone.report(&world, &between(0, 60, None)).await;
        assert_eq!(verdict, Verdict::Accepted, "{}", world.engine);
        let touching = phone.report(&world, &between(60, 90, None)).await.1;
        assert_eq!(touching, Verdict::Accepted, "touching is no overlap");
        assert_eq!(phone.report(&world, &between(59, 61, None)).await.1, needs_review("hours_overlap"));
        let corrected = phone.report(&world, &between(0, 50, Some(first))).await.1;
        assert_eq!(corrected, Verdict::Accepted, "a correction");
        let free = phone.report(&world, &between(50, 59, None)).await.1;
        assert_eq!(free, Verdict::Accepted, "what was corrected is free");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hours_that_the_ledger_would_not_take_are_stored_and_looked_at() {
    let fix = |longitude: f64| {
        let at = Wgs84::new(longitude, 40.1).unwrap();
        Some(Fix { at, accuracy_metres: 8.0, provider: "gps".to_owned(), age_millis: 500, mock: false })
    };
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        let activity = ActivityId(random());
        let opened = Activity {
            id: activity,
            title: "陪老人聊天".to_owned(),
            content: String::new(),
            organiser: WANG,
            place: fix(101.9),
        };
        phone.report(&world, &Record::Activity(opened)).await;
        for pair in 0..3 {
            let stamps = (pair * 60, pair * 60 + 30);
            let verdict = phone.report(&world, &entry(activity, morning(), stamps, fix(101.9), None)).await.1;
            assert_eq!(verdict, Verdict::Accepted, "{}", world.engine);
        }
        let fourth = entry(activity, morning(), (300, 330), fix(101.9), None);
        assert_eq!(phone.report(&world, &fourth).await.1, needs_review("too_many_pairs"));
        let yesterday = morning() - TimeDelta::days(1);
        let far = entry(activity, yesterday, (0, 30), fix(101.95), None);
        assert_eq!(phone.report(&world, &far).await.1, needs_review("far_from_activity"));
        let nowhere = entry(activity, yesterday, (60, 90), None, None);
        assert_eq!(phone.report(&world, &nowhere).await.1, Verdict::Accepted, "a place not shown only warns");
        // Ten working days ended on Friday the 20th; nobody else vouches for it.
        let late = entry(activity, morning() - TimeDelta::days(16), (0, 30), fix(101.9), None);
        assert_eq!(phone.report(&world, &late).await.1, needs_review("late_entry_alone"));
        let in_time = entry(activity, morning() - TimeDelta::days(15), (0, 30), fix(101.9), None);
        assert_eq!(phone.report(&world, &in_time).await.1, Verdict::Accepted);
    }
}
