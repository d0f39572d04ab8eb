//! Our server: the real one over TLS on 127.0.0.1, with accounts, scope, rules, audit and
//! the sealer, on SQLite, in a process of its own.

use crate::documents;
use doorstep_domain::{
    id::{AccountId, RegionId},
    post::Post,
    region::{Level, Region},
};
use doorstep_server::{
    accounts::{self, Account, PostHeld},
    app::{App, Clock, SystemClock},
    db::{Db, DbError, Tx},
    enrolment, fact, http,
    keyring::Keyring,
    log::sealer,
    regions, subjects, tls,
};
use std::{io::Read, net::SocketAddr, path::Path, sync::Arc};
use tokio::{net::TcpListener, runtime::Runtime, sync::watch};
use uuid::Uuid;

const WORKER: AccountId = AccountId(Uuid::from_u128(0xA1));
const COUNTY: RegionId = RegionId(Uuid::from_u128(0x10));
const VILLAGE: RegionId = RegionId(Uuid::from_u128(0x12));

/// Households among so many records; the rest are persons.
pub(super) fn households(records: u64) -> u64 {
    (records / 20).max(1)
}

/// Makes a county of so many subjects in `folder`, says where it is and gives one
/// enrolment ticket on the standard output, and serves until the standard input ends.
pub fn serve(folder: &Path, records: u64) {
    let runtime = Runtime::new().expect("a runtime can be had");
    let (stop, stopped) = watch::channel(false);
    let stopping = || {
        let mut stopped = stopped.clone();
        async move {
            // An error means that whoever could stop the server is gone.
            let _ = stopped.wait_for(|stop| *stop).await;
        }
    };
    let keys = folder.join("keys");
    let now = SystemClock.now();
    let (keyring, _) = Keyring::create(&keys, now).expect("keys can be made");
    let tls = tls::open(&keys, &["127.0.0.1".to_owned()], now).expect("certificates can be made");
    let (app, listener, at) = runtime.block_on(async {
        let db = Db::sqlite(&folder.join("county.db")).await.expect("the database opens");
        let app =
            App::new(db, Arc::new(keyring), Arc::new(SystemClock)).await.expect("the server is assembled");
        settle(&app, records).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port can be had");
        let at: SocketAddr = listener.local_addr().expect("the port is known");
        (app, listener, at)
    });
    let address = format!("https://{at}");
    let code = runtime.block_on(app.write(move |tx| enrolment::make_code(tx, WORKER, now)));
    let ticket = enrolment::ticket(&app, code.expect("a code can be made"), address.clone(), tls.ca_pin);
    let sealing = runtime.spawn(sealer::run(app.clone(), stopping()));
    let serving =
        runtime.spawn(http::run(listener, http::Front::new(app, address, tls.ca_pin), Some(tls), stopping()));
    println!("{}", serde_json::json!({ "at": at, "ticket": ticket }));
    // Whoever started us closes our input when done.
    let _ = std::io::stdin().read_to_end(&mut Vec::new());
    stop.send_replace(true);
    let ended = runtime.block_on(async { (sealing.await, serving.await) });
    assert!(matches!(ended, (Ok(()), Ok(Ok(())))), "the server ends in good order");
}

async fn settle(app: &App, records: u64) {
    app.write(found).await.expect("the county can be founded");
    let households = households(records);
    let many: Vec<u64> = (0..households).collect();
    for some in many.chunks(500) {
        let some = some.to_vec();
        let put = move |tx: &mut Tx<'_>| {
            some.iter().try_for_each(|number| {
                subjects::put_household(tx, &documents::household(*number, households, VILLAGE)).map(drop)
            })
        };
        app.write(put).await.expect("households can be put on file");
    }
    let many: Vec<u64> = (0..records - households).collect();
    for some in many.chunks(500) {
        let some = some.to_vec();
        let put = move |tx: &mut Tx<'_>| {
            some.iter().try_for_each(|number| {
                let person = documents::person(*number, number % households);
                subjects::put_person(tx, &person, documents::day()).map(drop)
            })
        };
        app.write(put).await.expect("persons can be put on file");
    }
    sealer::seal_all(app).await.expect("what was loaded can be published");
}

fn found(tx: &mut Tx<'_>) -> Result<(), DbError> {
    fact::set(tx, "name", "虚构县")?;
    for (id, code, level, parent) in [
        (COUNTY, "990101000000", Level::County, None),
        (VILLAGE, "990101100201", Level::Village, Some(COUNTY)),
    ] {
        let region = Region {
            id,
            code: code.parse().map_err(|_| DbError::NoRow)?,
            level,
            name: code.to_owned(),
            parent,
            valid_from: documents::day(),
            predecessors: Vec::new(),
        };
        regions::put(tx, &region).map_err(|_| DbError::NoRow)?;
    }
    let worker = Account { id: WORKER, login: "jia".to_owned(), name: "甲某".to_owned(), active: true };
    accounts::put(tx, &worker, None)?;
    let post = PostHeld { post: Post::Worker, region: VILLAGE };
    accounts::posts::set(tx, WORKER, &[post]).map_err(|_| DbError::NoRow)?;
    regions::settle(tx)
}
