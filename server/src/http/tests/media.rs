//! Files by tus, as any client of it would send them.

use super::{Heard, Stage};
use crate::{
    backup,
    media::{self, UNDER_WAY, UPLOAD_LIFE},
    testing::{
        phone::{Phone, check_in},
        world::{LI, WANG, worlds},
    },
    tokens,
};
use axum::body::Body;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use chrono::TimeDelta;
use doorstep_domain::{id::RecordId, post::Post, record::Record};
use doorstep_protocol::{
    digest::Digest,
    limits,
    media::{Announced, MediaType, PIECE, RECEIPT, TUS, receipt_of},
    signed::CountyKeys,
};
use futures::{StreamExt as _, stream};
use http::{Method, Request, header};
use serde_json::json;
use std::{fs, path::Path};
use tokio::sync::oneshot;

/// A photograph, as far as anyone looks.
fn photo(number: u8, length: usize) -> Vec<u8> {
    let body = (0..length - 4).map(|n| number.wrapping_add(u8::try_from(n % 251).unwrap()));
    [0xFF, 0xD8, 0xFF, number].into_iter().chain(body).collect()
}

/// A phone with a token, and what it sends.
struct Sender {
    phone: Phone,
    token: String,
}

impl Sender {
    async fn of(stage: &Stage, account: doorstep_domain::id::AccountId) -> Self {
        let phone = Phone::enrol(&stage.world, account).await;
        let until = stage.world.app.now() + tokens::ACCESS_LIFE + UPLOAD_LIFE * 3;
        let device = phone.device;
        let token = stage
            .world
            .write(move |tx| Ok(tokens::issue_access(tx, account, Some(device), until).unwrap()))
            .await;
        Self { phone, token }
    }

    /// A visit whose answers name these files.
    async fn visit(&mut self, stage: &Stage, files: &[&[u8]]) -> RecordId {
        let mut visit = check_in("2026-11-22");
        let names: Vec<String> = files.iter().map(|file| Digest::of(file).to_string()).collect();
        visit.answers = json!({ "home": { "photos": names } });
        self.phone.report(&stage.world, &Record::Visit(Box::new(visit))).await.0
    }

    fn request(&self, method: Method, path: &str) -> http::request::Builder {
        Request::builder()
            .method(method)
            .uri(path)
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token))
            .header("tus-resumable", TUS)
    }

    fn creation(&self, record: RecordId, file: &[u8]) -> http::request::Builder {
        let announced = Announced { sha256: Digest::of(file), record, kind: MediaType::Jpeg };
        self.request(Method::POST, "/v1/media")
            .header("upload-length", file.len())
            .header("upload-metadata", announced.to_metadata())
    }

    async fn begin(&self, stage: &Stage, record: RecordId, file: &[u8]) -> Heard {
        stage.send(self.creation(record, file).body(Body::empty()).unwrap()).await
    }

    async fn patch(&self, stage: &Stage, location: &str, offset: usize, body: Body) -> Heard {
        let request = self.request(Method::PATCH, location).header("upload-offset", offset);
        stage.send(request.header(header::CONTENT_TYPE, PIECE).body(body).unwrap()).await
    }

    async fn look(&self, stage: &Stage, location: &str) -> Heard {
        stage.send(self.request(Method::HEAD, location).body(Body::empty()).unwrap()).await
    }
}

impl Heard {
    fn said<'a>(&'a self, name: &str) -> Option<&'a str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    fn location(&self) -> String {
        assert_eq!(self.status, 201, "{:?}", self.said("doorstep-problem"));
        self.said("location").unwrap().to_owned()
    }

    /// The status, and the offset that it tells.
    fn offset(&self) -> (u16, Option<&str>) {
        assert_eq!(self.said("tus-resumable"), Some(TUS));
        (self.status.as_u16(), self.said("upload-offset"))
    }

    fn has_receipt(&self) -> bool {
        self.said(RECEIPT).is_some()
    }
}

