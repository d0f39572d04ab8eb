//! What the county sees across everybody's visits, told on each engine.

use super::look;
use crate::{
    db::{DbError, Tx},
    erasure::{self, Erase, Order},
    regions, subjects,
    testing::{
        phone::{Phone, check_in, random},
        world::{CHILD, ELDER, HOME, LI, WANG, World, household, worlds},
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use doorstep_domain::{
    id::{AccountId, DraftId, RecordId},
    likeness::Likeness,
    map::Outline,
    place::{Fix, Wgs84},
    plausibility::Flag,
    purpose::Purpose,
    record::{Evidence, Record},
    subject::Subject,
    visit::{Visit, VisitTag},
};
use doorstep_protocol::{
    clock::{ClockReading, Confidence},
    digest::Digest,
    evidence::{FileNote, Shot, Sidecar, Source},
    key::SoftwareKey,
    media::MediaType,
    signed::Signed,
};

const SOME_DAY: &str = "2026-11-21T02:00:00Z";

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn fix(longitude: f64, latitude: f64) -> Option<Fix> {
    Some(Fix {
        at: Wgs84::new(longitude, latitude).unwrap(),
        accuracy_metres: 6.0,
        provider: "gps".to_owned(),
        age_millis: 400,
        mock: false,
    })
}

/// Twenty quiet minutes with somebody, at a place of their own.
fn quiet(subject: Subject, began: &str, place: Option<Fix>) -> Visit {
    let began = at(began);
    Visit { subject, began, ended: began + TimeDelta::minutes(20), place, ..check_in("2026-11-21") }
}

async fn send(world: &World, phone: &mut Phone, visit: Visit) -> RecordId {
    phone.report(world, &Record::Visit(Box::new(visit))).await.0
}

async fn flags(world: &World, visit: RecordId) -> Option<Vec<Flag>> {
    let read = move |tx: &mut Tx<'_>| {
        let row = tx.row("SELECT unusual FROM visit WHERE record = $1", &[visit.into()])?;
        row.ok_or(DbError::NoRow)?.get::<Option<String>>(0)
    };
    world.write(read).await.map(|text| serde_json::from_str(&text).unwrap())
}

fn note(name: &str) -> FileNote {
    FileNote { sha256: Digest::of(name.as_bytes()), length: 1, kind: MediaType::Jpeg, width: 1, height: 1 }
}

fn evidence(phone: &Phone, author: AccountId, name: &str, likeness: u64, key: &SoftwareKey) -> Evidence {
    let clock = ClockReading {
        device: at(SOME_DAY),
        monotonic_millis: 0,
        boot: "boot".to_owned(),
        anchor: None,
        gnss: None,
        confidence: Confidence::Low,
    };
    let shot = Shot {
        source: Source::Camera,
        fixes: Vec::new(),
        direction: None,
        clock,
        offset_minutes: 480,
        visit: Purpose::Visit(VisitTag::ElderCheckIn),
        draft: DraftId(random()),
        region: None,
        author,
        device: phone.device,
        program: "test".to_owned(),
    };
    let [original, working, thumbnail] =
        ["original", "working", "thumbnail"].map(|which| note(&format!("{name} {which}")));
    let hashes = [&original, &working, &thumbnail].map(|note| note.sha256.to_string());
    let sidecar = Sidecar { shot, original, working, thumbnail, likeness: Likeness(likeness) };
    let [original, working, thumbnail] = hashes;
    Evidence {
        subject: Some(Subject::Person(ELDER)),
        original,
        working,
        thumbnail,
        sidecar: serde_json::to_value(Signed::by_phone(&sidecar, key).unwrap()).unwrap(),
    }
}

/// Sends a photograph as its phone signed it, and returns its record.
async fn photograph(world: &World, phone: &mut Phone, name: &str, likeness: u64) -> RecordId {
    let evidence = evidence(phone, phone.account, name, likeness, &phone.key);
    phone.report(world, &Record::Evidence(evidence)).await.0
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_honest_day_raises_nothing() {
    for world in worlds().await {
        let mut wang = Phone::enrol(&world, WANG).await;
        let first = photograph(&world, &mut wang, "one", 0x0123_4567_89ab_cdef).await;
        let first = Visit {
            evidence: vec![first],
            ..quiet(Subject::Person(ELDER), "2026-11-21T01:00:00Z", fix(116.000_01, 40.000_02))
        };
        let first = send(&world, &mut wang, first).await;
        assert_eq!(flags(&world, first).await, None, "nobody has looked yet");
        // The same wall, seen again on the same visit to somebody else in the house: another picture.
        let second = photograph(&world, &mut wang, "two", 0xfedc_ba98_7654_3210).await;
        let second = Visit {
            evidence: vec![second],
            ..quiet(Subject::Person(CHILD), "2026-11-21T01:30:00Z", fix(116.000_02, 40.000_01))
        };
        let second = send(&world, &mut wang, second).await;
        assert_eq!(look(&world.app).await.unwrap(), 2, "{}", world.engine);
        for visit in [first, second] {
            assert_eq!(flags(&world, visit).await, Some(Vec::new()), "{}", world.engine);
        }
        assert_eq!(look(&world.app).await.unwrap(), 0, "once is enough");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_photograph_of_somebody_elses_visit_and_a_point_to_the_last_digit_are_seen() {
    for world in worlds().await {
        let mut wang = Phone::enrol(&world, WANG).await;
        let first = photograph(&world, &mut wang, "one", 0x0123_4567_89ab_cdef).await;
        let place = fix(116.000_01, 40.000_02);
        let first = Visit {
            evidence: vec![first],
            ..quiet(Subject::Person(ELDER), "2026-11-20T01:00:00Z", place.clone())
        };
        let first = send(&world, &mut wang, first).await;
        let mut li = Phone::enrol(&world, LI).await;
        // Four bits apart, one in each of four parts.
        let again = photograph(&world, &mut li, "again", 0x0123_4567_89ab_cdef ^ 0x0400_8001_0000_0001).await;
        let again =
            Visit { evidence: vec![again], ..quiet(Subject::Household(HOME), "2026-11-21T01:00:00Z", place) };
        let again = send(&world, &mut li, again).await;
        look(&world.app).await.unwrap();
        let seen = [Flag::SamePlace { other: first }, Flag::SamePhotograph { other: first, bits: 4 }];
        assert_eq!(flags(&world, again).await.unwrap(), seen, "{}", world.engine);
        assert_eq!(flags(&world, first).await.unwrap(), [], "the first was first");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_in_two_places_and_far_from_the_door_is_seen() {
    for world in worlds().await {
        let door = Wgs84::new(116.0, 40.0).unwrap();
        world
            .write(move |tx| {
                let mut home = household();
                home.address.at = Some(door);
                subjects::put_household(tx, &home).map(|_| ()).map_err(|_| DbError::NoRow)
            })
            .await;
        let mut wang = Phone::enrol(&world, WANG).await;
        let first = quiet(Subject::Person(ELDER), "2026-11-21T01:00:00Z", fix(116.000_1, 40.000_1));
        let first = send(&world, &mut wang, first).await;
        let second = quiet(Subject::Person(CHILD), "2026-11-21T01:25:00Z", fix(116.3, 40.3));
        let second = send(&world, &mut wang, second).await;
        look(&world.app).await.unwrap();
        assert_eq!(flags(&world, first).await.unwrap(), []);
        let seen = flags(&world, second).await.unwrap();
        assert!(
            matches!(seen[..], [Flag::FarFromDoor { metres: 41_000..43_000 }, Flag::Speed { before, seconds: 300, .. }] if before == first),
            "{}: {seen:?}",
            world.engine
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visit_that_comes_late_has_those_after_it_looked_at_again() {
    for world in worlds().await {
        let mut one = Phone::enrol(&world, WANG).await;
        let mut other = Phone::enrol(&world, WANG).await;
        let second = quiet(Subject::Person(CHILD), "2026-11-21T01:25:00Z", fix(116.3, 40.3));
        let second = send(&world, &mut one, second).await;
        look(&world.app).await.unwrap();
        assert_eq!(flags(&world, second).await.unwrap(), [], "{}", world.engine);
        let first = quiet(Subject::Person(ELDER), "2026-11-21T01:00:00Z", fix(116.000_1, 40.000_1));
        let first = send(&world, &mut other, first).await;
        while look(&world.app).await.unwrap() > 0 {}
        assert_eq!(flags(&world, first).await.unwrap(), [], "{}", world.engine);
        let seen = flags(&world, second).await.unwrap();
        assert!(
            matches!(seen[..], [Flag::Speed { before, .. }] if before == first),
            "{}: {seen:?}",
            world.engine
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visit_outside_of_the_village_is_seen_where_no_door_is_on_file() {
    for world in worlds().await {
        let ring = [(116.0, 40.0), (116.02, 40.0), (116.02, 40.02), (116.0, 40.02), (116.0, 40.0)];
        let village = Outline::new(vec![vec![ring.to_vec()]]).unwrap();
        world
            .write(move |tx| regions::draw(tx, household().region, &village).map_err(|_| DbError::NoRow))
            .await;
        let mut wang = Phone::enrol(&world, WANG).await;
        let inside = quiet(Subject::Person(ELDER), "2026-11-20T01:00:00Z", fix(116.01, 40.01));
        let inside = send(&world, &mut wang, inside).await;
        let outside = quiet(Subject::Person(ELDER), "2026-11-21T01:00:00Z", fix(116.01, 40.03));
        let outside = send(&world, &mut wang, outside).await;
        look(&world.app).await.unwrap();
        assert_eq!(flags(&world, inside).await.unwrap(), [], "{}", world.engine);
        let seen = flags(&world, outside).await.unwrap();
        assert!(
            matches!(seen[..], [Flag::OutsideVillage { metres: 1_090..1_120 }]),
            "{}: {seen:?}",
            world.engine
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_photograph_that_its_phone_does_not_vouch_for_is_said_and_compared_with_nothing() {
    for world in worlds().await {
        let mut wang = Phone::enrol(&world, WANG).await;
        let stranger = SoftwareKey::generate().unwrap();
        let other =
            |evidence: Evidence| Evidence { working: note("painted over").sha256.to_string(), ..evidence };
        let forged = [
            evidence(&wang, WANG, "one", 7, &stranger),
            evidence(&wang, LI, "two", 7, &wang.key),
            other(evidence(&wang, WANG, "three", 7, &wang.key)),
        ];
        for evidence in forged {
            let (photograph, _) = wang.report(&world, &Record::Evidence(evidence)).await;
            let visit = Visit {
                evidence: vec![photograph],
                ..quiet(Subject::Person(ELDER), "2026-11-21T01:00:00Z", None)
            };
            let visit = send(&world, &mut wang, visit).await;
            look(&world.app).await.unwrap();
            let seen = [Flag::NoPlace, Flag::UnvouchedPhotograph { photograph }];
            assert_eq!(flags(&world, visit).await.unwrap(), seen, "{}", world.engine);
        }
        assert_eq!(world.count("SELECT COUNT(*) FROM likeness_part").await, 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_photograph_that_comes_late_is_looked_at_and_one_shown_twice_looks_like_itself() {
    for world in worlds().await {
        let mut wang = Phone::enrol(&world, WANG).await;
        let late = RecordId(random());
        let visit = |subject, began| Visit { evidence: vec![late], ..quiet(subject, began, None) };
        let first = send(&world, &mut wang, visit(Subject::Person(ELDER), "2026-11-20T01:00:00Z")).await;
        look(&world.app).await.unwrap();
        assert_eq!(flags(&world, first).await.unwrap(), [Flag::NoPlace], "what is not here is not judged");
        let evidence = evidence(&wang, WANG, "late", 7, &wang.key);
        let envelope = wang.wrap_as(late, &Record::Evidence(evidence));
        wang.send(&world, &[&envelope]).await;
        assert_eq!(flags(&world, first).await, None, "to be looked at again");
        look(&world.app).await.unwrap();
        assert_eq!(world.count("SELECT COUNT(*) FROM likeness_part").await, 5);
        let second = send(&world, &mut wang, visit(Subject::Person(CHILD), "2026-11-21T01:00:00Z")).await;
        look(&world.app).await.unwrap();
        let seen = [Flag::NoPlace, Flag::SamePhotograph { other: first, bits: 0 }];
        assert_eq!(flags(&world, second).await.unwrap(), seen, "{}", world.engine);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_compared_with_what_was_erased() {
    for world in worlds().await {
        let mut wang = Phone::enrol(&world, WANG).await;
        let first = photograph(&world, &mut wang, "one", 7).await;
        let first = Visit {
            evidence: vec![first],
            ..quiet(Subject::Person(ELDER), "2026-11-20T01:00:00Z", fix(116.0, 40.0))
        };
        let first = send(&world, &mut wang, first).await;
        look(&world.app).await.unwrap();
        let (keyring, register) = (world.app.keyring.clone(), world.app.register.clone());
        let erased = world.app.write(move |tx| {
            let order = Order { by: WANG, reason: "subject_request", at: at(SOME_DAY) };
            erasure::erase(tx, &keyring, &register, Erase::Subject(Subject::Person(ELDER)), order)
        });
        assert_eq!(erased.await.unwrap(), 2, "the visit and its photograph");
        let left = "SELECT (SELECT COUNT(*) FROM stop) + (SELECT COUNT(*) FROM photograph)
                         + (SELECT COUNT(*) FROM likeness_part)";
        assert_eq!(
            (world.count(left).await, flags(&world, first).await),
            (0, Some(Vec::new())),
            "{}",
            world.engine
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visit_that_cannot_be_read_holds_up_no_other() {
    for world in worlds().await {
        let mut wang = Phone::enrol(&world, WANG).await;
        let damaged = quiet(Subject::Person(ELDER), "2026-11-20T01:00:00Z", None);
        let damaged = send(&world, &mut wang, damaged).await;
        world
            .write(move |tx| {
                let sealed: &[u8] = b"a page of the disk went bad";
                tx.execute(
                    "UPDATE payload SET sealed = $2 WHERE record = $1",
                    &[damaged.into(), sealed.into()],
                )
            })
            .await;
        let whole =
            send(&world, &mut wang, quiet(Subject::Person(CHILD), "2026-11-20T02:00:00Z", None)).await;
        assert_eq!(look(&world.app).await.unwrap(), 2);
        assert_eq!(flags(&world, damaged).await, Some(Vec::new()), "{}", world.engine);
        assert_eq!(flags(&world, whole).await, Some(vec![Flag::NoPlace]), "{}", world.engine);
    }
}
