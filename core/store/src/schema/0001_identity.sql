CREATE TABLE setting (
    -- What this phone is and where it stands: one JSON value a name (see `setting.rs`).
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