fn files_below(folder: &Path) -> Vec<Vec<u8>> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    entries
        .flat_map(|entry| {
            let path = entry.unwrap().path();
            if path.is_dir() { files_below(&path) } else { vec![fs::read(path).unwrap()] }
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_comes_in_pieces_and_is_receipted_once_it_is_whole() {
    for world in worlds().await {
        let stage = Stage::set(world);
        let mut wang = Sender::of(&stage, WANG).await;
        let file = photo(1, 200_000);
        let record = wang.visit(&stage, &[&file]).await;
        let first = wang
            .creation(record, &file)
            .header(header::CONTENT_TYPE, PIECE)
            .body(Body::from(file[..70_000].to_vec()))
            .unwrap();
        let begun = stage.send(first).await;
        assert_eq!(begun.offset(), (201, Some("70000")));
        assert!(begun.said("upload-expires").unwrap().ends_with("GMT"));
        let location = begun.location();
        let early = wang.patch(&stage, &location, 60_000, Body::from(file[60_000..].to_vec())).await;
        assert_eq!((early.status.as_u16(), early.code().as_str()), (409, "wrong_offset"));
        let next = wang.patch(&stage, &location, 70_000, Body::from(file[70_000..150_000].to_vec())).await;
        assert_eq!((next.offset(), next.has_receipt()), ((204, Some("150000")), false));
        let looked = wang.look(&stage, &location).await;
        assert_eq!((looked.offset(), looked.said("upload-length")), ((200, Some("150000")), Some("200000")));
        let last = wang.patch(&stage, &location, 150_000, Body::from(file[150_000..].to_vec())).await;
        assert_eq!(last.offset(), (204, Some("200000")));

        let receipt = receipt_of(last.said(RECEIPT).unwrap()).unwrap();
        let mut keys = CountyKeys::new(stage.world.app.keyring.root.public_key());
        keys.learn(&stage.world.app.keyring.statements[0]).unwrap();
        let said = receipt.open(&keys).unwrap();
        assert_eq!((said.sha256, said.length), (Digest::of(&file), 200_000));
        // Whoever asks again hears the same.
        let again = wang.look(&stage, &location).await;
        assert_eq!(again.said(RECEIPT), last.said(RECEIPT));
        let repeated = wang.begin(&stage, record, &file).await;
        assert_eq!((repeated.said(RECEIPT), repeated.offset()), (last.said(RECEIPT), (201, Some("200000"))));

        assert_eq!(media::read(&stage.world.app, said.sha256).await.unwrap().unwrap(), file);
        let kept = files_below(&stage.world.folder.path().join("media"));
        assert_eq!(kept.len(), 1, "nothing of what arrived is left");
        assert!(!kept[0].windows(64).any(|window| window == &file[..64]), "what is kept is sealed");
        assert_eq!(stage.world.count("SELECT COUNT(*) FROM entry WHERE kind = 'media'").await, 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_piece_that_was_cut_is_kept_as_far_as_it_came() {
    for world in worlds().await {
        let stage = Stage::set(world);
        let mut wang = Sender::of(&stage, WANG).await;
        let file = photo(2, 100_000);
        let record = wang.visit(&stage, &[&file]).await;
        let location = wang.begin(&stage, record, &file).await.location();
        let cut = |from: usize, to: usize| {
            let came = Bytes::from(file[from..to].to_vec());
            Body::from_stream(stream::iter([Ok(came), Err("the wire was cut")]))
        };
        let heard = wang.patch(&stage, &location, 0, cut(0, 33_333)).await;
        assert_eq!(heard.code(), "body_cut");
        assert_eq!(wang.look(&stage, &location).await.offset(), (200, Some("33333")));
        // With a checksum that nobody could check, nothing of it is kept.
        let request = wang
            .request(Method::PATCH, &location)
            .header("upload-offset", 33_333)
            .header(
                "upload-checksum",
                format!("sha256 {}", STANDARD.encode(Digest::of(&file[33_333..]).as_bytes())),
            )
            .header(header::CONTENT_TYPE, PIECE);
        stage.send(request.body(cut(33_333, 60_000)).unwrap()).await;
        assert_eq!(wang.look(&stage, &location).await.offset(), (200, Some("33333")));
        let rest = wang.patch(&stage, &location, 33_333, Body::from(file[33_333..].to_vec())).await;
        assert!(rest.has_receipt());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_asks_later_takes_an_upload_over_from_a_connection_that_hangs() {
    for world in worlds().await {
        let stage = Stage::set(world);
        let mut wang = Sender::of(&stage, WANG).await;
        let file = photo(3, 50_000);
        let record = wang.visit(&stage, &[&file]).await;
        let location = wang.begin(&stage, record, &file).await.location();
        let part = |from: usize, to: usize| Bytes::from(file[from..to].to_vec());
        let (asking, asked) = oneshot::channel::<()>();
        // What is read after somebody has asked had come before.
        let rest = part(20_000, 40_000);
        let rest = stream::once(async move { asked.await.map(|()| rest).map_err(|_| "nobody asked") });
        let hanging = stream::iter([Ok::<_, &str>(part(0, 20_000))]).chain(rest).chain(stream::pending());
        let looked = async {
            // Asked for as soon as the first bytes are on the disk, while their connection still stands.
            let arriving = stage.world.folder.path().join("media/arriving");
            let arriving = arriving.join(location.rsplit('/').next().unwrap());
            while fs::metadata(&arriving).map_or(0, |found| found.len()) < 20_000 {
                tokio::task::yield_now().await;
            }
            asking.send(()).unwrap();
            wang.look(&stage, &location).await
        };
        let hung = wang.patch(&stage, &location, 0, Body::from_stream(hanging));
        let (hung, looked) = tokio::join!(hung, looked);
        assert_eq!((hung.code().as_str(), looked.offset()), ("body_cut", (200, Some("40000"))));
        let rest = wang.patch(&stage, &location, 40_000, Body::from(file[40_000..].to_vec())).await;
        assert!(rest.has_receipt());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_checksum_is_held_against_its_piece() {
    for world in worlds().await {
        let stage = Stage::set(world);
        let mut wang = Sender::of(&stage, WANG).await;
        let file = photo(4, 10_000);
        let record = wang.visit(&stage, &[&file]).await;
        let location = wang.begin(&stage, record, &file).await.location();
        let send = |sum: String, bytes: &[u8]| {
            let request = wang
                .request(Method::PATCH, &location)
                .header("upload-offset", 0)
                .header("upload-checksum", sum)
                .header(header::CONTENT_TYPE, PIECE);
            stage.send(request.body(Body::from(bytes.to_vec())).unwrap())
        };
        let sha256 = |bytes: &[u8]| format!("sha256 {}", STANDARD.encode(Digest::of(bytes).as_bytes()));
        let sha1 = ring::digest::digest(&ring::digest::SHA1_FOR_LEGACY_USE_ONLY, &file);
        assert_eq!(send(sha256(b"else"), &file).await.code(), "checksum_mismatch");
        assert_eq!(send(sha256(b"else"), &file).await.status.as_u16(), 460);
        assert_eq!(send("md5 AAAA".to_owned(), &file).await.code(), "bad_checksum");
        assert_eq!(wang.look(&stage, &location).await.offset(), (200, Some("0")));
        assert!(send(format!("sha1 {}", STANDARD.encode(sha1)), &file).await.has_receipt());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whether_a_file_is_known_is_told_only_to_who_brought_it() {
    for world in worlds().await {
        let stage = Stage::set(world);
        let (mut wang, mut li) = (Sender::of(&stage, WANG).await, Sender::of(&stage, LI).await);
        let file = photo(5, 20_000);
        let (first, second) = (wang.visit(&stage, &[&file]).await, wang.visit(&stage, &[&file]).await);
        let whole = wang.creation(first, &file).header(header::CONTENT_TYPE, PIECE);
        let receipt = stage.send(whole.body(Body::from(file.clone())).unwrap()).await;
        assert!(receipt.has_receipt());
        // The same phone, for another visit; the same person on another phone.
        assert!(wang.begin(&stage, second, &file).await.has_receipt());
        let other = Sender::of(&stage, WANG).await;
        assert!(other.begin(&stage, second, &file).await.has_receipt());
        // A colleague must show that they have it.
        let theirs = li.visit(&stage, &[&file]).await;
        let begun = li.begin(&stage, theirs, &file).await;
        assert_eq!((begun.offset(), begun.has_receipt()), ((201, Some("0")), false));
        let sent = li.patch(&stage, &begun.location(), 0, Body::from(file.clone())).await;
        assert_eq!(sent.said(RECEIPT), receipt.said(RECEIPT));
        assert_eq!(files_below(&stage.world.folder.path().join("media")).len(), 1, "kept once");
        assert_eq!(stage.world.count("SELECT COUNT(*) FROM media_record").await, 3);
        // Nor does an upload open to somebody else.
        assert_eq!(wang.look(&stage, &begun.location()).await.code(), "no_such_upload");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_taken_is_told_why_and_leaves_nothing_behind() {
    for world in worlds().await {
        let stage = Stage::set(world);
        let (mut wang, mut li) = (Sender::of(&stage, WANG).await, Sender::of(&stage, LI).await);
        let file = photo(6, 5_000);
        let text = b"<html>".repeat(100);
        let mine = wang.visit(&stage, &[&file, &text]).await;
        let theirs = li.visit(&stage, &[&file]).await;
        let nobody = RecordId(uuid::Uuid::from_u128(9));
        for (record, file, status, code) in [
            (nobody, &file[..], 409, "record_unknown"),
            (theirs, &file, 403, "record_not_yours"),
            (mine, b"\xFF\xD8\xFF another", 422, "file_not_named"),
            (mine, b"", 415, "unknown_content"),
        ] {
            let heard = wang.begin(&stage, record, file).await;
            assert_eq!((heard.status.as_u16(), heard.code().as_str()), (status, code));
        }
        let large = wang.creation(mine, &file).header("upload-length", limits::MEDIA_BYTES + 1);
        let mut large = large.body(Body::empty()).unwrap();
        large.headers_mut().insert("upload-length", (limits::MEDIA_BYTES + 1).into());
        assert_eq!(stage.send(large).await.code(), "file_too_large");

        // Not what was announced, and nothing that can be looked at.
        let location = wang.begin(&stage, mine, &file).await.location();
        let heard = wang.patch(&stage, &location, 0, Body::from(photo(7, 5_000))).await;
        assert_eq!((heard.status.as_u16(), heard.code().as_str()), (422, "hash_mismatch"));
        assert_eq!(wang.look(&stage, &location).await.code(), "no_such_upload");
        let location = wang.begin(&stage, mine, &text).await.location();
        let heard = wang.patch(&stage, &location, 0, Body::from(text.clone())).await;
        assert_eq!((heard.status.as_u16(), heard.code().as_str()), (415, "unknown_content"));
        let location = wang.begin(&stage, mine, &file).await.location();
        let heard = wang.patch(&stage, &location, 0, Body::from(vec![0; 5_001])).await;
        assert_eq!(heard.code(), "file_too_large");
        let gone = stage.send(wang.request(Method::DELETE, &location).body(Body::empty()).unwrap()).await;
        assert_eq!(gone.offset(), (204, None));
        assert_eq!(files_below(&stage.world.folder.path().join("media")), Vec::<Vec<u8>>::new());

        // Requests that are none of tus.
        let unversioned = Request::builder()
            .method(Method::HEAD)
            .uri(&location)
            .header(header::AUTHORIZATION, format!("Bearer {}", wang.token));
        let heard = stage.send(unversioned.body(Body::empty()).unwrap()).await;
        assert_eq!((heard.status.as_u16(), heard.said("tus-version")), (412, Some(TUS)));
        let no_length = wang.request(Method::POST, "/v1/media").body(Body::empty()).unwrap();
        assert_eq!(stage.send(no_length).await.code(), "bad_header");
        let no_name = wang.request(Method::POST, "/v1/media").header("upload-length", 5);
        assert_eq!(stage.send(no_name.body(Body::empty()).unwrap()).await.code(), "bad_metadata");
        let no_piece = wang.request(Method::PATCH, &location).header("upload-offset", 0);
        assert_eq!(stage.send(no_piece.body(Body::from("{}")).unwrap()).await.code(), "not_a_piece");
        let offer = Request::builder().method(Method::OPTIONS).uri("/v1/media").body(Body::empty()).unwrap();
        let offer = stage.send(offer).await;
        assert_eq!((offer.status.as_u16(), offer.said("tus-version")), (204, Some(TUS)));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_has_only_so_much_under_way_and_an_answer_lost_costs_none_of_it() {
    for world in worlds().await {
        let stage = Stage::set(world);
        let mut wang = Sender::of(&stage, WANG).await;
        let most = u8::try_from(UNDER_WAY).unwrap();
        let files: Vec<Vec<u8>> = (0..=most).map(|number| photo(number, 100)).collect();
        let names: Vec<&[u8]> = files.iter().map(Vec::as_slice).collect();
        let record = wang.visit(&stage, &names).await;
        let first = wang.begin(&stage, record, &files[0]).await.location();
        assert_eq!(wang.begin(&stage, record, &files[0]).await.location(), first);
        for file in &files[1..usize::from(most)] {
            wang.begin(&stage, record, file).await.location();
        }
        let last = &files[usize::from(most)];
        let heard = wang.begin(&stage, record, last).await;
        assert_eq!((heard.status.as_u16(), heard.code().as_str()), (429, "media_quota"));
        assert!(heard.said("retry-after").is_some());
        assert!(wang.patch(&stage, &first, 0, Body::from(files[0].clone())).await.has_receipt());
        wang.begin(&stage, record, last).await.location();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upload_that_nobody_finishes_expires_with_its_bytes() {
    for world in worlds().await {
        let stage = Stage::set(world);
        let mut wang = Sender::of(&stage, WANG).await;
        let file = photo(8, 5_000);
        let record = wang.visit(&stage, &[&file]).await;
        let location = wang.begin(&stage, record, &file).await.location();
        wang.patch(&stage, &location, 0, Body::from(file[..2_000].to_vec())).await;
        stage.world.watch.wind(UPLOAD_LIFE - TimeDelta::seconds(1));
        assert_eq!(wang.look(&stage, &location).await.offset(), (200, Some("2000")));
        stage.world.watch.wind(TimeDelta::seconds(1));
        assert_eq!(wang.look(&stage, &location).await.code(), "no_such_upload");
        media::sweep(&stage.world.app).await.unwrap();
        assert_eq!(files_below(&stage.world.folder.path().join("media")), Vec::<Vec<u8>>::new());
        let anew = wang.begin(&stage, record, &file).await;
        assert_eq!(anew.offset(), (201, Some("0")));
        assert_ne!(anew.location(), location);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_came_whole_but_was_never_receipted_is_receipted_when_it_is_asked_for() {
    for world in worlds().await {
        let stage = Stage::set(world);
        let mut wang = Sender::of(&stage, WANG).await;
        let file = photo(9, 90_000);
        let record = wang.visit(&stage, &[&file]).await;
        let location = wang.begin(&stage, record, &file).await.location();
        // As a server leaves it that was killed after the last byte.
        let arriving = stage.world.folder.path().join("media/arriving");
        fs::create_dir_all(&arriving).unwrap();
        fs::write(arriving.join(location.rsplit('/').next().unwrap()), &file).unwrap();
        let looked = wang.look(&stage, &location).await;
        assert_eq!((looked.offset(), looked.has_receipt()), ((200, Some("90000")), false));
        let asked = wang.patch(&stage, &location, 90_000, Body::empty()).await;
        assert!(asked.has_receipt());
        assert_eq!(media::read(&stage.world.app, Digest::of(&file)).await.unwrap().unwrap(), file);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_holds_the_files_and_one_that_the_disk_lost_is_taken_in_again_under_its_old_receipt() {
    for world in worlds().await {
        let stage = Stage::set(world);
        let mut wang = Sender::of(&stage, WANG).await;
        let file = photo(13, 150_000);
        let record = wang.visit(&stage, &[&file]).await;
        let location = wang.begin(&stage, record, &file).await.location();
        let first = wang.patch(&stage, &location, 0, Body::from(file.clone())).await;
        let media = stage.world.folder.path().join("media");
        if stage.world.app.db.sqlite_file().is_some() {
            let beside = stage.world.folder.path().join("backup");
            fs::create_dir_all(&beside).unwrap();
            backup::backup(&stage.world.app, &beside.join("county.db")).await.unwrap();
            assert_eq!(files_below(&beside.join("media")), files_below(&media));
        }
        fs::remove_dir_all(&media).unwrap();
        let again = wang.begin(&stage, record, &file).await;
        assert_eq!((again.offset(), again.has_receipt()), ((201, Some("0")), false));
        let sent = wang.patch(&stage, &again.location(), 0, Body::from(file.clone())).await;
        assert_eq!(sent.said(RECEIPT), first.said(RECEIPT));
        assert_eq!(media::read(&stage.world.app, Digest::of(&file)).await.unwrap().unwrap(), file);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn erasing_a_record_erases_its_files_but_not_those_that_another_names() {
    for world in worlds().await {
        let stage = Stage::set(world);
        let mut wang = Sender::of(&stage, WANG).await;
        let (own, shared, begun) = (photo(10, 9_000), photo(11, 9_000), photo(12, 9_000));
        let record = wang.visit(&stage, &[&own, &shared, &begun]).await;
        let other = wang.visit(&stage, &[&shared]).await;
        for (record, file) in [(record, &own), (record, &shared), (other, &shared)] {
            let whole = wang.creation(record, file).header(header::CONTENT_TYPE, PIECE);
            assert!(stage.send(whole.body(Body::from(file.clone())).unwrap()).await.has_receipt());
        }
        let location = wang.begin(&stage, record, &begun).await.location();
        wang.patch(&stage, &location, 0, Body::from(begun[..4_000].to_vec())).await;
        let county = stage.person(Post::County).await;
        let order = json!({ "what": { "type": "record", "id": record }, "reason": "subject_request" });
        let erased = stage.ask(Method::POST, "/v1/erasures", Some(&county), Some(order)).await;
        assert!(erased.status.is_success());
        let read = |file: &[u8]| {
            let (app, sha256) = (stage.world.app.clone(), Digest::of(file));
            async move { media::read(&app, sha256).await.unwrap() }
        };
        assert_eq!((read(&own).await, read(&shared).await), (None, Some(shared.clone())));
        assert_eq!(files_below(&stage.world.folder.path().join("media")).len(), 1);
        assert_eq!(wang.look(&stage, &location).await.code(), "no_such_upload");
        assert_eq!(wang.begin(&stage, record, &own).await.code(), "record_erased");
        assert_eq!(stage.world.count("SELECT COUNT(*) FROM media_litter").await, 0);
    }
}
