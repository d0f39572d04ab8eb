//! `POST /v1/recovery`: the sealed journal, as it is, from a phone that can do no more:
//! revoked, or without the key to its database. Write-only; what comes back is a
//! receipt for those very bytes. Room that the writer made ahead in the file does not travel.

use crate::{engine::Trouble, reading, transport::Transport, wire};
use doorstep_domain::id::DeviceId;
use doorstep_protocol::{
    digest::Digest, journal::trimmed, key::DeviceKey, limits, receipt::JournalReceipt, signed::CountyKeys,
};
use std::sync::Arc;
use tokio::task::spawn_blocking;

/// Offers a journal for recovery. May be repeated; the county takes the same bytes once.
pub async fn upload(
    transport: &dyn Transport,
    device: DeviceId,
    key: Arc<dyn DeviceKey>,
    keys: &CountyKeys,
    mut journal: Vec<u8>,
) -> Result<JournalReceipt, Trouble> {
    if journal.len() > limits::JOURNAL_BYTES {
        return Err(Trouble::TooLarge);
    }
    let signed = spawn_blocking(move || {
        journal.truncate(trimmed(&journal).len());
        let length = u64::try_from(journal.len()).unwrap_or(u64::MAX);
        let sha256 = Digest::of(&journal);
        let signature = key.sign(&wire::recovery_message(sha256)).map_err(|_| Trouble::Key)?;
        Ok::<_, Trouble>((sha256, length, wire::recovery(device, &signature, journal)?))
    });
    let (sha256, length, request) = signed.await.map_err(|_| Trouble::Store)??;
    reading::journal_receipt(keys, sha256, length, transport.send(request).await)
}
