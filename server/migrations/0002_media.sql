-- Files that records name.

-- Uploads as far as they have come. The bytes so far stand in a file named by the id,
-- whose length is the offset; none of that is written here at each piece.
CREATE TABLE media_upload (
    id         TEXT PRIMARY KEY,
    device     TEXT NOT NULL REFERENCES device (id),
    account    TEXT NOT NULL REFERENCES account (id),
    record     TEXT NOT NULL REFERENCES record (id),
    -- What was announced.
    sha256     BYTEA NOT NULL,
    length     BIGINT NOT NULL,
    type       TEXT NOT NULL,
    begun_at   TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    -- All of it came, and was receipted.
    done       BIGINT NOT NULL
) STRICT;
-- What a phone has under way, and has sent lately.
CREATE INDEX media_upload_device ON media_upload (device, begun_at);
-- What has been given up.
CREATE INDEX media_upload_expiry ON media_upload (expires_at);
-- Uploads for a record, to end them with it.
CREATE INDEX media_upload_record ON media_upload (record);

-- Files that came whole, each sealed under a key of its own in a file of its own.
CREATE TABLE media (
    sha256      BYTEA PRIMARY KEY,
    length      BIGINT NOT NULL,
    -- What it is, by its first bytes.
    type        TEXT NOT NULL,
    -- The id of the upload that brought it; no name that anybody gave.
    file        TEXT NOT NULL UNIQUE,
    -- Its key, wrapped by the server's own. Erasing this row erases the file.
    wrapped     BYTEA NOT NULL,
    -- The signed receipt, as JSON: whoever asks again gets the same one.
    receipt     TEXT NOT NULL,
    received_at TEXT NOT NULL
) STRICT;

-- Which records name a file, and who brought it for each.
CREATE TABLE media_record (
    sha256  BYTEA NOT NULL REFERENCES media (sha256),
    record  TEXT NOT NULL REFERENCES record (id),
    device  TEXT NOT NULL REFERENCES device (id),
    account TEXT NOT NULL REFERENCES account (id),
    PRIMARY KEY (sha256, record)
) STRICT;
-- Files of a record.
CREATE INDEX media_record_record ON media_record (record);

-- Files that nothing refers to any more, to be taken from the disk after the commit.
CREATE TABLE media_litter (
    file TEXT PRIMARY KEY
) STRICT;
