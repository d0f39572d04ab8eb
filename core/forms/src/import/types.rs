//! The `type` column, and which columns mean something for each type.

use super::choices::Lists;
use crate::form::{Kind, Meta};
use crate::problem::ProblemCode;

/// How an `appearance` begins that does more than draw.
const ELSEWHERE: [&str; 3] = ["ex:", "printer:", "search("];

/// What a row of the survey does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RowType {
    Question(Kind),
    Begin(Kind),
    End(Kind),
    /// `audit`: who answered what when. It is kept of every visit; the row asks for what there is.
    Audit,
}

/// Reads a `type` cell; `file` is under which name the list of the file stands that it names.
///
/// `image` with the appearance `signature` is a signature, as in pyxform.
pub(super) fn read(
    text: &str,
    file: Option<&str>,
    appearance: Option<&str>,
    lists: &Lists,
) -> Result<RowType, (ProblemCode, String)> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let list = |name: &str| lists.find(name).ok_or_else(|| (ProblemCode::MissingChoiceList, name.to_owned()));
    let file = |name: &str| {
        let found = file.and_then(|key| lists.find(key));
        found.ok_or_else(|| (ProblemCode::MissingFile, name.to_owned()))
    };
    let signature = appearance.is_some_and(|a| a.split_whitespace().any(|word| word == "signature"));
    let kind = match words.as_slice() {
        ["begin", "group"] | ["begin_group"] => return Ok(RowType::Begin(Kind::Group)),
        ["begin", "repeat"] | ["begin_repeat"] => return Ok(RowType::Begin(Kind::Repeat)),
        ["end", "group"] | ["end_group"] => return Ok(RowType::End(Kind::Group)),
        ["end", "repeat"] | ["end_repeat"] => return Ok(RowType::End(Kind::Repeat)),
        ["audit"] => return Ok(RowType::Audit),
        ["text" | "string"] => Kind::Text,
        ["integer" | "int"] => Kind::Integer,
        ["decimal"] => Kind::Decimal,
        ["date"] => Kind::Date,
        ["time"] => Kind::Time,
        ["dateTime" | "datetime"] => Kind::DateTime,
        ["select_one" | "select1", name] => Kind::One(list(name)?),
        ["select_multiple", name] => Kind::Many(list(name)?),
        ["select_one_from_file", name] => Kind::One(file(name)?),
        ["select_multiple_from_file", name] => Kind::Many(file(name)?),
        ["note"] => Kind::Note,
        ["acknowledge" | "trigger"] => Kind::Acknowledge,
        ["geopoint" | "location"] => Kind::Geopoint,
        ["barcode"] => Kind::Barcode,
        ["calculate"] => Kind::Calculate,
        ["hidden"] => Kind::Hidden,
        ["image" | "photo"] if signature => Kind::Signature,
        ["image" | "photo"] => Kind::Image,
        ["signature"] => Kind::Signature,
        ["today"] => Kind::Meta(Meta::Today),
        ["start"] => Kind::Meta(Meta::Start),
        ["end"] => Kind::Meta(Meta::End),
        ["username"] => Kind::Meta(Meta::Username),
        ["deviceid"] => Kind::Meta(Meta::DeviceId),
        _ => return Err((ProblemCode::UnsupportedType, text.to_owned())),
    };
    Ok(RowType::Question(kind))
}

/// Whether a column has a meaning for a row of this kind. Words are judged
/// by [`takes_words`].
pub(super) fn takes(kind: Kind, column: &str) -> bool {
    let picture = matches!(kind, Kind::Image | Kind::Signature);
    match column {
        "type" | "name" => true,
        "relevant" | "appearance" => !matches!(kind, Kind::Meta(_)),
        "parameters" => !matches!(kind, Kind::Group | Kind::Repeat),
        "constraint" | "required" | "readonly" | "read_only" => kind.asks(),
        "calculation" | "trigger" => kind == Kind::Calculate || kind.asks() && !picture,
        "default" => kind == Kind::Hidden || kind.asks() && !picture,
        "choice_filter" => matches!(kind, Kind::One(_) | Kind::Many(_)),
        "repeat_count" => kind == Kind::Repeat,
        _ => false,
    }
}

/// The word of an `appearance` that asks for what is not here: another app, or the choices of another file.
/// Every other word is about drawing, which is the shell's.
pub(super) fn foreign(appearance: &str) -> Option<&str> {
    let begins = |word: &&str| ELSEWHERE.iter().any(|elsewhere| word.to_lowercase().starts_with(elsewhere));
    appearance.split_whitespace().find(begins)
}

/// Whether words of this base (`label`, `hint`, ...) are ever shown for a row of this kind.
pub(super) fn takes_words(kind: Kind, base: &str) -> bool {
    match base {
        "label" => true,
        "hint" | "guidance_hint" | "media::image" | "media::audio" | "media::video" => kind.is_shown(),
        "constraint_message" | "required_message" => kind.asks(),
        _ => false,
    }
}
