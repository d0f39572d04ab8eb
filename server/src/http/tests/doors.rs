//! Every door, tried by everyone.

use super::Stage;
use crate::{
    permissions::{ALL, Access, Operation},
    testing::{
        phone::Phone,
        world::{WANG, worlds},
    },
    tokens,
};
use doorstep_domain::post::Post;
use http::{Method, StatusCode};
use serde_json::json;
use std::collections::BTreeMap;

/// The path with an id that nobody has.
fn path(operation: &Operation) -> String {
    let nobody = "00000000-0000-0000-0000-000000000bad";
    operation.path.replace("{id}", nobody).replace("{record}", nobody)
}

async fn knock(stage: &Stage, operation: &Operation, token: Option<&str>) -> (StatusCode, String) {
    let body = (operation.method == Method::POST).then(|| json!({}));
    let heard = stage.ask(operation.method.clone(), &path(operation), token, body).await;
    let code = if heard.status.is_success() { String::new() } else { heard.code() };
    assert!(!heard.status.is_server_error(), "{}: {code}", operation.id);
    (heard.status, code)
}

/// Whether the guard let it through, whatever the handler made of an empty body.
fn let_in((status, code): &(StatusCode, String)) -> bool {
    !matches!(
        (status.as_u16(), code.as_str()),
        (401, "token_missing" | "token_expired") | (403, "post_not_allowed" | "other_token_needed")
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_route_opens_to_exactly_those_whom_the_table_names() {
    for world in worlds().await {
        let stage = Stage::set(world);
        for operation in ALL {
            let public = operation.access == Access::Public;
            let nobody = knock(&stage, operation, None).await;
            assert_eq!(let_in(&nobody), public, "{} without a token: {nobody:?}", operation.id);
            if !public {
                assert_eq!((nobody.0, nobody.1.as_str()), (StatusCode::UNAUTHORIZED, "token_missing"));
                let made_up = knock(&stage, operation, Some("made-up")).await;
                assert_eq!((made_up.0, made_up.1.as_str()), (StatusCode::UNAUTHORIZED, "token_expired"));
            }
            for post in Post::ALL {
                // Signing out ends the token, so each knock has its own.
                let token = stage.person(post).await;
                let heard = knock(&stage, operation, Some(&token)).await;
                let named = match operation.access {
                    Access::Public => true,
                    Access::Phone => false,
                    Access::Posts(posts) => posts.contains(&post),
                };
                assert_eq!(let_in(&heard), named, "{} as {post:?}: {heard:?}", operation.id);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phones_token_opens_what_phones_need_and_nothing_else() {
    for world in worlds().await {
        let phone = Phone::enrol(&world, WANG).await;
        let until = world.app.now() + tokens::ACCESS_LIFE;
        let (account, device) = (phone.account, phone.device);
        let token =
            world.write(move |tx| Ok(tokens::issue_access(tx, account, Some(device), until).unwrap())).await;
        let stage = Stage::set(world);
        for operation in ALL {
            let heard = knock(&stage, operation, Some(&token)).await;
            let named = !matches!(operation.access, Access::Posts(_));
            assert_eq!(let_in(&heard), named, "{}: {heard:?}", operation.id);
        }
        phone.set_state(&stage.world, "compromised").await;
        let heard = stage.ask(Method::GET, "/v1/changes", Some(&token), None).await;
        assert_eq!((heard.status, heard.code().as_str()), (StatusCode::FORBIDDEN, "device_compromised"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_loses_a_post_is_out_at_the_next_request() {
    for world in worlds().await {
        let stage = Stage::set(world);
        let token = stage.person(Post::Auditor).await;
        assert_eq!(stage.ask(Method::GET, "/v1/audit", Some(&token), None).await.status, StatusCode::OK);
        let auditor = stage.ask(Method::GET, "/v1/me", Some(&token), None).await.json();
        let id = auditor["account"].as_str().unwrap().parse().unwrap();
        stage.world.posts(id, &[]).await;
        let heard = stage.ask(Method::GET, "/v1/audit", Some(&token), None).await;
        assert_eq!(heard.code(), "post_not_allowed");
    }
}

/// Operations that a console could carry out in this small county, with what they take.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_done_stands_in_the_audit_trail_with_who_did_it() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        let (visit, _) = phone.report(&world, &crate::testing::phone::visit("2026-11-22")).await;
        let stage = Stage::set(world);
        let (device, line) = (phone.device, crate::testing::world::ELDER_LINE);
        let li = crate::testing::world::LI;
        let worker = json!([{ "post": "worker", "region": crate::testing::world::EAST }]);
        let acts = [
            (Post::Sysadmin, "/v1/enrolments".to_owned(), json!({ "account": WANG })),
            (Post::Secadmin, format!("/v1/accounts/{WANG}/posts"), json!({ "posts": worker })),
            (Post::Sysadmin, format!("/v1/accounts/{li}/state"), json!({ "active": true })),
            (Post::County, format!("/v1/visits/{visit}/reviews"), json!({ "step": "start" })),
            (Post::County, "/v1/assignments".to_owned(), json!({ "lines": [line], "to": li })),
            (Post::County, format!("/v1/devices/{device}/retire"), json!({})),
            (Post::Secadmin, format!("/v1/devices/{device}/compromise"), json!({})),
            (
                Post::County,
                "/v1/erasures".to_owned(),
                json!({ "what": { "type": "record", "id": visit }, "reason": "subject_request" }),
            ),
        ];
        for (post, path, body) in acts {
            let token = stage.person(post).await;
            let heard = stage.ask(Method::POST, &path, Some(&token), Some(body)).await;
            assert!(heard.status.is_success(), "{path}: {:?}", heard.json());
        }
        let token = stage.person(Post::County).await;
        stage.ask(Method::GET, &format!("/v1/visits/{visit}"), Some(&token), None).await;
        stage.world.seal().await;
        let token = stage.person(Post::Auditor).await;
        let trail = stage.ask(Method::GET, "/v1/audit?limit=100", Some(&token), None).await.json();
        let mut events: BTreeMap<String, usize> = BTreeMap::new();
        for entry in trail["entries"].as_array().unwrap() {
            let body: serde_json::Value = serde_json::from_str(entry["body"].as_str().unwrap()).unwrap();
            assert!(body["by"].is_string() && body["at"].is_string(), "{body}");
            *events.entry(body["event"].as_str().unwrap().to_owned()).or_default() += 1;
        }
        let expected = [
            "account_state_set",
            "device_compromised",
            "device_retired",
            "erased",
            "lines_assigned",
            "posts_set",
            "ticket_made",
            "visit_opened",
            "visit_reviewed",
        ];
        assert!(events.keys().map(String::as_str).eq(expected), "{events:?} on {}", stage.world.engine);
        assert!(events.values().all(|count| *count == 1), "{events:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_refused_leaves_no_trace_of_having_been_done() {
    for world in worlds().await {
        let stage = Stage::set(world);
        let token = stage.person(Post::Secadmin).await;
        let both = json!([
            { "post": "sysadmin", "region": crate::testing::world::COUNTY },
            { "post": "auditor", "region": crate::testing::world::COUNTY },
        ]);
        let path = format!("/v1/accounts/{WANG}/posts");
        let heard = stage.ask(Method::POST, &path, Some(&token), Some(json!({ "posts": both }))).await;
        assert_eq!(heard.code(), "posts_not_together");
        assert_eq!(stage.world.count("SELECT COUNT(*) FROM entry WHERE kind = 'audit'").await, 0);
    }
}
