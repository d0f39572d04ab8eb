//! Transitions, row by row.

use crate::engine::{event::*, stage::AfterNoting, *};
use chrono::DateTime;
use doorstep_domain::id::DeviceId;
use doorstep_protocol::media::MediaType;
use doorstep_protocol::{
    batch::{ItemAnswer, Verdict},
    chain::Head,
    changes::{ChangesAnswer, ChangesAsked},
    digest::Digest,
    key::{Algorithm, CountyKey, Signature},
    receipt::Watermark,
    session::TokenAnswer,
    signed::Signed,
};
use doorstep_store::{MediaId, MediaToSend};
use standing::Standing;
use uuid::Uuid;

const NOW: u64 = 1_000_000;
const LIFE: Incarnation = Incarnation(Uuid::from_u128(1));
const NEXT_LIFE: Incarnation = Incarnation(Uuid::from_u128(2));

fn place(seq: u64) -> Place {
    Place { epoch: 1, seq }
}

fn outgoing(seq: u64, emergency: bool) -> Outgoing {
    Outgoing {
        place: place(seq),
        record: RecordId(Uuid::from_u128(u128::from(seq))),
        envelope: Envelope {
            header: format!("header {seq}"),
            signature: Signature { alg: Algorithm::Es256, sig: Vec::new() },
            payload: None,
        },
        emergency,
    }
}

fn watermark(incarnation: Incarnation) -> Watermark {
    Watermark { incarnation, device: DeviceId(Uuid::nil()), epoch: 1, seq: 0, at: DateTime::UNIX_EPOCH }
}

fn signed<T: doorstep_protocol::signed::Statement>(statement: &T) -> Signed<T> {
    Signed::sign(statement, &CountyKey::generate().unwrap()).unwrap()
}

fn at(stage: Stage) -> Engine {
    Engine {
        stage,
        ticket: Ticket(7),
        facts: Some(Facts { incarnation: LIFE, cursor: Some("c1".to_owned()) }),
        renew_at: Some(NOW + 600_000),
        ..Engine::default()
    }
}

fn tokens(incarnation: Incarnation) -> Answer {
    Answer::Tokens(Box::new(TokenAnswer {
        access: "access".to_owned(),
        refresh: "refresh".to_owned(),
        expires_in_seconds: 900,
        head: None,
        incarnation,
        server_time: DateTime::UNIX_EPOCH,
        keys: Vec::new(),
    }))
}

fn batch(incarnation: Incarnation, disbelieved: bool, missing_from: Option<u64>) -> Answer {
    let item = ItemAnswer::Stored { at: DateTime::UNIX_EPOCH, verdict: Verdict::Accepted };
    Answer::Batch(Box::new(Believed {
        items: vec![(place(1), item)],
        receipts: None,
        disbelieved,
        missing_from,
        watermark: watermark(incarnation),
        page: None,
    }))
}

fn with_page(answer: Answer) -> Answer {
    let Answer::Batch(mut believed) = answer else { return answer };
    believed.page = Some(Box::new(changes(believed.watermark.incarnation, false)));
    Answer::Batch(believed)
}

fn changes(incarnation: Incarnation, more: bool) -> ChangesAnswer {
    let (changes, next, watermark) = (Vec::new(), "c2".to_owned(), signed(&watermark(incarnation)));
    ChangesAnswer { changes, next, more, incarnation, watermark }
}

fn page(incarnation: Incarnation, more: bool) -> Answer {
    Answer::Changes(Box::new(changes(incarnation, more)), watermark(incarnation))
}

fn code(text: &str) -> String {
    text.to_owned()
}

fn answered(answer: Answer) -> What {
    What::Answered { ticket: Ticket(7), answer: Ok(answer) }
}

fn failed(trouble: Trouble) -> What {
    What::Answered { ticket: Ticket(7), answer: Err(trouble) }
}

fn failed_now(trouble: Trouble, ticket: u64) -> What {
    What::Answered { ticket: Ticket(ticket), answer: Err(trouble) }
}

fn done(outcome: Outcome) -> What {
    What::Stored { ticket: Ticket(7), outcome: Ok(outcome) }
}

/// A stage in a word.
fn stage_word(stage: &Stage) -> String {
    let debug = format!("{stage:?}");
    debug.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_owned()
}

