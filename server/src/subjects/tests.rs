//! Who holds a file when the calendar moves on.

use crate::{
    daily,
    testing::world::{CHILD, LI, WANG, World, worlds},
};
use chrono::{TimeDelta, Utc};
use doorstep_domain::id::AccountId;

/// Which documents about the child an account holds.
async fn held(world: &World, account: AccountId) -> Vec<String> {
    world.seal().await;
    let (changes, _) = world.pull(account, None, 100).await;
    let about = changes.into_iter().filter(|change| change.key == CHILD.to_string() && change.body.is_some());
    about.map(|change| change.kind).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_child_who_comes_of_age_is_an_adult_to_the_village_on_that_day_and_not_before() {
    for world in worlds().await {
        // Born on 1 February 2018; in China it is that day from 16:00 UTC of the day before.
        let eve = "2036-01-31T15:59:00Z".parse::<chrono::DateTime<Utc>>().unwrap();
        world.watch.wind(eve - world.app.now());
        daily::look(&world.app).await.unwrap();
        assert_eq!(held(&world, LI).await, ["child_card"], "{}", world.engine);
        assert_eq!(held(&world, WANG).await, ["child_card", "person"]);
        world.watch.wind(TimeDelta::minutes(1));
        daily::look(&world.app).await.unwrap();
        for account in [LI, WANG] {
            assert_eq!(held(&world, account).await, ["person"], "{}", world.engine);
        }
        let published = "SELECT CAST(MAX(position) AS BIGINT) FROM document";
        let before = world.count(published).await;
        daily::look(&world.app).await.unwrap();
        world.seal().await;
        assert_eq!(world.count(published).await, before, "done once a day");
    }
}
