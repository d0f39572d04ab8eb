//! Signing in and out.

use super::Stage;
use crate::{
    accounts,
    http::Peer,
    testing::world::{CHEN, worlds},
    tokens,
};
use axum::body::Body;
use chrono::TimeDelta;
use http::{Method, Request, StatusCode, header};
use serde_json::json;

const PASSWORD: &str = "fifteen geese fly";

async fn sign_in(stage: &Stage, login: &str, password: &str, from: [u8; 4]) -> super::Heard {
    let mut request = Request::builder()
        .method(Method::POST)
        .uri("/v1/sessions")
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(json!({ "login": login, "password": password }).to_string()))
        .unwrap();
    request.extensions_mut().insert(Peer(from.into()));
    stage.send(request).await
}

const HOME: [u8; 4] = [192, 0, 2, 1];
const ABROAD: [u8; 4] = [192, 0, 2, 2];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_lasts_twelve_hours_or_until_its_person_signs_out() {
    for world in worlds().await {
        let stage = Stage::set(world);
        stage.set_password(CHEN, PASSWORD).await;
        let heard = sign_in(&stage, "chen", PASSWORD, HOME).await;
        assert_eq!((heard.status, &heard.json()["posts"]), (StatusCode::CREATED, &json!(["supervisor"])));
        let token = heard.json()["token"].as_str().unwrap().to_owned();
        let me = stage.ask(Method::GET, "/v1/me", Some(&token), None).await;
        assert_eq!(me.json()["login"], "chen");
        let out = stage.ask(Method::DELETE, "/v1/sessions", Some(&token), None).await;
        assert_eq!(out.status, StatusCode::NO_CONTENT);
        assert_eq!(stage.ask(Method::GET, "/v1/me", Some(&token), None).await.code(), "token_expired");
        let heard = sign_in(&stage, "chen", PASSWORD, HOME).await;
        let token = heard.json()["token"].as_str().unwrap().to_owned();
        stage.world.watch.wind(tokens::CONSOLE_LIFE - TimeDelta::seconds(1));
        assert_eq!(stage.ask(Method::GET, "/v1/me", Some(&token), None).await.status, StatusCode::OK);
        stage.world.watch.wind(TimeDelta::seconds(1));
        let heard = stage.ask(Method::GET, "/v1/me", Some(&token), None).await;
        assert_eq!(heard.code(), "token_expired", "{}", stage.world.engine);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unknown_login_a_wrong_password_and_none_at_all_hear_the_same() {
    for world in worlds().await {
        let stage = Stage::set(world);
        stage.set_password(CHEN, PASSWORD).await;
        let long = "x".repeat(10_000);
        let tries = [("chen", "a wrong password"), ("nobody", PASSWORD), ("wang", PASSWORD), ("chen", &long)];
        let mut heard = Vec::new();
        for (login, password) in tries {
            heard.push(sign_in(&stage, login, password, HOME).await);
        }
        assert!(heard.iter().all(|heard| heard.status == StatusCode::UNAUTHORIZED));
        assert!(heard.iter().all(|other| other.body == heard[0].body), "{}", stage.world.engine);
        assert_eq!(heard[0].code(), "wrong_password");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_guesser_waits_and_the_owner_does_not() {
    for world in worlds().await {
        let stage = Stage::set(world);
        stage.set_password(CHEN, PASSWORD).await;
        let mut last = sign_in(&stage, "chen", "guess number 0", ABROAD).await;
        for number in 1..6 {
            last = sign_in(&stage, "chen", &format!("guess number {number}"), ABROAD).await;
        }
        assert_eq!((last.status, last.code().as_str()), (StatusCode::TOO_MANY_REQUESTS, "too_many_tries"));
        assert_eq!(last.headers[header::RETRY_AFTER], "900");
        let even_right = sign_in(&stage, "chen", PASSWORD, ABROAD).await;
        assert_eq!(
            even_right.status,
            StatusCode::TOO_MANY_REQUESTS,
            "a guess is not told from the owner there"
        );
        assert_eq!(sign_in(&stage, "chen", PASSWORD, HOME).await.status, StatusCode::CREATED);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_has_left_is_told_so_only_with_the_right_password() {
    for world in worlds().await {
        let stage = Stage::set(world);
        stage.set_password(CHEN, PASSWORD).await;
        let token = stage.token_of(CHEN).await;
        stage.world.write(|tx| accounts::set_active(tx, CHEN, false)).await;
        assert_eq!(stage.ask(Method::GET, "/v1/me", Some(&token), None).await.code(), "account_inactive");
        assert_eq!(sign_in(&stage, "chen", "a wrong password", HOME).await.code(), "wrong_password");
        assert_eq!(sign_in(&stage, "chen", PASSWORD, HOME).await.code(), "account_inactive");
    }
}
