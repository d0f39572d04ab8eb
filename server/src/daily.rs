//! What the calendar changes: done once a civil day, by whichever process comes first.
//! The day that was done stands in the database, so a server that was down overnight does it
//! when it comes up, and a second process finds it done.
//!
//! Failure: a day's work that fails is tried again at the next look, and harms nothing done twice.

use crate::{
    app::App,
    db::{DbError, Tx},
    fact,
    log::tree,
    rosters, subjects,
};
use std::{future::Future, time::Duration};

/// How long until the next look at the calendar.
const LOOK: Duration = Duration::from_secs(10 * 60);

/// The last day that was done.
const DONE: &str = "daily_done";

/// Looks at the calendar now and then, until `shutdown`.
pub async fn run(app: App, shutdown: impl Future<Output = ()> + Send) {
    tokio::pin!(shutdown);
    loop {
        if let Err(error) = look(&app).await {
            tracing::warn!(%error, "the day's work failed");
        }
        tokio::select! {
            () = &mut shutdown => break,
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

/// Does the day's work, unless it is done.
pub async fn look(app: &App) -> Result<(), DbError> {
    let today = app.today();
    let is_done =
        move |tx: &mut Tx<'_>| Ok(fact::get(tx, DONE)?.is_some_and(|done| done >= today.to_string()));
    if app.db.read::<_, DbError>(is_done).await? {
        return Ok(());
    }
    let mut after = String::new();
    while let Some(last) = app.write(move |tx| subjects::come_of_age(tx, today, &after)).await? {
        after = last;
    }
    let mut after = String::new();
    while let Some(last) = app.write(move |tx| rosters::reckon_all(tx, today, &after)).await? {
        after = last;
    }
    tree::sign(app).await?;
    app.write(move |tx| fact::set(tx, DONE, &today.to_string())).await
}
