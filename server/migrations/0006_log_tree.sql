-- The log as a tree (RFC 9162), and what the county decided about a record.

-- Roots of whole subtrees over 2^level leaves, from level 8 on: `place` counts them from 0.
CREATE TABLE log_node (
    level BIGINT NOT NULL,
    place BIGINT NOT NULL,
    hash  BYTEA NOT NULL,
    PRIMARY KEY (level, place)
) STRICT;

-- Roots of the whole log that were signed: once a day, and whenever a case was handed over.
CREATE TABLE log_root (
    size      BIGINT PRIMARY KEY,
    -- A signed statement, as JSON.
    statement TEXT NOT NULL
) STRICT;

-- What was decided about a record or a phone; of envelopes their own table knows.
CREATE INDEX entry_reference ON entry (reference) WHERE kind <> 'envelope' AND kind <> 'audit';
