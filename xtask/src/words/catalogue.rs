//! The catalogue as it is written by people.
//!
//! ```toml
//! [today_next]
//! zh = "走访 {name}"
//! en = "Visit {name}"
//!
//! [today_count]
//! zh = "{count#} 户待走访"
//! en = { one = "{count#} visit due", other = "{count#} visits due" }
//! ```
//!
//! `{name}` stands for a text, `{count#}` for a whole number, `{far.1}` for a number with one decimal. What is given to a shell are
//! the values in the order in which the Chinese names them. A text whose English has more than one form has a number that decides.

use crate::{failure::Failure, place};
use serde::Deserialize;
use std::{collections::BTreeMap, fs, path::Path};

/// All areas, each with its words.
pub(crate) struct Catalogue(pub(crate) BTreeMap<String, Vec<Entry>>);

/// One text in both languages.
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) zh: Vec<Piece>,
    pub(crate) en: Forms,
    /// In the order in which they are given.
    pub(crate) values: Vec<Value>,
}

/// The forms of a text that a number may need.
pub(crate) enum Forms {
    One(Vec<Piece>),
    Counted { one: Vec<Piece>, other: Vec<Piece> },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    Words(String),
    Value(Value),
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Value {
    pub(crate) name: String,
    pub(crate) kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Text,
    Whole,
    Decimals(u8),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    zh: String,
    en: English,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum English {
    Plain(String),
    Counted { one: String, other: String },
}

impl Catalogue {
    pub(crate) fn read(folder: &Path) -> Result<Self, Failure> {
        let mut areas = BTreeMap::new();
        let mut faults = Vec::new();
        for entry in fs::read_dir(folder).map_err(place::at(folder))? {
            let path = entry.map_err(place::at(folder))?.path();
            if path.extension().is_none_or(|extension| extension != "toml") {
                continue;
            }
            let area = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            let text = fs::read_to_string(&path).map_err(place::at(&path))?;
            match entries(&area, &text) {
                Ok(entries) => {
                    areas.insert(area, entries);
                }
                Err(found) => {
                    faults.extend(found.into_iter().map(|fault| format!("words/{area}.toml: {fault}")));
                }
            }
        }
        if faults.is_empty() { Ok(Self(areas)) } else { Err(Failure::Found(faults.join("\n"))) }
    }
}

/// The words of one area, or everything that is wrong with them.
pub(crate) fn entries(area: &str, text: &str) -> Result<Vec<Entry>, Vec<String>> {
    let written: BTreeMap<String, Written> = toml::from_str(text).map_err(|error| vec![error.to_string()])?;
    let mut entries = Vec::new();
    let mut faults = Vec::new();
    for (key, written) in written {
        if !key.starts_with(&format!("{area}_")) {
            faults.push(format!("{key}: begins with {area}_ as all words of this area"));
        }
        match entry(&key, written) {
            Ok(entry) => entries.push(entry),
            Err(fault) => faults.push(format!("{key}: {fault}")),
        }
    }
    if faults.is_empty() { Ok(entries) } else { Err(faults) }
}

fn entry(key: &str, Written { zh, en }: Written) -> Result<Entry, String> {
    let zh = pieces(&zh)?;
    let values = values(&zh);
    let same = |pieces: Vec<Piece>| {
        let mut sorted = [values.clone(), self::values(&pieces)];
        sorted.iter_mut().for_each(|values| values.sort());
        let [wanted, given] = sorted;
        if wanted == given { Ok(pieces) } else { Err("the languages name other values".to_owned()) }
    };
    let en = match en {
        English::Plain(text) => Forms::One(same(pieces(&text)?)?),
        English::Counted { one, other } => {
            if !values.iter().any(|value| value.kind == Kind::Whole) {
                return Err("no number decides between its forms".to_owned());
            }
            Forms::Counted { one: same(pieces(&one)?)?, other: same(pieces(&other)?)? }
        }
    };
    Ok(Entry { key: key.to_owned(), zh, en, values })
}

/// Each once, in the order of appearance.
fn values(pieces: &[Piece]) -> Vec<Value> {
    let mut values = Vec::new();
    for piece in pieces {
        if let Piece::Value(value) = piece
            && !values.contains(value)
        {
            values.push(value.clone());
        }
    }
    values
}

fn pieces(text: &str) -> Result<Vec<Piece>, String> {
    if text.trim().is_empty() {
        return Err("says nothing".to_owned());
    }
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((words, after)) = rest.split_once('{') {
        let (value, after) = after.split_once('}').ok_or("a { without its }")?;
        if !words.is_empty() {
            pieces.push(Piece::Words(words.to_owned()));
        }
        pieces.push(Piece::Value(self::value(value)?));
        rest = after;
    }
    if rest.contains('}') {
        return Err("a } without its {".to_owned());
    }
    if !rest.is_empty() {
        pieces.push(Piece::Words(rest.to_owned()));
    }
    Ok(pieces)
}

fn value(text: &str) -> Result<Value, String> {
    let (name, kind) = if let Some(name) = text.strip_suffix('#') {
        (name, Kind::Whole)
    } else if let Some((name, decimals)) = text.split_once('.') {
        (name, Kind::Decimals(decimals.parse().map_err(|_| format!("{{{text}}}: how many decimals?"))?))
    } else {
        (text, Kind::Text)
    };
    if name.is_empty() || !name.chars().all(|character| character.is_ascii_lowercase() || character == '_') {
        return Err(format!("{{{text}}}: a value has a name of small letters"));
    }
    Ok(Value { name: name.to_owned(), kind })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Vec<String> {
        entries("today", text).err().unwrap_or_default()
    }

    #[test]
    fn what_is_wrong_is_said_with_its_key() {
        assert_eq!(faults("[today_a]\nzh = \"走访 {name}\"\nen = \"Visit {name}\""), Vec::<String>::new());
        assert_eq!(
            faults("[today_a]\nzh = \"走访 {name}\"\nen = \"Visit\""),
            ["today_a: the languages name other values"]
        );
        assert_eq!(faults("[today_a]\nzh = \"\"\nen = \"Visit\""), ["today_a: says nothing"]);
        assert_eq!(faults("[home_a]\nzh = \"a\"\nen = \"a\"").len(), 1);
        assert_eq!(faults("[today_a]\nzh = \"a\"").len(), 1, "a language is missing");
        assert_eq!(
            faults("[today_a]\nzh = \"{name} 户\"\nen = { one = \"{name}\", other = \"{name}\" }"),
            ["today_a: no number decides between its forms"]
        );
        assert_eq!(faults("[today_a]\nzh = \"{Name}\"\nen = \"{Name}\"").len(), 1);
    }
}