/// Effects in words, without waits and what people are told.
fn effect_words(effects: &[Effect]) -> String {
    let words: Vec<String> = effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Request(_, Request::Tokens) => Some("POST tokens".to_owned()),
            Effect::Request(_, Request::Media(media)) => Some(format!("media of {}", media.file.id.0)),
            Effect::Request(_, Request::Batch(batch, None)) => Some(format!("POST batch of {}", batch.len())),
            Effect::Request(_, Request::Batch(batch, Some(ChangesAsked { after }))) => {
                let (many, after) = (batch.len(), after.as_deref().unwrap_or("-"));
                Some(format!("POST batch of {many}, changes after {after}"))
            }
            Effect::Request(_, Request::Changes { after, known: _ }) => {
                Some(format!("GET changes after {}", after.as_deref().unwrap_or("-")))
            }
            Effect::Ahead(Request::Changes { after, known: _ }) => {
                Some(format!("ahead: changes after {}", after.as_deref().unwrap_or("-")))
            }
            Effect::Ahead(Request::Batch(batch, asked)) => {
                let after = asked.as_ref().map_or("", |_| ", changes after c1");
                Some(format!("ahead: batch of {}{after}", batch.len()))
            }
            Effect::Ahead(_) => Some("ahead".to_owned()),
            Effect::Peek { after, .. } => Some(format!("peek behind {}", after.seq)),
            Effect::Store(_, StoreTask::Note { answers, receipts: _, watermark }) => {
                Some(format!("note {} stored, watermark {}", answers.len(), watermark.is_some()))
            }
            Effect::Store(_, task) => {
                let debug = format!("{task:?}");
                Some(debug.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_owned())
            }
            Effect::Wait { .. } | Effect::Tell(_) => None,
        })
        .collect();
    words.join("; ")
}

fn run(state: Engine, what: What) -> (Engine, Vec<Effect>) {
    step(state, Event { now_millis: NOW, jitter: 0, what })
}

fn sending(records: u64) -> Stage {
    Stage::Sending { places: (1..=records).map(place).collect(), deadline: NOW + 10 }
}

fn exchanging() -> Stage {
    Stage::Exchanging { deadline: NOW + 10 }
}

fn pulling() -> Stage {
    Stage::Pulling { deadline: NOW + 10 }
}

fn backing_off(until: u64, firm: bool) -> Stage {
    Stage::BackingOff { until, why: Why::Network(Trouble::Offline), firm }
}

fn refused() -> Stage {
    Stage::SignedOut(SignedOut::Refused { code: "x".to_owned() })
}

fn media_request() -> media::MediaRequest {
    let file = MediaToSend {
        id: MediaId(1),
        record: RecordId(Uuid::from_u128(1)),
        sha256: Digest::of(b"file"),
        length: 900_000,
        kind: MediaType::Jpeg,
        upload: None,
        sent: 0,
        tries: 0,
        spoiled: 0,
    };
    media::MediaRequest { file, step: media::MediaStep::Begin { bytes: 65_536 } }
}

/// Every stage once.
fn every_stage() -> Vec<Stage> {
    vec![
        Stage::Asleep,
        Stage::Loading,
        Stage::SignedOut(SignedOut::NotEnrolled),
        refused(),
        Stage::Revoked { code: code("device_retired") },
        exchanging(),
        Stage::Keeping { incarnation: LIFE },
        Stage::Reopening { incarnation: LIFE },
        Stage::Renewing { incarnation: NEXT_LIFE },
        Stage::Reoffering,
        Stage::Reading,
        sending(3),
        Stage::Noting { then: AfterNoting::Proceed },
        pulling(),
        Stage::Taking { next: "c2".to_owned(), more: true },
        Stage::ReadingMedia,
        Stage::Uploading { request: media_request(), began: NOW - 100, deadline: NOW + 10 },
        Stage::NotingMedia,
        Stage::RestartingFeed,
        Stage::Idle { until: NOW + 5 },
        backing_off(NOW + 5, false),
        backing_off(NOW + 5, true),
    ]
}

