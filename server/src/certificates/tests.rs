//! What certificates promise, on each engine.

use super::{CertificateError, bring, name_authority, wanted};
use crate::{
    accounts::{self, PersonSession},
    db::{DbError, Tx},
    devices::{self, End},
    testing::{
        phone::Phone,
        world::{CHEN, WANG, World, worlds},
    },
};
use chrono::TimeDelta;
use doorstep_authority::{Keyholder, PHONE_LIFE};
use doorstep_protocol::credential::{Authority, BadCertificate, Issued, Wanted};
use std::sync::Arc;

async fn named(world: &World, authority: Authority) -> Result<(), CertificateError> {
    let (keyring, at) = (Arc::clone(&world.app.keyring), world.app.now());
    world.app.write(move |tx| name_authority(tx, &keyring, CHEN, authority, at)).await
}

async fn lacking(world: &World) -> Result<Vec<Wanted>, CertificateError> {
    let now = world.app.now();
    world.app.db.read(move |tx| wanted(tx, now)).await
}

async fn brought(world: &World, issued: Vec<Issued>) -> Result<usize, CertificateError> {
    let (keyring, at) = (Arc::clone(&world.app.keyring), world.app.now());
    world.app.write(move |tx| bring(tx, &keyring, CHEN, &issued, at)).await
}

/// What stands in the log and before the phone's holder.
async fn kept(world: &World) -> (u64, u64) {
    let count = |sql: &'static str| {
        let counted = move |tx: &mut Tx<'_>| tx.row(sql, &[])?.ok_or(DbError::NoRow)?.get::<u64>(0);
        world.app.db.read(counted)
    };
    let log = count("SELECT COUNT(*) FROM entry WHERE kind = 'certificate'").await.unwrap();
    (log, count("SELECT COUNT(*) FROM document WHERE kind = 'credential'").await.unwrap())
}

struct Office {
    root: Keyholder,
    issuing: Keyholder,
}

impl Office {
    fn open(world: &World) -> Self {
        let root = Keyholder::root("上门县民政局", world.app.now()).unwrap();
        let issuing = root.appoint(world.app.now()).unwrap();
        Self { root, issuing }
    }

    fn authority(&self) -> Authority {
        self.issuing.under(self.root.certificate()).unwrap()
    }

    fn issue(&self, world: &World, wanted: &Wanted) -> Issued {
        self.issuing.issue(wanted, world.app.now()).unwrap()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_certificate_goes_into_the_log_and_to_its_phone_once() {
    for world in worlds().await {
        let phone = Phone::enrol(&world, WANG).await.device;
        assert!(matches!(lacking(&world).await, Err(CertificateError::NoAuthority)), "{}", world.engine);
        let office = Office::open(&world);
        named(&world, office.authority()).await.unwrap();
        named(&world, office.authority()).await.unwrap();
        let wants = lacking(&world).await.unwrap();
        assert_eq!(wants.iter().map(|wanted| wanted.device).collect::<Vec<_>>(), [phone]);
        let issued = office.issue(&world, &wants[0]);
        assert_eq!(brought(&world, vec![issued.clone()]).await.unwrap(), 1);
        assert_eq!(brought(&world, vec![issued]).await.unwrap(), 0, "the same again is nothing");
        assert_eq!(kept(&world).await, (1, 1), "{}", world.engine);
        assert_eq!(lacking(&world).await.unwrap(), []);
        world.watch.wind(PHONE_LIFE - TimeDelta::days(30));
        assert_eq!(lacking(&world).await.unwrap().len(), 1, "one that runs out wants another");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_issued_to_another_or_by_another_is_not_taken_and_takes_the_rest_along() {
    for world in worlds().await {
        let wang = Phone::enrol(&world, WANG).await.device;
        let chen = Phone::enrol(&world, CHEN).await.device;
        let (office, stranger) = (Office::open(&world), Office::open(&world));
        named(&world, office.authority()).await.unwrap();
        let wants = lacking(&world).await.unwrap();
        let of = |device| wants.iter().find(|wanted| wanted.device == device).unwrap();
        let good = office.issue(&world, of(wang));
        let swapped = Issued { device: chen, certificate: good.certificate.clone() };
        let forged = stranger.issue(&world, of(chen));
        let late = office.issuing.issue(of(chen), world.app.now() - PHONE_LIFE * 2).unwrap();
        for (bad, why) in [
            (swapped, BadCertificate::Foreign),
            (forged, BadCertificate::NotIssued),
            (late, BadCertificate::OutOfTime),
        ] {
            let refused = brought(&world, vec![good.clone(), bad]).await;
            assert!(matches!(refused, Err(CertificateError::Bad(bad)) if bad == why), "{}", world.engine);
        }
        assert_eq!(kept(&world).await, (0, 0), "{}", world.engine);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_authority_gives_every_phone_in_use_a_new_one() {
    for world in worlds().await {
        let wang = Phone::enrol(&world, WANG).await.device;
        let gone = Phone::enrol(&world, WANG).await.device;
        let first = Office::open(&world);
        named(&world, first.authority()).await.unwrap();
        for wanted in lacking(&world).await.unwrap() {
            brought(&world, vec![first.issue(&world, &wanted)]).await.unwrap();
        }
        let at = world.app.now();
        let end = move |tx: &mut Tx<'_>| {
            let by = PersonSession { account: CHEN, posts: accounts::posts_of(tx, CHEN)? };
            devices::end(tx, &by, gone, End::Retired, at)
        };
        world.app.write(end).await.unwrap();
        world.watch.wind(TimeDelta::hours(1));
        let second = Office { issuing: first.root.appoint(world.app.now()).unwrap(), root: first.root };
        named(&world, second.authority()).await.unwrap();
        let wants = lacking(&world).await.unwrap();
        assert_eq!(wants.iter().map(|wanted| wanted.device).collect::<Vec<_>>(), [wang], "{}", world.engine);
        assert_eq!(brought(&world, vec![second.issue(&world, &wants[0])]).await.unwrap(), 1);
        assert_eq!(kept(&world).await, (3, 2), "the log keeps all, a phone the newest");
    }
}
