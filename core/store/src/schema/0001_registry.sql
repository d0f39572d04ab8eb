CREATE TABLE household (
    -- Households in scope, and those found at a door and not yet answered by the county.
    id        INTEGER PRIMARY KEY,
    household BLOB    NOT NULL UNIQUE,
    revision  INTEGER NOT NULL,  -- of the feed; 0: to be confirmed
    found_by  BLOB,              -- the subject_new of this phone, until the county answers
    longitude REAL,              -- of the door as shown, own edits included
    latitude  REAL,
    body      TEXT    NOT NULL   -- Household, JSON
) STRICT;

CREATE TABLE person (
    -- Persons in scope, as `household`.
    id        INTEGER PRIMARY KEY,
    person    BLOB    NOT NULL UNIQUE,
    household BLOB    NOT NULL,
    revision  INTEGER NOT NULL,
    found_by  BLOB,
    body      TEXT    NOT NULL   -- Person, JSON
) STRICT;

-- Members of a household.
CREATE INDEX person_household ON person (household, id);

CREATE TABLE child_card (
    -- Children whose file this phone does not hold: the minimal card.
    id        INTEGER PRIMARY KEY,
    person    BLOB    NOT NULL UNIQUE,
    household BLOB    NOT NULL,
    revision  INTEGER NOT NULL,
    body      TEXT    NOT NULL   -- ChildCard, JSON
) STRICT;

-- Members of a household.
CREATE INDEX child_card_household ON child_card (household, id);

CREATE TABLE own_edit (
    -- Field groups edited here and not yet answered by the county: shown over its value.
    id       INTEGER PRIMARY KEY,
    subject  BLOB NOT NULL,      -- 'h' or 'p' and a UUID
    field    TEXT NOT NULL,      -- name of the group
    record   BLOB NOT NULL,      -- the subject_edit
    base     TEXT NOT NULL,      -- JSON
    mine     TEXT NOT NULL,      -- JSON
    UNIQUE (record, field)
) STRICT;

-- The edits to lay over one subject.
CREATE INDEX own_edit_subject ON own_edit (subject, id);

CREATE TABLE form (
    -- Forms as published; older versions stay for the drafts begun on them.
    id       INTEGER PRIMARY KEY,
    form     TEXT    NOT NULL,
    version  TEXT    NOT NULL,
    key      TEXT    NOT NULL UNIQUE, -- of the feed
    revision INTEGER NOT NULL,
    text     TEXT    NOT NULL
) STRICT;

-- One form by id and version, and its newest version: numbers of more digits are newer.
CREATE INDEX form_newest ON form (form, length(version), version);

CREATE TABLE review (
    -- A supervisor's last word on a visit.
    id         INTEGER PRIMARY KEY,
    visit      BLOB    NOT NULL UNIQUE, -- UUID of the record
    revision   INTEGER NOT NULL,
    state      TEXT    NOT NULL,        -- ReviewState
    deadline   INTEGER NOT NULL,        -- civil day; a far day where there is none
    replied_by BLOB,                    -- the review_reply of this phone, until the county answers
    body       TEXT    NOT NULL         -- ReviewNote, JSON
) STRICT;

-- What was sent back and not answered, by deadline.
CREATE INDEX review_returned ON review (deadline, id) WHERE state = 'returned' AND replied_by IS NULL;

CREATE TABLE clash (
    -- Edits of one field group by two people, to be shown to the second.
    id        INTEGER PRIMARY KEY,
    record    BLOB    NOT NULL,  -- the subject_edit
    field     TEXT    NOT NULL,  -- name of the group
    key       TEXT    NOT NULL UNIQUE, -- of the feed
    revision  INTEGER NOT NULL,
    dismissed INTEGER NOT NULL,  -- 1: the editor has dealt with it
    body      TEXT    NOT NULL,  -- Clash, JSON
    UNIQUE (record, field)
) STRICT;

-- What is still to be shown.
CREATE INDEX clash_open ON clash (id) WHERE dismissed = 0;

CREATE TABLE document (
    -- Documents read by their key alone (regions, colleagues, activities, placements),
    -- and those of kinds or shapes that a later version of the app will understand.
    id       INTEGER PRIMARY KEY,
    kind     TEXT    NOT NULL,
    key      TEXT    NOT NULL,
    revision INTEGER NOT NULL,
    unread   INTEGER NOT NULL,   -- 1: kept for a later version
    body     TEXT    NOT NULL,   -- JSON
    UNIQUE (kind, key)
) STRICT;

-- One kind, in the order of arrival.
CREATE INDEX document_kind ON document (kind, id);

-- What an upgrade takes up.
CREATE INDEX document_unread ON document (kind, id) WHERE unread = 1;

CREATE TABLE removed (
    -- Revisions at which documents were taken from this phone: a put heard late stays away.
    kind     TEXT    NOT NULL,
    key      TEXT    NOT NULL,
    revision INTEGER NOT NULL,
    PRIMARY KEY (kind, key)
) STRICT;
