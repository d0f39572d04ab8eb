-- The county's database, first released schema. Written in the common dialect of
-- src/db.rs: SERIAL_KEY is an ascending key, BYTEA is BLOB, BIGINT is INTEGER, and
-- STRICT exists on SQLite alone. Times are RFC 3339 UTC text with milliseconds, days
-- are ISO text, flags are 0 and 1, ids are UUID text, JSON is text.

-- Single facts: incarnation, durable_position (how far backups reach), county name.
CREATE TABLE county_fact (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- Regions and grids. A code may change; the id does not.
CREATE TABLE region (
    id         TEXT PRIMARY KEY,
    code       TEXT NOT NULL,
    level      TEXT NOT NULL,
    name       TEXT NOT NULL,
    parent     TEXT REFERENCES region (id),
    valid_from TEXT NOT NULL,
    body       TEXT NOT NULL
) STRICT;
-- Children of a region.
CREATE INDEX region_parent ON region (parent);

-- Every region with all that lies inside it, itself included: scope is asked for in SQL.
CREATE TABLE region_inside (
    outer_region TEXT NOT NULL REFERENCES region (id),
    region       TEXT NOT NULL REFERENCES region (id),
    PRIMARY KEY (outer_region, region)
) STRICT;

-- People who work with the system. No password: cannot sign in to the console.
CREATE TABLE account (
    id            TEXT PRIMARY KEY,
    login         TEXT NOT NULL UNIQUE,
    name          TEXT NOT NULL,
    password      TEXT,
    active        BIGINT NOT NULL,
    -- Goes up whenever what the account may hold changes; a feed cursor names the one it was given under.
    scope_version BIGINT NOT NULL
) STRICT;

-- Posts held, each over one region (and all inside it).
CREATE TABLE post (
    account TEXT NOT NULL REFERENCES account (id),
    post    TEXT NOT NULL,
    region  TEXT NOT NULL REFERENCES region (id),
    PRIMARY KEY (account, post, region)
) STRICT;

-- What an account's phone may hold, closed over regions: audiences are 'county',
-- 'region:ID' and 'account:ID'. `lost` is set instead of deleting the row, so that
-- phones are told to remove; versions are those of account.scope_version.
CREATE TABLE audience (
    account  TEXT NOT NULL REFERENCES account (id),
    audience TEXT NOT NULL,
    gained   BIGINT NOT NULL,
    lost     BIGINT,
    PRIMARY KEY (account, audience)
) STRICT;

-- One-time codes of enrolment tickets, hashed.
CREATE TABLE enrolment (
    code_hash  BYTEA PRIMARY KEY,
    account    TEXT NOT NULL REFERENCES account (id),
    expires_at TEXT NOT NULL,
    device     TEXT
) STRICT;

-- Enrolled phones, and where their chains end.
CREATE TABLE device (
    id          TEXT PRIMARY KEY,
    account     TEXT NOT NULL REFERENCES account (id),
    algorithm   TEXT NOT NULL,
    public_key  BYTEA NOT NULL,
    tier        TEXT NOT NULL,
    label       TEXT NOT NULL,
    -- active, retired (an honest change of phone) or compromised.
    state       TEXT NOT NULL,
    enrolled_at TEXT NOT NULL,
    ended_at    TEXT,
    epoch       BIGINT NOT NULL,
    seq         BIGINT NOT NULL,
    head        BYTEA NOT NULL,
    -- How far into the chain backups reach: the watermark.
    durable_epoch BIGINT NOT NULL DEFAULT 1,
    durable_seq   BIGINT NOT NULL DEFAULT 0
) STRICT;

-- Refresh tokens of phones, hashed. One family an enrolment; a reuse ends the family.
CREATE TABLE refresh_token (
    token_hash BYTEA PRIMARY KEY,
    device     TEXT NOT NULL REFERENCES device (id),
    -- The token it was given for; none for the first of an enrolment.
    parent     BYTEA,
    issued_at  TEXT NOT NULL,
    used_at    TEXT
) STRICT;
-- All tokens of a phone, to end them together.
CREATE INDEX refresh_token_device ON refresh_token (device);
-- Whether a successor was used.
CREATE INDEX refresh_token_parent ON refresh_token (parent);

-- Phones that have not come back since the database was restored. What they were
-- given after the backup is unknown here; their signature alone lets each in once.
CREATE TABLE returning_device (
    device TEXT PRIMARY KEY REFERENCES device (id)
) STRICT;

-- Short-lived tokens, hashed: of a phone, or of a person at the console.
CREATE TABLE access_token (
    token_hash BYTEA PRIMARY KEY,
    account    TEXT NOT NULL REFERENCES account (id),
    device     TEXT REFERENCES device (id),
    expires_at TEXT NOT NULL
) STRICT;
-- All tokens of a phone, to end them together.
CREATE INDEX access_token_device ON access_token (device);
-- An account's tokens, to forget those whose time is over.
CREATE INDEX access_token_account ON access_token (account, expires_at);

-- The county's log: envelopes, what the server signs, audit entries. A row is written
-- by whatever transaction makes it, in no order; the sealer gives it a place.
CREATE TABLE entry (
    id   SERIAL_KEY,
    -- envelope, review, merge, assignment, placement, tombstone, audit …
    kind TEXT NOT NULL,
    -- What it is about: a header hash, a record id.
    reference TEXT NOT NULL,
    -- SHA-256 of the entry's exact bytes.
    leaf BYTEA NOT NULL,
    -- The exact bytes of what the server made; an envelope's stand in its own table.
    body TEXT,
    at   TEXT NOT NULL
) STRICT;

-- Entries that the sealer has not yet placed.
CREATE TABLE unsealed_entry (
    entry BIGINT PRIMARY KEY REFERENCES entry (id)
) STRICT;

-- Published places, without gaps. chain = SHA-256(chain before || leaf).
CREATE TABLE sealed_entry (
    position BIGINT PRIMARY KEY,
    entry    BIGINT NOT NULL UNIQUE REFERENCES entry (id),
    chain    BYTEA NOT NULL
) STRICT;

-- Envelopes as they came, without their payloads.
CREATE TABLE envelope (
    hash        BYTEA PRIMARY KEY,
    record      TEXT NOT NULL,
    device      TEXT NOT NULL REFERENCES device (id),
    epoch       BIGINT NOT NULL,
    seq         BIGINT NOT NULL,
    author      TEXT NOT NULL,
    kind        TEXT NOT NULL,
    header      TEXT NOT NULL,
    algorithm   TEXT NOT NULL,
    signature   BYTEA NOT NULL,
    commitment  BYTEA NOT NULL,
    -- batch::Verdict as JSON, as it stands now.
    verdict     TEXT NOT NULL,
    -- The verdict in one word: accepted, needs_review or quarantined.
    standing    TEXT NOT NULL,
    -- With hash and record its receipt: a repeated envelope gets the same one.
    received_at TEXT NOT NULL,
    entry       BIGINT NOT NULL REFERENCES entry (id)
) STRICT;
-- A phone's chain, in order; forks are kept, so it is not unique.
CREATE INDEX envelope_chain ON envelope (device, epoch, seq);
-- Wrappings of one record.
CREATE INDEX envelope_record ON envelope (record);
-- An entry of the log finds its envelope.
CREATE UNIQUE INDEX envelope_entry ON envelope (entry);
-- What waits for a person to place it, oldest first.
CREATE INDEX envelope_quarantine ON envelope (received_at) WHERE standing = 'quarantined';

-- A record: what the first accepted wrapping of it made happen. Exactly one row a record.
CREATE TABLE record (
    id         TEXT PRIMARY KEY,
    hash       BYTEA NOT NULL REFERENCES envelope (hash),
    commitment BYTEA NOT NULL,
    kind       TEXT NOT NULL,
    author     TEXT NOT NULL,
    -- Village of the subject, where one is known.
    region     TEXT,
    -- Whether it has had its effect; quarantined records have none until placed.
    applied    BIGINT NOT NULL
) STRICT;

-- Whom a record is about: what must go when a person's data are erased.
CREATE TABLE record_subject (
    record  TEXT NOT NULL REFERENCES record (id),
    subject TEXT NOT NULL,
    PRIMARY KEY (record, subject)
) STRICT;
-- Records about a subject.
CREATE INDEX record_subject_subject ON record_subject (subject);

-- Payloads, each under a key of its own. Erasing the key erases the payload. Two only
-- where a second payload claims the id of a record: the clash is kept, too.
CREATE TABLE payload (
    record     TEXT NOT NULL REFERENCES record (id),
    commitment BYTEA NOT NULL,
    -- AEAD of salt and text.
    sealed     BYTEA NOT NULL,
    PRIMARY KEY (record, commitment)
) STRICT;

-- Keys of payloads, wrapped by the server's own key.
CREATE TABLE payload_key (
    record     TEXT NOT NULL,
    commitment BYTEA NOT NULL,
    wrapped    BYTEA NOT NULL,
    PRIMARY KEY (record, commitment),
    FOREIGN KEY (record, commitment) REFERENCES payload (record, commitment)
) STRICT;

-- Households and persons as they stand.
CREATE TABLE subject (
    id        TEXT PRIMARY KEY,
    -- household or person
    type      TEXT NOT NULL,
    region    TEXT NOT NULL REFERENCES region (id),
    household TEXT,
    -- Whether a child on file: their file goes to who is assigned, others hold a card.
    child     BIGINT NOT NULL,
    revision  BIGINT NOT NULL,
    -- The whole subject as JSON; NULL once erased.
    body      TEXT
) STRICT;
-- Members of a household.
CREATE INDEX subject_household ON subject (household);
-- Subjects of a village.
CREATE INDEX subject_region ON subject (region);

-- Who is due for what, and whose work it is.
CREATE TABLE roster (
    id       TEXT PRIMARY KEY,
    subject  TEXT NOT NULL REFERENCES subject (id),
    region   TEXT NOT NULL REFERENCES region (id),
    visit    TEXT NOT NULL,
    assignee TEXT NOT NULL REFERENCES account (id),
    due      TEXT NOT NULL,
    body     TEXT NOT NULL
) STRICT;
-- A worker's lines, most urgent first.
CREATE INDEX roster_assignee ON roster (assignee, due);
-- Lines of a subject.
CREATE INDEX roster_subject ON roster (subject);

-- Who once had a subject on their roster: work done before they heard of a
-- reassignment is in scope for them.
CREATE TABLE roster_past (
    subject TEXT NOT NULL REFERENCES subject (id),
    account TEXT NOT NULL REFERENCES account (id),
    PRIMARY KEY (subject, account)
) STRICT;

-- What phones should know, newest state of each document for each audience that may
-- hold it. `position` is NULL from the write until the sealer publishes it.
CREATE TABLE document (
    kind     TEXT NOT NULL,
    key      TEXT NOT NULL,
    audience TEXT NOT NULL,
    position BIGINT,
    removed  BIGINT NOT NULL,
    body     TEXT,
    PRIMARY KEY (kind, key, audience)
) STRICT;
-- The feed: one audience's documents in published order.
CREATE INDEX document_feed ON document (audience, position);
-- What the sealer has still to publish.
CREATE INDEX document_unsealed ON document (kind) WHERE position IS NULL;

-- Visits as supervisors list them.
CREATE TABLE visit (
    record    TEXT PRIMARY KEY REFERENCES record (id),
    subject   TEXT NOT NULL,
    region    TEXT NOT NULL,
    kind      TEXT NOT NULL,
    author    TEXT NOT NULL,
    outcome   TEXT NOT NULL,
    urgency   TEXT NOT NULL,
    day       TEXT NOT NULL,
    arrived_at TEXT NOT NULL,
    corrects  TEXT,
    -- review::ReviewState
    review    TEXT NOT NULL,
    deadline  TEXT,
    -- The second investigator named, and whether they have stood by it.
    second    TEXT,
    countersigned BIGINT NOT NULL
) STRICT;
-- A supervisor's queue: red lines first, then the oldest.
CREATE INDEX visit_queue ON visit (review, urgency, arrived_at, record);
-- Visits of a subject.
CREATE INDEX visit_subject ON visit (subject, day);

-- Every step of every review.
CREATE TABLE review_step (
    id     SERIAL_KEY,
    visit  TEXT NOT NULL REFERENCES visit (record),
    step   TEXT NOT NULL,
    by_account TEXT NOT NULL,
    at     TEXT NOT NULL,
    -- Items and deadline of a return, words and correction of a reply: JSON.
    detail TEXT NOT NULL
) STRICT;
-- A visit's history.
CREATE INDEX review_step_visit ON review_step (visit);

-- Countersignatures that came, whether or not the visit has.
CREATE TABLE countersign (
    visit      TEXT NOT NULL,
    by_account TEXT NOT NULL,
    commitment TEXT NOT NULL,
    record     TEXT NOT NULL,
    PRIMARY KEY (visit, by_account)
) STRICT;

-- Volunteer time.
CREATE TABLE hours (
    record    TEXT PRIMARY KEY REFERENCES record (id),
    activity  TEXT NOT NULL,
    volunteer TEXT NOT NULL,
    sign_in   TEXT NOT NULL,
    sign_out  TEXT NOT NULL,
    minutes   BIGINT NOT NULL,
    corrects  TEXT
) STRICT;
-- A volunteer's time in order, to find overlaps.
CREATE INDEX hours_volunteer ON hours (volunteer, sign_in);

-- Edits that clashed and wait for a person.
CREATE TABLE clash (
    record  TEXT NOT NULL,
    field_group TEXT NOT NULL,
    subject TEXT NOT NULL,
    -- changes::Clash as JSON.
    body    TEXT NOT NULL,
    settled BIGINT NOT NULL,
    PRIMARY KEY (record, field_group)
) STRICT;

-- Sealed journals offered for recovery.
CREATE TABLE recovered_journal (
    sha256      BYTEA PRIMARY KEY,
    device      TEXT NOT NULL REFERENCES device (id),
    length      BIGINT NOT NULL,
    received_at TEXT NOT NULL,
    receipt     TEXT NOT NULL,
    -- Empty once every record in it was taken in.
    bytes       BYTEA NOT NULL,
    opened_at   TEXT
) STRICT;
-- What a phone handed in lately.
CREATE INDEX recovered_journal_device ON recovered_journal (device, received_at);

-- What people decided about quarantined records; what a compromised phone sent takes two.
CREATE TABLE placement (
    record     TEXT NOT NULL REFERENCES record (id),
    by_account TEXT NOT NULL REFERENCES account (id),
    -- accept or reject
    decision   TEXT NOT NULL,
    reason     TEXT NOT NULL,
    at         TEXT NOT NULL,
    PRIMARY KEY (record, by_account)
) STRICT;

-- Lines that a colleague has while somebody is away; handed back when the cover ends.
CREATE TABLE cover (
    id         TEXT PRIMARY KEY,
    absent     TEXT NOT NULL REFERENCES account (id),
    stand_in   TEXT NOT NULL REFERENCES account (id),
    -- The last day of the leave, as announced; ending it is a person's act.
    until      TEXT NOT NULL,
    begun_by   TEXT NOT NULL REFERENCES account (id),
    ended_at   TEXT
) STRICT;

-- The lines of a cover. A line may be gone by the time it is handed back.
CREATE TABLE cover_line (
    cover TEXT NOT NULL REFERENCES cover (id),
    line  TEXT NOT NULL,
    PRIMARY KEY (cover, line)
) STRICT;