#[test]
fn each_transition() {
    let head = Head { epoch: 1, seq: 9, hash: Digest::of(b"9") };
    let facts = Facts { incarnation: LIFE, cursor: None };
    let rejected = |status| Trouble::Rejected { status, code: code("x") };
    let unauthorised = || Trouble::Unauthorised { code: code("token_expired") };
    let busy = |millis| Trouble::Busy { retry_after_millis: millis };
    let mail =
        |emergency| Outcome::Outbox(vec![outgoing(1, false), outgoing(2, emergency), outgoing(3, false)]);
    let full = || (1..=500).map(|seq| outgoing(seq, false)).collect();
    let large = || {
        let mut large = outgoing(1, false);
        large.envelope.header = "x".repeat(1_100_000);
        Outcome::Outbox(vec![large])
    };
    let idle = || Stage::Idle { until: NOW + 5 };
    let rows: Vec<(&str, Stage, What, &str, &str)> = vec![
        ("the app begins", Stage::Asleep, What::Started, "Loading", "Load"),
        ("nobody enrolled", Stage::Loading, done(Outcome::Loaded(None)), "SignedOut", ""),
        ("enrolled since", Stage::SignedOut(SignedOut::NotEnrolled), What::Started, "Loading", "Load"),
        ("a person asks again", refused(), What::Asked, "Exchanging", "POST tokens"),
        (
            "a revoked phone asks",
            Stage::Revoked { code: code("x") },
            What::Asked,
            "Exchanging",
            "POST tokens",
        ),
        ("tokens come", exchanging(), answered(tokens(LIFE)), "Keeping", "KeepTokens"),
        ("tokens refused", exchanging(), failed(unauthorised()), "SignedOut", ""),
        (
            "an old copy",
            Stage::Keeping { incarnation: LIFE },
            done(Outcome::Kept(Standing::Restored(head))),
            "Reopening",
            "Reopen",
        ),
        ("a new epoch", Stage::Reopening { incarnation: LIFE }, done(Outcome::Done), "Reading", "ReadOutbox"),
        (
            "all in order",
            Stage::Keeping { incarnation: LIFE },
            done(Outcome::Kept(Standing::Agrees)),
            "Reading",
            "ReadOutbox",
        ),
        (
            "another life",
            Stage::Keeping { incarnation: NEXT_LIFE },
            done(Outcome::Kept(Standing::Agrees)),
            "Renewing",
            "Renew",
        ),
        (
            "put back",
            Stage::Renewing { incarnation: NEXT_LIFE },
            done(Outcome::Done),
            "Reading",
            "ReadOutbox",
        ),
        (
            "mail, and nothing behind it",
            Stage::Reading,
            done(mail(false)),
            "Sending",
            "POST batch of 3, changes after c1",
        ),
        (
            "mail as much as was asked for",
            Stage::Reading,
            done(Outcome::Outbox(full())),
            "Sending",
            "POST batch of 500",
        ),
        (
            "mail behind which a large record may wait",
            Stage::Reading,
            done(large()),
            "Sending",
            "POST batch of 1",
        ),
        ("an emergency in it", Stage::Reading, done(mail(true)), "Sending", "POST batch of 2"),
        ("no mail", Stage::Reading, done(Outcome::Outbox(vec![])), "Pulling", "GET changes after c1"),
        (
            "arrived",
            sending(3),
            answered(batch(LIFE, false, None)),
            "Noting",
            "note 1 stored, watermark true",
        ),
        (
            "arrived in another life",
            sending(3),
            answered(batch(NEXT_LIFE, false, None)),
            "Noting",
            "note 1 stored, watermark false",
        ),
        (
            "arrived, with a page",
            sending(3),
            answered(with_page(batch(LIFE, false, None))),
            "Noting",
            "note 1 stored, watermark true",
        ),
        (
            "kept, with a page",
            Stage::Noting { then: AfterNoting::Take(Box::new(changes(LIFE, false)), watermark(LIFE)) },
            done(Outcome::Done),
            "Taking",
            "Take",
        ),
        ("kept", Stage::Noting { then: AfterNoting::Proceed }, done(Outcome::Done), "Reading", "ReadOutbox"),
        (
            "kept, another life",
            Stage::Noting { then: AfterNoting::Renew(NEXT_LIFE) },
            done(Outcome::Done),
            "Renewing",
            "Renew",
        ),
        (
            "kept, a hole",
            Stage::Noting { then: AfterNoting::Reoffer },
            done(Outcome::Done),
            "Reoffering",
            "Reoffer",
        ),
        (
            "kept, the rest disbelieved",
            Stage::Noting { then: AfterNoting::Disbelieve },
            done(Outcome::Done),
            "Exchanging",
            "POST tokens",
        ),
        ("the hole is filled", Stage::Reoffering, done(Outcome::Done), "Reading", "ReadOutbox"),
        ("a batch too large", sending(3), failed(rejected(413)), "Reading", "ReadOutbox"),
        ("a bad batch", sending(3), failed(rejected(400)), "Reading", "ReadOutbox"),
        ("a bad record alone", sending(1), failed(rejected(400)), "Noting", "Park"),
        ("not sent at all", sending(3), failed(Trouble::TooLarge), "Reading", "ReadOutbox"),
        ("a token that ended", sending(3), failed(unauthorised()), "Exchanging", "POST tokens"),
        ("a revoked phone", sending(3), failed(Trouble::Revoked { code: code("x") }), "Revoked", ""),
        ("a forged receipt", sending(3), failed(Trouble::Unbelieved), "Exchanging", "POST tokens"),
        ("no network", sending(3), failed(Trouble::Offline), "BackingOff", ""),
        ("a portal", sending(3), failed(Trouble::NotTheCounty), "BackingOff", ""),
        ("a portal at the door", exchanging(), failed(Trouble::NotTheCounty), "BackingOff", ""),
        ("the wrong county", exchanging(), failed(Trouble::WrongPin), "BackingOff", ""),
        (
            "this version is too old",
            sending(3),
            failed(Trouble::Declined { status: 426, code: code("x") }),
            "BackingOff",
            "",
        ),
        ("busy", sending(3), failed(busy(Some(60_000))), "BackingOff", ""),
        ("broken", pulling(), failed(Trouble::Server { status: 500 }), "BackingOff", ""),
        ("an answer to something else", pulling(), answered(tokens(LIFE)), "BackingOff", ""),
        ("a page", pulling(), answered(page(LIFE, true)), "Taking", "ahead: changes after c2; Take"),
        ("the last page", pulling(), answered(page(LIFE, false)), "Taking", "Take"),
        ("nothing new", pulling(), answered(Answer::NothingNew), "Reading", "ReadOutbox"),
        ("nothing new, to something else", sending(3), answered(Answer::NothingNew), "BackingOff", ""),
        ("a page of another life", pulling(), answered(page(NEXT_LIFE, true)), "Renewing", "Renew"),
        ("a strange cursor", pulling(), failed(rejected(400)), "RestartingFeed", "RestartFeed"),
        (
            "more; drained first",
            Stage::Taking { next: "c2".to_owned(), more: true },
            done(Outcome::Done),
            "Reading",
            "ReadOutbox",
        ),
        (
            "a file, and a record that may wait",
            Stage::ReadingMedia,
            done(Outcome::Media(vec![media_request().file])),
            "Reading",
            "ReadOutbox",
        ),
        ("no file", Stage::ReadingMedia, done(Outcome::Media(vec![])), "Reading", "ReadOutbox"),
        ("a piece is kept; drained first", Stage::NotingMedia, done(Outcome::Done), "Reading", "ReadOutbox"),
        ("the feed anew", Stage::RestartingFeed, done(Outcome::Done), "Reading", "ReadOutbox"),
        ("a new record", idle(), What::Saved { emergency: false }, "Reading", "ReadOutbox"),
        ("asked when idle", idle(), What::Asked, "Reading", "ReadOutbox"),
        ("a network when idle", idle(), What::NetworkGood, "Reading", "ReadOutbox"),
        ("too early when idle", idle(), What::Elapsed, "Idle", ""),
        ("time when idle", Stage::Idle { until: NOW }, What::Elapsed, "Reading", "ReadOutbox"),
        ("time", backing_off(NOW, false), What::Elapsed, "Reading", "ReadOutbox"),
        ("time, firm", backing_off(NOW, true), What::Elapsed, "Reading", "ReadOutbox"),
        ("too early", backing_off(NOW + 5, false), What::Elapsed, "BackingOff", ""),
        ("a network", backing_off(NOW + 5, false), What::NetworkGood, "Reading", "ReadOutbox"),
        ("asked while waiting", backing_off(NOW + 5, false), What::Asked, "Reading", "ReadOutbox"),
        ("asked of a busy county", backing_off(NOW + 5, true), What::Asked, "BackingOff", ""),
        (
            "a record while waiting",
            backing_off(NOW + 5, false),
            What::Saved { emergency: false },
            "BackingOff",
            "",
        ),
        (
            "an emergency while waiting",
            backing_off(NOW + 5, false),
            What::Saved { emergency: true },
            "Reading",
            "ReadOutbox",
        ),
        (
            "an emergency, county busy",
            backing_off(NOW + 5, true),
            What::Saved { emergency: true },
            "BackingOff",
            "",
        ),
        ("no answer in time", Stage::Pulling { deadline: NOW }, What::Elapsed, "BackingOff", ""),
        (
            "disk full",
            Stage::Taking { next: code("c2"), more: false },
            What::Stored { ticket: Ticket(7), outcome: Err(StoreTrouble::Full) },
            "BackingOff",
            "",
        ),
        (
            "late answers are lost answers",
            pulling(),
            What::Answered { ticket: Ticket(6), answer: Ok(page(LIFE, true)) },
            "Pulling",
            "",
        ),
        (
            "a late word of the store",
            Stage::Reading,
            What::Stored { ticket: Ticket(6), outcome: Ok(Outcome::Done) },
            "Reading",
            "",
        ),
        ("facts come first", Stage::Loading, done(Outcome::Loaded(Some(facts))), "Reading", "ReadOutbox"),
    ];
    for (story, from, what, to, effects) in rows {
        let (state, done) = run(at(from), what);
        assert_eq!(
            (stage_word(state.stage()).as_str(), effect_words(&done).as_str()),
            (to, effects),
            "{story}"
        );
    }
}

