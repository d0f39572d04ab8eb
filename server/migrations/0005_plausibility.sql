-- What does not look as visits usually do (domain::plausibility), looked for across everybody's visits.

-- Flags as JSON; NULL until the visit was looked at, or when it is to be looked at again.
ALTER TABLE visit ADD COLUMN unusual TEXT;
CREATE INDEX visit_to_look_at ON visit (arrived_at) WHERE unusual IS NULL;

-- What is compared of a visit, by the best clock there was.
CREATE TABLE stop (
    visit    TEXT PRIMARY KEY,
    author   TEXT NOT NULL,
    ended_at TEXT NOT NULL,
    -- Longitude and latitude to the last digit, if satellites gave them.
    point    TEXT,
    -- plausibility::Stop as JSON, without its photographs
    body     TEXT NOT NULL
) STRICT;
-- A worker's day.
CREATE INDEX stop_author ON stop (author, ended_at);
-- Who was at the very same point.
CREATE INDEX stop_point ON stop (point) WHERE point IS NOT NULL;

-- Photographs that visits name.
CREATE TABLE photograph (
    record   TEXT PRIMARY KEY,
    visit    TEXT NOT NULL,
    -- 16 hexadecimal digits; NULL: not here yet, or not vouched for by its phone
    likeness TEXT
) STRICT;
CREATE INDEX photograph_visit ON photograph (visit);

-- A likeness cut into five: two that differ in at most four bits share one of the parts.
CREATE TABLE likeness_part (
    part   BIGINT NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (part, record)
) STRICT;
CREATE INDEX likeness_part_record ON likeness_part (record);
