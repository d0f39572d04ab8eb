CREATE TABLE receipt (
    -- What the county signed of one batch, for as long as records name it: a single
    -- record's receipt can be shown out of it.
    id       INTEGER PRIMARY KEY,
    signed   TEXT NOT NULL,  -- Signed<BatchReceipt>, JSON
    receipts BLOB NOT NULL   -- Receipt::to_bytes, one after the other in the order of the batch
) STRICT;

CREATE TABLE record (
    -- Every record made on this phone, for as long as its owner may see it. `id` is
    -- the order in which they were saved, which is the order of the chain.
    id              INTEGER PRIMARY KEY,
    record          BLOB    NOT NULL UNIQUE, -- UUID, 16 bytes
    kind            TEXT    NOT NULL,
    payload_version INTEGER NOT NULL,
    commitment      BLOB    NOT NULL,        -- SHA-256, 32 bytes
    subject         BLOB,                    -- 'h' or 'p' and a UUID, 17 bytes
    visit           TEXT,                    -- VisitTag
    urgent          INTEGER NOT NULL,        -- 1: a red line was answered yes
    day             INTEGER NOT NULL,        -- civil day, days from the common era
    corrects        BLOB,                    -- UUID of the record this one corrects
    title           TEXT    NOT NULL,        -- JSON list of codes
    saved_at        INTEGER NOT NULL,        -- the phone's clock, Unix milliseconds
    receipt         INTEGER REFERENCES receipt (id), -- the last one given
    receipted_at    INTEGER,                 -- the county's clock, Unix milliseconds
    verdict         TEXT,                    -- Verdict, JSON; what the county makes of it now
    verdict_name    TEXT,                    -- accepted, needs_review, quarantined
    salt            BLOB,                    -- with payload: gone once durable and old
    payload         TEXT
) STRICT;

-- History of one household or person, newest first.
CREATE INDEX record_subject ON record (subject, id);

-- What a person must look at, counted on every screen.
CREATE INDEX record_verdict ON record (verdict_name) WHERE verdict_name <> 'accepted';

-- Old payloads to let go of.
CREATE INDEX record_held ON record (receipted_at) WHERE payload IS NOT NULL AND receipted_at IS NOT NULL;

CREATE TABLE outbox (
    -- The wrapping of each record that the county's backups do not hold yet, as the
    -- watermark tells. A migration never deletes from here.
    id        INTEGER PRIMARY KEY REFERENCES record (id),
    epoch     INTEGER NOT NULL,
    seq       INTEGER NOT NULL,
    hash      BLOB    NOT NULL,  -- SHA-256 of the header's exact text
    header    TEXT    NOT NULL,  -- exact text
    signature TEXT    NOT NULL,  -- JSON
    state     TEXT    NOT NULL CHECK (state IN ('waiting', 'receipted', 'parked')),
    code      TEXT,              -- why it is parked
    parked_at INTEGER,           -- the phone's clock, Unix milliseconds
    UNIQUE (epoch, seq)
) STRICT;

-- What to send next, what is parked, and how many there are of each.
CREATE INDEX outbox_state ON outbox (state, id);
