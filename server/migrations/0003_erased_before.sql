-- What was erased in an earlier life of the database and is not on file in this one: a
-- backup may be older than the record, and a phone may still bring it. Filled from the
-- register of erasures, which stands outside the database.
CREATE TABLE erased_before (
    id         TEXT PRIMARY KEY,
    -- record, household or person
    type       TEXT NOT NULL,
    by_account TEXT NOT NULL,
    reason     TEXT NOT NULL,
    at         TEXT NOT NULL
) STRICT;
