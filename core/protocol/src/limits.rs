//! Bounds that both sides keep.

/// Most envelopes in one batch.
pub const BATCH_ENVELOPES: usize = 500;

/// Most compressed bytes that a phone puts into a batch of several envelopes.
pub const BATCH_COMPRESSED_BYTES: usize = 256 * 1024;

/// Most bytes of one request body; above [`BATCH_COMPRESSED_BYTES`] so that one large record alone always fits.
pub const BODY_BYTES: usize = 2 * 1024 * 1024;

/// Most bytes that a request or answer may unfold to.
pub const UNFOLDED_BYTES: usize = 16 * 1024 * 1024;

/// Most bytes of one payload.
pub const PAYLOAD_BYTES: usize = 1024 * 1024;

/// Most bytes of one header.
pub const HEADER_BYTES: usize = 4 * 1024;

/// Most bytes of one sealed journal offered for recovery.
pub const JOURNAL_BYTES: usize = 64 * 1024 * 1024;

/// Most changes in one answer.
pub const CHANGES: usize = 2_000;

/// Most changes in the answer to a batch: a long one would keep its receipts waiting.
pub const CHANGES_BESIDE: usize = 64;

/// Most bytes of bodies of changes in the answer to a batch.
pub const CHANGES_BESIDE_BYTES: usize = 64 * 1024;

/// Most bytes of one file that a record names.
pub const MEDIA_BYTES: u64 = 64 * 1024 * 1024;
