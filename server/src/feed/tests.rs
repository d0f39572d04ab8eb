//! What the feed promises, told on each engine.

use super::*;
use crate::{
    backup, rosters, subjects,
    testing::{
        phone::{Phone, visit},
        world::{
            CHEN, CHILD, CHILD_LINE, EAST, ELDER, HOME, LI, TOWNSHIP, WANG, WEST, World, ZHAO, person, worlds,
        },
    },
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use doorstep_domain::post::Post;
use doorstep_protocol::{
    changes::{Body, Change, ChangesAsked, tag},
    limits,
};
use std::collections::BTreeMap;

/// What a phone holds after it has applied changes in order, as a phone does.
#[derive(Default)]
struct Shelf(BTreeMap<(String, String), (u64, Body)>);

impl Shelf {
    fn apply(&mut self, changes: Vec<Change>) {
        for change in changes {
            let key = (change.kind, change.key);
            match change.body {
                Some(body) => self.0.insert(key, (change.revision, body)),
                None => self.0.remove(&key),
            };
        }
    }

    fn holds(&self, kind: DocumentKind, key: &(impl ToString + ?Sized)) -> bool {
        self.0.contains_key(&(kind.as_str().to_owned(), key.to_string()))
    }
}

async fn note(world: &World, key: &'static str, audience: Audience, words: &'static str) {
    world.write(move |tx| put(tx, DocumentKind::Form, key, audience, &words)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_first_load_in_small_pages_is_the_same_as_in_one() {
    for world in worlds().await {
        let (whole, cursor) = world.pull(WANG, None, 100).await;
        assert!(whole.len() >= 5, "{}", world.engine);
        for most in 1..4 {
            assert_eq!(world.pull(WANG, None, most).await.0, whole, "pages of {most}");
        }
        let page = world.page(WANG, cursor.clone(), 100).await;
        assert_eq!((page.changes.len(), page.more), (0, false));
        assert!(whole.is_sorted_by_key(|change| change.revision));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_shown_before_it_is_sealed_and_then_once() {
    for world in worlds().await {
        let (_, cursor) = world.pull(WANG, None, 100).await;
        note(&world, "a", Audience::County, "words").await;
        assert_eq!(world.pull(WANG, cursor.clone(), 100).await.0, [], "{}", world.engine);
        world.seal().await;
        let (changes, cursor) = world.pull(WANG, cursor, 100).await;
        assert_eq!(changes.len(), 1);
        note(&world, "a", Audience::County, "words").await;
        world.seal().await;
        assert_eq!(world.pull(WANG, cursor, 100).await.0, [], "the same again changes nothing");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_document_written_again_at_once_is_not_lost_behind_the_cursor() {
    for world in worlds().await {
        note(&world, "a", Audience::County, "first").await;
        world.seal().await;
        // The reader stands at the last position there is; the document that held it gives it up.
        let (_, mut cursor) = world.pull(WANG, None, 100).await;
        for words in ["second", "third", "fourth"] {
            note(&world, "a", Audience::County, words).await;
            world.seal().await;
            let (changes, next) = world.pull(WANG, cursor, 100).await;
            assert_eq!(
                changes
                    .iter()
                    .filter_map(|change| change.body.as_ref()?.read::<String>())
                    .collect::<Vec<_>>(),
                [words],
                "{}",
                world.engine
            );
            cursor = next;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_removed_document_is_taken_from_the_phones_that_hold_it() {
    for world in worlds().await {
        note(&world, "a", Audience::Region(EAST), "words").await;
        world.seal().await;
        let mut shelf = Shelf::default();
        let (changes, cursor) = world.pull(WANG, None, 2).await;
        shelf.apply(changes);
        assert!(shelf.holds(DocumentKind::Form, "a"), "{}", world.engine);
        world.write(|tx| remove(tx, DocumentKind::Form, "a", Audience::Region(EAST))).await;
        world.seal().await;
        shelf.apply(world.pull(WANG, cursor, 2).await.0);
        assert!(!shelf.holds(DocumentKind::Form, "a"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_shown_what_their_audiences_do_not_hold() {
    for world in worlds().await {
        let mut shelf = Shelf::default();
        shelf.apply(world.pull(ZHAO, None, 3).await.0);
        for key in [HOME.to_string(), ELDER.to_string(), CHILD.to_string()] {
            assert!(!shelf.0.keys().any(|(_, held)| *held == key), "{}", world.engine);
        }
        shelf.apply(world.pull(CHEN, None, 3).await.0);
        assert!(shelf.holds(DocumentKind::Household, &HOME), "a township's post covers its villages");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_childs_file_goes_to_who_is_assigned_and_only_the_card_to_the_village() {
    for world in worlds().await {
        let (mut wang, mut li) = (Shelf::default(), Shelf::default());
        let (changes, wang_at) = world.pull(WANG, None, 3).await;
        wang.apply(changes);
        let (changes, li_at) = world.pull(LI, None, 3).await;
        li.apply(changes);
        assert!(
            wang.holds(DocumentKind::Person, &CHILD) && wang.holds(DocumentKind::ChildCard, &CHILD),
            "{}",
            world.engine
        );
        assert!(!li.holds(DocumentKind::Person, &CHILD) && li.holds(DocumentKind::ChildCard, &CHILD));
        assert!(li.holds(DocumentKind::Person, &ELDER));
        let moved = world.write(|tx| rosters::reassign(tx, &[CHILD_LINE], LI)).await;
        assert_eq!(moved, [rosters::Moved { line: CHILD_LINE, from: WANG, to: LI }]);
        world.seal().await;
        wang.apply(world.pull(WANG, wang_at, 1).await.0);
        li.apply(world.pull(LI, li_at, 1).await.0);
        assert!(!wang.holds(DocumentKind::Person, &CHILD) && !wang.holds(DocumentKind::Roster, &CHILD_LINE));
        assert!(li.holds(DocumentKind::Person, &CHILD) && li.holds(DocumentKind::Roster, &CHILD_LINE));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gained_village_arrives_whole_and_a_lost_one_goes_page_by_page() {
    for world in worlds().await {
        let mut shelf = Shelf::default();
        let (changes, cursor) = world.pull(ZHAO, None, 2).await;
        shelf.apply(changes);
        world.posts(ZHAO, &[(Post::Worker, WEST), (Post::Worker, EAST)]).await;
        world.seal().await;
        let (changes, cursor) = world.pull(ZHAO, cursor, 1).await;
        shelf.apply(changes);
        assert!(
            shelf.holds(DocumentKind::Household, &HOME) && shelf.holds(DocumentKind::Person, &ELDER),
            "{}",
            world.engine
        );
        assert!(!shelf.holds(DocumentKind::Person, &CHILD), "a village brings no child's file");
        world.posts(ZHAO, &[(Post::Worker, WEST)]).await;
        world.seal().await;
        let (changes, cursor) = world.pull(ZHAO, cursor, 1).await;
        assert!(changes.iter().any(|change| change.body.is_none()));
        shelf.apply(changes);
        for key in [HOME.to_string(), ELDER.to_string(), CHILD.to_string()] {
            assert!(!shelf.0.keys().any(|(_, held)| *held == key), "{}", world.engine);
        }
        // And once more: gained again after a loss.
        world.posts(ZHAO, &[(Post::Worker, WEST), (Post::Worker, EAST)]).await;
        world.seal().await;
        shelf.apply(world.pull(ZHAO, cursor, 1).await.0);
        assert!(shelf.holds(DocumentKind::Household, &HOME));
    }
}

/// Every mixture of writes, seals and changes of scope while a reader pages one row at a time: at the end
/// the phone holds exactly what its audiences show.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_changes_in_the_middle_of_catching_up_is_neither_lost_nor_kept() {
    for world in worlds().await {
        let mut shelf = Shelf::default();
        let mut cursor = None;
        for round in 0_u32..24 {
            for _ in 0..3 {
                let page = world.page(ZHAO, cursor, 1).await;
                shelf.apply(page.changes);
                cursor = Some(page.next);
            }
            let east = round % 2 == 0;
            let posts: &[_] =
                if east { &[(Post::Worker, WEST), (Post::Worker, EAST)] } else { &[(Post::Worker, WEST)] };
            if round % 3 == 0 {
                world.posts(ZHAO, posts).await;
            }
            let name = if round % 4 < 2 { "甲" } else { "乙" };
            world
                .write(move |tx| {
                    subjects::put_person(
                        tx,
                        &person(ELDER, name, "1940-02-01"),
                        crate::testing::world::day("2026-11-22"),
                    )
                    .map_err(|_| DbError::NoRow)?;
                    let words = format!("{round}");
                    put(tx, DocumentKind::Form, "moving", Audience::Region(EAST), &words)?;
                    if round % 5 == 0 {
                        remove(tx, DocumentKind::Form, "moving", Audience::Region(EAST))?;
                    }
                    Ok(())
                })
                .await;
            if round % 2 == 1 {
                world.seal().await;
            }
        }
        world.seal().await;
        shelf.apply(world.pull(ZHAO, cursor, 1).await.0);
        let mut fresh = Shelf::default();
        fresh.apply(world.pull(ZHAO, None, 100).await.0);
        assert_eq!(shelf.0, fresh.0, "{}", world.engine);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_document_held_through_two_audiences_stays_until_neither_shows_it() {
    for world in worlds().await {
        for audience in [Audience::Region(EAST), Audience::Region(TOWNSHIP)] {
            note(&world, "both", audience, "words").await;
        }
        world.seal().await;
        let mut shelf = Shelf::default();
        let (changes, cursor) = world.pull(CHEN, None, 100).await;
        shelf.apply(changes);
        world.write(|tx| remove(tx, DocumentKind::Form, "both", Audience::Region(TOWNSHIP))).await;
        world.seal().await;
        let (changes, cursor) = world.pull(CHEN, cursor, 100).await;
        shelf.apply(changes);
        assert!(shelf.holds(DocumentKind::Form, "both"), "{}", world.engine);
        world.posts(CHEN, &[(Post::Supervisor, WEST)]).await;
        world.seal().await;
        shelf.apply(world.pull(CHEN, cursor, 100).await.0);
        assert!(!shelf.holds(DocumentKind::Form, "both"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hostile_cursor_starts_again_and_never_widens_scope() {
    for world in worlds().await {
        let (whole, cursor) = world.pull(ZHAO, None, 100).await;
        let good = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor.unwrap()).unwrap()).unwrap();
        let incarnation = &good[..good.find(",\"s\"").unwrap()];
        let far = u64::MAX;
        let forged = [
            String::new(),
            "nonsense".to_owned(),
            "A".repeat(5_000),
            URL_SAFE_NO_PAD.encode("{}"),
            URL_SAFE_NO_PAD.encode(good.replace("\"i\":\"", "\"i\":\"0")),
            URL_SAFE_NO_PAD.encode(format!("{incarnation},\"s\":{far},\"p\":0}}")),
            URL_SAFE_NO_PAD.encode(format!("{incarnation},\"s\":1,\"p\":{far}}}")),
            URL_SAFE_NO_PAD.encode(format!("{incarnation},\"s\":1,\"p\":9000000}}")),
            URL_SAFE_NO_PAD
                .encode(format!("{incarnation},\"s\":1,\"p\":0,\"c\":{{\"f\":0,\"t\":{{\"g\":{far}}}}}}}")),
            URL_SAFE_NO_PAD
                .encode(format!("{incarnation},\"s\":1,\"p\":3,\"c\":{{\"f\":0,\"t\":{{\"g\":0}}}}}}")),
            URL_SAFE_NO_PAD.encode(format!(
                "{incarnation},\"s\":1,\"p\":3,\"c\":{{\"f\":0,\"t\":{{\"l\":[\"\",\"\",\"\"]}}}}}}"
            )),
            URL_SAFE_NO_PAD.encode(format!(
                "{incarnation},\"s\":1,\"p\":3,\"c\":{{\"f\":0,\"t\":{{\"l\":[\"\\u0000\",\"\",\"\"]}}}}}}"
            )),
        ];
        for (number, text) in forged.into_iter().enumerate() {
            let (changes, _) = world.pull(ZHAO, Some(text), 2).await;
            for change in &changes {
                assert!(whole.contains(change), "cursor {number} showed {} on {}", change.kind, world.engine);
            }
            assert!(number > 7 || changes == whole, "cursor {number} starts again on {}", world.engine);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn changes_come_with_the_incarnation_and_a_watermark_of_the_phone() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        phone.report(&world, &visit("2026-11-20")).await;
        world.seal().await;
        let answer = crate::changes::page(&world.app, &phone.session(), None, None).await.unwrap().unwrap();
        let watermark = answer.watermark.open_with(&world.app.keyring.receipt.public_key()).unwrap();
        assert_eq!(
            (watermark.device, watermark.epoch, watermark.seq),
            (phone.device, 1, 0),
            "{}",
            world.engine
        );
        assert_eq!(watermark.incarnation, answer.incarnation);
        assert!(!answer.more && !answer.changes.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_that_knows_how_things_stand_is_told_nothing_and_everything_else_is_told() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        phone.report(&world, &visit("2026-11-20")).await;
        world.seal().await;
        let heard = async |after: Option<&str>, known: Option<&str>| {
            crate::changes::page(&world.app, &phone.session(), after, known).await.unwrap()
        };
        let first = heard(None, None).await.unwrap();
        let known = tag(&first.watermark.open_with(&world.app.keyring.receipt.public_key()).unwrap());
        let (known, next) = (Some(known.as_str()), Some(first.next.as_str()));
        assert_eq!(heard(next, known).await, None, "{}", world.engine);
        // Without the tag, with another one, from another place of the feed, or from none.
        for (after, known) in [(next, None), (next, Some("AAAAAAAA")), (None, known), (Some("e30"), known)] {
            assert!(heard(after, known).await.is_some(), "{after:?} {known:?} on {}", world.engine);
        }
        world.write(move |tx| put(tx, DocumentKind::Form, "new", Audience::County, &"x")).await;
        world.seal().await;
        let page = heard(next, known).await.unwrap();
        assert_eq!(page.changes.len(), 1, "{}", world.engine);
        let next = Some(page.next.as_str());
        assert_eq!(heard(next, known).await, None);
        // The backups reach further: that is news.
        let position = world.count("SELECT MAX(position) FROM sealed_entry").await;
        world.write(move |tx| backup::mark_durable(tx, u64::try_from(position).unwrap())).await;
        let watermark = heard(next, known).await.unwrap().watermark;
        let watermark = watermark.open_with(&world.app.keyring.receipt.public_key()).unwrap();
        assert_eq!(watermark.seq, 1, "{}", world.engine);
        // A gained or lost audience is news, even if it shows nothing.
        let known = tag(&watermark);
        assert_eq!(heard(next, Some(&known)).await, None);
        let bump = "UPDATE account SET scope_version = scope_version + 1 WHERE id = $1";
        world.write(move |tx| tx.execute(bump, &[WANG.into()])).await;
        assert!(heard(next, Some(&known)).await.is_some(), "{}", world.engine);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_batch_itself_made_is_in_the_page_beside_its_answer() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        let (_, cursor) = world.pull(WANG, None, 100).await;
        phone.report(&world, &visit("2026-11-20")).await;
        let asked = ChangesAsked { after: cursor.clone() };
        let page = crate::changes::beside(&world.app, &phone.session(), asked).await.unwrap();
        assert!(!page.changes.is_empty() && !page.more, "{}", world.engine);
        let (later, _) = world.pull(WANG, cursor, 100).await;
        assert_eq!(page.changes, later, "{}", world.engine);
        let all =
            crate::changes::beside(&world.app, &phone.session(), ChangesAsked { after: None }).await.unwrap();
        assert!(all.changes.len() <= limits::CHANGES_BESIDE);
        let (rest, _) = world.pull(WANG, Some(all.next), 100).await;
        let (whole, _) = world.pull(WANG, None, 100).await;
        assert_eq!([all.changes, rest].concat(), whole, "{}", world.engine);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_never_grows_past_what_an_answer_may_unfold_to() {
    for world in worlds().await {
        let (_, cursor) = world.pull(WANG, None, 100).await;
        for key in ["a", "b", "c"] {
            world
                .write(move |tx| {
                    put(tx, DocumentKind::Form, key, Audience::County, &"x".repeat(5 * 1024 * 1024))
                })
                .await;
        }
        world.seal().await;
        let (mut cursor, mut sizes) = (cursor, Vec::new());
        loop {
            let page = world.page(WANG, cursor, 100).await;
            sizes.push(page.changes.len());
            cursor = Some(page.next);
            if !page.more {
                break;
            }
        }
        assert_eq!(sizes, [1, 1, 1], "{}", world.engine);
    }
}
