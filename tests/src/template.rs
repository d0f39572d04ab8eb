//! The invented county, loaded once into a folder under `target` and copied for each
//! story. The folder is named after everything that it was made from, so a changed
//! fixture, schema or loader makes another.

use crate::{
    clock::{MORNING, StoryClock},
    county::{DATABASE, KEYS, PASSWORD, RECOVERY},
    runtime,
};
use doorstep_protocol::digest::Digest;
use doorstep_server::{
    accounts::password,
    app::App,
    county_loader::{self, Source},
    db::Db,
    keyring::Keyring,
    log::sealer,
    tls,
};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, LazyLock},
};

static TEMPLATE: LazyLock<PathBuf> = LazyLock::new(prepared);

/// The root of the working tree.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Where what can be made again is kept.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// Copies a county that nobody has worked in yet.
pub fn copy_to(folder: &Path) {
    copy(&TEMPLATE, folder);
}

fn prepared() -> PathBuf {
    let place = target().join("counties");
    let ready = place.join(made_from());
    if ready.exists() {
        return ready;
    }
    fs::create_dir_all(&place).expect("a place for counties");
    for old in fs::read_dir(&place).expect("the place can be read").flatten() {
        // Another process may be making one, or still be copying an old one: then it stays.
        if old
            .metadata()
            .and_then(|about| about.modified())
            .is_ok_and(|at| at.elapsed().is_ok_and(|age| age.as_secs() > 3_600))
        {
            let _ = fs::remove_dir_all(old.path());
        }
    }
    let making = tempfile::tempdir_in(&place).expect("a place for a county");
    make(making.path());
    // Whoever was first has made the same.
    let _ = fs::rename(making.path(), &ready);
    ready
}

/// A digest of everything that shapes a loaded county.
fn made_from() -> String {
    let mut parts: Vec<Vec<u8>> = vec![MORNING.into(), PASSWORD.into()];
    for folder in ["fixtures/county", "fixtures/forms", "server/migrations", "server/src"] {
        gather(&root().join(folder), &mut parts);
    }
    let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
    Digest::of_all(&parts).to_string()
}

fn gather(folder: &Path, parts: &mut Vec<Vec<u8>>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|_| panic!("{} is not there", folder.display()));
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            gather(&path, parts);
        } else if let Ok(bytes) = fs::read(&path) {
            parts.push(path.file_name().unwrap_or_default().as_encoded_bytes().to_vec());
            parts.push(bytes);
        }
    }
}

fn make(folder: &Path) {
    let clock = StoryClock::morning();
    let keys = folder.join(KEYS);
    let (keyring, recovery) = Keyring::create(&keys, clock.now()).expect("keys can be made");
    fs::write(folder.join(RECOVERY), recovery.0).expect("the recovery key can be handed over");
    tls::open(&keys, &["127.0.0.1".to_owned()], clock.now()).expect("the authority can be made");
    let password = password::hash(PASSWORD).expect("a password can be hashed");
    runtime().block_on(async {
        let db = Db::sqlite(&folder.join(DATABASE)).await.expect("the county's database opens");
        let app = App::new(db, Arc::new(keyring), clock).await.expect("the server is assembled");
        let source = Source {
            county: root().join("fixtures/county"),
            forms: root().join("fixtures/forms"),
            password: Some(password),
        };
        county_loader::load(&app, &source, |_| ()).await.expect("the county loads");
        sealer::seal_all(&app).await.expect("what was loaded can be published");
    });
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder can be made");
    for entry in fs::read_dir(from).expect("a folder can be read").flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        if path.is_dir() {
            copy(&path, &to.join(name));
        } else {
            fs::copy(&path, to.join(name)).expect("a file can be copied");
        }
    }
}
