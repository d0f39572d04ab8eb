//! `doorstep authority`, as the security administrator runs it.

#![cfg(test)]

use doorstep_domain::id::DeviceId;
use doorstep_protocol::{
    credential::{Authority, Issued, Wanted},
    key::{DeviceKey as _, SoftwareKey},
};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};
use tempfile::TempDir;

/// Exit code, what was printed, and what was said.
fn authority(arguments: &[&str], paths: &[(&str, &Path)]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_doorstep"));
    command.arg("authority").args(arguments);
    for (name, path) in paths {
        command.args((!name.is_empty()).then_some(name)).arg(path);
    }
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

/// A folder with a root, a key that issues, and their passphrases.
struct Office {
    folder: TempDir,
}

impl Office {
    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn open() -> Self {
        let office = Self { folder: TempDir::new().unwrap() };
        fs::write(office.at("safe.txt"), "保险柜里的那一句话 不告诉别人\n").unwrap();
        fs::write(office.at("daily.txt"), "每天用的这一句话 也不告诉别人\n").unwrap();
        let root = [("", &*office.at("root")), ("--passphrase", &office.at("safe.txt"))];
        let (code, _, said) = authority(&["root", "--county", "上门县民政局"], &root);
        assert_eq!(code, Some(0), "{said}");
        let appoint = [
            ("", &*office.at("issuing")),
            ("--root", &office.at("root")),
            ("--root-passphrase", &office.at("safe.txt")),
            ("--passphrase", &office.at("daily.txt")),
        ];
        let (code, _, said) = authority(&["appoint"], &appoint);
        assert_eq!(code, Some(0), "{said}");
        office
    }

    fn issue(&self, wanted: &Path, passphrase: &str) -> (Option<i32>, String, String) {
        let arguments = [("", &*self.at("issuing")), ("", wanted), ("--passphrase", &self.at(passphrase))];
        authority(&["issue"], &arguments)
    }
}

#[test]
fn phones_get_certificates_that_the_server_believes() {
    let office = Office::open();
    let key = SoftwareKey::generate().unwrap().public_key().unwrap();
    let wanted = Wanted { device: DeviceId(uuid::Uuid::from_u128(7)), key };
    let list = office.at("wanted.json");
    fs::write(&list, serde_json::to_string(&[&wanted]).unwrap()).unwrap();
    let (code, printed, said) = office.issue(&list, "daily.txt");
    assert_eq!(code, Some(0), "{said}");
    let issued: Vec<Issued> = serde_json::from_str(&printed).unwrap();
    let authority: Authority =
        serde_json::from_slice(&fs::read(office.at("issuing/authority.json")).unwrap()).unwrap();
    authority.check().unwrap();
    let facts = authority.vouches(&issued[0].certificate, wanted.device, &wanted.key).unwrap();
    assert_eq!((issued.len(), facts.county.as_str()), (1, "上门县民政局"));
}

#[test]
fn what_cannot_be_done_says_why_and_writes_nothing_over() {
    let office = Office::open();
    let key = fs::read(office.at("root/root.key.pem")).unwrap();
    let again = [("", &*office.at("root")), ("--passphrase", &office.at("daily.txt"))];
    let (code, _, said) = authority(&["root", "--county", "别县"], &again);
    assert!(code == Some(2) && said.contains("never written over"), "{said}");
    assert_eq!(fs::read(office.at("root/root.key.pem")).unwrap(), key);

    fs::write(office.at("short.txt"), "短口令\n").unwrap();
    let short = [("", &*office.at("other")), ("--passphrase", &office.at("short.txt"))];
    let (code, _, said) = authority(&["root", "--county", "别县"], &short);
    assert!(code == Some(2) && said.contains("at least 12 characters"), "{said}");
    assert!(!office.at("other").exists());

    let list = office.at("wanted.json");
    fs::write(&list, "[]").unwrap();
    let (code, printed, said) = office.issue(&list, "safe.txt");
    assert!(code == Some(2) && said.contains("passphrase does not open"), "{said}");
    assert_eq!(printed, "");
    fs::write(&list, "{}").unwrap();
    let (code, _, said) = office.issue(&list, "daily.txt");
    assert!(code == Some(2) && said.contains("is not the server's list"), "{said}");
}

#[cfg(unix)]
#[test]
fn keys_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let office = Office::open();
    for name in ["root/root.key.pem", "issuing/issuing.key.pem"] {
        let mode = fs::metadata(office.at(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
        assert!(fs::read_to_string(office.at(name)).unwrap().contains("ENCRYPTED"), "{name}");
    }
}
