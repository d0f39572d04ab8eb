//! What the tokens of phones promise, on each engine.

use super::{ACCESS_LIFE, Bearer, TokenError, bearer, exchange};
use crate::{
    accounts, enrolment,
    testing::{
        phone::{Phone, visit},
        world::{WANG, World, worlds},
    },
};
use chrono::TimeDelta;
use doorstep_protocol::{
    enrol::EnrolRequest,
    key::{DeviceKey, KeyTier, SoftwareKey},
    session::{TokenAnswer, TokenRequest},
};

/// Enrols a phone of Wang's the way phones do.
async fn enrol(world: &World) -> (Phone, TokenAnswer) {
    let now = world.app.now();
    let code = world.write(move |tx| Ok(enrolment::make_code(tx, WANG, now).unwrap())).await;
    let key = SoftwareKey::generate().unwrap();
    let public_key = key.public_key().unwrap();
    let proof = key.sign(&EnrolRequest::proof_message(&code, &public_key)).unwrap();
    let head = doorstep_protocol::chain::Head::genesis(&public_key);
    let request =
        EnrolRequest { code, public_key, tier: KeyTier::Software, label: "phone".to_owned(), proof };
    let answer = enrolment::redeem(&world.app, request).await.unwrap();
    (Phone { device: answer.device, account: WANG, key, head, rules: "2026-11" }, answer.tokens)
}

async fn ask(world: &World, phone: &Phone, refresh: &str) -> Result<TokenAnswer, TokenError> {
    let proof = phone.key.sign(&TokenRequest::message(phone.device, refresh)).unwrap();
    exchange(&world.app, TokenRequest { device: phone.device, refresh: refresh.to_owned(), proof }).await
}

