use super::{
    day::{answer_named, answer_the_rest, elder_visit, one, path_of, visit_of},
    stage::{HOUSEHOLD, Phone, VILLAGE, WANG},
};
use crate::{Client, ClientError, photograph::Taken, session::Whom};
use doorstep_domain::{
    id::{DraftId, RecordId, RegionId},
    map::Outline,
    plausibility::Flag,
    record::{Evidence, Record},
    region::{Level, Region},
    subject::Subject,
    visit::VisitTag,
};
use doorstep_evidence::testing;
use doorstep_protocol::{
    changes::{DocumentKind, RegionOutline},
    digest::Digest,
    evidence::{Sidecar, Source},
    signed::Signed,
};
use doorstep_store::{MediaStanding, Page};
use serde_json::json;
use std::io::Write;
use uuid::Uuid;

/// What a camera wrote; another number is another picture.
fn camera(number: u32) -> Vec<u8> {
    testing::photograph(640 + number, 480)
}

fn taken() -> Taken {
    Taken {
        source: Source::Camera,
        fixes: vec![testing::fix(116.012_345, 40.012_345)],
        direction: None,
        gnss: None,
    }
}

fn take(client: &Client, draft: DraftId, picture: &[u8]) -> Result<Digest, ClientError> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(picture).unwrap();
    client.photograph(draft, &path_of(client, draft, "photo_door"), file.path(), taken())
}

/// A visit that found nobody home: the form asks for the door.
fn at_the_door(client: &Client, draft: DraftId) -> DraftId {
    answer_named(client, draft, "outcome", one("nobody_home"));
    answer_the_rest(client, draft);
    draft
}

fn evidence(client: &Client, visit: RecordId) -> Vec<Evidence> {
    let read = |record: &RecordId| {
        let stored = client.store().record(*record).unwrap().unwrap();
        let text = stored.payload.unwrap().text;
        match Record::parse(&stored.kind, stored.payload_version, text.as_bytes()).unwrap() {
            Record::Evidence(evidence) => evidence,
            other => panic!("no evidence: {other:?}"),
        }
    };
    visit_of(client, visit).evidence.iter().map(read).collect()
}

#[test]
fn a_photograph_becomes_signed_evidence_when_its_visit_is_finished() {
    let phone = Phone::of(WANG);
    let client = phone.client();
    let draft = at_the_door(&client, elder_visit(&client));
    let working = take(&client, draft, &camera(0)).unwrap();
    // The app is killed; what was signed at the shutter is with the draft.
    drop(client);
    let client = phone.restart();
    let visit = client.finish(draft, None).unwrap().saved.record;
    let [evidence] = evidence(&client, visit).try_into().unwrap();
    assert_eq!(
        (evidence.working.as_str(), evidence.subject),
        (&*working.to_string(), Some(visit_of(&client, visit).subject))
    );
    let signed: Signed<Sidecar> = serde_json::from_value(evidence.sidecar).unwrap();
    let key = client.inner.ports.keystore.device_key().unwrap();
    let sidecar = signed.open_with(&key.public_key().unwrap()).unwrap();
    assert_eq!((sidecar.shot.draft, sidecar.shot.author, sidecar.shot.fixes), (draft, WANG, taken().fixes));
    assert_eq!(sidecar.original.sha256, Digest::of(&camera(0)), "as the camera wrote it");
    for (note, named) in [
        (&sidecar.original, evidence.original),
        (&sidecar.working, evidence.working),
        (&sidecar.thumbnail, evidence.thumbnail),
    ] {
        assert_eq!(note.sha256.to_string(), named);
        let kept = client.picture(note.sha256, 0, usize::MAX).unwrap();
        assert_eq!((Digest::of(&kept), kept.len() as u64), (note.sha256, note.length));
    }
    let record = visit_of(&client, visit).evidence[0];
    let pictures = client.pictures(record).unwrap();
    assert!(pictures.iter().all(|picture| picture.standing == MediaStanding::Waiting { sent: 0 }));
    let counts = client.store().media_counts().unwrap();
    assert_eq!((pictures.len(), counts.waiting, counts.patient), (3, 3, 1), "the visit names the copy, too");
    let history = client.store().history(None, &Page::first(10)).unwrap();
    assert_eq!(history.items.len(), 1, "it is shown with its visit, not beside it");
}

