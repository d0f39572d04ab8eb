//! Phones that come back to a restored database.

use super::{TokenError, exchange, issue_pair};
use crate::{
    backup,
    testing::{
        phone::Phone,
        world::{WANG, World, worlds},
    },
};
use doorstep_protocol::{
    key::DeviceKey,
    session::{TokenAnswer, TokenRequest},
};

async fn exchanged(world: &World, phone: &Phone, refresh: &str) -> Result<TokenAnswer, TokenError> {
    let proof = phone.key.sign(&TokenRequest::message(phone.device, refresh)).unwrap();
    exchange(&world.app, TokenRequest { device: phone.device, refresh: refresh.to_owned(), proof }).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_comes_back_once_after_a_restore_by_its_signature_alone() {
    for world in worlds().await {
        let phone = Phone::enrol(&world, WANG).await;
        let (app, session, now) = (world.app.clone(), phone.session(), world.app.now());
        world.write(move |tx| Ok(issue_pair(&app, tx, session, None, now).unwrap())).await;
        let newer = "given after the backup was made";
        assert!(
            matches!(exchanged(&world, &phone, newer).await, Err(TokenError::Unknown)),
            "{}",
            world.engine
        );
        let app = world.app.clone();
        world.write(move |tx| backup::begin_again(tx, &app.keyring, now)).await;
        let answer = exchanged(&world, &phone, newer).await.unwrap();
        let again = exchanged(&world, &phone, newer).await.unwrap();
        assert_ne!(answer.refresh, again.refresh, "the first answer was lost on the way");
        exchanged(&world, &phone, &again.refresh).await.unwrap();
        assert!(matches!(exchanged(&world, &phone, newer).await, Err(TokenError::Ended)), "only once");
        assert!(matches!(exchanged(&world, &phone, "made up").await, Err(TokenError::Unknown)));
    }
}