#[test]
fn a_page_beside_a_batch_is_kept_only_when_nothing_else_is_the_matter() {
    let rows = [
        (batch(LIFE, false, None), "Take"),
        (batch(LIFE, true, None), "Disbelieve"),
        (batch(LIFE, false, Some(2)), "Reoffer"),
        (batch(NEXT_LIFE, false, None), "Renew"),
    ];
    for (answer, then) in rows {
        let (state, _) = run(at(sending(1)), answered(with_page(answer)));
        let Stage::Noting { then: after } = state.stage else { panic!("{then}") };
        assert!(format!("{after:?}").starts_with(then), "{after:?}");
    }
}

#[test]
fn the_next_batch_goes_ahead_only_on_a_link_that_answers_soon() {
    let mail = |many| done(Outcome::Outbox((1..=many).map(|seq| outgoing(seq, false)).collect()));
    let reading = |brisk| Engine { brisk, ..at(Stage::Reading) };
    assert_eq!(effect_words(&run(reading(false), mail(500)).1), "POST batch of 500");
    assert_eq!(effect_words(&run(reading(true), mail(3)).1), "POST batch of 3, changes after c1");
    let (state, effects) = run(reading(true), mail(500));
    assert_eq!(effect_words(&effects), "POST batch of 500; peek behind 500");

    let behind = |after, batch| What::Peeked { after: place(after), batch };
    let two = || vec![outgoing(501, false), outgoing(502, false)];
    let (gone, effects) = run(state.clone(), behind(500, two()));
    assert_eq!((stage_word(gone.stage()), gone.ticket), ("Sending".to_owned(), state.ticket));
    assert_eq!(effect_words(&effects), "ahead: batch of 2, changes after c1");
    assert_eq!(run(gone, behind(500, two())).1, vec![], "once");
    assert_eq!(run(state.clone(), behind(400, two())).1, vec![], "of another batch");
    assert_eq!(run(state.clone(), behind(500, vec![])).1, vec![], "nothing waits there");
    let (lost, _) = run(state, failed_now(Trouble::Offline, 8));
    assert_eq!(run(lost, behind(500, two())).1, vec![], "what was under way has failed");

    let sent =
        |millis_ago| Stage::Sending { places: vec![place(1)], deadline: NOW - millis_ago + REQUEST_MILLIS };
    let then_brisk = |millis_ago, what| run(Engine { brisk: true, ..at(sent(millis_ago)) }, what).0.brisk;
    assert!(then_brisk(BRISK_MILLIS, answered(batch(LIFE, false, None))));
    assert!(!then_brisk(BRISK_MILLIS + 1, answered(batch(LIFE, false, None))), "slow");
    assert!(!then_brisk(0, answered(batch(LIFE, true, None))), "disbelieved");
    assert!(!then_brisk(0, answered(batch(LIFE, false, Some(1)))), "a hole");
    assert!(!then_brisk(0, answered(batch(NEXT_LIFE, false, None))), "another life");
    assert!(!then_brisk(0, failed(Trouble::Offline)), "no network");
}

