//! What a rule is, for people: `docs/rules.md` is written from these.

/// One rule of the field: where it comes from, where its numbers stand, what holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// What it says, in one English sentence.
    pub says: &'static str,
    /// Its Chinese term, as in law.
    pub term: &'static str,
    /// Article or standard.
    pub source: &'static str,
    /// The file below `core/domain/data` that holds its numbers; `None` where the law fixes them in the code.
    pub data: Option<&'static str>,
    /// The tests that hold it, as `module::test_name`.
    pub tests: &'static [&'static str],
}
