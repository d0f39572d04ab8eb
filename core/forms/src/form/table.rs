//! Files published with a form: plain tables that `pulldata()` looks into.

use std::collections::HashMap;

/// One column of a file, by the text in another: what one `pulldata()` needs, and no more.
#[derive(Debug, Default)]
pub(crate) struct Lookup {
    values: HashMap<String, String>,
}

impl Lookup {
    /// The first row wins where a key stands twice.
    pub(crate) fn of(pairs: impl Iterator<Item = (String, String)>) -> Self {
        let mut values = HashMap::new();
        for (key, value) in pairs {
            values.entry(key).or_insert(value);
        }
        Self { values }
    }

    /// Empty where there is no such row.
    pub(crate) fn get(&self, key: &str) -> &str {
        self.values.get(key).map_or("", String::as_str)
    }
}
