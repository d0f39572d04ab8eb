-- A roster line as it was given, before any visit moved it on: where it goes back to when
-- the visits that moved it turn out not to count.
ALTER TABLE roster ADD COLUMN given TEXT;
UPDATE roster SET given = body;

-- Corrections of a visit: it does not count any more.
CREATE INDEX visit_corrects ON visit (corrects) WHERE corrects IS NOT NULL;
