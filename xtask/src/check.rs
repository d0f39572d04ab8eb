//! The rules of the house that a machine can hold: each check says what it found, and where.

use crate::{
    arrows, child,
    failure::Failure,
    licences,
    metadata::Metadata,
    place,
    source::{self, Source},
    words as catalogue,
};

mod clocks;
mod length;
mod promises;
mod words;

/// Runs every check through `each`, which is given its name; with `packages`, the compiler's checks look at
/// these only.
pub(crate) fn all<T>(packages: &[String], each: impl Fn(&str, Check<'_>) -> T) -> Vec<T> {
    let checks: [(&str, Check<'_>); 9] = [
        ("arrows", &arrows),
        ("clocks", &|| over_sources(clocks::found)),
        ("length", &|| over_sources(length::found)),
        ("words", &|| over_sources(words::found)),
        ("catalogue", &catalogue::check),
        ("licences", &licences::check),
        ("promises", &|| over_sources(promises::found)),
        ("fmt", &|| fmt(packages)),
        ("clippy", &|| clippy(packages)),
    ];
    checks.into_iter().map(|(name, check)| each(name, check)).collect()
}

/// Fails with what it found.
pub(crate) type Check<'a> = &'a dyn Fn() -> Result<(), Failure>;

/// The arrows between the crates.
pub(crate) fn arrows() -> Result<(), Failure> {
    let breaches = arrows::breaches(&Metadata::read()?);
    verdict(&breaches.iter().map(ToString::to_string).collect::<Vec<_>>())
}

fn fmt(packages: &[String]) -> Result<(), Failure> {
    let mut command = place::cargo();
    command.arg("fmt").args(chosen(packages, "--all")).arg("--check");
    child::run(&mut command)
}

fn clippy(packages: &[String]) -> Result<(), Failure> {
    let mut command = place::cargo();
    command.arg("clippy").args(chosen(packages, "--workspace"));
    child::run(command.args(["--all-targets", "--quiet", "--", "-D", "warnings"]))
}

/// `-p` for each package, or `everything` for none.
pub(crate) fn chosen(packages: &[String], everything: &str) -> Vec<String> {
    if packages.is_empty() {
        return vec![everything.into()];
    }
    packages.iter().flat_map(|package| ["-p".to_owned(), package.clone()]).collect()
}

fn over_sources(found: fn(&[Source]) -> Vec<String>) -> Result<(), Failure> {
    verdict(&found(&source::all()?))
}

fn verdict(found: &[String]) -> Result<(), Failure> {
    if found.is_empty() { Ok(()) } else { Err(Failure::Found(found.join("\n"))) }
}
