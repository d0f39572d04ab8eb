//! Files: data first, each alone, and everything drains.

use super::{
    files::{Poison, Where},
    world::{Luck, World},
};
use crate::engine::{media::*, *};
use doorstep_protocol::{digest::Digest, media::MediaType, media::code};
use doorstep_store::{MediaId, MediaNote, MediaToSend};
use uuid::Uuid;

const NOW: u64 = 1_000_000;

fn file() -> MediaToSend {
    MediaToSend {
        id: MediaId(1),
        record: RecordId(Uuid::from_u128(1)),
        sha256: Digest::of(b"file"),
        length: 900_000,
        kind: MediaType::Jpeg,
        upload: Some("/v1/media/7".to_owned()),
        sent: 400,
        tries: 0,
        spoiled: 0,
    }
}

fn uploading(file: MediaToSend) -> Engine {
    let request = MediaRequest { file, step: MediaStep::Send { offset: 400, bytes: 65_536 } };
    Engine {
        stage: Stage::Uploading { request, began: NOW - 100, deadline: NOW + 10 },
        ticket: Ticket(7),
        facts: Some(Facts { incarnation: Incarnation(Uuid::from_u128(1)), cursor: None }),
        renew_at: Some(NOW + 600_000),
        drain: false,
        pull: false,
        ..Engine::default()
    }
}

fn run(state: Engine, what: What) -> (Engine, Vec<Effect>) {
    step(state, Event { now_millis: NOW, jitter: 0, what })
}

fn answered(answer: Result<MediaAnswer, Trouble>) -> What {
    What::Answered { ticket: Ticket(7), answer: answer.map(Answer::Media) }
}

/// What is kept of the file, if anything is.
fn noted(effects: &[Effect]) -> Option<MediaNote> {
    effects.iter().find_map(|effect| match effect {
        Effect::Store(_, StoreTask::NoteMedia { notes }) => Some(notes[0].1.clone()),
        _ => None,
    })
}

#[test]
fn each_failure_of_a_file_is_its_own_or_everybodys() {
    let declined = |status, code: &str| Trouble::Declined { status, code: code.to_owned() };
    let rejected = |status, code: &str| Trouble::Rejected { status, code: code.to_owned() };
    let parked = |code: &str| Some(MediaNote::Parked { code: code.to_owned() });
    let tired = MediaToSend { tries: MOST_TRIES, ..file() };
    let spoiled = MediaToSend { spoiled: 1, ..file() };
    let rows = [
        ("gone", file(), declined(404, code::NO_SUCH_UPLOAD), Some(MediaNote::Anew)),
        ("spoiled once", file(), rejected(422, code::HASH_MISMATCH), Some(MediaNote::Spoiled)),
        ("spoiled twice", spoiled, rejected(422, code::HASH_MISMATCH), parked(code::HASH_MISMATCH)),
        ("elsewhere", file(), declined(409, code::WRONG_OFFSET), Some(MediaNote::Tried)),
        ("no record", file(), declined(409, code::RECORD_UNKNOWN), Some(MediaNote::Tried)),
        ("not named", file(), rejected(422, code::NOT_NAMED), parked(code::NOT_NAMED)),
        ("not mine", file(), declined(403, code::NOT_YOURS), parked(code::NOT_YOURS)),
        ("no picture", file(), declined(415, code::UNKNOWN_CONTENT), parked(code::UNKNOWN_CONTENT)),
        ("too large", file(), rejected(413, code::TOO_LARGE), parked(code::TOO_LARGE)),
        ("erased", file(), declined(410, code::ERASED), parked(code::ERASED)),
        ("unreadable here", file(), rejected(0, "file_unreadable"), parked("file_unreadable")),
        ("the county fails", file(), Trouble::Server { status: 500 }, Some(MediaNote::Tried)),
        ("again and again", tired.clone(), Trouble::Server { status: 500 }, parked("server_error")),
        ("an old county", tired, declined(404, "no_such_route"), parked("no_such_route")),
        ("a gateway", file(), Trouble::Server { status: 502 }, None),
        ("busy", file(), Trouble::Busy { retry_after_millis: Some(3_600_000) }, None),
        ("no network", file(), Trouble::Offline, None),
        ("a portal", file(), Trouble::NotTheCounty, None),
    ];
    for (story, file, trouble, expected) in rows {
        let (_, effects) = run(uploading(file), answered(Err(trouble)));
        assert_eq!(noted(&effects), expected, "{story}");
    }
}

#[test]
fn a_file_that_failed_before_rests_and_one_that_failed_too_often_is_parked() {
    let gone = || Trouble::Declined { status: 404, code: code::NO_SUCH_UPLOAD.to_owned() };
    let elsewhere = || Trouble::Declined { status: 409, code: code::WRONG_OFFSET.to_owned() };
    let parked = |code: &str| MediaNote::Parked { code: code.to_owned() };
    let rows = [
        (gone(), 0, MediaNote::Anew, false),
        (gone(), 1, MediaNote::Anew, true),
        (gone(), MOST_TRIES - 1, MediaNote::Anew, true),
        (gone(), MOST_TRIES, parked(code::NO_SUCH_UPLOAD), false),
        (elsewhere(), MOST_TRIES - 1, MediaNote::Tried, true),
        (elsewhere(), MOST_TRIES, parked(code::WRONG_OFFSET), false),
    ];
    for (trouble, tries, note, rests) in rows {
        let (mut state, effects) =
            run(uploading(MediaToSend { tries, ..file() }), answered(Err(trouble.clone())));
        assert_eq!(noted(&effects), Some(note), "{trouble:?} after {tries}");
        assert_eq!(!state.media.resting(NOW).is_empty(), rests, "{trouble:?} after {tries}");
    }
}

