//! The runner with a real store and a county that speaks the real protocol.

use super::*;
use crate::transport::{BadAddress, Transport, TransportError};
use crate::{
    engine::{SignedOut, Status, Trouble, Why},
    enrol::enrol,
    ports::{AtHome, reading},
    recovery,
    testing::{Fault, OsEntropy, TestClock, TestConnector, TestCounty, WORKER},
};
use async_trait::async_trait;
use chrono::NaiveDate;
use doorstep_domain::{
    id::{DraftId, PersonId, RecordId},
    record::{DraftAbandoned, PAYLOAD_VERSION, Record},
    rules::RulesVersion,
    subject::Subject,
    visit::Urgency,
};
use doorstep_protocol::{
    digest::Digest,
    envelope::{Claim, Payload},
    journal::trimmed,
    key::{KeyTier, SoftwareKey},
    limits,
};
use doorstep_store::{DatabaseKey, NewRecord, Options, RecordFacts, Saved};
use http::{Request, Response};
use serde_json::json;
use std::sync::atomic::{AtomicUsize, Ordering};
use uuid::Uuid;

struct Phone {
    dir: tempfile::TempDir,
    parts: Parts,
    clock: Arc<TestClock>,
    syncer: Syncer,
}

const DATABASE_KEY: [u8; 32] = [7; 32];

fn open(dir: &std::path::Path) -> Arc<Store> {
    Arc::new(Store::open(dir, &DatabaseKey::new(DATABASE_KEY), Options::default()).unwrap())
}

/// A phone on which nobody is enrolled.
fn fresh(county: &Arc<TestCounty>) -> Phone {
    fresh_over(Arc::new(TestConnector(Arc::clone(county))))
}

fn fresh_over(connector: Arc<dyn Connector>) -> Phone {
    fresh_with(connector, Arc::new(OsEntropy))
}

fn fresh_with(connector: Arc<dyn Connector>, entropy: Arc<dyn Entropy>) -> Phone {
    let dir = tempfile::tempdir().unwrap();
    let clock = Arc::new(TestClock::at("2026-11-22T01:00:00Z".parse().unwrap()));
    let parts = Parts {
        store: open(dir.path()),
        key: Arc::new(SoftwareKey::generate().unwrap()),
        connector,
        connectivity: Arc::new(AtHome),
        clock: clock.clone(),
        time: Arc::new(AnchorTime::new(clock.clone())),
        entropy,
    };
    let syncer = start(parts.clone());
    Phone { dir, parts, clock, syncer }
}

async fn enrolled(county: &Arc<TestCounty>) -> Phone {
    enrol_as(fresh(county), county).await
}

async fn enrol_as(phone: Phone, county: &Arc<TestCounty>) -> Phone {
    enrol(phone.parts.clone(), county.ticket(), "test".to_owned(), KeyTier::Software).await.unwrap();
    phone.syncer.restart();
    phone
}

impl Phone {
    /// Saves without waking the engine.
    fn save(&self, id: u128) -> Saved {
        self.save_as(id, Urgency::Normal)
    }

    fn save_as(&self, id: u128, urgency: Urgency) -> Saved {
        let enrolment = self.parts.store.enrolment().unwrap().unwrap();
        let subject = Subject::Person(PersonId(Uuid::from_u128(9)));
        let record = Record::DraftAbandoned(DraftAbandoned {
            draft: DraftId(Uuid::from_u128(id)),
            subject: Some(subject),
            reason: "nobody there".to_owned(),
        });
        let new = NewRecord {
            claim: Claim {
                record: RecordId(Uuid::from_u128(id)),
                kind: record.kind().to_owned(),
                payload_version: PAYLOAD_VERSION,
                rules_version: RulesVersion("2026-11".to_owned()),
                author: WORKER,
                device: enrolment.device,
                clock: reading(&*self.parts.clock, self.parts.store.anchor().unwrap(), None),
            },
            payload: Payload { salt: vec![1; 16], text: record.to_payload().unwrap() },
            facts: RecordFacts {
                subject: Some(subject),
                visit: None,
                urgency,
                day: NaiveDate::from_ymd_opt(2026, 11, 22).unwrap(),
                corrects: None,
                title: Vec::new(),
            },
            draft: None,
        };
        self.parts.store.save(new, &*self.parts.key).unwrap()
    }

