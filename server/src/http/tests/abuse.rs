//! Bad input, from the careless to the hostile: a problem with a code, never a 5xx.

use super::Stage;
use crate::testing::{
    phone::Phone,
    world::{WANG, worlds},
};
use crate::tokens;
use axum::body::Body;
use doorstep_domain::post::Post;
use doorstep_protocol::{compress, limits, packed};
use http::{Method, Request, header};
use serde_json::json;

async fn phone_token(stage: &Stage) -> String {
    let phone = Phone::enrol(&stage.world, WANG).await;
    let until = stage.world.app.now() + tokens::ACCESS_LIFE;
    stage
        .world
        .write(move |tx| Ok(tokens::issue_access(tx, phone.account, Some(phone.device), until).unwrap()))
        .await
}

fn batch(token: &str) -> http::request::Builder {
    Request::builder()
        .method(Method::POST)
        .uri("/v1/batches")
        .header(header::AUTHORIZATION, format!("bearer {token}"))
        .header(header::CONTENT_TYPE, "application/json; charset=utf-8")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_that_cannot_be_read_is_told_why() {
    for world in worlds().await {
        let stage = Stage::set(world);
        let token = phone_token(&stage).await;
        let bomb = compress::fold(&vec![b' '; limits::UNFOLDED_BYTES + 1]).unwrap();
        let good = compress::fold(br#"{"envelopes":[]}"#).unwrap();
        let cut = good[..good.len() - 3].to_vec();
        let deep = "[".repeat(100_000);
        let cases: [(Option<&str>, Vec<u8>, u16, &str); 10] = [
            (None, b"not json".to_vec(), 400, "malformed_body"),
            (None, Vec::new(), 400, "malformed_body"),
            (None, br#"{"envelopes":{}}"#.to_vec(), 400, "malformed_body"),
            (None, deep.into_bytes(), 400, "malformed_body"),
            (None, vec![0xff; 10], 400, "malformed_body"),
            (None, vec![b' '; limits::BODY_BYTES + 1], 413, "too_large"),
            (Some("zstd"), bomb, 413, "too_large"),
            (Some("zstd"), cut, 400, "not_zstd"),
            (Some("zstd"), b"not zstd".to_vec(), 400, "not_zstd"),
            (Some("gzip"), b"{}".to_vec(), 415, "unknown_encoding"),
        ];
        for (encoding, body, status, code) in cases {
            let mut request = batch(&token);
            if let Some(encoding) = encoding {
                request = request.header(header::CONTENT_ENCODING, encoding);
            }
            let heard = stage.send(request.body(Body::from(body)).unwrap()).await;
            assert_eq!((heard.status.as_u16(), heard.code().as_str()), (status, code), "{encoding:?}");
        }
        let request = batch(&token).header(header::CONTENT_ENCODING, "zstd").body(Body::from(good)).unwrap();
        assert_eq!(stage.send(request).await.status, 200, "{}", stage.world.engine);
        let announced = batch(&token).header(header::CONTENT_LENGTH, limits::BODY_BYTES + 1);
        let heard = stage.send(announced.body(Body::from("{}")).unwrap()).await;
        assert_eq!(heard.code(), "too_large", "it is not even read");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn paths_queries_and_methods_that_are_none_are_told_so() {
    for world in worlds().await {
        let stage = Stage::set(world);
        let token = stage.person(Post::County).await;
        let secadmin = stage.person(Post::Secadmin).await;
        let cases = [
            (Method::GET, "/v1/visits/not-an-id", &token, "malformed_id"),
            (Method::GET, "/v1/visits/%F0%28", &token, "malformed_id"),
            (Method::GET, "/v1/visits?state=imaginary", &token, "malformed_query"),
            (Method::GET, "/v1/visits?limit=-1", &token, "malformed_query"),
            (Method::GET, "/v1/visits?after=%00'%3B--", &token, "malformed_cursor"),
            (Method::GET, "/v1/visits?after=WyJhIiwxLCJiIl0", &token, "malformed_cursor"),
            (Method::GET, "/v1/roster", &token, "malformed_query"),
            (Method::GET, "/v1/devices?account=me", &token, "malformed_query"),
            (Method::DELETE, "/v1/visits", &token, "no_such_method"),
            (Method::GET, "/v2/visits", &token, "no_such_route"),
            (Method::GET, "/", &token, "no_such_route"),
            (
                Method::POST,
                "/v1/devices/00000000-0000-0000-0000-00000000000d/compromise",
                &secadmin,
                "no_such_device",
            ),
        ];
        for (method, path, token, code) in cases {
            let heard = stage.ask(method, path, Some(token), None).await;
            assert_eq!(heard.code(), code, "{path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_packed_batch_that_cannot_be_read_is_told_why() {
    for world in worlds().await {
        let stage = Stage::set(world);
        let token = phone_token(&stage).await;
        let framed = |text: &[u8], tail: usize| {
            let folded = compress::fold(text).unwrap();
            let length = u32::try_from(folded.len()).unwrap().to_be_bytes();
            [&length, folded.as_slice(), &vec![0; tail]].concat()
        };
        let item = br#"{"envelopes":[["{}","{}"]]}"#;
        let cases = [
            (Vec::new(), 400, "malformed_body"),
            (vec![0xff; 10], 400, "malformed_body"),
            (framed(b"not json", 0), 400, "malformed_body"),
            (framed(item, 0), 400, "malformed_body"),
            (framed(item, 81), 400, "malformed_body"),
            (framed(&vec![b' '; limits::UNFOLDED_BYTES + 1], 0), 413, "too_large"),
            (vec![0; limits::BODY_BYTES + 1], 413, "too_large"),
        ];
        for (body, status, code) in cases {
            let request = Request::builder()
                .method(Method::POST)
                .uri("/v1/batches")
                .header(header::AUTHORIZATION, format!("Bearer {token}"))
                .header(header::CONTENT_TYPE, packed::MEDIA_TYPE);
            let heard = stage.send(request.body(Body::from(body)).unwrap()).await;
            assert_eq!((heard.status.as_u16(), heard.code().as_str()), (status, code));
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cursor_made_up_by_a_phone_starts_it_from_the_beginning_and_widens_nothing() {
    for world in worlds().await {
        let stage = Stage::set(world);
        let token = phone_token(&stage).await;
        let whole = stage.ask(Method::GET, "/v1/changes", Some(&token), None).await.json();
        for cursor in ["%00", "e30", "eyJhIjoxfQ", &"x".repeat(5_000)] {
            let path = format!("/v1/changes?after={cursor}");
            let heard = stage.ask(Method::GET, &path, Some(&token), None).await;
            assert_eq!(heard.json()["changes"], whole["changes"], "{cursor} on {}", stage.world.engine);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_console_sends_is_checked_before_it_is_done() {
    for world in worlds().await {
        let stage = Stage::set(world);
        let county = stage.person(Post::County).await;
        let secadmin = stage.person(Post::Secadmin).await;
        let nobody = "00000000-0000-0000-0000-000000000bad";
        let cases = [
            ("/v1/enrolments", &county, json!({ "account": nobody }), "no_such_account"),
            ("/v1/enrolments", &county, json!({ "account": 7 }), "malformed_body"),
            ("/v1/assignments", &county, json!({ "lines": [nobody], "to": WANG }), "no_such_line"),
            ("/v1/assignments", &county, json!({ "lines": [], "to": WANG, "from": WANG }), "malformed_body"),
            ("/v1/assignments", &county, json!({ "from": WANG, "to": WANG }), "same_person"),
            (
                "/v1/placements",
                &county,
                json!({ "record": nobody, "decision": "accept", "reason": "so" }),
                "no_such_record",
            ),
            (
                "/v1/placements",
                &county,
                json!({ "record": nobody, "decision": "accept", "reason": " " }),
                "bad_reason",
            ),
            (
                "/v1/erasures",
                &county,
                json!({ "what": { "type": "record", "id": nobody }, "reason": "subject_request" }),
                "nothing_to_erase",
            ),
            (
                "/v1/erasures",
                &county,
                json!({ "what": { "type": "record", "id": nobody }, "reason": "Frau Wang wants it" }),
                "bad_reason",
            ),
        ];
        for (path, token, body, code) in cases {
            let heard = stage.ask(Method::POST, path, Some(token), Some(body)).await;
            assert_eq!(heard.code(), code, "{path} on {}", stage.world.engine);
        }
        let path = format!("/v1/accounts/{nobody}/posts");
        let heard = stage.ask(Method::POST, &path, Some(&secadmin), Some(json!({ "posts": [] }))).await;
        assert_eq!(heard.code(), "no_such_account");
    }
}
