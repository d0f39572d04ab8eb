//! What a bench says: one JSON file and one table, row by row.

use crate::{machine, sample::Sample};
use serde::Serialize;
use std::{fmt::Write as _, fs, io, path::Path};

/// Everything that one bench found.
#[derive(Debug, Serialize)]
pub struct Report {
    /// `store`, `sync`
    pub bench: &'static str,
    /// RFC 3339.
    pub date: String,
    /// Cores, memory, architecture.
    pub machine: String,
    /// What was measured, in the order of the table.
    pub rows: Vec<Row>,
}

/// One figure beside its peer's.
#[derive(Debug, Serialize)]
pub struct Row {
    /// Stable.
    pub id: &'static str,
    /// What was done.
    pub job: String,
    /// Of `ours` and `peer`.
    pub unit: &'static str,
    /// Median; NaN (`null` in JSON) where nothing was measured.
    pub ours: f64,
    /// Least and most.
    pub ours_range: [f64; 2],
    /// What survives a power cut on our side.
    pub ours_durability: &'static str,
    /// Beside whom; `None` without a peer.
    pub peer_name: Option<&'static str>,
    /// What survives a power cut on theirs.
    pub peer_durability: Option<&'static str>,
    /// Median; `None` where no peer was measured.
    pub peer: Option<f64>,
    /// Least and most.
    pub peer_range: Option<[f64; 2]>,
    /// `ours / peer`.
    pub ratio: Option<f64>,
    /// Why no peer was measured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<&'static str>,
    /// What an issue must show, and where we are going.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bars: Option<Bars>,
    /// Where it goes; each name ends in its unit.
    pub stages: Stages,
}

/// Named parts of a figure, in the order in which they were put.
pub type Stages = serde_json::Map<String, serde_json::Value>;

/// Bounds of a ratio.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Bars {
    /// Speed over speed: more is better.
    AtLeast {
        /// What an issue must show.
        first: f64,
        /// Where we are going.
        goal: f64,
    },
    /// Bytes over bytes, time over time: less is better.
    AtMost {
        /// What an issue must show.
        first: f64,
        /// Where we are going.
        goal: f64,
    },
}

impl Bars {
    fn told(self, ratio: f64) -> [String; 3] {
        let (sign, first, goal, met) = match self {
            Self::AtLeast { first, goal } => (">=", first, goal, [ratio >= first, ratio >= goal]),
            Self::AtMost { first, goal } => ("<=", first, goal, [ratio <= first, ratio <= goal]),
        };
        let standing = match met {
            [_, true] => "goal met",
            [true, false] => "first bar met",
            [false, false] => "falls short",
        };
        [format!("{sign} {first:.2}"), format!("{sign} {goal:.2}"), standing.to_owned()]
    }
}

/// The other side of a row.
#[derive(Clone, Copy, Debug)]
pub struct Peer<'a> {
    /// Who.
    pub name: &'static str,
    /// What survives a power cut there.
    pub durability: &'static str,
    /// What was measured.
    pub sample: &'a Sample,
}

impl Row {
    /// A figure without a peer, and why.
    pub fn alone(
        id: &'static str,
        job: impl Into<String>,
        unit: &'static str,
        ours: &Sample,
        why: &'static str,
    ) -> Self {
        Self {
            id,
            job: job.into(),
            unit,
            ours: ours.median(),
            ours_range: ours.range(),
            ours_durability: "",
            peer_name: None,
            peer_durability: None,
            peer: None,
            peer_range: None,
            ratio: None,
            why: Some(why),
            bars: None,
            stages: Stages::new(),
        }
    }

    /// A figure beside its peer's, held against its bars.
    pub fn beside(
        id: &'static str,
        job: impl Into<String>,
        unit: &'static str,
        ours: &Sample,
        peer: Peer<'_>,
        bars: Bars,
    ) -> Self {
        let mut row = Self::alone(id, job, unit, ours, "");
        row.why = None;
        row.peer_name = Some(peer.name);
        row.peer_durability = Some(peer.durability);
        row.peer = Some(peer.sample.median());
        row.peer_range = Some(peer.sample.range());
        row.ratio = Some(ours.median() / peer.sample.median());
        row.bars = Some(bars);
        row
    }

    /// Says what survives a power cut on our side.
    #[must_use]
    pub fn kept_by(mut self, durability: &'static str) -> Self {
        self.ours_durability = durability;
        self
    }