#[test]
fn two_batches_are_under_way_at_the_most_and_the_next_goes_as_soon_as_one_is_answered() {
    let full = |from: u64| (from..from + 500).map(|seq| outgoing(seq, false)).collect::<Vec<_>>();
    let peeked = |after, batch| What::Peeked { after: place(after), batch };
    let (state, _) = run(Engine { brisk: true, ..at(Stage::Reading) }, done(Outcome::Outbox(full(1))));
    let (state, effects) = run(state, peeked(500, full(501)));
    assert_eq!(effect_words(&effects), "ahead: batch of 500");
    // The first is answered: while the store keeps that, the third goes.
    let answer =
        |state: &Engine| What::Answered { ticket: state.ticket, answer: Ok(batch(LIFE, false, None)) };
    let (state, effects) = run(state.clone(), answer(&state));
    assert_eq!(effect_words(&effects), "peek behind 1000; note 1 stored, watermark true");
    let (state, effects) = run(state, peeked(1_000, full(1_001)));
    assert_eq!(effect_words(&effects), "ahead: batch of 500");
    let stored = |state: &Engine, outcome| What::Stored { ticket: state.ticket, outcome: Ok(outcome) };
    let (state, _) = run(state.clone(), stored(&state, Outcome::Done));
    let (state, effects) = run(state.clone(), stored(&state, Outcome::Outbox(full(501))));
    assert_eq!(effect_words(&effects), "POST batch of 500", "the third is under way beside it");
    // Something else comes next than what went: from then on nothing is known to have gone.
    let (state, _) = run(state.clone(), answer(&state));
    let (state, _) = run(state.clone(), stored(&state, Outcome::Done));
    let (_, effects) = run(state.clone(), stored(&state, Outcome::Outbox(full(3_001))));
    assert_eq!(effect_words(&effects), "POST batch of 500; peek behind 3500");
}

