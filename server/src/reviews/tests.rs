//! What a review promises, on each engine.

use super::{Act, ReviewError, act, opened, queue};
use crate::{
    accounts::{self, PersonSession},
    feed,
    testing::{
        phone::{Phone, check_in},
        world::{CHEN, COUNTY, ELDER, LI, TOWNSHIP, WANG, WEST, World, ZHAO, day, worlds},
    },
};
use chrono::TimeDelta;
use doorstep_domain::{
    id::{AccountId, RecordId},
    post::Post,
    record::Record,
    review::{ReturnItem, ReviewNote, ReviewReply, ReviewState},
    subject::Subject,
    visit::{RedLine, Visit},
};
use doorstep_protocol::changes::DocumentKind;

async fn review(world: &World, by: AccountId, visit: RecordId, what: Act) -> Result<ReviewNote, ReviewError> {
    let (keyring, at, today) = (world.app.keyring.clone(), world.app.now(), world.app.today());
    let job = move |tx: &mut crate::db::Tx<'_>| {
        let by = PersonSession { account: by, posts: accounts::posts_of(tx, by)? };
        act(tx, &keyring, &by, visit, what, (at, today))
    };
    world.app.write(job).await
}

fn send_back(reason: &str) -> Act {
    let items = vec![ReturnItem { target: "health/medicine".to_owned(), reason: reason.to_owned() }];
    Act::Return { items, deadline: day("2026-11-25") }
}

async fn sent(world: &World, phone: &mut Phone, change: impl FnOnce(&mut Visit)) -> RecordId {
    let mut visit = check_in("2026-11-22");
    change(&mut visit);
    phone.report(world, &Record::Visit(Box::new(visit))).await.0
}

async fn note(world: &World, visit: RecordId) -> Option<ReviewNote> {
    let audience = crate::audience::Audience::Account(WANG);
    let held =
        world.write(move |tx| feed::held(tx, DocumentKind::Review, &visit.to_string(), audience)).await;
    held.map(|body| serde_json::from_str(&body).unwrap())
}

async fn statements(world: &World) -> i64 {
    world.count("SELECT COUNT(*) FROM entry WHERE kind = 'review'").await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_returned_visit_is_answered_and_approved_and_its_author_hears_each_step() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        let visit = sent(&world, &mut phone, |_| {}).await;
        assert_eq!(note(&world, visit).await, None);
        review(&world, CHEN, visit, Act::Start).await.unwrap();
        assert_eq!(note(&world, visit).await.unwrap().state, ReviewState::InReview);
        review(&world, CHEN, visit, send_back("which medicine?")).await.unwrap();
        let told = note(&world, visit).await.unwrap();
        assert_eq!((told.state, told.deadline), (ReviewState::Returned, Some(day("2026-11-25"))));
        assert_eq!(told.items[0].reason, "which medicine?");
        let early = review(&world, CHEN, visit, Act::Approve).await;
        assert!(matches!(early, Err(ReviewError::NoSuchStep(_))), "{}", world.engine);
        let correction = sent(&world, &mut phone, |corrected| corrected.corrects = Some(visit)).await;
        let reply = ReviewReply { visit, correction: Some(correction), words: "the white one".to_owned() };
        phone.report(&world, &Record::ReviewReply(reply)).await;
        assert_eq!(note(&world, visit).await.unwrap().state, ReviewState::Replied);
        review(&world, CHEN, visit, Act::Approve).await.unwrap();
        let told = note(&world, visit).await.unwrap();
        assert_eq!((told.state, told.by, told.items.len()), (ReviewState::Approved, CHEN, 0));
        let opened = open(&world, CHEN, visit).await.unwrap();
        let steps: Vec<_> = opened.steps.iter().map(|step| step.step.as_str()).collect();
        assert_eq!(steps, ["start", "return", "reply", "approve"]);
        assert_eq!(opened.steps[2].detail.words, "the white one");
        assert!(opened.payload.unwrap().get().contains("words that nobody else has"));
        assert_eq!(opened.receipts.len(), 1);
        assert_eq!(statements(&world).await, 3, "the reply stands in the log as the worker signed it");
    }
}

