//! The invented county, whole; and what is wrong with a county or a form, named.

mod forms;

use super::*;
use crate::{app::SystemClock, keyring::Keyring, testing::engines};
use std::{fs, sync::Arc};

fn fixtures(of: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures").join(of)
}

async fn apps() -> Vec<(&'static str, App, tempfile::TempDir)> {
    let mut apps = Vec::new();
    for (engine, db, folder) in engines().await {
        let folder = folder.unwrap_or_else(|| tempfile::tempdir().unwrap());
        let clock = Arc::new(SystemClock);
        let (keyring, _) =
            Keyring::create(&folder.path().join("keys"), crate::app::Clock::now(&*clock)).unwrap();
        apps.push((engine, App::new(db, Arc::new(keyring), clock).await.unwrap(), folder));
    }
    apps
}

async fn count(app: &App, sql: &'static str) -> i64 {
    app.db.read(|tx| tx.row(sql, &[])?.ok_or(DbError::NoRow)?.get(0)).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_invented_county_is_loaded_whole_and_once() {
    let (_, app, _folder) = apps().await.remove(0);
    let source = Source { county: fixtures("county"), forms: fixtures("forms"), password: None };
    let loaded = load(&app, &source, |_| ()).await.unwrap();
    assert_eq!((loaded.households, loaded.people), (6_000, 20_000));
    // Every village and every grid is drawn; the townships and the county are not.
    let drawn = count(&app, "SELECT COUNT(*) FROM region WHERE level IN ('village', 'grid')").await;
    assert_eq!((count(&app, "SELECT COUNT(*) FROM region_outline").await, drawn), (drawn, drawn));
    assert_eq!(load(&app, &source, |_| ()).await.unwrap(), loaded, "an interrupted load is run again");
    assert_eq!(count(&app, "SELECT COUNT(*) FROM subject").await, 26_000);
    assert_eq!(count(&app, "SELECT COUNT(*) FROM account").await, i64::try_from(loaded.staff).unwrap());
    assert_eq!(count(&app, "SELECT COUNT(*) FROM roster").await, i64::try_from(loaded.roster).unwrap());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_childs_file_goes_to_the_assigned_worker_and_a_card_to_the_village() {
    let (_, app, _folder) = apps().await.remove(0);
    let source = Source { county: fixtures("county"), forms: fixtures("forms"), password: None };
    load(&app, &source, |_| ()).await.unwrap();
    let open_children = count(
        &app,
        "SELECT COUNT(*) FROM document JOIN subject ON subject.id = document.key
         WHERE document.kind = 'person' AND document.removed = 0 AND subject.child = 1
           AND document.audience NOT LIKE 'account:%'",
    );
    assert_eq!(open_children.await, 0);
    let cards = count(&app, "SELECT COUNT(*) FROM document WHERE kind = 'child_card' AND removed = 0").await;
    let children = count(&app, "SELECT COUNT(*) FROM subject WHERE child = 1").await;
    assert!(children > 1_000);
    assert_eq!(cards, children);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_cell_is_named_by_file_line_and_column_and_never_repeated() {
    for (engine, app, folder) in apps().await {
        let county = folder.path().join("county");
        fs::create_dir(&county).unwrap();
        let rows = "id,code,level,name,parent,valid_from,predecessors\n\
                    019b76da-a801-78fd-b12d-7caa7cf6323a,990101000000,county,甲县,,2020-01-01,\n\
                    019b76da-a802-78fd-b12d-7caa7cf6323a,not a code,township,乙镇,,2020-01-01,\n";
        fs::write(county.join("regions.csv"), rows).unwrap();
        let source = Source { county, forms: fixtures("forms"), password: None };
        let error = load(&app, &source, |_| ()).await.unwrap_err();
        assert_eq!(error.to_string(), "regions.csv line 3: code does not hold what it should", "{engine}");
        assert_eq!(count(&app, "SELECT COUNT(*) FROM region").await, 0, "the chunk was undone");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_outline_that_is_drawn_wrongly_is_named_with_what_is_to_be_mended() {
    for (engine, app, folder) in apps().await {
        let county = folder.path().join("county");
        fs::create_dir(&county).unwrap();
        fs::copy(fixtures("county/regions.csv"), county.join("regions.csv")).unwrap();
        let villages = fs::read_to_string(fixtures("county/villages.geojson")).unwrap();
        let (line, open) = villages.lines().enumerate().nth(2).unwrap();
        let open_ring = open.replacen("]]]", "],[0,0]]]", 1);
        assert_ne!(open, open_ring);
        fs::write(county.join("villages.geojson"), villages.replacen(open, &open_ring, 1)).unwrap();
        let source = Source { county, forms: fixtures("forms"), password: None };
        let error = load(&app, &source, |_| ()).await.unwrap_err().to_string();
        let expected = format!("villages.geojson feature {line}: polygon 1, ring 1 is open");
        assert!(error.starts_with(&expected), "{engine}: {error}");
        assert_eq!(count(&app, "SELECT COUNT(*) FROM region_outline").await, 0, "{engine}");
    }
}