#[test]
fn changes_are_asked_for_with_a_batch_only_when_they_are_wanted() {
    let state = Engine { pull: false, ..at(Stage::Reading) };
    let (_, effects) = run(state, done(Outcome::Outbox(vec![outgoing(1, false)])));
    assert_eq!(effect_words(&effects), "POST batch of 1");
}

#[test]
fn a_watermark_is_shown_once_the_store_has_it_and_not_before() {
    let known = |state: &Engine| state.known.clone();
    let (kept, _) = run(at(pulling()), answered(page(LIFE, false)));
    assert_eq!(known(&kept), Some(watermark(LIFE)), "with the feed's end");
    assert_eq!(known(&run(at(pulling()), answered(page(LIFE, true))).0), None, "not before it");
    assert_eq!(known(&run(at(sending(1)), answered(batch(LIFE, false, None))).0), None, "nor without it");
    // One that stands is shown again; one that moved is told at the feed's end first.
    for (seq, stands) in [(0, true), (1, false)] {
        let before = Watermark { seq, ..watermark(LIFE) };
        let state = Engine { known: Some(before), ..at(sending(1)) };
        assert_eq!(known(&run(state, answered(batch(LIFE, false, None))).0).is_some(), stands);
    }
    let full = What::Stored { ticket: kept.ticket, outcome: Err(StoreTrouble::Full) };
    assert_eq!(known(&run(kept, full).0), None, "what the store did not keep is told again");
}

#[test]
fn after_a_start_tokens_come_before_anything_else_is_sent() {
    let (state, _) = run(at(Stage::Idle { until: NOW }), What::Started);
    let facts = Facts { incarnation: LIFE, cursor: None };
    let ticket = state.ticket;
    let (_, effects) = run(state, What::Stored { ticket, outcome: Ok(Outcome::Loaded(Some(facts))) });
    assert_eq!(effect_words(&effects), "POST tokens");
}

#[test]
fn with_nothing_to_do_the_phone_asks_by_itself_after_a_quarter_of_an_hour() {
    let nothing = Engine { drain: false, pull: false, ..at(Stage::ReadingMedia) };
    let (state, effects) = run(nothing, done(Outcome::Media(Vec::new())));
    let until = NOW + 15 * 60_000;
    assert_eq!(state.stage, Stage::Idle { until });
    assert!(
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::Wait { until_millis } if *until_millis == until))
    );
}

#[test]
fn what_is_wanted_while_an_answer_is_on_its_way_is_asked_for_again() {
    // The outbox was read, then a record was saved, then the engine heard of both.
    let (state, _) = run(at(Stage::Reading), What::Saved { emergency: false });
    let (state, effects) = run(state, done(Outcome::Outbox(Vec::new())));
    assert_eq!(effect_words(&effects), "ReadOutbox");
    assert!(!state.saved_meanwhile);

    // The page left the county before somebody asked for it.
    let (state, _) = run(at(pulling()), What::Asked);
    let (state, _) = run(state, answered(page(LIFE, false)));
    let (ticket, kept) = (state.ticket, Ok(Outcome::Done));
    let (state, _) = run(state, What::Stored { ticket, outcome: kept });
    assert!(state.pull && !state.asked_meanwhile, "once more, and only once");
}