#[test]
fn a_record_that_the_county_does_not_know_has_changes_asked_for() {
    let unknown = Trouble::Declined { status: 409, code: code::RECORD_UNKNOWN.to_owned() };
    let (state, _) = run(uploading(file()), answered(Err(unknown)));
    assert!(state.pull, "they tell of another life");
}

#[test]
fn a_receipt_that_does_not_hold_is_the_files_trouble_once_the_keys_were_fetched_anew() {
    let (_, effects) = run(uploading(file()), answered(Err(Trouble::Unbelieved)));
    assert_eq!(noted(&effects), None);
    let fetched = Engine { exchanged: true, ..uploading(file()) };
    let (_, effects) = run(fetched, answered(Err(Trouble::Unbelieved)));
    assert_eq!(noted(&effects), Some(MediaNote::Tried));
}

#[test]
fn after_a_deadline_pieces_are_small_and_how_much_is_there_is_asked() {
    for (trouble, piece) in [(Trouble::TimedOut, 16_384), (Trouble::Offline, 65_536)] {
        let (mut state, _) = run(uploading(file()), answered(Err(trouble.clone())));
        assert_eq!(state.media.next(vec![file()]).unwrap().step, MediaStep::Ask, "{trouble:?}");
        let fresh = MediaToSend { id: MediaId(2), upload: None, sent: 0, ..file() };
        assert_eq!(
            state.media.next(vec![fresh]).unwrap().step,
            MediaStep::Begin { bytes: piece },
            "{trouble:?}"
        );
    }
}

#[test]
fn a_busy_county_or_a_full_quota_rests_the_files_and_no_record() {
    let busy = Trouble::Busy { retry_after_millis: Some(600_000) };
    let (state, _) = run(uploading(file()), answered(Err(busy)));
    let Stage::Idle { until } = *state.stage() else { panic!("{:?}", state.stage()) };
    assert!(until > NOW && until <= NOW + 660_000);
    let (state, effects) = run(state, What::Saved { emergency: false });
    assert_eq!(*state.stage(), Stage::Reading, "{effects:?}");
}

#[test]
fn a_record_goes_between_two_pieces_and_an_emergency_at_once() {
    let (state, effects) = run(uploading(file()), What::Saved { emergency: false });
    assert!(matches!(state.stage(), Stage::Uploading { .. }) && effects.is_empty());
    let reached = MediaAnswer::Reached { upload: "/v1/media/7".to_owned(), sent: 65_936 };
    let (state, _) = run(state, answered(Ok(reached)));
    let ticket = state.ticket();
    let (state, _) = run(state, What::Stored { ticket, outcome: Ok(Outcome::Done) });
    assert_eq!(*state.stage(), Stage::Reading);

    let (state, _) = run(uploading(file()), What::Saved { emergency: true });
    assert_eq!((state.stage(), state.ticket() > Ticket(7)), (&Stage::Reading, true));
    // How much of the piece arrived is asked for before the next one goes.
    let ticket = state.ticket();
    let (state, _) = run(state, What::Stored { ticket, outcome: Ok(Outcome::Outbox(Vec::new())) });
    let ticket = state.ticket();
    let (state, _) = run(state, What::Stored { ticket, outcome: Ok(Outcome::Media(vec![file()])) });
    assert!(matches!(state.stage(), Stage::Uploading { request, .. } if request.step == MediaStep::Ask));
}

#[test]
fn a_record_saved_while_a_file_is_looked_for_goes_first() {
    let looking = Engine { stage: Stage::ReadingMedia, ..uploading(file()) };
    let (state, _) = run(looking, What::Saved { emergency: false });
    let (state, _) =
        run(state, What::Stored { ticket: Ticket(7), outcome: Ok(Outcome::Media(vec![file()])) });
    assert_eq!(*state.stage(), Stage::Reading);
}

#[test]
fn pieces_fit_the_link() {
    let mut media = Media::default();
    let mut number = 100;
    let mut pieces = |media: &mut Media, took| {
        number += 1;
        let fresh = MediaToSend { id: MediaId(number), upload: None, ..file() };
        let request = media.next(vec![fresh]).unwrap();
        media.answered(&request, took);
        match request.step {
            MediaStep::Begin { bytes } => bytes,
            other => panic!("{other:?}"),
        }
    };
    let quick: Vec<u64> = (0..4).map(|_| pieces(&mut media, 100)).collect();
    assert_eq!(quick, [65_536, 131_072, 262_144, 262_144]);
    let slow: Vec<u64> = (0..6).map(|_| pieces(&mut media, 9_000)).collect();
    assert_eq!(slow, [262_144, 131_072, 65_536, 32_768, 16_384, 16_384]);
    assert_eq!(pieces(&mut media, 2_000), 16_384);
}