#[test]
fn the_stamp_names_the_grid_in_which_the_phone_is() {
    let phone = Phone::of(WANG);
    let client = phone.client();
    let grid = RegionId(Uuid::from_u128(50));
    for (id, level, name, parent) in
        [(VILLAGE, Level::Village, "三道沟村", None), (grid, Level::Grid, "三道沟村第一网格", Some(VILLAGE))]
    {
        let valid_from = "2020-01-01".parse().unwrap();
        let code = "990101100201".parse().unwrap();
        let region =
            Region { id, code, level, name: name.to_owned(), parent, valid_from, predecessors: Vec::new() };
        phone.hear(DocumentKind::Region, &id.to_string(), &json!(region));
    }
    let square = |south: f64| {
        let ring =
            [(116.0, south), (116.02, south), (116.02, south + 0.02), (116.0, south + 0.02), (116.0, south)];
        Outline::new(vec![vec![ring.to_vec()]]).unwrap()
    };
    let draw = |region: RegionId, outline| {
        let drawn = RegionOutline { region, outline };
        phone.hear(DocumentKind::Outline, &region.to_string(), &json!(drawn));
    };
    let stamped = |number| {
        let draft = at_the_door(&client, elder_visit(&client));
        take(&client, draft, &camera(number)).unwrap();
        let visit = client.finish(draft, None).unwrap().saved.record;
        let evidence = evidence(&client, visit).remove(0);
        let signed: Signed<Sidecar> = serde_json::from_value(evidence.sidecar).unwrap();
        serde_json::from_str::<Sidecar>(&signed.statement).unwrap().shot.region
    };
    draw(VILLAGE, square(40.0));
    draw(grid, square(40.02));
    assert_eq!(stamped(0), Some(VILLAGE), "in the village, beside its grid");
    draw(grid, square(40.0));
    assert_eq!(stamped(8), Some(grid));
    draw(VILLAGE, square(40.02));
    assert_eq!(stamped(16), Some(VILLAGE), "elsewhere, it is the village of whom the visit is to");
}

#[test]
fn a_picture_taken_again_leaves_nothing_of_the_first() {
    let phone = Phone::of(WANG);
    let client = phone.client();
    let draft = at_the_door(&client, elder_visit(&client));
    let first = take(&client, draft, &camera(0)).unwrap();
    let second = take(&client, draft, &camera(8)).unwrap();
    let visit = client.finish(draft, None).unwrap().saved.record;
    let [evidence] = evidence(&client, visit).try_into().unwrap();
    assert_eq!(evidence.working, second.to_string());
    for gone in [first, Digest::of(&camera(0))] {
        assert!(client.picture(gone, 0, 1).is_err());
    }
    // And a visit whose picture was taken back has none.
    let draft = at_the_door(&client, elder_visit(&client));
    take(&client, draft, &camera(16)).unwrap();
    client.clear(draft, &path_of(&client, draft, "photo_door")).unwrap();
    let visit = client.finish(draft, None).unwrap().saved.record;
    assert_eq!(
        (visit_of(&client, visit).evidence, client.pictures(visit).unwrap()),
        (Vec::new(), Vec::new())
    );
}

#[test]
fn a_correction_carries_the_photographs_that_it_leaves_as_they_were() {
    let phone = Phone::of(WANG);
    let client = phone.client();
    let draft = at_the_door(&client, elder_visit(&client));
    take(&client, draft, &camera(0)).unwrap();
    let first = client.finish(draft, None).unwrap().saved.record;
    let carried = visit_of(&client, first).evidence;

    let second = client.finish(client.correct(first).unwrap(), None).unwrap().saved.record;
    assert_eq!(visit_of(&client, second).evidence, carried, "no other record of the same picture");
    // A correction of the correction, too; and a new picture takes the place of the old one.
    let draft = client.correct(second).unwrap();
    let working = take(&client, draft, &camera(8)).unwrap();
    let third = client.finish(draft, None).unwrap().saved.record;
    let [evidence] = evidence(&client, third).try_into().unwrap();
    assert_eq!(evidence.working, working.to_string());
}

#[test]
fn the_same_picture_at_another_door_is_said_before_leaving() {
    let phone = Phone::of(WANG);
    let client = phone.client();
    let first = at_the_door(&client, elder_visit(&client));
    take(&client, first, &camera(0)).unwrap();
    let first = client.finish(first, None).unwrap().saved.record;
    let second = Whom::OnFile(Subject::Household(HOUSEHOLD));
    let second = at_the_door(&client, client.begin_visit(second, VisitTag::ElderCheckIn).unwrap());
    take(&client, second, &camera(0)).unwrap();
    let flags = client.unusual(second, None).unwrap();
    assert!(flags.contains(&Flag::SamePhotograph { other: first, bits: 0 }), "{flags:?}");
}

#[test]
fn what_is_no_photograph_is_refused_by_name_and_leaves_the_draft_as_it_was() {
    let phone = Phone::of(WANG);
    let client = phone.client();
    let draft = at_the_door(&client, elder_visit(&client));
    let heic = [&[0, 0, 0, 24][..], b"ftypheic", &[0; 64]].concat();
    for (picture, code) in [(b"GIF89a".to_vec(), "unknown_content"), (heic, "heic_not_converted")] {
        assert_eq!(take(&client, draft, &picture), Err(ClientError::invalid("picture", code)));
    }
    assert_eq!(client.pictures_of_draft(draft).unwrap(), []);
    let path = path_of(&client, draft, "photo_door");
    let nowhere = client.photograph(draft, &path, std::path::Path::new("/no/such"), taken());
    assert_eq!(nowhere, Err(ClientError::invalid("picture", "unreadable")));
}