    fn waiting(&self) -> u64 {
        self.parts.store.counts().unwrap().waiting
    }
}

#[tokio::test]
async fn what_was_saved_arrives_once_and_what_the_county_says_is_kept() {
    let county = TestCounty::new().unwrap();
    for n in 0..25 {
        county.publish("weather", &n.to_string(), &json!({ "n": n }));
    }
    let phone = enrolled(&county).await;
    for n in 0..7 {
        phone.save(n);
    }
    assert_eq!(phone.syncer.sync_once().await, Status::Idle);
    assert_eq!(county.stored().len(), 7);
    assert_eq!(phone.waiting(), 0);
    assert_eq!(phone.parts.store.counts().unwrap().receipted_not_durable, 7);
    assert_eq!(phone.parts.store.cursor().unwrap().as_deref(), Some("25"));
}

/// A way on which no batch but the first and the last is answered before the next one has come.
struct InPairs {
    inner: TestConnector,
    last: usize,
    seen: Arc<watch::Sender<usize>>,
}

struct Paired {
    inner: Arc<dyn Transport>,
    last: usize,
    seen: Arc<watch::Sender<usize>>,
}

impl Connector for InPairs {
    fn connect(&self, address: &str, pin: Digest) -> Result<Arc<dyn Transport>, BadAddress> {
        let inner = self.inner.connect(address, pin)?;
        Ok(Arc::new(Paired { inner, last: self.last, seen: Arc::clone(&self.seen) }))
    }
}

#[async_trait]
impl Transport for Paired {
    async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        if request.uri().path() != "/v1/batches" {
            return self.inner.send(request).await;
        }
        self.seen.send_modify(|seen| *seen += 1);
        let (mut seen, own) = (self.seen.subscribe(), *self.seen.borrow());
        let answer = self.inner.send(request).await;
        if own > 1 && own < self.last {
            let next = tokio::time::timeout(Duration::from_secs(20), seen.wait_for(|seen| *seen > own));
            assert!(next.await.is_ok(), "batch {own} is alone under way");
        }
        answer
    }
}

#[tokio::test]
async fn two_batches_are_under_way_at_once_and_everything_arrives_once_and_in_order() {
    let county = TestCounty::new().unwrap();
    let inner = TestConnector(Arc::clone(&county));
    let seen = Arc::new(watch::Sender::new(0));
    let way = InPairs { inner, last: 5, seen: Arc::clone(&seen) };
    let phone = enrol_as(fresh_over(Arc::new(way)), &county).await;
    assert_eq!(phone.syncer.sync_once().await, Status::Idle);
    // A batch ends behind each emergency.
    for n in 1..=8 {
        phone.save_as(n, if n % 2 == 1 { Urgency::Emergency } else { Urgency::Normal });
    }
    assert_eq!(phone.syncer.sync_once().await, Status::Idle);
    assert_eq!(*seen.borrow(), 5, "nothing was sent in vain");
    let stored: Vec<_> = county.stored().iter().map(|stored| stored.record.0.as_u128()).collect();
    assert_eq!(stored, (1..=8).collect::<Vec<u128>>());
    assert_eq!(phone.parts.store.counts().unwrap().receipted_not_durable, 8);
}

/// A way on which the second batch comes to the county after the one that went ahead of it was answered.
struct Overtaken {
    inner: Arc<dyn Transport>,
    answered: Arc<watch::Sender<usize>>,
    begun: AtomicUsize,
}

struct OvertakenWay(TestConnector);

impl Connector for OvertakenWay {
    fn connect(&self, address: &str, pin: Digest) -> Result<Arc<dyn Transport>, BadAddress> {
        let inner = self.0.connect(address, pin)?;
        let (answered, begun) = (Arc::new(watch::Sender::new(0)), AtomicUsize::new(0));
        Ok(Arc::new(Overtaken { inner, answered, begun }))
    }
}

