CREATE TABLE roster (
    -- Lines of this worker's roster.
    id         INTEGER PRIMARY KEY,
    line       BLOB    NOT NULL UNIQUE,
    revision   INTEGER NOT NULL,
    subject    BLOB    NOT NULL,  -- 'h' or 'p' and a UUID
    household  BLOB,              -- where that is, once known
    visit      TEXT    NOT NULL,  -- VisitTag
    due        INTEGER NOT NULL,  -- civil day
    placed     INTEGER NOT NULL,  -- 1: in roster_place
    visited_by BLOB,              -- the visit saved here, until the county's line answers it
    body       TEXT    NOT NULL   -- RosterLine, JSON
) STRICT;

-- The agenda without a position.
CREATE INDEX roster_due ON roster (due, id) WHERE visited_by IS NULL;

-- The same of one kind of visit.
CREATE INDEX roster_visit_due ON roster (visit, due, id) WHERE visited_by IS NULL;

-- Lines whose door nobody has placed: they follow the placed ones of their state.
CREATE INDEX roster_unplaced ON roster (due, id) WHERE visited_by IS NULL AND placed = 0;

-- Done here, waiting for the county.
CREATE INDEX roster_visited ON roster (id) WHERE visited_by IS NOT NULL;

-- Lines about one subject, and lines at one door.
CREATE INDEX roster_subject ON roster (subject);
CREATE INDEX roster_household ON roster (household);

-- Doors of the lines that are due, in ten-millionths of a degree; the due day and the
-- number of the visit's kind are further dimensions, so that one search finds the
-- nearest overdue check-ins. Only lines not visited stand here.
CREATE VIRTUAL TABLE roster_place USING rtree_i32 (
    id, west, east, south, north, due, due_to, visit, visit_to
);
