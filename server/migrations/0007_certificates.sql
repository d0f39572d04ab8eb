-- Certificates of phones, issued by the security administrator away from this server. Each stands in the log as well.

-- Who issues; the one named last does so now.
CREATE TABLE authority (
    -- SHA-256 of `issuing`
    hash     BYTEA PRIMARY KEY,
    root     BYTEA NOT NULL,
    issuing  BYTEA NOT NULL,
    named_at TEXT NOT NULL
) STRICT;

CREATE TABLE certificate (
    -- SHA-256 of `der`
    hash       BYTEA PRIMARY KEY,
    device     TEXT NOT NULL,
    authority  BYTEA NOT NULL,
    der        BYTEA NOT NULL,
    until      TEXT NOT NULL,
    brought_at TEXT NOT NULL
) STRICT;
CREATE INDEX certificate_device ON certificate (device, until);
