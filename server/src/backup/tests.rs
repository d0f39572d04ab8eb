//! What a backup promises to phones, told with real envelopes.

use super::*;
use crate::{
    ingest,
    testing::{
        phone::{Phone, raw, verdict, visit},
        world::{WANG, World, worlds},
    },
};
use doorstep_protocol::{
    batch::{Batch, ItemAnswer, Verdict},
    envelope::Envelope,
};
use std::sync::Arc;

async fn watermark(world: &World, phone: &Phone) -> (u32, u64) {
    let (device, at) = (phone.device, world.app.now());
    let watermark = world.write(move |tx| ingest::watermark(tx, device, at)).await.unwrap();
    (watermark.epoch, watermark.seq)
}

/// As a backup of either engine would, without the file.
async fn backed_up(world: &World) {
    world.seal().await;
    world
        .write(|tx| {
            let head = log::head(tx)?;
            mark_durable(tx, head.position)
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_watermark_follows_backups_and_stops_at_a_gap() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        let all: Vec<Envelope> = (0..6).map(|_| phone.wrap(&visit("2026-11-20"))).collect();
        phone.send(&world, &[&all[0], &all[1], &all[3]]).await;
        world.seal().await;
        assert_eq!(watermark(&world, &phone).await, (1, 0), "sealed is not backed up: {}", world.engine);
        backed_up(&world).await;
        assert_eq!(watermark(&world, &phone).await, (1, 2));
        phone.send(&world, &[&all[2], &all[4]]).await;
        assert_eq!(watermark(&world, &phone).await, (1, 2));
        backed_up(&world).await;
        assert_eq!(watermark(&world, &phone).await, (1, 5));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_comes_late_into_an_old_place_takes_the_watermark_back() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        let first = phone.wrap(&visit("2026-11-20"));
        let late = phone.wrap(&visit("2026-11-20"));
        let county = phone.send(&world, &[&first]).await.head;
        phone.head = county.reopened();
        let next = phone.wrap(&visit("2026-11-21"));
        phone.send(&world, &[&next]).await;
        backed_up(&world).await;
        assert_eq!(watermark(&world, &phone).await, (2, 1), "{}", world.engine);
        phone.send(&world, &[&late]).await;
        assert_eq!(watermark(&world, &phone).await, (1, 1), "the late one is in no backup yet");
        backed_up(&world).await;
        assert_eq!(watermark(&world, &phone).await, (2, 1));
    }
}

/// The county on SQLite: PostgreSQL's files are its own tools' work.
async fn county() -> World {
    let mut worlds = worlds().await;
    worlds.retain(|world| world.app.db.sqlite_file().is_some());
    worlds.remove(0)
}

async fn restored(world: &World, from: &Path) -> (World, Restored) {
    let database = world.folder.path().join("restored.db");
    let (restored, aside) = restore(from, &database, &world.app.keyring, &[], world.app.now()).unwrap();
    assert_eq!(aside, None);
    let db = Db::sqlite(&database).await.unwrap();
    let app = App::new(db, Arc::clone(&world.app.keyring), Arc::clone(&world.app.clock)).await.unwrap();
    (world.beside(app), restored)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_county_restored_from_yesterdays_backup_has_everything_again_once_the_phones_have_spoken() {
    let world = county().await;
    let mut phone = Phone::enrol(&world, WANG).await;
    let yesterday: Vec<Envelope> = (0..3).map(|_| phone.wrap(&visit("2026-11-20"))).collect();
    phone.send(&world, &yesterday.iter().collect::<Vec<_>>()).await;
    world.seal().await;
    let file = world.folder.path().join("yesterday.db");
    let made = backup(&world.app, &file).await.unwrap();
    assert_eq!(made.position, 3);
    let (_, durable) = watermark(&world, &phone).await;
    assert_eq!(durable, 3);
    let today: Vec<Envelope> = (0..3).map(|_| phone.wrap(&visit("2026-11-21"))).collect();
    let before = phone.send(&world, &today.iter().collect::<Vec<_>>()).await;
    world.seal().await;

    let (after, said) = restored(&world, &file).await;
    assert_eq!(said.position, 3);
    let incarnation = after.write(fact::incarnation).await;
    assert_eq!(incarnation, said.incarnation);
    assert_ne!(incarnation, said.previous);
    // The phone hears of another life, and offers again what lies behind its watermark.
    let again = phone.send(&after, &today.iter().collect::<Vec<_>>()).await;
    assert!((0..3).all(|item| verdict(&again, item) == Verdict::Accepted));
    assert_eq!(again.head, before.head);
    let everything: Vec<&Envelope> = yesterday.iter().chain(&today).collect();
    phone.send(&after, &everything).await;
    assert_eq!(after.count("SELECT COUNT(*) FROM visit").await, 6, "nothing lost, nothing twice");
    after.seal().await;
    let head =
        after.write(|tx| log::verify(tx, &[])).await.expect("the chain holds, the restore stands in it");
    assert_eq!(head.position, 7);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cursor_from_before_the_restore_starts_the_feed_again() {
    let world = county().await;
    let (before, cursor) = world.pull(WANG, None, 100).await;
    let file = world.folder.path().join("backup.db");
    backup(&world.app, &file).await.unwrap();
    let (after, _) = restored(&world, &file).await;
    let (again, _) = after.pull(WANG, cursor, 100).await;
    assert_eq!(again, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_taken_while_phones_send_holds_whatever_it_promises() {
    let world = county().await;
    let mut phone = Phone::enrol(&world, WANG).await;
    let texts: Vec<String> =
        (0..60).map(|_| serde_json::to_string(&phone.wrap(&visit("2026-11-20"))).unwrap()).collect();
    let (app, session) = (world.app.clone(), phone.session());
    let sending = tokio::spawn(async move {
        for text in texts {
            let answer = ingest::batch(&app, &session, Batch::of(vec![raw(&text)])).await.unwrap();
            assert!(matches!(answer.items[0], ItemAnswer::Stored { .. }));
            app.write(log::sealer::seal_once).await.unwrap();
        }
    });
    let mut last = 0;
    for number in 0..5 {
        let file = world.folder.path().join(format!("{number}.db"));
        backup(&world.app, &file).await.unwrap();
        let (_, durable) = watermark(&world, &phone).await;
        assert!(durable >= last, "a watermark does not fall by itself");
        last = durable;
        let held = Db::alone(&file, |tx| {
            tx.row("SELECT COUNT(*) FROM envelope WHERE seq <= $1", &[durable.into()])?
                .ok_or(DbError::NoRow)?
                .get::<u64>(0)
        });
        assert_eq!(held.unwrap(), durable, "all that the watermark names is in the copy");
    }
    sending.await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_written_over_and_a_damaged_backup_is_not_put_in_place() {
    let world = county().await;
    let file = world.folder.path().join("backup.db");
    backup(&world.app, &file).await.unwrap();
    assert!(matches!(backup(&world.app, &file).await, Err(BackupError::Exists)));
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    for byte in &mut bytes[middle..middle + 20_000] {
        *byte = 0x5a;
    }
    let damaged = world.folder.path().join("damaged.db");
    fs::write(&damaged, bytes).unwrap();
    let database = world.folder.path().join("county.db");
    fs::write(&database, "what stood here").unwrap();
    let at = world.app.now();
    assert!(restore(&damaged, &database, &world.app.keyring, &[], at).is_err());
    assert_eq!(fs::read_to_string(&database).unwrap(), "what stood here");
    let (_, aside) = restore(&file, &database, &world.app.keyring, &[], at).unwrap();
    assert_eq!(fs::read_to_string(aside.unwrap()).unwrap(), "what stood here");
}
