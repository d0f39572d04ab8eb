//! For tests: a small invented county on each engine. Two villages, three workers, one
//! supervisor, one household with an elder and a child.

use super::engines;
use crate::{
    accounts::{self, Account, PostHeld},
    app::{App, Clock},
    audience::Audience,
    db::{DbError, Tx},
    fact, feed,
    feed::FeedPage,
    keyring::Keyring,
    log,
    media::blobs::LocalFolder,
    rosters, subjects,
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use doorstep_domain::{
    cadence::Plan,
    id::{AccountId, HouseholdId, PersonId, RegionId, RosterId},
    post::Post,
    roster::RosterLine,
    subject::{
        Household, Person, Subject,
        household::Address,
        person::{Health, Identity},
    },
    visit::VisitTag,
};
use doorstep_protocol::{
    changes::{Change, DocumentKind, FormDocument},
    journal::RecoveryPrivateKey,
};
use std::sync::{Arc, Mutex};
use uuid::Uuid;

pub(crate) const COUNTY: RegionId = RegionId(Uuid::from_u128(0x10));
pub(crate) const TOWNSHIP: RegionId = RegionId(Uuid::from_u128(0x11));
pub(crate) const EAST: RegionId = RegionId(Uuid::from_u128(0x12));
pub(crate) const WEST: RegionId = RegionId(Uuid::from_u128(0x13));
/// Worker of the east village.
pub(crate) const WANG: AccountId = AccountId(Uuid::from_u128(0x20));
/// Worker of the east village, too.
pub(crate) const LI: AccountId = AccountId(Uuid::from_u128(0x21));
/// Worker of the west village.
pub(crate) const ZHAO: AccountId = AccountId(Uuid::from_u128(0x22));
/// Supervisor of the township.
pub(crate) const CHEN: AccountId = AccountId(Uuid::from_u128(0x23));
/// In the east village.
pub(crate) const HOME: HouseholdId = HouseholdId(Uuid::from_u128(0x30));
pub(crate) const ELDER: PersonId = PersonId(Uuid::from_u128(0x31));
pub(crate) const CHILD: PersonId = PersonId(Uuid::from_u128(0x32));
/// Wang's lines.
pub(crate) const ELDER_LINE: RosterId = RosterId(Uuid::from_u128(0x40));
pub(crate) const CHILD_LINE: RosterId = RosterId(Uuid::from_u128(0x41));

/// A clock that stands still until it is wound.
pub(crate) struct Watch(Mutex<DateTime<Utc>>);

impl Clock for Watch {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
}

impl Watch {
    pub(crate) fn wind(&self, by: TimeDelta) {
        *self.0.lock().unwrap() += by;
    }
}

pub(crate) struct World {
    pub(crate) engine: &'static str,
    pub(crate) app: App,
    pub(crate) watch: Arc<Watch>,
    pub(crate) recovery: RecoveryPrivateKey,
    pub(crate) folder: tempfile::TempDir,
    _database: Option<tempfile::TempDir>,
}

/// The county on each engine.
pub(crate) async fn worlds() -> Vec<World> {
    let mut worlds = Vec::new();
    for (engine, db, database) in engines().await {
        let folder = tempfile::tempdir().unwrap();
        let watch = Arc::new(Watch(Mutex::new("2026-11-22T01:00:00Z".parse().unwrap())));
        let (keyring, recovery) = Keyring::create(&folder.path().join("keys"), watch.now()).unwrap();
        let app = App::new(db, Arc::new(keyring), Arc::clone(&watch) as Arc<dyn Clock>).await.unwrap();
        let app = app.with_media(Arc::new(LocalFolder::at(&folder.path().join("media"))));
        app.write(settle).await.unwrap();
        log::sealer::seal_all(&app).await.unwrap();
        worlds.push(World { engine, app, watch, recovery, folder, _database: database });
    }
    worlds
}

impl World {
    /// The same county over another database.
    pub(crate) fn beside(&self, app: App) -> Self {
        Self {
            engine: self.engine,
            app,
            watch: Arc::clone(&self.watch),
            recovery: RecoveryPrivateKey(self.recovery.0.clone()),
            folder: tempfile::tempdir().unwrap(),
            _database: None,
        }
    }

    /// Runs a write job that must hold.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Tx<'_>) -> Result<T, DbError> + Send + 'static,
    ) -> T {
        self.app.write(job).await.unwrap()
    }

    /// The one number that a query answers.
    pub(crate) async fn count(&self, sql: &'static str) -> i64 {
        self.write(move |tx| tx.row(sql, &[])?.ok_or(DbError::NoRow)?.get(0)).await
    }

    /// The one text that a query answers.
    pub(crate) async fn text(&self, sql: &'static str) -> String {
        self.write(move |tx| tx.row(sql, &[])?.ok_or(DbError::NoRow)?.get(0)).await
    }

    pub(crate) async fn seal(&self) {
        log::sealer::seal_all(&self.app).await.unwrap();
    }

    pub(crate) async fn page(&self, account: AccountId, cursor: Option<String>, most: usize) -> FeedPage {
        self.app.db.read(move |tx| feed::page(tx, account, cursor.as_deref(), most)).await.unwrap()
    }

    /// Everything after a cursor, by pages of `most`, and the cursor after it.
    pub(crate) async fn pull(
        &self,
        account: AccountId,
        mut cursor: Option<String>,
        most: usize,
    ) -> (Vec<Change>, Option<String>) {
        let mut changes = Vec::new();
        loop {
            let page = self.page(account, cursor, most).await;
            assert!(page.changes.len() <= most);
            changes.extend(page.changes);
            cursor = Some(page.next);
            if !page.more {
                return (changes, cursor);
            }
        }
    }

    pub(crate) async fn posts(&self, account: AccountId, posts: &[(Post, RegionId)]) {
        let posts: Vec<PostHeld> =
            posts.iter().map(|(post, region)| PostHeld { post: *post, region: *region }).collect();
        self.write(move |tx| accounts::posts::set(tx, account, &posts).map_err(|_| DbError::NoRow)).await;
    }
}

