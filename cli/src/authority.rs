//! `doorstep authority`: what the security administrator does on a machine of their own. The
//! keys lie in files under a passphrase; what goes to the county's server holds no secret.
//!
//! ```text
//! ROOT/     root.pem  root.key.pem                    into a safe
//! ISSUING/  root.pem  issuing.pem  issuing.key.pem    with the security administrator
//!           authority.json                            to the server: who issues
//! ```

use crate::{CliError, Finding};
use doorstep_authority::{AuthorityError, Keyholder};
use doorstep_protocol::credential::{Certificate, Wanted};
use serde::Serialize;
use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    time::SystemTime,
};

/// A passphrase shorter than this is guessed.
const SHORTEST: usize = 12;

const ROOT: &str = "root";
const ISSUING: &str = "issuing";

/// Makes the root of a county.
pub(crate) fn root(folder: &Path, county: &str, passphrase: Option<&Path>) -> Result<Finding, CliError> {
    let passphrase = new_passphrase(passphrase, "passphrase for the root's key")?;
    let root = Keyholder::root(county, SystemTime::now().into())?;
    keep(folder, ROOT, &root, &passphrase)?;
    println!("The root of {county} lies in {}.", folder.display());
    println!(
        "Keep the folder in a safe and the passphrase elsewhere: they are needed again when a key that issues"
    );
    println!("is appointed, and for nothing else.");
    Ok(Finding::Well)
}

/// Appoints a key that issues.
pub(crate) fn appoint(
    folder: &Path,
    root: &Path,
    root_passphrase: Option<&Path>,
    passphrase: Option<&Path>,
) -> Result<Finding, CliError> {
    let root = open(root, ROOT, root_passphrase)?;
    let passphrase = new_passphrase(passphrase, "passphrase for the key that issues")?;
    let issuing = root.appoint(SystemTime::now().into())?;
    keep(folder, ISSUING, &issuing, &passphrase)?;
    write(folder, &file(ROOT), &root.certificate().to_pem())?;
    write(folder, "authority.json", &json(&issuing.under(root.certificate())?)?)?;
    println!("The key that issues lies in {}. The county's server learns of it by", folder.display());
    println!("  POST /v1/authorities   with authority.json, signed in as the security administrator");
    Ok(Finding::Well)
}

/// Issues certificates to the phones of a list; prints what goes back to the server.
pub(crate) fn issue(folder: &Path, wanted: &Path, passphrase: Option<&Path>) -> Result<Finding, CliError> {
    let list = fs::read(wanted).map_err(CliError::unreadable(wanted))?;
    let list: Vec<Wanted> =
        serde_json::from_slice(&list).map_err(|_| CliError::NotWanted(wanted.to_owned()))?;
    let issuing = open(folder, ISSUING, passphrase)?;
    let now = SystemTime::now().into();
    let issued = list.iter().map(|wanted| issuing.issue(wanted, now)).collect::<Result<Vec<_>, _>>()?;
    println!("{}", json(&issued)?);
    Ok(Finding::Well)
}

fn file(name: &str) -> String {
    format!("{name}.pem")
}

fn key_file(name: &str) -> String {
    format!("{name}.key.pem")
}

fn keep(folder: &Path, name: &str, holder: &Keyholder, passphrase: &str) -> Result<(), CliError> {
    fs::create_dir_all(folder).map_err(CliError::unreadable(folder))?;
    write(folder, &key_file(name), &holder.seal(passphrase)?)?;
    write(folder, &file(name), &holder.certificate().to_pem())
}

/// Writes a new file that only its owner may read; never over an old one.
fn write(folder: &Path, name: &str, text: &str) -> Result<(), CliError> {
    let path = folder.join(name);
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&path).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    written.map_err(|source| CliError::Unwritable { path, source })
}

fn open(folder: &Path, name: &str, passphrase: Option<&Path>) -> Result<Keyholder, CliError> {
    let read = |name: String| {
        let path = folder.join(name);
        fs::read_to_string(&path).map_err(CliError::unreadable(&path))
    };
    let certificate = Certificate::from_pem(&read(file(name))?).ok_or(AuthorityError::NotTogether)?;
    let key = read(key_file(name))?;
    let passphrase =
        passphrase_of(passphrase, &format!("passphrase of {}", folder.join(key_file(name)).display()))?;
    Ok(Keyholder::open(certificate, &key, &passphrase)?)
}

/// The first line of a file, or what is typed without being shown.
fn passphrase_of(file: Option<&Path>, asked: &str) -> Result<String, CliError> {
    match file {
        Some(file) => {
            let text = fs::read_to_string(file).map_err(CliError::unreadable(file))?;
            Ok(text.lines().next().unwrap_or_default().to_owned())
        }
        None => rpassword::prompt_password(format!("{asked}: ")).map_err(|source| terminal(&source)),
    }
}

/// Typed twice, as nobody sees what they type.
fn new_passphrase(file: Option<&Path>, asked: &str) -> Result<String, CliError> {
    let passphrase = passphrase_of(file, asked)?;
    if passphrase.chars().count() < SHORTEST {
        return Err(CliError::ShortPassphrase(SHORTEST));
    }
    if file.is_none() && passphrase_of(None, "the same again")? != passphrase {
        return Err(CliError::NotTheSame);
    }
    Ok(passphrase)
}

fn terminal(source: &io::Error) -> CliError {
    CliError::unreadable(&PathBuf::from("the terminal"))(io::Error::new(source.kind(), source.to_string()))
}

fn json(value: &impl Serialize) -> Result<String, CliError> {
    Ok(serde_json::to_string(value)?)
}