#[async_trait]
impl Transport for Overtaken {
    async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        if request.uri().path() != "/v1/batches" {
            return self.inner.send(request).await;
        }
        if self.begun.fetch_add(1, Ordering::SeqCst) == 1 {
            let mut answered = self.answered.subscribe();
            let overtaken =
                tokio::time::timeout(Duration::from_secs(20), answered.wait_for(|many| *many == 2));
            assert!(overtaken.await.is_ok(), "nothing goes ahead");
        }
        let answer = self.inner.send(request).await;
        self.answered.send_modify(|many| *many += 1);
        answer
    }
}

#[tokio::test]
async fn a_batch_that_overtakes_the_one_before_is_not_stored_before_it() {
    let county = TestCounty::new().unwrap();
    let way = OvertakenWay(TestConnector(Arc::clone(&county)));
    let phone = enrol_as(fresh_over(Arc::new(way)), &county).await;
    assert_eq!(phone.syncer.sync_once().await, Status::Idle);
    for n in 1..=6 {
        phone.save_as(n, if n % 2 == 1 { Urgency::Emergency } else { Urgency::Normal });
    }
    assert_eq!(phone.syncer.sync_once().await, Status::Idle);
    let stored: Vec<_> = county.stored().iter().map(|stored| stored.record.0.as_u128()).collect();
    assert_eq!(stored, (1..=6).collect::<Vec<u128>>());
    assert_eq!(phone.waiting(), 0);
}

#[tokio::test]
async fn nobody_enrolled_is_said_and_enrolling_wakes_the_engine() {
    let county = TestCounty::new().unwrap();
    let phone = fresh(&county);
    assert_eq!(phone.syncer.sync_once().await, Status::SignedOut(SignedOut::NotEnrolled));
    enrol(phone.parts.clone(), county.ticket(), "test".to_owned(), KeyTier::Software).await.unwrap();
    phone.syncer.restart();
    // Nobody asks.
    phone.syncer.watch().wait_for(|status| *status == Status::Idle).await.unwrap();
}

#[tokio::test]
async fn cut_answers_portals_and_ended_tokens_neither_lose_nor_double() {
    let county = TestCounty::new().unwrap();
    let phone = enrolled(&county).await;
    assert_eq!(phone.syncer.sync_once().await, Status::Idle);
    let faults = [
        Fault::Dropped,
        Fault::AnswerLost,
        Fault::Portal,
        Fault::Problem(500, "internal"),
        Fault::Problem(429, "busy"),
    ];
    for (n, fault) in (0..).zip(faults) {
        county.faults(&[fault]);
        phone.save(n);
        let status = phone.syncer.sync_once().await;
        assert!(matches!(status, Status::BackingOff { why: Why::Network(_), .. }), "{fault:?}: {status:?}");
        assert!(phone.waiting() > 0, "{fault:?} is no success");
        assert_eq!(phone.syncer.sync_once().await, Status::Idle, "{fault:?}");
    }
    county.end_tokens();
    phone.save(50);
    assert_eq!(phone.syncer.sync_once().await, Status::Idle);
    assert_eq!(county.stored().len(), 6);
    assert_eq!(phone.waiting(), 0);
}

#[tokio::test]
async fn every_exchange_of_tokens_is_kept_before_it_is_used_even_across_a_restart() {
    let county = TestCounty::new().unwrap();
    let mut phone = enrolled(&county).await;
    for n in 0..5 {
        county.end_tokens();
        phone.save(n);
        assert_eq!(phone.syncer.sync_once().await, Status::Idle);
        phone.syncer.stop().await;
        phone.syncer = start(phone.parts.clone());
    }
    // An answer that was lost on the way has spent the refresh token, and is asked for again.
    county.end_tokens();
    county.faults(&[Fault::AnswerLost]);
    assert!(matches!(phone.syncer.sync_once().await, Status::BackingOff { .. }));
    assert_eq!(phone.syncer.sync_once().await, Status::Idle);
    assert_eq!(county.stored().len(), 5);
}

