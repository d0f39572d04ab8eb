//! What giving work promises, on each engine.

use super::{AssignmentError, Done, Order, assign, roster};
use crate::{
    accounts::{self, PersonSession},
    testing::world::{
        CHEN, CHILD_LINE, EAST, ELDER_LINE, LI, TOWNSHIP, WANG, WEST, World, ZHAO, day, worlds,
    },
};
use doorstep_domain::{
    id::{AccountId, RosterId},
    post::Post,
    roster::RosterLine,
};
use uuid::Uuid;

async fn order(world: &World, by: AccountId, order: Order) -> Result<Done, AssignmentError> {
    let (keyring, at) = (world.app.keyring.clone(), world.app.now());
    let job = move |tx: &mut crate::db::Tx<'_>| {
        let by = PersonSession { account: by, posts: accounts::posts_of(tx, by)? };
        assign(tx, &keyring, &by, order, at)
    };
    world.app.write(job).await
}

async fn lines(world: &World, of: AccountId) -> Vec<RosterId> {
    let list = world.app.db.read(move |tx| {
        let by = PersonSession { account: CHEN, posts: vec![Post::Supervisor] };
        roster(tx, &by, of, None, 100)
    });
    let list: Vec<String> = list.await.unwrap();
    list.iter().map(|line| serde_json::from_str::<RosterLine>(line).unwrap().id).collect()
}

fn some(lines: &[RosterId], to: AccountId) -> Order {
    Order::Lines { lines: lines.to_vec(), to }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_changes_hands_once_and_the_log_says_by_whom() {
    for world in worlds().await {
        let moved = order(&world, CHEN, some(&[ELDER_LINE], LI)).await.unwrap().moved;
        assert_eq!(moved.len(), 1);
        assert_eq!(order(&world, CHEN, some(&[ELDER_LINE], LI)).await.unwrap().moved, [], "asked again");
        assert_eq!(
            (lines(&world, WANG).await, lines(&world, LI).await),
            (vec![CHILD_LINE], vec![ELDER_LINE])
        );
        let signed = world.text("SELECT body FROM entry WHERE kind = 'assignment'").await;
        assert!(signed.contains(&CHEN.to_string()), "{}", world.engine);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_ends_of_an_order_are_checked_and_it_is_done_whole_or_not_at_all() {
    for world in worlds().await {
        let unknown = RosterId(Uuid::from_u128(0xBAD));
        let whole = order(&world, CHEN, some(&[ELDER_LINE, unknown], LI)).await;
        assert!(matches!(whole, Err(AssignmentError::NoSuchLine)));
        let not_there = order(&world, CHEN, some(&[ELDER_LINE], ZHAO)).await;
        assert!(matches!(not_there, Err(AssignmentError::NotTheirRegion)), "{}", world.engine);
        let no_worker = order(&world, CHEN, some(&[ELDER_LINE], CHEN)).await;
        assert!(matches!(no_worker, Err(AssignmentError::NotTheirRegion)));
        world.write(|tx| accounts::set_active(tx, LI, false)).await;
        let left = order(&world, CHEN, some(&[ELDER_LINE], LI)).await;
        assert!(matches!(left, Err(AssignmentError::NotTheirRegion)));
        world.write(|tx| accounts::set_active(tx, LI, true)).await;
        world.posts(ZHAO, &[(Post::Supervisor, WEST)]).await;
        let elsewhere = order(&world, ZHAO, some(&[ELDER_LINE], LI)).await;
        assert!(matches!(elsewhere, Err(AssignmentError::NoSuchLine)));
        assert_eq!(lines(&world, WANG).await.len(), 2);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_of_one_person_moves_within_one_region_only() {
    for world in worlds().await {
        let all = |region| Order::All { from: WANG, to: LI, region };
        assert_eq!(order(&world, CHEN, all(Some(WEST))).await.unwrap().moved, []);
        assert_eq!(order(&world, CHEN, all(Some(TOWNSHIP))).await.unwrap().moved.len(), 2);
        assert_eq!(lines(&world, LI).await.len(), 2, "{}", world.engine);
        let same = order(&world, CHEN, Order::All { from: LI, to: LI, region: None }).await;
        assert!(matches!(same, Err(AssignmentError::SamePerson)));
        // A supervisor moves what lies in their own regions, whatever else the person has.
        world.posts(ZHAO, &[(Post::Supervisor, WEST)]).await;
        assert_eq!(
            order(&world, ZHAO, Order::All { from: LI, to: WANG, region: None }).await.unwrap().moved,
            []
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_leave_lines_go_back_save_those_given_away_meanwhile() {
    for world in worlds().await {
        let leave = Order::Cover { from: WANG, to: LI, until: day("2026-12-01") };
        let Done { moved, cover } = order(&world, CHEN, leave).await.unwrap();
        assert_eq!((moved.len(), lines(&world, WANG).await.len()), (2, 0), "{}", world.engine);
        let cover = cover.unwrap();
        world.posts(ZHAO, &[(Post::Worker, EAST), (Post::Worker, WEST)]).await;
        order(&world, CHEN, some(&[CHILD_LINE], ZHAO)).await.unwrap();
        let back = order(&world, CHEN, Order::Return { cover }).await.unwrap();
        assert_eq!(back.moved.len(), 1);
        assert_eq!(
            (lines(&world, WANG).await, lines(&world, ZHAO).await),
            (vec![ELDER_LINE], vec![CHILD_LINE])
        );
        assert_eq!(
            order(&world, CHEN, Order::Return { cover }).await.unwrap(),
            Done::default(),
            "asked again"
        );
        let unknown = order(&world, CHEN, Order::Return { cover: Uuid::from_u128(0xBAD) }).await;
        assert!(matches!(unknown, Err(AssignmentError::NoSuchCover)));
    }
}