#[test]
fn a_second_refusal_of_a_fresh_token_waits_and_a_success_between_forgives() {
    let refused = Trouble::Unauthorised { code: code("token_expired") };
    let fresh = Engine { exchanged: true, ..at(sending(3)) };
    let (state, effects) = run(fresh.clone(), failed(refused.clone()));
    assert!(matches!(state.status(), Status::BackingOff { why: Why::Network(why), .. } if why == refused));
    assert_eq!(effect_words(&effects), "", "no hot loop");
    // Then it asks for tokens again, and only their refusal is for a person.
    let (state, effects) = run(state, What::NetworkGood);
    assert_eq!(effect_words(&effects), "POST tokens");
    let ticket = state.ticket.0;
    let (state, _) = run(state, failed_now(refused, ticket));
    assert_eq!(state.status(), Status::SignedOut(SignedOut::Refused { code: code("token_expired") }));
    let (state, _) = run(fresh, answered(batch(LIFE, false, None)));
    assert!(!state.exchanged);
}

#[test]
fn a_token_refused_long_after_it_was_fresh_is_exchanged_once_more() {
    let unauthorised = || Trouble::Unauthorised { code: code("token_expired") };
    let fresh = Engine { exchanged: true, ..at(sending(3)) };
    // The answer to the batch is lost, and the county forgets its tokens while the phone waits.
    let (waiting, _) = run(fresh, failed(Trouble::Offline));
    let (state, effects) = run(Engine { stage: sending(3), ..waiting }, failed_now(unauthorised(), 8));
    assert_eq!(
        (stage_word(state.stage()).as_str(), effect_words(&effects).as_str()),
        ("Exchanging", "POST tokens")
    );
}

#[test]
fn a_forged_signature_is_never_success_and_never_a_hot_loop() {
    let (state, effects) = run(Engine { exchanged: true, ..at(pulling()) }, failed(Trouble::Unbelieved));
    assert_eq!((stage_word(state.stage()).as_str(), effect_words(&effects).as_str()), ("BackingOff", ""));
}

#[test]
fn a_county_that_changes_its_life_again_and_again_is_left_alone_for_a_while() {
    let state = Engine { renewals: MOST_RENEWALS, ..at(pulling()) };
    let (state, _) = run(state, answered(page(NEXT_LIFE, false)));
    assert!(matches!(state.stage(), Stage::BackingOff { why: Why::Unsettled, .. }));
}

#[test]
fn nothing_is_sent_before_the_heads_were_compared_and_acted_upon_even_when_the_disk_was_full() {
    for stage in [Stage::Keeping { incarnation: LIFE }, Stage::Reopening { incarnation: LIFE }] {
        let full = What::Stored { ticket: Ticket(7), outcome: Err(StoreTrouble::Full) };
        let (state, _) = run(at(stage), full);
        let (_, effects) = run(state, What::NetworkGood);
        assert_eq!(effect_words(&effects), "POST tokens");
    }
}

#[test]
fn a_hole_is_answered_once() {
    let first = run(at(sending(1)), answered(batch(LIFE, false, Some(4)))).0;
    assert_eq!(first.stage, Stage::Noting { then: AfterNoting::Reoffer });
    let again = run(Engine { hole: Some(4), ..at(sending(1)) }, answered(batch(LIFE, false, Some(4)))).0;
    assert_eq!(again.stage, Stage::Noting { then: AfterNoting::Proceed });
}

#[test]
fn what_the_store_did_not_keep_is_asked_for_again() {
    let full = || What::Stored { ticket: Ticket(7), outcome: Err(StoreTrouble::Full) };
    let known = || Engine { hole: Some(4), known: Some(watermark(LIFE)), ..Engine::default() };
    let left = |stage| {
        let (state, _) = run(Engine { hole: known().hole, known: known().known, ..at(stage) }, full());
        (state.hole.is_some(), state.known.is_some())
    };
    assert_eq!(left(Stage::Noting { then: AfterNoting::Proceed }), (false, false));
    assert_eq!(left(Stage::Reoffering), (false, true));
    let state = Engine { restarted_feed: true, ..at(Stage::RestartingFeed) };
    assert!(!run(state, full()).0.restarted_feed, "the feed was not begun anew");
}

