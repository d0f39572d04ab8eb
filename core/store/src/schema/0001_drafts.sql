CREATE TABLE draft (
    -- Unfinished visits, written at every answer.
    id       INTEGER PRIMARY KEY,
    draft    BLOB    NOT NULL UNIQUE,
    subject  BLOB,               -- 'h' or 'p' and a UUID
    visit    TEXT,               -- VisitTag
    form     TEXT    NOT NULL,
    version  TEXT    NOT NULL,
    began    INTEGER NOT NULL,   -- the phone's clock, Unix milliseconds
    updated  INTEGER NOT NULL,   -- the phone's clock, Unix milliseconds
    snapshot TEXT    NOT NULL    -- of the form session, JSON
) STRICT;