/// The form that asks what [`super::phone::check_in`] answers.
const FORM: &str = "
| survey |
| | type | name | label | required | constraint | calculation |
| | integer | meals | Meals today | | . >= 0 | |
| | text | why | Why none | ${meals} = 0 | | |
| | calculate | red_lines | | | | if(${meals} = 0, 'elder_no_food', '') |
| settings |
| | form_id | version | form_title |
| | elder_check_in | 1 | Check-in |
";

fn settle(tx: &mut Tx<'_>) -> Result<(), DbError> {
    fact::set(tx, "name", "上门县")?;
    for (id, code, level, parent) in [
        (COUNTY, "990101000000", "county", None),
        (TOWNSHIP, "990101100000", "township", Some(COUNTY)),
        (EAST, "990101100201", "village", Some(TOWNSHIP)),
        (WEST, "990101100202", "village", Some(TOWNSHIP)),
    ] {
        tx.execute(
            "INSERT INTO region (id, code, level, name, parent, valid_from, body)
             VALUES ($1, $2, $3, $4, $5, '2026-01-01', '{}')",
            &[id.into(), code.into(), level.into(), code.into(), parent.into()],
        )?;
    }
    let inside = [(COUNTY, TOWNSHIP), (COUNTY, EAST), (COUNTY, WEST), (TOWNSHIP, EAST), (TOWNSHIP, WEST)];
    for (outer, inner) in [COUNTY, TOWNSHIP, EAST, WEST].map(|id| (id, id)).into_iter().chain(inside) {
        tx.execute(
            "INSERT INTO region_inside (outer_region, region) VALUES ($1, $2)",
            &[outer.into(), inner.into()],
        )?;
    }
    for (id, login, post, region) in [
        (WANG, "wang", Post::Worker, EAST),
        (LI, "li", Post::Worker, EAST),
        (ZHAO, "zhao", Post::Worker, WEST),
        (CHEN, "chen", Post::Supervisor, TOWNSHIP),
    ] {
        let account = Account { id, login: login.to_owned(), name: login.to_owned(), active: true };
        accounts::put(tx, &account, None)?;
        accounts::posts::set(tx, id, &[PostHeld { post, region }]).map_err(|_| DbError::NoRow)?;
    }
    let form =
        FormDocument { id: "elder_check_in".to_owned(), version: "1".to_owned(), text: FORM.to_owned() };
    feed::put(tx, DocumentKind::Form, "elder_check_in/1", Audience::County, &form)?;
    let today = day("2026-11-22");
    subjects::put_household(tx, &household()).map_err(|_| DbError::NoRow)?;
    subjects::put_person(tx, &person(ELDER, "甲一", "1940-02-01"), today).map_err(|_| DbError::NoRow)?;
    subjects::put_person(tx, &person(CHILD, "甲二", "2018-02-01"), today).map_err(|_| DbError::NoRow)?;
    for line in [
        line(ELDER_LINE, Subject::Person(ELDER), VisitTag::ElderCheckIn, "general"),
        line(CHILD_LINE, Subject::Person(CHILD), VisitTag::GuardianVisit, "yellow"),
    ] {
        rosters::put(tx, &line, today)?;
    }
    Ok(())
}

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn household() -> Household {
    Household {
        id: HOME,
        code: "9901011002010001".to_owned(),
        region: EAST,
        grid: None,
        head: "甲一".to_owned(),
        address: Address { text: "一组1号".to_owned(), at: None },
        assistance: Default::default(),
        dwelling: Default::default(),
    }
}

pub(crate) fn person(id: PersonId, name: &str, born: &str) -> Person {
    Person {
        id,
        household: HOME,
        identity: Identity {
            name: name.to_owned(),
            citizen_number: None,
            birth_date: Some(day(born)),
            sex: None,
        },
        phones: Vec::new(),
        relation: "head".to_owned(),
        concerns: Vec::new(),
        guardians: Vec::new(),
        health: Health::default(),
    }
}

fn line(id: RosterId, subject: Subject, visit: VisitTag, class: &str) -> RosterLine {
    RosterLine::given(id, (subject, EAST), WANG, Plan::plain(visit, class, None), day("2026-11-25"))
}