async fn open(world: &World, by: AccountId, visit: RecordId) -> Result<opened::Opened, ReviewError> {
    let keyring = world.app.keyring.clone();
    let job = move |tx: &mut crate::db::Tx<'_>| {
        let by = PersonSession { account: by, posts: accounts::posts_of(tx, by)? };
        opened::open(tx, &keyring, &by, visit)
    };
    world.app.db.read(job).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_step_asked_for_again_changes_nothing() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        let visit = sent(&world, &mut phone, |_| {}).await;
        for what in [Act::Start, send_back("why?")] {
            review(&world, CHEN, visit, what.clone()).await.unwrap();
            let (steps, said) =
                (open(&world, CHEN, visit).await.unwrap().steps.len(), statements(&world).await);
            review(&world, CHEN, visit, what).await.unwrap();
            assert_eq!(open(&world, CHEN, visit).await.unwrap().steps.len(), steps, "{}", world.engine);
            assert_eq!(statements(&world).await, said);
        }
        // Other words are another return.
        review(&world, CHEN, visit, send_back("and since when?")).await.unwrap();
        assert_eq!(note(&world, visit).await.unwrap().items[0].reason, "and since when?");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_reviews_a_visit_they_took_part_in_or_one_outside_their_regions() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        let visit = sent(&world, &mut phone, |visit| visit.visitors = vec![WANG, LI]).await;
        let alone = sent(&world, &mut phone, |visit| visit.visitors = Vec::new()).await;
        for account in [WANG, LI, ZHAO] {
            world.posts(account, &[(Post::Supervisor, TOWNSHIP)]).await;
        }
        for participant in [WANG, LI] {
            let refused = review(&world, participant, visit, Act::Start).await;
            assert!(matches!(refused, Err(ReviewError::TookPart)), "{}", world.engine);
        }
        let own = review(&world, WANG, alone, Act::Approve).await;
        assert!(matches!(own, Err(ReviewError::TookPart)), "whatever the author says of who was there");
        review(&world, ZHAO, visit, Act::Start).await.unwrap();
        for elsewhere in [vec![(Post::Supervisor, WEST)], vec![(Post::Worker, COUNTY)], vec![]] {
            world.posts(ZHAO, &elsewhere).await;
            let refused = review(&world, ZHAO, visit, Act::Approve).await;
            assert!(matches!(refused, Err(ReviewError::NoSuchVisit)), "{elsewhere:?}");
            assert!(matches!(open(&world, ZHAO, visit).await, Err(ReviewError::NoSuchVisit)));
            assert!(listed(&world, ZHAO, ReviewState::InReview).await.is_empty());
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_return_says_what_to_mend_until_a_day_that_has_not_passed() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        let visit = sent(&world, &mut phone, |_| {}).await;
        let item = |reason: &str| ReturnItem { target: "a".to_owned(), reason: reason.to_owned() };
        let cases = [
            (vec![], "2026-11-25", false),
            (vec![item(" ")], "2026-11-25", false),
            (vec![item(&"x".repeat(super::LONGEST_WORDS + 1))], "2026-11-25", false),
            (vec![item("why?"); super::MOST_ITEMS + 1], "2026-11-25", false),
            (vec![item("why?")], "2026-11-21", false),
            (vec![item("why?")], "2026-11-22", true),
        ];
        for (items, deadline, good) in cases {
            let returned = review(&world, CHEN, visit, Act::Return { items, deadline: day(deadline) }).await;
            assert_eq!(returned.is_ok(), good, "{deadline} on {}", world.engine);
        }
    }
}

async fn listed(world: &World, by: AccountId, state: ReviewState) -> Vec<RecordId> {
    let (mut records, mut after) = (Vec::new(), None);
    loop {
        let from = after.take();
        let page = world.app.db.read(move |tx| queue::page(tx, by, state, from.as_ref(), 2)).await.unwrap();
        records.extend(page.visits.iter().map(|visit| visit.record));
        match page.next {
            Some(next) => after = Some(queue::After::parse(&next).unwrap()),
            None => return records,
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_queue_shows_red_lines_first_then_the_oldest_page_by_page() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        let (mut calm, mut urgent) = (Vec::new(), Vec::new());
        for number in 0..7 {
            let red = number % 3 == 2;
            let id = sent(&world, &mut phone, |visit| {
                visit.subject = Subject::Person(ELDER);
                visit.red_lines = if red { vec![RedLine::ElderNoFood] } else { Vec::new() };
            })
            .await;
            if red {
                urgent.push(id);
            } else {
                calm.push(id);
            }
            world.watch.wind(TimeDelta::seconds(1));
        }
        let expected: Vec<RecordId> = urgent.iter().chain(&calm).copied().collect();
        assert_eq!(listed(&world, CHEN, ReviewState::Submitted).await, expected, "{}", world.engine);
        review(&world, CHEN, expected[0], Act::Start).await.unwrap();
        assert_eq!(listed(&world, CHEN, ReviewState::Submitted).await, expected[1..]);
        assert_eq!(listed(&world, CHEN, ReviewState::InReview).await, expected[..1]);
        assert!(queue::After::parse("not a cursor").is_err());
    }
}
