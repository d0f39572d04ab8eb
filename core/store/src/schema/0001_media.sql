CREATE TABLE media_file (
    -- Photographs and drawn signatures. The bytes stand beside the database, in a file
    -- of a made-up name, sealed under a key that stands only here.
    id      INTEGER PRIMARY KEY,
    sha256  BLOB    NOT NULL UNIQUE,
    length  INTEGER NOT NULL,
    type    TEXT    NOT NULL,    -- image/jpeg, image/png
    name    TEXT,                -- in the store's folder; NULL once it was taken away
    key     BLOB,                -- 32 bytes; NULL: let go of, whatever is left on the disk
    kept_at INTEGER NOT NULL     -- the phone's clock, Unix milliseconds
) STRICT;

CREATE TABLE media (
    -- Who names a file: a draft, until it is a record; a record, for which the file is
    -- sent. One row for each, so that the same photograph in two records is kept once
    -- and told to the county for both.
    id            INTEGER PRIMARY KEY,
    file          INTEGER NOT NULL REFERENCES media_file (id),
    draft         BLOB,                       -- UUID, 16 bytes
    record        BLOB,                       -- UUID, 16 bytes
    state         TEXT    NOT NULL CHECK (state IN ('waiting', 'receipted', 'parked')),
    upload        TEXT,                       -- where the county takes it in
    sent          INTEGER NOT NULL DEFAULT 0, -- bytes that the county last said it has
    tries         INTEGER NOT NULL DEFAULT 0, -- failures of its own since it last moved on
    spoiled       INTEGER NOT NULL DEFAULT 0, -- how often it arrived as something else
    code          TEXT,                       -- why it is parked
    parked_at     INTEGER,                    -- the phone's clock, Unix milliseconds
    receipt       TEXT,                       -- signed, JSON
    receipted_at  INTEGER,                    -- the county's clock, Unix milliseconds
    -- Where the chain ended when the receipt came: a backup that holds what came after holds the file.
    behind_epoch  INTEGER,
    behind_seq    INTEGER,
    UNIQUE (file, draft),
    UNIQUE (file, record),
    CHECK ((draft IS NULL) <> (record IS NULL))
) STRICT;

-- What to send next, what is parked, and how many there are of each.
CREATE INDEX media_state ON media (state, tries, id);

-- Files of a draft.
CREATE INDEX media_draft ON media (draft) WHERE draft IS NOT NULL;

-- Files of a record.
CREATE INDEX media_record ON media (record) WHERE record IS NOT NULL;