#[tokio::test]
async fn a_county_key_that_comes_with_a_token_is_believed_at_once() {
    let county = TestCounty::new().unwrap();
    let phone = enrolled(&county).await;
    phone.save(1);
    assert_eq!(phone.syncer.sync_once().await, Status::Idle);
    county.turn_key().unwrap();
    county.end_tokens();
    phone.save(2);
    assert_eq!(phone.syncer.sync_once().await, Status::Idle);
    assert_eq!((county.stored().len(), phone.waiting()), (2, 0));
}

#[tokio::test]
async fn a_request_refused_whole_parks_one_record_with_its_code() {
    let county = TestCounty::new().unwrap();
    let phone = enrolled(&county).await;
    assert_eq!(phone.syncer.sync_once().await, Status::Idle);
    county.faults(&[Fault::Problem(413, "body_too_large")]);
    phone.save(1);
    assert_eq!(phone.syncer.sync_once().await, Status::Idle);
    let parked = phone.parts.store.parked(&doorstep_store::Page::first(10)).unwrap();
    assert_eq!(parked.items.iter().map(|one| one.code.as_str()).collect::<Vec<_>>(), ["body_too_large"]);
}

#[tokio::test]
async fn a_county_restored_from_yesterday_is_offered_again_what_it_lost() {
    let county = TestCounty::new().unwrap();
    let phone = enrolled(&county).await;
    for n in 0..6 {
        phone.save(n);
    }
    assert_eq!(phone.syncer.sync_once().await, Status::Idle);
    county.restore(2);
    assert_eq!(phone.syncer.sync_once().await, Status::Idle);
    assert_eq!(county.stored().len(), 6);
}

#[tokio::test]
async fn a_phone_restored_from_an_old_copy_opens_a_new_epoch() {
    let county = TestCounty::new().unwrap();
    let phone = enrolled(&county).await;
    phone.save(1);
    assert_eq!(phone.syncer.sync_once().await, Status::Idle);
    phone.syncer.stop().await;
    let Phone { dir, mut parts, clock, .. } = phone;
    drop(std::mem::replace(&mut parts.store, open(tempfile::tempdir().unwrap().path())));
    let copy = tempfile::tempdir().unwrap();
    for file in std::fs::read_dir(dir.path()).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), copy.path().join(file.file_name())).unwrap();
    }
    // The first life goes on.
    parts.store = open(dir.path());
    let first = Phone { dir, syncer: start(parts.clone()), parts: parts.clone(), clock: clock.clone() };
    first.save(2);
    assert_eq!(first.syncer.sync_once().await, Status::Idle);
    first.syncer.stop().await;
    // The copy goes on from where it was.
    parts.store = open(copy.path());
    let second = Phone { dir: copy, syncer: start(parts.clone()), parts, clock };
    let before = second.save(3);
    assert_eq!(before.place.unwrap().epoch, 1);
    assert_eq!(second.syncer.sync_once().await, Status::Idle);
    assert_eq!(second.parts.store.head().unwrap().unwrap().epoch, 2);
    assert_eq!(county.stored().len(), 3);
}

#[tokio::test]
async fn a_refused_token_signs_out_and_a_person_may_try_again() {
    let county = TestCounty::new().unwrap();
    let phone = enrolled(&county).await;
    county.faults(&[Fault::Problem(401, "session_ended")]);
    let refused = Status::SignedOut(SignedOut::Refused { code: "session_ended".to_owned() });
    assert_eq!(phone.syncer.sync_once().await, refused);
    assert_eq!(phone.syncer.sync_once().await, Status::Idle);
}

#[tokio::test]
async fn a_revoked_phone_sends_nothing_more_but_its_journal() {
    let county = TestCounty::new().unwrap();
    let phone = enrolled(&county).await;
    assert_eq!(phone.syncer.sync_once().await, Status::Idle);
    phone.save(1);
    for code in ["device_retired", "device_compromised", "account_inactive"] {
        county.faults(&[Fault::Problem(403, code)]);
        phone.syncer.restart();
        assert_eq!(phone.syncer.sync_once().await, Status::Revoked { code: code.to_owned() });
    }

    let enrolment = phone.parts.store.enrolment().unwrap().unwrap();
    let transport = phone.parts.connector.connect(&enrolment.address, enrolment.ca_pin).unwrap();
    let journal = std::fs::read(Store::journal_path(phone.dir.path())).unwrap();
    let key = Arc::clone(&phone.parts.key);
    let send = recovery::upload(&*transport, enrolment.device, key, &enrolment.keys, journal.clone());
    let sent = trimmed(&journal);
    assert!(sent.len() < journal.len(), "the room at its end does not travel");
    assert_eq!(send.await.unwrap().length, u64::try_from(sent.len()).unwrap());
    let recovered = county.recover(&county.journals()[0]).unwrap();
    assert_eq!(recovered.envelopes.len(), 1);
}

