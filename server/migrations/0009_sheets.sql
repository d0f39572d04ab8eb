-- Sheets (domain::sheet) stand in a supervisor's queue beside the visits: they may be about nobody on file,
-- and have no outcome.
ALTER TABLE visit ADD COLUMN about TEXT;
UPDATE visit SET about = subject;
DROP INDEX visit_subject;
ALTER TABLE visit DROP COLUMN subject;
ALTER TABLE visit RENAME COLUMN about TO subject;
CREATE INDEX visit_subject ON visit (subject, day);
ALTER TABLE visit ADD COLUMN ending TEXT;
UPDATE visit SET ending = outcome;
ALTER TABLE visit DROP COLUMN outcome;
ALTER TABLE visit RENAME COLUMN ending TO outcome;

-- Of a supervision or a training, how long it was.
ALTER TABLE visit ADD COLUMN minutes BIGINT;

-- The day agreed for the next visit.
ALTER TABLE visit ADD COLUMN next_date TEXT;
