//! `uniffi-bindgen LANGUAGE LIBRARY OUT`: writes the face of a built library in another language.
//!
//! A program of its own, because it has nothing of the core in it: it is built once, and reads the library that `cargo` built
//! for whatever phone.

use clap::{Parser, ValueEnum};
use std::{path::PathBuf, process::ExitCode};
use uniffi_bindgen::bindings::{GenerateOptions, TargetLanguage, generate};

/// Writes the face of a built library in another language.
#[derive(Parser)]
struct Arguments {
    language: Language,
    /// The library that cargo built.
    library: PathBuf,
    /// The folder to write into.
    out: PathBuf,
}

#[derive(Clone, Copy, ValueEnum)]
enum Language {
    Kotlin,
    Python,
    Swift,
}

fn main() -> ExitCode {
    let Arguments { language, library, out } = Arguments::parse();
    let (Some(source), Some(out_dir)) = (library.to_str(), out.to_str()) else {
        eprintln!("uniffi-bindgen: a path is not UTF-8");
        return ExitCode::FAILURE;
    };
    let language = match language {
        Language::Kotlin => TargetLanguage::Kotlin,
        Language::Python => TargetLanguage::Python,
        Language::Swift => TargetLanguage::Swift,
    };
    let options = GenerateOptions {
        languages: vec![language],
        source: source.into(),
        out_dir: out_dir.into(),
        config_override: Some(concat!(env!("CARGO_MANIFEST_DIR"), "/../uniffi.toml").into()),
        ..GenerateOptions::default()
    };
    match generate(options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("uniffi-bindgen: {error:#}");
            ExitCode::FAILURE
        }
    }
}
