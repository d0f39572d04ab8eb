-- Names, addresses, codes and telephones of the registry. Contentless: the words stand
-- here only as an index. Names and addresses character by character, numbers as
-- overlapping threes (see `search.rs`). The row is four times the subject's row and one
-- for a household, two for a child's card.
CREATE VIRTUAL TABLE search_text USING fts5 (
    name, address, digits,
    content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0'
);

-- How the names sound: every reading of every ending of a name, whole and in initials.
CREATE VIRTUAL TABLE search_sound USING fts5 (
    sound,
    content = '', contentless_delete = 1, detail = 'none', prefix = '1 2 3',
    tokenize = 'unicode61 remove_diacritics 0'
);
