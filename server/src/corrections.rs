//! What its author corrected counts as corrected, once.

/// Whether a row of `visit` counts: its author has not corrected it, and of the corrections of one record
/// it is the one that was begun last.
pub(crate) const COUNTS: &str = "NOT EXISTS (
    SELECT 1 FROM visit AS later WHERE later.author = visit.author
       AND (later.corrects = visit.record OR (later.corrects = visit.corrects AND later.record > visit.record)))";
