//! Validators of national codes. They say what is wrong; whether that warns or
//! refuses is the caller's to decide.

pub mod citizen_number;
pub mod phone_number;