#[test]
fn a_cursor_that_stays_strange_after_the_feed_was_begun_anew_is_left_alone_for_a_while() {
    let state = Engine { restarted_feed: true, ..at(pulling()) };
    let (state, _) = run(state, failed(Trouble::Rejected { status: 400, code: code("bad_cursor") }));
    assert!(matches!(state.stage(), Stage::BackingOff { .. }));
}

#[test]
fn a_batch_halves_down_to_one_record_and_grows_again() {
    let mut state = at(sending(500));
    for expected in [250, 125, 62, 31, 15, 7, 3, 1] {
        let tried = state.portion.records;
        state.stage = sending(u64::try_from(tried).unwrap());
        state.ticket = Ticket(7);
        state = run(state, failed(Trouble::Rejected { status: 413, code: code("too_large") })).0;
        assert_eq!(state.portion.records, expected);
    }
    state.stage = sending(1);
    state.ticket = Ticket(7);
    assert_eq!(run(state, answered(batch(LIFE, false, None))).0.portion.records, 2);
}

#[test]
fn a_record_refused_alone_is_parked_with_the_reason() {
    let rejected = |status, text| Trouble::Rejected { status, code: code(text) };
    let rows = [
        (rejected(400, "bad_json"), "bad_json"),
        (rejected(413, "body"), "body"),
        (Trouble::TooLarge, "too_large"),
    ];
    for (trouble, reason) in rows {
        let (_, effects) = run(at(sending(1)), failed(trouble));
        let expected = StoreTask::Park { place: place(1), code: code(reason) };
        assert!(matches!(&effects[0], Effect::Store(_, task) if *task == expected), "{reason}");
    }
}

#[test]
fn every_stage_that_is_not_idle_ends_by_itself_or_by_a_person() {
    for stage in every_stage() {
        let word = stage_word(&stage);
        match stage.exit() {
            Exit::Start => {
                assert_eq!(stage_word(run(at(stage), What::Started).0.stage()), "Loading");
            }
            Exit::Store => {
                let failed = What::Stored { ticket: Ticket(7), outcome: Err(StoreTrouble::Broken) };
                assert_eq!(stage_word(run(at(stage), failed).0.stage()), "BackingOff", "{word}");
            }
            Exit::AnswerOrTime(until) | Exit::Time(until) => {
                assert!(until <= NOW + backoff::BUSY_CAP_MILLIS.max(REQUEST_MILLIS), "{word}");
                let event = Event { now_millis: until, jitter: 0, what: What::Elapsed };
                let (state, effects) = step(at(stage.clone()), event);
                assert_ne!(state.stage, stage, "{word}");
                assert!(!effects.is_empty(), "{word}");
            }
            Exit::Person => {
                let (state, effects) = run(at(stage.clone()), What::Asked);
                assert_ne!(state.stage, stage, "{word}");
                assert!(!effects.is_empty(), "{word}");
            }
        }
    }
}

#[test]
fn whatever_fails_wherever_the_engine_waits_works_on_or_says_why() {
    let troubles = [
        Trouble::Offline,
        Trouble::TimedOut,
        Trouble::NotTheCounty,
        Trouble::WrongPin,
        Trouble::Busy { retry_after_millis: Some(u64::MAX) },
        Trouble::Busy { retry_after_millis: None },
        Trouble::Server { status: 500 },
        Trouble::Unauthorised { code: code("x") },
        Trouble::Revoked { code: code("x") },
        Trouble::Rejected { status: 400, code: code("x") },
        Trouble::Declined { status: 403, code: code("x") },
        Trouble::TooLarge,
        Trouble::Unbelieved,
        Trouble::Key,
        Trouble::Store,
    ];
    for stage in every_stage().into_iter().filter(|stage| matches!(stage.exit(), Exit::AnswerOrTime(_))) {
        for trouble in &troubles {
            let (state, effects) = run(at(stage.clone()), failed(trouble.clone()));
            assert_ne!(state.stage, stage, "{trouble:?}");
            let goes_on = effects.iter().any(|e| !matches!(e, Effect::Tell(_)));
            assert!(goes_on || state.stage.exit() == Exit::Person, "{trouble:?} in {stage:?}");
        }
    }
}