#[tokio::test]
async fn a_journal_is_offered_up_to_what_the_county_takes_and_no_larger_one() {
    let county = TestCounty::new().unwrap();
    let phone = enrolled(&county).await;
    let enrolment = phone.parts.store.enrolment().unwrap().unwrap();
    let transport = phone.parts.connector.connect(&enrolment.address, enrolment.ca_pin).unwrap();
    for (bytes, too_large) in [(limits::JOURNAL_BYTES, false), (limits::JOURNAL_BYTES + 1, true)] {
        let key = Arc::clone(&phone.parts.key);
        let offered =
            recovery::upload(&*transport, enrolment.device, key, &enrolment.keys, vec![0; bytes]).await;
        assert_eq!(offered == Err(Trouble::TooLarge), too_large, "{bytes} bytes: {offered:?}");
    }
}

#[tokio::test]
async fn a_saved_record_goes_out_without_being_asked_for() {
    let county = TestCounty::new().unwrap();
    let phone = enrolled(&county).await;
    assert_eq!(phone.syncer.sync_once().await, Status::Idle);
    let mut watch = phone.syncer.watch();
    watch.mark_unchanged();
    phone.save(1);
    phone.syncer.saved(false);
    watch.changed().await.unwrap();
    watch.wait_for(|status| *status == Status::Idle).await.unwrap();
    assert_eq!(county.stored().len(), 1);
}

#[tokio::test]
async fn whoever_stops_waiting_stops_nothing() {
    let county = TestCounty::new().unwrap();
    let phone = enrolled(&county).await;
    phone.save(1);
    let mut waiting = Box::pin(phone.syncer.sync_once());
    // Polled once, so that the engine was asked; then the caller is gone.
    assert!(std::future::poll_fn(|cx| std::task::Poll::Ready(waiting.as_mut().poll(cx).is_pending())).await);
    drop(waiting);
    let mut watch = phone.syncer.watch();
    watch.wait_for(|status| *status == Status::Idle).await.unwrap();
    assert_eq!(county.stored().len(), 1);
}

/// Always the same bytes.
struct Loaded(u8);

impl Entropy for Loaded {
    fn fill(&self, bytes: &mut [u8]) -> bool {
        bytes.fill(self.0);
        true
    }
}

#[tokio::test]
async fn phones_that_lost_their_county_do_not_all_come_back_at_once() {
    let county = TestCounty::new().unwrap();
    let mut backs = Vec::new();
    for luck in [0x00, 0xFF] {
        let connector = Arc::new(TestConnector(Arc::clone(&county)));
        let phone = enrol_as(fresh_with(connector, Arc::new(Loaded(luck))), &county).await;
        county.set_offline(true);
        let Status::BackingOff { until_millis, .. } = phone.syncer.sync_once().await else {
            panic!("the county is away");
        };
        backs.push(until_millis - phone.clock.monotonic_millis());
        county.set_offline(false);
    }
    assert!(backs[0] < backs[1], "{backs:?}");
}

#[tokio::test]
async fn offline_is_told_and_a_network_wakes_at_once() {
    let county = TestCounty::new().unwrap();
    let phone = enrolled(&county).await;
    county.set_offline(true);
    let status = phone.syncer.sync_once().await;
    assert!(matches!(status, Status::BackingOff { why: Why::Network(Trouble::Offline), .. }));
    county.set_offline(false);
    phone.clock.pass(1);
    phone.syncer.network_good();
    let mut watch = phone.syncer.watch();
    watch.wait_for(|status| *status == Status::Idle).await.unwrap();
}
