//! A reader, as a phone reads: by cursor, page after page, keeping the newest state of
//! what it is told.

use super::writer::{KIND, audience, number};
use crate::{
    finding::{Broken, Finding, Verdict},
    ground::town,
};
use doorstep_protocol::changes::Change;
use doorstep_server::{
    audience::Audience,
    db::{Db, DbError},
    feed,
};
use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

/// What one reader was told.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    /// By document: the revision, and the version if it is not taken away.
    held: BTreeMap<String, (u64, Option<u64>)>,
    pages: u64,
    /// The first document that was told twice at one revision.
    twice: Option<String>,
}

/// Reads by pages of `most` without a pause until `done`, and then to the end.
pub(crate) async fn read(db: Db, worker: u64, most: usize, done: Arc<AtomicBool>) -> Result<Reader, DbError> {
    let mut reader = Reader::default();
    let mut cursor: Option<String> = None;
    loop {
        let last = done.load(Ordering::SeqCst);
        loop {
            let from = cursor.take();
            let page = db.read(move |tx| feed::page(tx, town::worker(worker), from.as_deref(), most)).await?;
            reader.pages += 1;
            page.changes.into_iter().for_each(|change| reader.hear(change));
            cursor = Some(page.next);
            if !page.more {
                break;
            }
        }
        if last {
            return Ok(reader);
        }
    }
}

impl Reader {
    pub(crate) fn pages(&self) -> u64 {
        self.pages
    }

    fn hear(&mut self, change: Change) {
        if change.kind != KIND.as_str() {
            return;
        }
        let version = change.body.as_ref().and_then(doorstep_protocol::changes::Body::read);
        let before = self.held.insert(change.key.clone(), (change.revision, version));
        if version.is_some() && before == Some((change.revision, version)) {
            self.twice.get_or_insert(change.key);
        }
    }

    /// Holds what was told against what was committed, for somebody who works in these villages by now.
    pub(crate) fn check(&self, committed: &BTreeMap<String, Option<u64>>, villages: &[u64]) -> Verdict {
        if let Some(key) = &self.twice {
            let words = format!("document {key} was told twice at one revision");
            return Err(Finding::new(Broken::Twice, words));
        }
        let villages: Vec<_> = villages.iter().map(|number| town::village(*number)).collect();
        let may = |key: &str| match number(key).map(audience) {
            Some(Audience::Region(region)) => villages.contains(&region),
            Some(Audience::County) => true,
            _ => false,
        };
        for (key, newest) in committed {
            let expected = newest.filter(|_| may(key));
            let told = self.held.get(key).and_then(|(_, version)| *version);
            if told != expected {
                let words = format!("document {key} stands at {expected:?}, and the reader knows {told:?}");
                return Err(Finding::new(Broken::Skipped, words));
            }
        }
        let made_up =
            self.held.iter().find(|(key, (_, version))| version.is_some() && !committed.contains_key(*key));
        made_up.map_or(Ok(()), |(key, _)| {
            Err(Finding::new(Broken::Twice, format!("document {key} was told and never committed")))
        })
    }
}
