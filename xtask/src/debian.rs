//! What a build and the tests need from the operating system, and how it comes there.
//!
//! A need is met when its probe succeeds, however it was installed. On Debian and as root the missing
//! packages are installed; anywhere else the caller is told their names, and nothing is changed.

use crate::{child, failure::Failure, postgres};
use std::{
    path::Path,
    process::{Command, Stdio},
};

/// Something a command needs: the Debian package, and how to see that it is there.
struct Need {
    package: &'static str,
    there: fn() -> bool,
}

/// OpenSSL, inside SQLCipher, is built from source: C, make, and Perl with its modules; mozjpeg with an assembler.
const BUILD: [Need; 4] = [
    Need { package: "build-essential", there: || runs("cc", &["--version"]) },
    Need { package: "nasm", there: || runs("nasm", &["-v"]) },
    Need { package: "make", there: || runs("make", &["--version"]) },
    Need {
        package: "perl",
        there: || runs("perl", &["-MFindBin", "-MIPC::Cmd", "-MTime::Piece", "-e", "1"]),
    },
];

const TEST: [Need; 5] = [
    Need { package: "postgresql", there: || postgres::binaries().is_some() },
    Need { package: "libimage-exiftool-perl", there: || runs("exiftool", &["-ver"]) },
    Need { package: "poppler-utils", there: || runs("pdftotext", &["-v"]) && runs("pdftoppm", &["-v"]) },
    Need { package: "npm", there: || runs("npm", &["--version"]) },
    Need { package: "python3-venv", there: || runs("python3", &["-m", "ensurepip", "--version"]) },
];

/// Programs beside which `bench photo` measures.
const PICTURES: [Need; 3] = [
    Need { package: "libvips-tools", there: || runs("vipsthumbnail", &["--vips-version"]) },
    Need { package: "imagemagick", there: || runs("convert", &["-version"]) },
    Need { package: "libjpeg-turbo-progs", there: || runs("cjpeg", &["-version"]) },
];

/// What compiles and runs Kotlin.
const JVM: [Need; 2] = [
    Need { package: "openjdk-17-jdk-headless", there: || runs("javac", &["-version"]) },
    Need { package: "maven", there: || runs("mvn", &["--version"]) },
];

/// What Google's SDK would bring besides, as far as Debian has it.
const ANDROID: [Need; 2] = [
    Need { package: "aapt", there: || runs("aapt2", &["version"]) },
    Need {
        package: "android-framework-res",
        there: || Path::new("/usr/share/android-framework-res/framework-res.apk").exists(),
    },
];

const APK: [Need; 4] = [
    Need { package: "zipalign", there: || Path::new("/usr/bin/zipalign").exists() },
    Need { package: "apksigner", there: || runs("apksigner", &["--version"]) },
    Need { package: "dexdump", there: || Path::new("/usr/bin/dexdump").exists() },
    Need { package: "proguard-cli", there: || Path::new("/usr/bin/proguard").exists() },
];

const PYTHON: [Need; 1] = [Need { package: "python3", there: || runs("python3", &["--version"]) }];

/// Makes sure that the workspace can be built.
pub(crate) fn for_building() -> Result<(), Failure> {
    install(BUILD.iter())
}

/// Makes sure that the workspace can be built and tested.
pub(crate) fn for_testing() -> Result<(), Failure> {
    install(BUILD.iter().chain(&TEST))
}

/// Makes sure that the bindings can be tested.
pub(crate) fn for_bindings() -> Result<(), Failure> {
    install(JVM.iter().chain(&PYTHON))
}

/// Makes sure that `bench photo` has its peers.
pub(crate) fn for_pictures() -> Result<(), Failure> {
    install(PICTURES.iter())
}

/// Makes sure that the Android app can be built and drawn.
pub(crate) fn for_android() -> Result<(), Failure> {
    install(JVM.iter().chain(&ANDROID))
}

/// Makes sure that an APK can be made of it.
pub(crate) fn for_packaging() -> Result<(), Failure> {
    install(APK.iter())
}

fn install<'a>(needs: impl Iterator<Item = &'a Need>) -> Result<(), Failure> {
    let missing: Vec<&str> = needs.filter(|need| !(need.there)()).map(|need| need.package).collect();
    if missing.is_empty() {
        return Ok(());
    }
    if !am_root() || !Path::new("/usr/bin/apt-get").exists() {
        return Err(Failure::Missing { packages: missing.join(" ") });
    }
    println!("installing {}", missing.join(" "));
    child::run(apt().args(["update", "-qq"]))?;
    child::run(apt().args(["install", "-y", "-qq", "--no-install-recommends"]).args(&missing))
}

fn apt() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive").stdin(Stdio::null());
    command
}

/// Are we root? Then PostgreSQL, which refuses root, must run as somebody else.
pub(crate) fn am_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

fn runs(program: &str, arguments: &[&str]) -> bool {
    Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
