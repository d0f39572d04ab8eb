//! What the end of a phone promises, on each engine.

use super::{DeviceError, End, end, list};
use crate::{
    accounts::{self, PersonSession},
    testing::{
        phone::Phone,
        world::{CHEN, LI, WANG, World, worlds},
    },
};
use doorstep_domain::id::{AccountId, DeviceId};

async fn ended(world: &World, by: AccountId, device: DeviceId, how: End) -> Result<(), DeviceError> {
    let at = world.app.now();
    let job = move |tx: &mut crate::db::Tx<'_>| {
        let by = PersonSession { account: by, posts: accounts::posts_of(tx, by)? };
        end(tx, &by, device, how, at)
    };
    world.app.write(job).await
}

async fn states(world: &World, reader: AccountId) -> Vec<(DeviceId, String)> {
    let job = move |tx: &mut crate::db::Tx<'_>| {
        let by = PersonSession { account: reader, posts: accounts::posts_of(tx, reader)? };
        list(tx, &by, None)
    };
    let devices = world.app.db.read(job).await.unwrap();
    devices.into_iter().map(|device| (device.id, device.state)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_compromised_phone_is_never_merely_retired_and_a_retired_one_may_turn_out_compromised() {
    for world in worlds().await {
        let phone = Phone::enrol(&world, WANG).await.device;
        for (how, state) in [
            (End::Retired, "retired"),
            (End::Retired, "retired"),
            (End::Compromised, "compromised"),
            (End::Retired, "compromised"),
        ] {
            ended(&world, CHEN, phone, how).await.unwrap();
            assert_eq!(states(&world, CHEN).await, [(phone, state.to_owned())], "{}", world.engine);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_that_is_not_theirs_to_manage_is_none_to_them() {
    for world in worlds().await {
        let phone = Phone::enrol(&world, WANG).await.device;
        let own = Phone::enrol(&world, CHEN).await.device;
        for (by, device) in [(LI, phone), (WANG, phone), (CHEN, own)] {
            let refused = ended(&world, by, device, End::Retired).await;
            assert!(matches!(refused, Err(DeviceError::NoSuchDevice)), "{}", world.engine);
        }
        assert_eq!(states(&world, LI).await, []);
        assert_eq!(states(&world, CHEN).await, [(phone, "active".to_owned())]);
    }
}
