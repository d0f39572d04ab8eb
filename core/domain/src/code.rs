//! Validators of national codes. Each answers a text with a [`Verdict`]: kept, with
//! whatever is odd about it, or denied for a [`Fault`]. What a standard computes may
//! deny; what a register would have to say (does this county still exist?) only warns,
//! since people carry codes that no register lists any more.

pub mod citizen_number;
pub mod credit_code;
pub mod disability;
pub mod disability_card;
pub mod list;
pub mod phone_number;
mod verdict;

pub use verdict::{Fault, Severity, Verdict};

/// As the standards write it. Full-width and lower-case are how people type on a phone.
fn normalised(text: &str) -> String {
    let half_width = |c: char| match c {
        '！'..='～' => char::from_u32(u32::from(c) - u32::from('！') + u32::from('!')).unwrap_or(c),
        other => other,
    };
    text.trim().chars().map(|c| half_width(c).to_ascii_uppercase()).collect()
}

/// Whether GB/T 2260 has a province of these two digits.
pub(crate) fn is_province(digits: u64) -> bool {
    matches!(digits, 11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81 | 82)
}
