//! The `type` column, and which columns mean something for each type.

use super::choices::Lists;
use crate::form::Kind;
use crate::problem::ProblemCode;

/// What a row of the survey does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RowType {
    Question(Kind),
    Begin(Kind),
    End(Kind),
}

/// Reads a `type` cell.
///
/// `image` with the appearance `signature` is a signature, as in pyxform.
pub(super) fn read(
    text: &str,
    appearance: Option<&str>,
    lists: &Lists,
) -> Result<RowType, (ProblemCode, String)> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let list = |name: &str| lists.find(name).ok_or_else(|| (ProblemCode::MissingChoiceList, name.to_owned()));
    let signature = appearance.is_some_and(|a| a.split_whitespace().any(|word| word == "signature"));
    let kind = match words.as_slice() {
        ["begin", "group"] | ["begin_group"] => return Ok(RowType::Begin(Kind::Group)),
        ["begin", "repeat"] | ["begin_repeat"] => return Ok(RowType::Begin(Kind::Repeat)),
        ["end", "group"] | ["end_group"] => return Ok(RowType::End(Kind::Group)),
        ["end", "repeat"] | ["end_repeat"] => return Ok(RowType::End(Kind::Repeat)),
        ["text"] => Kind::Text,
        ["integer" | "int"] => Kind::Integer,
        ["decimal"] => Kind::Decimal,
        ["date"] => Kind::Date,
        ["select_one", name] => Kind::One(list(name)?),
        ["select_multiple", name] => Kind::Many(list(name)?),
        ["note"] => Kind::Note,
        ["calculate"] => Kind::Calculate,
        ["hidden"] => Kind::Hidden,
        ["image" | "photo"] if signature => Kind::Signature,
        ["image" | "photo"] => Kind::Image,
        ["signature"] => Kind::Signature,
        _ => return Err((ProblemCode::UnsupportedType, text.to_owned())),
    };
    Ok(RowType::Question(kind))
}

/// Whether a column has a meaning for a row of this kind. Words are judged
/// by [`takes_words`].
pub(super) fn takes(kind: Kind, column: &str) -> bool {
    match column {
        "type" | "name" | "relevant" | "appearance" => true,
        "parameters" => !matches!(kind, Kind::Group | Kind::Repeat),
        "constraint" | "required" | "readonly" | "read_only" => asks(kind),
        "calculation" => {
            matches!(kind, Kind::Text | Kind::Integer | Kind::Decimal | Kind::Date | Kind::Calculate)
        }
        "default" => kind == Kind::Hidden || asks(kind) && !matches!(kind, Kind::Image | Kind::Signature),
        _ => false,
    }
}

/// Whether words of this base (`label`, `hint`, ...) are ever shown for a row of this kind.
pub(super) fn takes_words(kind: Kind, base: &str) -> bool {
    match base {
        "label" => true,
        "hint" => asks(kind) || kind == Kind::Note,
        _ => asks(kind),
    }
}

/// Whether people must see words here.
pub(super) fn needs_label(kind: Kind) -> bool {
    asks(kind) || kind == Kind::Note
}

/// Whether a person answers it.
pub(crate) fn asks(kind: Kind) -> bool {
    !matches!(kind, Kind::Group | Kind::Repeat | Kind::Note | Kind::Calculate | Kind::Hidden)
}
