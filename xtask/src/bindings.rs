//! `cargo xtask bindings`: the face of the core in another language, written from the built library; and its tests from Kotlin
//! and Python against a real county. What is written is never committed.

use crate::{child, debian, failure::Failure, place};
use clap::{Subcommand, ValueEnum};
use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

/// What to do with the bindings.
#[derive(Subcommand)]
pub(crate) enum Bindings {
    /// Write the face of the core in Kotlin.
    Kotlin(Out),
    /// Write it in Python, the library beside it.
    Python(Out),
    /// Write it in Swift.
    Swift(Out),
    /// Build what the tests stand on and run them: Python, then Kotlin.
    Test {
        /// These only (may be repeated).
        #[arg(long)]
        only: Vec<Shell>,
    },
}

/// Where to write.
#[derive(clap::Args)]
pub(crate) struct Out {
    /// The folder to write into.
    #[arg(long)]
    out: PathBuf,
}

/// A language that the bindings are tested from.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Shell {
    Python,
    Kotlin,
}

/// Does it; true when nothing failed.
pub(crate) fn run(bindings: Bindings) -> Result<bool, Failure> {
    debian::for_building()?;
    match bindings {
        Bindings::Kotlin(Out { out }) => write("kotlin", &out)?,
        Bindings::Swift(Out { out }) => write("swift", &out)?,
        Bindings::Python(Out { out }) => python(&out)?,
        Bindings::Test { only } => return test(&only),
    }
    Ok(true)
}

fn test(only: &[Shell]) -> Result<bool, Failure> {
    debian::for_bindings()?;
    child::run(place::cargo().args(["build", "--package", "doorstep-tests", "--bin", "stage"]))?;
    let asked = |shell| only.is_empty() || only.contains(&shell);
    let mut held = true;
    if asked(Shell::Python) {
        let out = place::target("bindings/python")?;
        python(&out)?;
        let mut command = Command::new("python3");
        command.args(["-W", "error", "-m", "unittest", "discover", "--verbose", "--start-directory"]);
        command.arg(place::root().join("bindings/python/tests")).env("PYTHONPATH", &out);
        held &= child::status(stage(&mut command))?.success();
    }
    if asked(Shell::Kotlin) {
        held &= child::status(&mut kotlin(&["install"])?)?.success();
    }
    Ok(held)
}

/// What the app is built on: the stage of its stories, the library, and org.doorstep:core where Maven finds it.
pub(crate) fn for_android() -> Result<(), Failure> {
    debian::for_building()?;
    debian::for_bindings()?;
    child::run(place::cargo().args(["build", "--package", "doorstep-tests", "--bin", "stage"]))?;
    child::run(&mut kotlin(&["--quiet", "install", "-DskipTests"])?)
}

/// Maven over the bindings as they are now.
fn kotlin(arguments: &[&str]) -> Result<Command, Failure> {
    let folder = place::root().join("bindings/kotlin");
    write("kotlin", &folder.join("target/generated-sources/doorstep"))?;
    let mut command = Command::new("mvn");
    command.args(["--batch-mode", "--no-transfer-progress"]).args(arguments).current_dir(folder);
    command.arg(format!("-Ddoorstep.library={}", built("").display()));
    stage(&mut command);
    Ok(command)
}

/// The bindings over an optimised library: the class path that a JVM needs for their bench, and the library's folder.
pub(crate) fn for_a_bench() -> Result<(String, PathBuf), Failure> {
    debian::for_bindings()?;
    child::run(place::cargo().args(["build", "--release", "--package", "doorstep-ffi"]))?;
    let folder = place::root().join("bindings/kotlin");
    let list = folder.join("target/bench.classpath");
    let mut command = kotlin(&["--quiet", "test-compile", "dependency:build-classpath"])?;
    child::run(command.arg(format!("-Dmdep.outputFile={}", list.display())))?;
    let libraries = std::fs::read_to_string(&list).map_err(place::at(&list))?;
    let own = ["classes", "test-classes"].map(|name| folder.join("target").join(name).display().to_string());
    let library = built("").with_file_name("release");
    Ok((format!("{}:{}:{}", own[0], own[1], libraries.trim()), library))
}

/// Tells a test where the county is.
pub(crate) fn stage(command: &mut Command) -> &mut Command {
    command.env("DOORSTEP_STAGE", built("stage"))
}

fn python(out: &Path) -> Result<(), Failure> {
    write("python", out)?;
    let (from, to) = (library(), out.join("libdoorstep_ffi.so"));
    std::fs::copy(&from, to).map_err(place::at(&from))?;
    Ok(())
}

/// Builds the library, and has the generator read it.
fn write(language: &str, out: &Path) -> Result<(), Failure> {
    let out = std::path::absolute(out).map_err(place::at(out))?;
    std::fs::create_dir_all(&out).map_err(place::at(&out))?;
    child::run(place::cargo().args(["build", "--package", "doorstep-ffi"]))?;
    let mut command = place::cargo();
    command.args(["run", "--quiet", "--package", "doorstep-bindgen", "--", language]);
    child::run(command.arg(library()).arg(&out))
}

fn library() -> PathBuf {
    built("libdoorstep_ffi.so")
}

/// Where cargo puts what it builds.
pub(crate) fn built(name: &str) -> PathBuf {
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from);
    place::root().join(target).join("debug").join(name)
}