async fn shown(world: &World, access: &str) -> Result<Bearer, TokenError> {
    let (access, now) = (access.to_owned(), world.app.now());
    world.app.db.read(move |tx| bearer(tx, &access, now)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_access_token_is_good_for_fifteen_minutes_and_names_the_phone() {
    for world in worlds().await {
        let (phone, tokens) = enrol(&world).await;
        assert_eq!(shown(&world, &tokens.access).await.unwrap(), Bearer::Phone(phone.session()));
        world.watch.wind(ACCESS_LIFE - TimeDelta::seconds(1));
        assert!(shown(&world, &tokens.access).await.is_ok(), "{}", world.engine);
        world.watch.wind(TimeDelta::seconds(1));
        assert!(matches!(shown(&world, &tokens.access).await, Err(TokenError::Unknown)));
        assert!(matches!(shown(&world, &tokens.refresh).await, Err(TokenError::Unknown)));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pair_lost_on_the_way_is_asked_for_again_until_its_successor_is_used() {
    for world in worlds().await {
        let (phone, first) = enrol(&world).await;
        let lost = ask(&world, &phone, &first.refresh).await.unwrap();
        let second = ask(&world, &phone, &first.refresh).await.unwrap();
        assert_ne!(lost.refresh, second.refresh, "{}", world.engine);
        let third = ask(&world, &phone, &second.refresh).await.unwrap();
        // What was lost is worth nothing now, and finding it ends nothing.
        assert!(matches!(ask(&world, &phone, &lost.refresh).await, Err(TokenError::Unknown)));
        assert!(ask(&world, &phone, &third.refresh).await.is_ok());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refresh_token_used_by_two_ends_the_session_for_both() {
    for world in worlds().await {
        let (phone, first) = enrol(&world).await;
        let second = ask(&world, &phone, &first.refresh).await.unwrap();
        let third = ask(&world, &phone, &second.refresh).await.unwrap();
        assert!(matches!(ask(&world, &phone, &first.refresh).await, Err(TokenError::Ended)));
        for access in [&first.access, &second.access, &third.access] {
            assert!(matches!(shown(&world, access).await, Err(TokenError::Unknown)), "{}", world.engine);
        }
        assert!(matches!(ask(&world, &phone, &third.refresh).await, Err(TokenError::Unknown)));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stolen_refresh_token_is_worth_nothing_without_the_phone() {
    for world in worlds().await {
        let (phone, tokens) = enrol(&world).await;
        let (other, _) = enrol(&world).await;
        let thief = Phone { key: SoftwareKey::generate().unwrap(), ..phone };
        assert!(matches!(ask(&world, &thief, &tokens.refresh).await, Err(TokenError::BadProof)));
        // Another phone's own signature does not make it that phone's token.
        assert!(matches!(ask(&world, &other, &tokens.refresh).await, Err(TokenError::Unknown)));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_ended_phone_and_a_left_owner_are_told_at_once_which_it_is() {
    for world in worlds().await {
        let (phone, tokens) = enrol(&world).await;
        for (state, is_it) in [
            ("retired", (|error| matches!(error, TokenError::DeviceRetired)) as fn(&TokenError) -> bool),
            ("compromised", |error| matches!(error, TokenError::DeviceCompromised)),
        ] {
            phone.set_state(&world, state).await;
            assert!(is_it(&shown(&world, &tokens.access).await.unwrap_err()), "{state}");
            assert!(is_it(&ask(&world, &phone, &tokens.refresh).await.unwrap_err()), "{state}");
        }
        phone.set_state(&world, "active").await;
        assert!(world.write(|tx| accounts::set_active(tx, WANG, false)).await);
        assert!(matches!(shown(&world, &tokens.access).await, Err(TokenError::AccountInactive)));
        assert!(matches!(ask(&world, &phone, &tokens.refresh).await, Err(TokenError::AccountInactive)));
        world.write(|tx| accounts::set_active(tx, WANG, true)).await;
        assert!(ask(&world, &phone, &tokens.refresh).await.is_ok(), "nothing was lost meanwhile");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tokens_tell_a_phone_where_the_county_sees_its_chain_end() {
    for world in worlds().await {
        let (mut phone, tokens) = enrol(&world).await;
        assert_eq!(tokens.head, None, "nothing ever came");
        assert_eq!(tokens.server_time, world.app.now());
        phone.report(&world, &visit("2026-11-22")).await;
        let next = ask(&world, &phone, &tokens.refresh).await.unwrap();
        assert_eq!(next.head, Some(phone.head), "{}", world.engine);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_makes_one_phone_known_however_often_that_phone_asks() {
    for world in worlds().await {
        let now = world.app.now();
        let code = world.write(move |tx| Ok(enrolment::make_code(tx, WANG, now).unwrap())).await;
        let key = SoftwareKey::generate().unwrap();
        let request = |key: &SoftwareKey, code: &str| {
            let public_key = key.public_key().unwrap();
            let proof = key.sign(&EnrolRequest::proof_message(code, &public_key)).unwrap();
            let (code, label) = (code.to_owned(), "phone".to_owned());
            EnrolRequest { code, public_key, tier: KeyTier::Software, label, proof }
        };
        let first = enrolment::redeem(&world.app, request(&key, &code)).await.unwrap();
        let again = enrolment::redeem(&world.app, request(&key, &code)).await.unwrap();
        assert_eq!(first.device, again.device, "{}", world.engine);
        assert!(matches!(shown(&world, &first.tokens.access).await, Err(TokenError::Unknown)));
        assert!(shown(&world, &again.tokens.access).await.is_ok());
        let stranger = SoftwareKey::generate().unwrap();
        assert!(enrolment::redeem(&world.app, request(&stranger, &code)).await.is_err());
        let phone = Phone {
            device: again.device,
            account: WANG,
            head: doorstep_protocol::chain::Head::genesis(&key.public_key().unwrap()),
            key,
            rules: "2026-11",
        };
        ask(&world, &phone, &again.tokens.refresh).await.unwrap();
        assert!(enrolment::redeem(&world.app, request(&phone.key, &code)).await.is_err(), "used by then");
        assert_eq!(world.count("SELECT COUNT(*) FROM device").await, 1);
        assert_eq!(world.count("SELECT COUNT(*) FROM entry WHERE kind = 'audit'").await, 1, "one trace");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_is_good_for_a_day_with_the_key_it_was_signed_with() {
    for world in worlds().await {
        let now = world.app.now();
        let code = world.write(move |tx| Ok(enrolment::make_code(tx, WANG, now).unwrap())).await;
        let (key, other) = (SoftwareKey::generate().unwrap(), SoftwareKey::generate().unwrap());
        let public_key = key.public_key().unwrap();
        let proof = other.sign(&EnrolRequest::proof_message(&code, &public_key)).unwrap();
        let mut request =
            EnrolRequest { code, public_key, tier: KeyTier::Software, label: String::new(), proof };
        let forged = enrolment::redeem(&world.app, request.clone()).await;
        assert!(matches!(forged, Err(enrolment::EnrolmentError::BadProof)));
        request.proof = key.sign(&EnrolRequest::proof_message(&request.code, &request.public_key)).unwrap();
        world.watch.wind(enrolment::TICKET_LIFE);
        let late = enrolment::redeem(&world.app, request).await;
        assert!(matches!(late, Err(enrolment::EnrolmentError::BadCode)), "{}", world.engine);
    }
}
