-- The plan that a follow-up closed, since a supervisor agreed (server::follow_ups).
ALTER TABLE visit ADD COLUMN closes TEXT;
