//! A case handed over: one archive, written while it is sent.

use super::{Failure, Front, Routes, body::Params, guard::By};
use crate::{
    audit::Trail,
    cases::{self, Asked, CaseError, Gathered},
    media::Media,
    permissions as table, subjects,
};
use axum::{
    body::Body,
    extract::State,
    response::{IntoResponse as _, Response},
};
use bytes::Bytes;
use doorstep_domain::{
    id::{HouseholdId, PersonId},
    subject::Subject,
};
use futures::stream;
use http::{HeaderValue, header};
use serde::Deserialize;
use std::{
    io::{self, Write},
    sync::Arc,
};
use tokio::{sync::mpsc, task::spawn_blocking};
use uuid::Uuid;

/// Media type of what is handed over.
pub(crate) const ARCHIVE: &str = "application/zip";

/// Bytes that are sent at once, and how many such pieces may wait for a slow reader.
const PIECE: usize = 64 * 1024;
const WAITING: usize = 4;

pub(super) fn mount(routes: Routes) -> Routes {
    routes.at(&table::CASE, hand_over)
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case", tag = "type", content = "id")]
enum CaseOf {
    Household(Uuid),
    Person(Uuid),
}

async fn hand_over(
    State(front): State<Front>,
    by: By,
    Params(of): Params<CaseOf>,
) -> Result<Response, Failure> {
    let subject = match of {
        CaseOf::Household(id) => Subject::Household(HouseholdId(id)),
        CaseOf::Person(id) => Subject::Person(PersonId(id)),
    };
    let trail = Trail::about(&subject.uuid()).with("type", subjects::type_of(subject));
    by.act::<_, CaseError>(&front, trail, move |tx, reader, _| cases::may_have(tx, reader, subject)).await?;
    let asked = Asked { subject, by: by.session.account, at: front.app.now() };
    let case = cases::gather(&front.app, asked).await?;
    let body =
        Body::from_stream(stream::unfold(sending(case, front.app.media().ok()), async |mut pieces| {
            pieces.recv().await.map(|piece| (piece, pieces))
        }));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(ARCHIVE)),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"case.zip\"")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, body).into_response())
}

type Pieces = mpsc::Receiver<io::Result<Bytes>>;

/// Packs on a thread of its own, no faster than the pieces are taken.
fn sending(case: Gathered, media: Option<Arc<Media>>) -> Pieces {
    let (sender, pieces) = mpsc::channel(WAITING);
    spawn_blocking(move || {
        let mut writer = io::BufWriter::with_capacity(PIECE, Sender(sender.clone()));
        let packed = cases::pack(&case, media.as_deref(), &mut writer);
        let sent = packed.map_err(io::Error::other).and_then(|()| writer.flush());
        if let Err(error) = sent {
            tracing::warn!(%error, "a case was not sent to its end");
            // The reader sees an answer that broke off, and not an archive that is whole.
            let _ = sender.blocking_send(Err(error));
        }
    });
    pieces
}

struct Sender(mpsc::Sender<io::Result<Bytes>>);

impl Write for Sender {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let piece = Bytes::copy_from_slice(bytes);
        self.0.blocking_send(Ok(piece)).map_err(|_| io::ErrorKind::BrokenPipe)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