#[test]
fn a_file_whose_beginning_was_not_answered_is_announced_again_without_its_bytes() {
    let mut media = Media::default();
    let fresh = MediaToSend { upload: None, sent: 0, ..file() };
    let mut next = |file: &MediaToSend| media.next(vec![file.clone()]).unwrap().step;
    assert_eq!(next(&fresh), MediaStep::Begin { bytes: 65_536 });
    assert_eq!(
        next(&fresh),
        MediaStep::Begin { bytes: 0 },
        "the county may have some of them, and says how many"
    );
}

#[test]
fn a_file_rests_until_its_time_and_no_longer() {
    let mut media = Media::default();
    media.rest(MediaId(1), 100);
    media.rest(MediaId(2), 200);
    assert_eq!(media.wakes(50), Some(100));
    assert_eq!(media.resting(99), [MediaId(1), MediaId(2)]);
    assert_eq!(media.resting(100), [MediaId(2)]);
    assert_eq!(media.wakes(100), Some(200), "what has rested enough is not waited for");
    assert_eq!(media.wakes(200), None);
    media.rest(MediaId(2), 300);
    (media.wanted, media.after, media.pauses) = (false, 400, 3);
    assert_eq!(media.wakes(350), Some(400), "all of them rest");
    media.rouse();
    assert_eq!(media, Media::default(), "a good network, or a person, lets nobody rest");
}

#[test]
fn a_link_is_quick_or_slow_only_beyond_its_bound_and_asking_says_nothing_of_it() {
    let fresh = || MediaToSend { upload: None, sent: 0, ..file() };
    for (took, piece) in [(999, 131_072), (1_000, 65_536), (4_000, 65_536), (4_001, 32_768)] {
        let mut media = Media::default();
        let request = media.next(vec![fresh()]).unwrap();
        media.answered(&request, took);
        let again = MediaToSend { upload: Some("/v1/media/7".to_owned()), ..fresh() };
        let next = media.next(vec![again]).unwrap().step;
        assert_eq!(next, MediaStep::Send { offset: 0, bytes: piece }, "{took} ms");
    }
    let mut media = Media::default();
    let asked = media.next(vec![file()]).unwrap();
    assert_eq!(asked.step, MediaStep::Ask);
    media.answered(&asked, 1);
    assert_eq!(media.next(vec![file()]).unwrap().step, MediaStep::Send { offset: 400, bytes: 65_536 });
}

fn standing(world: &World, id: i64) -> &Where {
    &world.phone.media.0[&MediaId(id)].1
}

#[test]
fn a_poisoned_file_of_any_kind_is_parked_with_a_reason_and_holds_up_neither_record_nor_file() {
    let mut world = World::new(7);
    world.save(1, false);
    for (id, length) in [(7, 300_000), (8, 300_000), (9, 300_000), (10, 300_000), (11, 5_000)] {
        world.phone.media.attach(id, 1, length);
    }
    world.save(2, false);
    world.settle(5_000).unwrap();
    assert_eq!([10, 11].map(|id| standing(&world, id).clone()), [Where::Receipted, Where::Receipted]);
    for (id, reason) in [(7, "server_error"), (8, code::HASH_MISMATCH), (9, code::UNKNOWN_CONTENT)] {
        assert_eq!(*standing(&world, id), Where::Parked(reason.to_owned()));
    }
    assert_eq!(world.county.records.len(), 2);
    assert_eq!(world.media_before_data, 0);
}

#[test]
fn a_small_file_does_not_wait_for_a_large_one() {
    let mut world = World::new(8);
    world.save(1, false);
    world.phone.media.attach(10, 1, 40_000_000);
    world.phone.media.attach(11, 1, 200_000);
    while *standing(&world, 11) == Where::Waiting {
        if !world.turn(Luck::Good) {
            world.elapse();
        }
    }
    assert_eq!(*standing(&world, 10), Where::Waiting);
    assert!(world.media_requests <= 8, "{}", world.media_requests);
}

#[test]
fn a_file_cut_again_and_again_goes_on_from_where_it_was() {
    let mut world = World::new(9);
    world.save(1, false);
    world.phone.media.attach(10, 1, 2_000_000);
    world.settle_records();
    let mut turns = 0_u32;
    while *standing(&world, 10) == Where::Waiting {
        let lucks = [Luck::Good, Luck::AnswerLost, Luck::Good, Luck::Dropped, Luck::Hangs];
        let luck = lucks[usize::try_from(world.dice(5)).unwrap()];
        if !world.turn(luck) {
            world.elapse();
        }
        turns += 1;
        assert!(turns < 2_000);
    }
    // No byte twice: what arrived and was not heard of is asked for.
    assert_eq!(world.county.shelf.whole[&MediaId(10)], 1);
    assert_eq!(world.media_bytes_taken, 2_000_000);
    assert_eq!(Poison::of(MediaId(10)), Poison::None);
}
