-- A draft is of a visit, or of a sheet apart from any.
ALTER TABLE draft RENAME COLUMN visit TO purpose;