    /// Adds a part of the figure, or something counted beside it.
    #[must_use]
    pub fn stage(mut self, name: &str, value: f64) -> Self {
        self.stages.insert(name.to_owned(), rounded(value).into());
        self
    }
}

/// Four digits are more than a shared machine is good for.
fn rounded(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    let scale = 10_f64.powf(3.0 - value.abs().log10().floor());
    (value * scale).round() / scale
}

impl Report {
    /// Of this machine, now.
    pub fn new(bench: &'static str, rows: Vec<Row>) -> Self {
        Self { bench, date: machine::now(), machine: machine::described(), rows }
    }

    /// Writes `FOLDER/BENCH.json`.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder)?;
        let mut text = serde_json::to_string_pretty(self)?;
        text.push('\n');
        fs::write(folder.join(format!("{}.json", self.bench)), text)
    }

    /// For people.
    pub fn table(&self) -> String {
        let mut table = format!("bench {} on {}\n", self.bench, self.machine);
        for row in &self.rows {
            let told = |value: f64, [least, most]: [f64; 2]| {
                format!("{} [{} .. {}]", rounded(value), rounded(least), rounded(most))
            };
            let ours = match row.ours.is_nan() {
                true => "none".to_owned(),
                false => told(row.ours, row.ours_range),
            };
            // Writing to a String cannot fail.
            let _ = writeln!(table, "\n{}  {}, {}", row.id, row.job, row.unit);
            let _ = writeln!(table, "  ours   {ours}  {}", row.ours_durability);
            match (row.peer, row.peer_range, row.ratio, row.bars) {
                (Some(peer), Some(range), Some(ratio), Some(bars)) => {
                    let [first, goal, standing] = bars.told(ratio);
                    let name = row.peer_name.unwrap_or_default();
                    let durability = row.peer_durability.unwrap_or_default();
                    let _ = writeln!(table, "  peer   {}  {name}; {durability}", told(peer, range));
                    let _ =
                        writeln!(table, "  ratio  {ratio:.3}  first bar {first}, goal {goal}: {standing}");
                }
                _ => {
                    let _ = writeln!(table, "  peer   none: {}", row.why.unwrap_or_default());
                }
            }
            let stages: Vec<String> =
                row.stages.iter().map(|(name, value)| format!("{name} {value}")).collect();
            if !stages.is_empty() {
                let _ = writeln!(table, "  stages {}", stages.join(", "));
            }
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> Row {
        let (ours, theirs) = (Sample::of([3.0, 1.0, 2.0]), Sample::of([4.0, 8.0, 2.0]));
        let peer = Peer { name: "somebody", durability: "none", sample: &theirs };
        let bars = Bars::AtLeast { first: 0.5, goal: 0.75 };
        Row::beside("some-row", "a job", "records/s", &ours, peer, bars).stage("sign_us", 18.123_456)
    }

    #[test]
    fn a_report_has_the_agreed_shape() {
        let alone = Row::alone("resend", "a job", "bytes", &Sample::of([1.0]), "there is none");
        let report = Report::new("store", vec![row(), alone]);
        let json = serde_json::to_value(&report).unwrap();
        for name in ["bench", "date", "machine", "rows"] {
            assert!(json.get(name).is_some(), "{name}");
        }
        let first = &json["rows"][0];
        for name in [
            "id",
            "job",
            "unit",
            "ours",
            "ours_range",
            "peer_name",
            "peer_durability",
            "peer",
            "ratio",
            "stages",
        ] {
            assert!(first.get(name).is_some(), "{name}");
        }
        assert_eq!(first["ratio"], 0.5);
        assert_eq!(first["ours_range"], serde_json::json!([1.0, 3.0]));
        assert_eq!(first["stages"]["sign_us"], 18.12);
        let second = &json["rows"][1];
        assert!(second["peer"].is_null() && second["ratio"].is_null());
        assert_eq!(second["why"], "there is none");
    }

    #[test]
    fn a_row_is_held_against_its_bars() {
        assert_eq!(Bars::AtLeast { first: 4.0, goal: 10.0 }.told(4.0)[2], "first bar met");
        assert_eq!(Bars::AtLeast { first: 4.0, goal: 10.0 }.told(3.9)[2], "falls short");
        assert_eq!(Bars::AtMost { first: 0.25, goal: 0.1 }.told(0.1)[2], "goal met");
        assert_eq!(Bars::AtMost { first: 0.25, goal: 0.1 }.told(0.3)[2], "falls short");
        assert!(Report::new("store", vec![row()]).table().contains("first bar met"));
    }
}
