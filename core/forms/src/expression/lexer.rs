//! Text to tokens. Linear in the text; stops at the first thing that is no token.

use super::Fault;
use crate::problem::ProblemCode;

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Number(f64),
    Text(String),
    /// `${name}`, the name trimmed.
    Reference(String),
    /// A function's name or one of `and or div mod`.
    Name(String),
    Symbol(&'static str),
}

impl Token {
    /// How the token is shown in a problem.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Text(text) => format!("'{text}'"),
            Self::Reference(name) => format!("${{{name}}}"),
            Self::Name(name) => name.clone(),
            Self::Symbol(symbol) => (*symbol).to_owned(),
        }
    }
}

/// Longest first, so that `<=` is not read as `<`.
const SYMBOLS: [&str; 19] =
    ["!=", "<=", ">=", "..", "//", "::", "=", "<", ">", "+", "-", "*", "(", ")", ",", ".", "/", "[", "]"];

pub(super) fn tokens(text: &str) -> Result<Vec<Token>, Fault> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, after) = next(rest, first)?;
        tokens.push(token);
        rest = after.trim_start();
    }
    Ok(tokens)
}

fn next(rest: &str, first: char) -> Result<(Token, &str), Fault> {
    if let Some(closing) = closing_quote(first) {
        let body = rest.strip_prefix(first).unwrap_or(rest);
        let (literal, after) = body.split_once(closing).ok_or_else(|| fault(rest))?;
        return Ok((Token::Text(literal.to_owned()), after));
    }
    if let Some(body) = rest.strip_prefix("${") {
        let (name, after) = body.split_once('}').ok_or_else(|| fault(rest))?;
        return Ok((Token::Reference(name.trim().to_owned()), after));
    }
    if first.is_ascii_digit() || first == '.' && rest.chars().nth(1).is_some_and(|c| c.is_ascii_digit()) {
        let (number, after) = take(rest, |c| c.is_ascii_digit() || c == '.');
        let number = number.parse().map_err(|_| fault(number))?;
        return Ok((Token::Number(number), after));
    }
    if first.is_alphabetic() || first == '_' {
        // `jr:choice-name` is one name; a trailing `-` or `.` never is.
        let (name, after) = take(rest, |c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':'));
        return Ok((Token::Name(name.to_owned()), after));
    }
    for symbol in SYMBOLS {
        if let Some(after) = rest.strip_prefix(symbol) {
            return Ok((Token::Symbol(symbol), after));
        }
    }
    Err(fault(rest))
}

fn take(rest: &str, belongs: impl Fn(char) -> bool) -> (&str, &str) {
    let end = rest.find(|c| !belongs(c)).unwrap_or(rest.len());
    rest.split_at_checked(end).unwrap_or((rest, ""))
}

/// Spreadsheets turn straight quotes into curly ones; both are meant alike.
fn closing_quote(opening: char) -> Option<&'static [char]> {
    match opening {
        '\'' => Some(&['\'']),
        '"' => Some(&['"']),
        '‘' | '’' => Some(&['‘', '’']),
        '“' | '”' => Some(&['“', '”']),
        _ => None,
    }
}

fn fault(fragment: &str) -> Fault {
    Fault { code: ProblemCode::InvalidExpression, detail: fragment.chars().take(40).collect() }
}
