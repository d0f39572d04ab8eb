//! How a name sounds: for every ending of the name, its full pinyin and its initials,
//! with every reading of every character. 单小曾 can be found as `shanxiaozeng`,
//! `danxiaoceng`, `xiaozeng`, `sxz`, `dxc`, `xz` …

use pinyin::ToPinyinMulti;
use std::collections::BTreeSet;

/// Most readings of one ending; a longer name of many polyphonic characters keeps the
/// first readings of its later ones. No name of up to four characters comes near.
const MOST: usize = 256;

/// The tokens of a name.
pub(super) fn of(name: &str) -> String {
    let syllables: Vec<BTreeSet<String>> = name.chars().map(readings).filter(|set| !set.is_empty()).collect();
    let mut tokens = BTreeSet::new();
    for start in 0..syllables.len() {
        let ending = syllables.get(start..).unwrap_or_default();
        tokens.extend(spoken(ending));
        let initials: Vec<BTreeSet<String>> =
            ending.iter().map(|readings| readings.iter().filter_map(|r| first(r)).collect()).collect();
        tokens.extend(spoken(&initials));
    }
    tokens.into_iter().collect::<Vec<_>>().join(" ")
}

/// Every way to say one character; `ü` is written `v`, and `yu` as passports do.
fn readings(c: char) -> BTreeSet<String> {
    if c.is_ascii_alphanumeric() {
        return BTreeSet::from([c.to_ascii_lowercase().to_string()]);
    }
    let mut readings = BTreeSet::new();
    for reading in c.to_pinyin_multi().into_iter().flatten() {
        let plain = reading.plain().replace('ü', "v");
        if plain.contains('v') {
            readings.insert(plain.replace('v', "yu"));
            readings.insert(plain.replace('v', "u"));
        }
        readings.insert(plain);
    }
    readings
}

fn first(reading: &str) -> Option<String> {
    reading.chars().next().map(String::from)
}

fn spoken(syllables: &[BTreeSet<String>]) -> BTreeSet<String> {
    let mut spoken = BTreeSet::from([String::new()]);
    for readings in syllables {
        let room = (MOST / spoken.len()).max(1);
        spoken = spoken
            .iter()
            .flat_map(|before| readings.iter().take(room).map(move |reading| format!("{before}{reading}")))
            .collect();
    }
    spoken
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reading_of_every_ending_is_there() {
        let sounds = of("单小曾");
        for token in ["shanxiaozeng", "danxiaoceng", "xiaozeng", "zeng", "sxz", "dxc", "xz"] {
            assert!(sounds.split(' ').any(|sound| sound == token), "{token} in {sounds}");
        }
    }

    #[test]
    fn a_long_name_of_many_readings_stays_bounded() {
        let sounds = of(&"行".repeat(30));
        assert!(sounds.split(' ').count() < 30 * 2 * MOST);
    }
}
