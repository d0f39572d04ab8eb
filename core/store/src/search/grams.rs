//! How text is cut into the tokens of the index.

/// Letters and digits one by one, lower-case, full-width digits narrowed: any run of them is a phrase.
pub(super) fn characters(text: &str) -> String {
    let mut tokens = String::with_capacity(text.len() * 2);
    for c in text.chars().map(narrow).filter(|c| c.is_alphanumeric()) {
        if !tokens.is_empty() {
            tokens.push(' ');
        }
        tokens.extend(c.to_lowercase());
    }
    tokens
}

/// Numbers as overlapping threes with a two and a one at their end, so that a run of
/// three or more digits is a phrase of threes and a shorter one a prefix. The short
/// tokens also keep a phrase from running from one number into the next.
pub(super) fn numbers(numbers: &[&str]) -> String {
    let mut tokens = Vec::new();
    for number in numbers {
        let digits = digits(number);
        for start in 0..digits.len() {
            tokens.push(digits.iter().skip(start).take(3).collect::<String>());
        }
    }
    tokens.join(" ")
}

/// The threes of a run of digits, as a phrase; `None` for fewer than three.
pub(super) fn threes(run: &str) -> Option<String> {
    let digits = digits(run);
    let threes: Vec<String> = digits.windows(3).map(|three| three.iter().collect()).collect();
    (!threes.is_empty()).then(|| threes.join(" "))
}

/// The digits of a number, full-width ones narrowed.
pub(super) fn digits(number: &str) -> Vec<char> {
    number.chars().map(narrow).filter(char::is_ascii_digit).collect()
}

/// ASCII for a full-width letter or digit.
pub(super) fn narrow(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(c as u32 - '！' as u32 + '!' as u32).unwrap_or(c),
        other => other,
    }
}
