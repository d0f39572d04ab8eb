//! What posts promise, on each engine.

use super::{
    PersonSession, PostHeld, covers, covers_as, held_by, may_manage,
    posts::{self, PostsError},
};
use crate::{
    accounts::{self, Account},
    db::DbError,
    feed,
    testing::world::{CHEN, COUNTY, EAST, TOWNSHIP, WANG, WEST, World, ZHAO, worlds},
};
use doorstep_domain::{
    id::{AccountId, RegionId},
    post::{Colleague, Post},
};
use doorstep_protocol::changes::DocumentKind;
use uuid::Uuid;

const NEW: AccountId = AccountId(Uuid::from_u128(0x2F));

/// Somebody new with these posts.
async fn hire(world: &World, posts: &[(Post, RegionId)]) {
    world
        .write(|tx| {
            let account =
                Account { id: NEW, login: "new".to_owned(), name: "新人".to_owned(), active: true };
            accounts::put(tx, &account, None)
        })
        .await;
    world.posts(NEW, posts).await;
}

async fn audiences(world: &World) -> Vec<(String, i64, Option<i64>)> {
    world
        .write(|tx| {
            tx.map(
                "SELECT audience, gained, lost FROM audience WHERE account = $1 ORDER BY audience",
                &[NEW.into()],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
            )
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_post_covers_what_lies_inside_its_region_and_some_cover_no_case() {
    for world in worlds().await {
        hire(&world, &[]).await;
        for post in Post::ALL {
            world.posts(NEW, &[(post, TOWNSHIP)]).await;
            let sees_cases = matches!(post, Post::Worker | Post::Supervisor | Post::County);
            for (region, inside) in [(TOWNSHIP, true), (EAST, true), (WEST, true), (COUNTY, false)] {
                let covered = world.write(move |tx| covers(tx, NEW, region)).await;
                assert_eq!(covered, sees_cases && inside, "{post:?} {region} on {}", world.engine);
                let as_post = world.write(move |tx| covers_as(tx, &[post], NEW, region)).await;
                assert_eq!(as_post, inside, "{post:?} {region} on {}", world.engine);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_of_one_village_who_supervises_another_reviews_only_there() {
    for world in worlds().await {
        hire(&world, &[(Post::Worker, EAST), (Post::Supervisor, WEST)]).await;
        let reviews = |region| world.write(move |tx| covers_as(tx, &super::REVIEWING_POSTS, NEW, region));
        assert!(!reviews(EAST).await);
        assert!(reviews(WEST).await);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_phone_may_hold_is_gained_and_lost_under_growing_versions() {
    for world in worlds().await {
        hire(&world, &[(Post::Worker, EAST)]).await;
        let own = format!("account:{NEW}");
        let (east, west) = (format!("region:{EAST}"), format!("region:{WEST}"));
        let row = |audience: &str, gained, lost| (audience.to_owned(), gained, lost);
        // `hire` gave no posts first and then one, so the village came second.
        let held = audiences(&world).await;
        let (first, second) = (held[0].1, held[2].1);
        assert_eq!(held, [row(&own, first, None), row("county", first, None), row(&east, second, None)]);
        world.posts(NEW, &[(Post::Worker, WEST)]).await;
        assert_eq!(
            audiences(&world).await[2..],
            [row(&east, second, Some(second + 1)), row(&west, second + 1, None)]
        );
        world.posts(NEW, &[(Post::Worker, EAST), (Post::Worker, WEST)]).await;
        assert_eq!(
            audiences(&world).await[2..],
            [row(&east, second + 2, None), row(&west, second + 1, None)]
        );
        world.posts(NEW, &[(Post::Worker, WEST), (Post::Worker, EAST)]).await;
        let version = world.count("SELECT scope_version FROM account WHERE login = 'new'").await;
        assert_eq!(version, second + 2, "the same posts again change nothing, on {}", world.engine);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_volunteer_holds_no_file_and_neither_does_an_administrator() {
    for world in worlds().await {
        hire(&world, &[]).await;
        for post in [Post::Volunteer, Post::Sysadmin, Post::Secadmin, Post::Auditor] {
            world.posts(NEW, &[(post, COUNTY)]).await;
            let held: Vec<String> =
                audiences(&world).await.into_iter().map(|(audience, ..)| audience).collect();
            assert_eq!(held, [format!("account:{NEW}"), "county".to_owned()], "{post:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_one_gets_two_administrative_posts_and_a_refusal_changes_nothing() {
    for world in worlds().await {
        hire(&world, &[(Post::Sysadmin, COUNTY)]).await;
        for wrong in [
            vec![(Post::Sysadmin, COUNTY), (Post::Auditor, COUNTY)],
            vec![(Post::Worker, RegionId(Uuid::from_u128(0xBAD)))],
        ] {
            let wrong: Vec<PostHeld> =
                wrong.into_iter().map(|(post, region)| PostHeld { post, region }).collect();
            let refused = world.app.write(move |tx| posts::set(tx, NEW, &wrong)).await;
            assert!(matches!(refused, Err(PostsError::NotTogether | PostsError::NoSuchRegion)));
        }
        let held = world.write(|tx| held_by(tx, NEW)).await;
        assert_eq!(held, [PostHeld { post: Post::Sysadmin, region: COUNTY }], "{}", world.engine);
        let nobody = AccountId(Uuid::from_u128(0xBAD));
        let unknown = world.app.write(move |tx| posts::set(tx, nobody, &[])).await;
        assert!(matches!(unknown, Err(PostsError::NoSuchAccount)));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn colleagues_hear_of_a_new_post() {
    for world in worlds().await {
        hire(&world, &[(Post::Worker, EAST), (Post::Auditor, COUNTY)]).await;
        let told = world
            .write(|tx| {
                feed::held(tx, DocumentKind::Colleague, &NEW.to_string(), crate::audience::Audience::County)
            })
            .await;
        let colleague: Colleague = serde_json::from_str(&told.unwrap()).unwrap();
        assert_eq!(colleague.posts, [Post::Worker, Post::Auditor]);
        assert_eq!(colleague.regions, [EAST], "an administrative post works on no case anywhere");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_supervisor_enrols_only_those_who_work_nowhere_else_and_are_no_more_than_they() {
    for world in worlds().await {
        hire(&world, &[]).await;
        let may = |by: AccountId, account: AccountId| {
            let app = world.app.clone();
            async move {
                app.write::<_, DbError>(move |tx| {
                    let by = PersonSession { account: by, posts: accounts::posts_of(tx, by)? };
                    may_manage(tx, &by, account)
                })
                .await
                .unwrap()
            }
        };
        assert!(may(CHEN, WANG).await && may(CHEN, ZHAO).await, "{}", world.engine);
        assert!(!may(CHEN, NEW).await, "who works nowhere is nobody's");
        assert!(!may(WANG, ZHAO).await);
        for (posts, supervisor_may, county_may) in [
            (vec![(Post::Worker, WEST), (Post::Worker, COUNTY)], false, true),
            (vec![(Post::Volunteer, WEST), (Post::Supervisor, WEST)], false, true),
            (vec![(Post::County, COUNTY)], false, true),
            (vec![(Post::Worker, WEST), (Post::Auditor, COUNTY)], false, false),
            (vec![(Post::Volunteer, WEST)], true, true),
        ] {
            world.posts(NEW, &posts).await;
            assert_eq!(may(CHEN, NEW).await, supervisor_may, "{posts:?}");
            world.posts(ZHAO, &[(Post::County, COUNTY)]).await;
            assert_eq!(may(ZHAO, NEW).await, county_may, "{posts:?}");
            world.posts(ZHAO, &[(Post::Worker, WEST)]).await;
        }
    }
}
