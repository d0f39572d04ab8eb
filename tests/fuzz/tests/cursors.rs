//! Cursors of the feed, as a phone that was tampered with sends them. A cursor is only a
//! place to read from: whatever it says, a page shows what the account's audiences hold now.

#![cfg(test)]

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use doorstep_domain::{
    id::{AccountId, RegionId},
    post::Post,
};
use doorstep_fuzz::{Spoiling, driver::drive};
use doorstep_protocol::changes::{Change, DocumentKind};
use doorstep_server::{
    accounts::{self, Account, PostHeld, posts},
    audience::Audience,
    db::{Db, DbError, Tx},
    fact,
    feed::{self, FeedPage},
    log::sealer,
};
use serde_json::json;
use std::collections::BTreeSet;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use uuid::Uuid;

const REGIONS: [RegionId; 3] =
    [RegionId(Uuid::from_u128(1)), RegionId(Uuid::from_u128(2)), RegionId(Uuid::from_u128(3))];
const WORKER: AccountId = AccountId(Uuid::from_u128(10));
const OTHER: AccountId = AccountId(Uuid::from_u128(11));

/// Most pages that a walk may take: more would be a walk that does not end.
const PAGES: usize = 200;

/// A county in which the worker had village 1, then 2 besides, and now has 2 alone.
struct County {
    runtime: Runtime,
    db: Db,
    /// Cursors that the server gave on the way, those of catching up among them.
    given: Vec<String>,
    /// Keys of what the worker may hold now, and every key there is.
    held: BTreeSet<String>,
    _folder: TempDir,
}

fn settle(tx: &mut Tx<'_>) -> Result<(), DbError> {
    fact::ensure_incarnation(tx)?;
    for region in REGIONS {
        tx.execute(
            "INSERT INTO region (id, code, level, name, parent, valid_from, body)
             VALUES ($1, $2, 'village', 'village', NULL, '2026-01-01', '{}')",
            &[region.into(), region.to_string().into()],
        )?;
        tx.execute(
            "INSERT INTO region_inside (outer_region, region) VALUES ($1, $2)",
            &[region.into(), region.into()],
        )?;
    }
    for id in [WORKER, OTHER] {
        let account = Account { id, login: id.to_string(), name: "worker".to_owned(), active: true };
        accounts::put(tx, &account, None)?;
    }
    Ok(())
}

fn work_in(tx: &mut Tx<'_>, account: AccountId, regions: &[RegionId]) -> Result<(), DbError> {
    let posts: Vec<PostHeld> =
        regions.iter().map(|region| PostHeld { post: Post::Worker, region: *region }).collect();
    posts::set(tx, account, &posts).map_err(|_| DbError::NoRow)
}

fn publish(tx: &mut Tx<'_>, round: usize) -> Result<(), DbError> {
    let audiences = REGIONS.map(Audience::Region).into_iter();
    for audience in audiences.chain([Audience::County, Audience::Account(WORKER), Audience::Account(OTHER)]) {
        for number in 0..4 {
            let key = format!("{audience}/{round}/{number}");
            feed::put(tx, DocumentKind::Household, &key, audience, &json!({ "of": audience.to_string() }))?;
        }
        feed::remove(tx, DocumentKind::Household, &format!("{audience}/{round}/3"), audience)?;
    }
    while sealer::seal_once(tx)?.documents > 0 {}
    Ok(())
}

impl County {
    fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let runtime = Runtime::new().unwrap();
        let db = runtime.block_on(Db::sqlite(&folder.path().join("county.db"))).unwrap();
        let mut county = Self { runtime, db, given: Vec::new(), held: BTreeSet::new(), _folder: folder };
        county.write(settle);
        for (round, regions) in [&REGIONS[..1], &REGIONS[..2], &REGIONS[1..2]].into_iter().enumerate() {
            county.write(move |tx| {
                work_in(tx, WORKER, regions)?;
                work_in(tx, OTHER, &REGIONS[2..])?;
                publish(tx, round)
            });
            // Small pages, from the beginning and from every place that was given before.
            let starts: Vec<_> =
                std::iter::once(None).chain(county.given.iter().cloned().map(Some)).collect();
            for start in starts {
                let (_, given) = county.walk(start, 2);
                county.given.extend(given);
            }
            county.given.sort();
            county.given.dedup();
        }
        let (everything, _) = county.walk(None, 100);
        county.held =
            everything.into_iter().filter(|change| change.body.is_some()).map(|change| change.key).collect();
        county
    }

    fn write(&self, job: impl FnOnce(&mut Tx<'_>) -> Result<(), DbError> + Send + 'static) {
        self.runtime.block_on(self.db.write(job)).unwrap();
    }

    fn page(&self, cursor: Option<String>, most: usize) -> FeedPage {
        let page = self.db.read(move |tx| feed::page(tx, WORKER, cursor.as_deref(), most));
        self.runtime.block_on(page).expect("no cursor is an error of the server's")
    }

    /// Everything from a cursor on, and the cursors given on the way.
    fn walk(&self, mut cursor: Option<String>, most: usize) -> (Vec<Change>, Vec<String>) {
        let (mut changes, mut given) = (Vec::new(), Vec::new());
        for _ in 0..PAGES {
            let page = self.page(cursor, most);
            assert!(page.changes.len() <= most);
            changes.extend(page.changes);
            given.push(page.next.clone());
            if !page.more {
                return (changes, given);
            }
            cursor = Some(page.next);
        }
        panic!("the walk does not end");
    }
}

#[test]
fn no_cursor_shows_what_the_account_does_not_hold_and_every_walk_ends() {
    let county = County::open();
    let foreign = |key: &String| key.starts_with(&Audience::Region(REGIONS[2]).to_string());
    assert!(county.given.len() > 20 && county.held.len() >= 9 && !county.held.iter().any(foreign));
    drive("cursors", |input| {
        let Some(([how, which, most], rest)) = input.split_first_chunk() else { return };
        let ours = &county.given[usize::from(*which) % county.given.len()];
        let cursor = match how % 4 {
            0 => String::from_utf8_lossy(rest).into_owned(),
            1 => URL_SAFE_NO_PAD.encode(rest),
            // Damage to its text, or to what it says.
            2 => String::from_utf8_lossy(&Spoiling(rest).of(ours.as_bytes())).into_owned(),
            _ => URL_SAFE_NO_PAD.encode(Spoiling(rest).of(&URL_SAFE_NO_PAD.decode(ours).unwrap())),
        };
        let (changes, given) = county.walk(Some(cursor.clone()), usize::from(*most).max(4));
        for change in &changes {
            let may = change.body.is_none() || county.held.contains(&change.key);
            assert!(may, "{cursor} shows {}", change.key);
            let told = change.body.is_some() || !county.held.contains(&change.key);
            assert!(told, "{cursor} takes away {}", change.key);
        }
        // Whatever it was, what the server gives for it is a place where nothing more waits.
        let last = given.last().unwrap().clone();
        assert!(county.page(Some(last), 10).changes.is_empty());
    });
}
