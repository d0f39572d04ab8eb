//! Bodies that come slowly: a poor link is waited for, a held connection is not.

use crate::http::body::read;
use axum::{body::Body, response::IntoResponse as _};
use bytes::Bytes;
use doorstep_protocol::limits;
use futures::{StreamExt as _, stream};
use http::{HeaderMap, StatusCode};
use std::{io, time::Duration};
use tokio::time::sleep;

/// A body of pieces, each so many bytes and so many seconds after the one before.
fn coming(pieces: Vec<(usize, u64)>) -> Body {
    let pieces = stream::iter(pieces).then(|(bytes, seconds)| async move {
        sleep(Duration::from_secs(seconds)).await;
        Ok::<_, io::Error>(Bytes::from(vec![b'a'; bytes]))
    });
    Body::from_stream(pieces)
}

async fn taken(pieces: Vec<(usize, u64)>) -> Result<usize, StatusCode> {
    let body = read(&HeaderMap::new(), coming(pieces), limits::BODY_BYTES).await;
    body.map(|bytes| bytes.len()).map_err(|failure| failure.into_response().status())
}

#[tokio::test(start_paused = true)]
async fn a_body_over_the_poorest_link_is_waited_for_as_long_as_it_keeps_coming() {
    assert_eq!(taken(vec![(4_500, 10); 200]).await, Ok(900_000), "450 bytes a second for half an hour");
    assert_eq!(taken(vec![(1_000, 0), (1_000, 59)]).await, Ok(2_000), "a minute without a word");
}

#[tokio::test(start_paused = true)]
async fn a_body_that_stops_or_trickles_holds_no_connection() {
    let slow = Err(StatusCode::REQUEST_TIMEOUT);
    assert_eq!(taken(vec![(100_000, 1), (1, 61)]).await, slow, "it stopped");
    assert_eq!(taken(vec![(1, 30); 5]).await, slow, "a byte now and then");
    assert_eq!(taken(vec![(3_500, 10); 200]).await, slow, "350 bytes a second");
}
