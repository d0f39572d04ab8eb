-- Files that wait for a network on which bytes cost nothing, and then for all others:
-- photographs as the camera wrote them, of which a smaller copy travels at once.
ALTER TABLE media_file ADD COLUMN patient INTEGER NOT NULL DEFAULT 0;
