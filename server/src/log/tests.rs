//! What the log promises, told on each engine: one chain, and every tampering named.

use super::*;
use crate::{
    db::Value,
    testing::{
        phone::{Phone, visit},
        world::{WANG, World, worlds},
    },
};

async fn verify_now(world: &World) -> Result<LogHead, Fault> {
    world.write(|tx| verify(tx, &[])).await
}

/// A sealed log of five envelopes between other entries, and the position of the third.
async fn five_visits(world: &World) -> u64 {
    let mut phone = Phone::enrol(world, WANG).await;
    for number in 0..5 {
        phone.report(world, &visit("2026-11-20")).await;
        world
            .write(move |tx| {
                append_text(
                    tx,
                    "audit",
                    number.to_string(),
                    format!(r#"{{"event":"{number}"}}"#),
                    chrono::DateTime::UNIX_EPOCH,
                )
            })
            .await;
        world.seal().await;
    }
    let third =
        "SELECT sealed_entry.position FROM sealed_entry JOIN envelope ON envelope.entry = sealed_entry.entry
                 WHERE envelope.seq = 3";
    u64::try_from(world.count(third).await).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_entry_has_a_place_without_gaps_and_the_whole_verifies() {
    for world in worlds().await {
        assert_eq!(verify_now(&world).await, Ok(LogHead { position: 0, chain: GENESIS }), "{}", world.engine);
        five_visits(&world).await;
        let head = verify_now(&world).await.unwrap();
        assert_eq!(head.position, 10, "{}", world.engine);
        assert_eq!(head, world.write(super::head).await);
        assert_eq!(world.count("SELECT COUNT(*) FROM unsealed_entry").await, 0);
    }
}

/// One tampering, undone by nothing: each gets a county of its own.
async fn tampered(
    sql: &'static str,
    about_position: bool,
) -> Vec<(&'static str, u64, Result<LogHead, Fault>)> {
    let mut found = Vec::new();
    for world in worlds().await {
        let third = five_visits(&world).await;
        world
            .write(move |tx| {
                let params: Vec<Value> = if about_position { vec![third.into()] } else { Vec::new() };
                tx.execute(sql, &params)
            })
            .await;
        found.push((world.engine, third, verify_now(&world).await));
    }
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_edited_envelope_is_named_by_its_position() {
    let edit = "UPDATE envelope SET header = REPLACE(header, '2026-11', '2026-10') WHERE seq = 3";
    for (engine, third, found) in tampered(edit, false).await {
        assert_eq!(found, Err(Fault { position: third, kind: FaultKind::Edited }), "{engine}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_envelope_under_another_signature_is_named() {
    let edit = "UPDATE envelope SET signature = (SELECT signature FROM envelope AS other WHERE other.seq = 1) WHERE seq = 3";
    for (engine, third, found) in tampered(edit, false).await {
        assert_eq!(found, Err(Fault { position: third, kind: FaultKind::BadSignature }), "{engine}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_edited_audit_entry_is_named_even_if_its_leaf_was_made_to_fit() {
    let body = r#"UPDATE entry SET body = '{"event":"nothing"}' WHERE kind = 'audit' AND reference = '2'"#;
    for (engine, third, found) in tampered(body, false).await {
        assert_eq!(found, Err(Fault { position: third + 1, kind: FaultKind::Edited }), "{engine}");
    }
    for world in worlds().await {
        let third = five_visits(&world).await;
        let forged = r#"{"event":"nothing"}"#;
        world
            .write(move |tx| {
                tx.execute(
                    "UPDATE entry SET body = $1, leaf = $2 WHERE kind = 'audit' AND reference = '2'",
                    &[forged.into(), Digest::of(forged.as_bytes()).as_bytes().into()],
                )
            })
            .await;
        let found = verify_now(&world).await;
        assert_eq!(found, Err(Fault { position: third + 1, kind: FaultKind::Unchained }), "{}", world.engine);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_position_taken_out_is_named() {
    for (engine, third, found) in tampered("DELETE FROM sealed_entry WHERE position = $1", true).await {
        assert_eq!(found, Err(Fault { position: third, kind: FaultKind::Missing }), "{engine}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn entries_put_in_another_order_are_named() {
    for world in worlds().await {
        let third = five_visits(&world).await;
        world
            .write(move |tx| {
                for (from, to) in [(third, 1_000), (third + 1, third), (1_000, third + 1)] {
                    tx.execute(
                        "UPDATE sealed_entry SET position = $2 WHERE position = $1",
                        &[Value::from(from), Value::from(to)],
                    )?;
                }
                Ok(())
            })
            .await;
        let found = verify_now(&world).await;
        assert_eq!(found, Err(Fault { position: third, kind: FaultKind::Unchained }), "{}", world.engine);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_cut_short_is_seen_with_a_head_kept_elsewhere() {
    for world in worlds().await {
        five_visits(&world).await;
        let kept = verify_now(&world).await.unwrap();
        world
            .write(|tx| {
                tx.execute("DELETE FROM sealed_entry WHERE position > 7", &[])?;
                tx.execute(
                    "INSERT INTO unsealed_entry (entry)
                     SELECT id FROM entry WHERE id NOT IN (SELECT entry FROM sealed_entry)",
                    &[],
                )
            })
            .await;
        assert_eq!(verify_now(&world).await.map(|head| head.position), Ok(7), "by itself it cannot be seen");
        let found = world.write(move |tx| verify(tx, &[kept])).await;
        assert_eq!(found, Err(Fault { position: 10, kind: FaultKind::NotTheKeptHead }), "{}", world.engine);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_entry_that_is_neither_sealed_nor_waiting_is_seen() {
    for world in worlds().await {
        five_visits(&world).await;
        let mut phone = Phone::enrol(&world, WANG).await;
        phone.report(&world, &visit("2026-11-20")).await;
        world.write(|tx| tx.execute("DELETE FROM unsealed_entry", &[])).await;
        let found = verify_now(&world).await;
        assert_eq!(found, Err(Fault { position: 11, kind: FaultKind::Unaccounted }), "{}", world.engine);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sealer_seals_what_it_is_woken_for_and_the_rest_when_it_ends() {
    for world in worlds().await {
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let app = world.app.clone();
        let sealer = tokio::spawn(sealer::run(app, async {
            let _ = stopped.await;
        }));
        let mut phone = Phone::enrol(&world, WANG).await;
        for _ in 0..3 {
            phone.report(&world, &visit("2026-11-20")).await;
        }
        stop.send(()).unwrap();
        sealer.await.unwrap();
        assert_eq!(verify_now(&world).await.map(|head| head.position), Ok(3), "{}", world.engine);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_root_that_is_signed_is_that_of_all_leaves_and_every_entry_climbs_to_it() {
    for world in worlds().await {
        let mut leaves = Vec::new();
        // Within a block, at its end, and across several whole ones.
        for size in [1, 3, 255, 256, 257, 700, 1_024, 1_300_usize] {
            let from = leaves.len();
            world
                .write(move |tx| {
                    for number in from..size {
                        let at = chrono::DateTime::UNIX_EPOCH;
                        append_text(tx, "audit", number.to_string(), format!("entry {number}"), at)?;
                    }
                    Ok(())
                })
                .await;
            leaves.extend((from..size).map(|number| {
                doorstep_protocol::log::leaf(Digest::of(format!("entry {number}").as_bytes()))
            }));
            world.seal().await;
            let signed = tree::sign(&world.app).await.unwrap();
            let root = signed.open_with(&world.app.keyring.receipt.public_key()).unwrap();
            assert_eq!((root.size, root.root), (size as u64, doorstep_protocol::merkle::root(&leaves)));
            let again = tree::sign(&world.app).await.unwrap();
            assert_eq!(again.statement, signed.statement, "the same log has the same statement for ever");
            for number in [0, size / 3, size / 2, size - 1] {
                let entry = Digest::of(format!("entry {number}").as_bytes());
                let position = number as u64 + 1;
                let shown = world.write(move |tx| tree::inclusion(tx, position, size as u64)).await;
                assert!(shown.holds(entry, &root), "{number} of {size}");
                assert!(!shown.holds(Digest::of(b"another"), &root));
            }
        }
        assert_eq!(verify_now(&world).await.unwrap().position, 1_300);
        world.write(written_anew).await;
        let fault = Fault { position: 3, kind: FaultKind::NotTheSignedRoot };
        assert_eq!(verify_now(&world).await, Err(fault), "{}", world.engine);
    }
}

/// Somebody with the database in hand changes the second entry, and mends the whole chain behind it.
fn written_anew(tx: &mut Tx<'_>) -> Result<(), DbError> {
    let forged = Digest::of(b"forged");
    tx.execute(
        "UPDATE entry SET body = 'forged', leaf = $1 WHERE id = (SELECT entry FROM sealed_entry WHERE position = 2)",
        &[forged.as_bytes().into()],
    )?;
    let leaves = tx.map(
        "SELECT entry.leaf FROM sealed_entry JOIN entry ON entry.id = sealed_entry.entry ORDER BY position",
        &[],
        |row| digest(&row.get::<Vec<u8>>(0)?),
    )?;
    let mut chain = GENESIS;
    for (position, leaf) in (1_u64..).zip(leaves) {
        chain = sealer::link(chain, leaf);
        tx.execute(
            "UPDATE sealed_entry SET chain = $2 WHERE position = $1",
            &[position.into(), chain.as_bytes().into()],
        )?;
    }
    Ok(())
}
