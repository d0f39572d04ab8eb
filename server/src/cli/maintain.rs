//! Everything but `serve`: what the people who keep the server run now and then.

use super::{CliError, Place};
use crate::{
    accounts::password,
    app::{Clock as _, SystemClock},
    backup, county_loader,
    db::DbError,
    folder::{self, DataFolder},
    log::{self, Fault},
    recovery,
};
use clap::Args;
use doorstep_protocol::{digest::Digest, journal::RecoveryPrivateKey};
use std::path::{Path, PathBuf};

#[derive(Args)]
pub(super) struct Init {
    /// A new file for the private recovery key. It opens the journals of lost phones, and stays nowhere else.
    #[arg(long, env = "DOORSTEP_RECOVERY_OUT", value_name = "FILE")]
    recovery_out: PathBuf,
}

impl Init {
    pub(super) async fn run(self, place: &Place) -> Result<(), CliError> {
        make_county(&place.folder(), &self.recovery_out)?;
        place.open().await?;
        Ok(())
    }
}

pub(super) fn make_county(folder: &DataFolder, recovery_out: &Path) -> Result<(), CliError> {
    folder.create(recovery_out, SystemClock.now())?;
    println!(
        "A new county stands in place. Its private recovery key is in {}.
Give that file to two people who keep it apart from this machine, and delete it here:
with it, the journals of lost phones can be opened; without it, they never can.
Keep a copy of the keys folder, too: it is in no backup of the database.",
        recovery_out.display()
    );
    Ok(())
}

#[derive(Args)]
pub(super) struct LoadCounty {
    /// The folder of CSV files; fixtures/county/README.md gives every column.
    #[arg(value_name = "DIR")]
    county: PathBuf,
    /// The folder of forms to publish, in Excel (.xlsx) or as XLSForm text (.md, .csv); all of them, or none.
    #[arg(long, env = "DOORSTEP_FORMS", value_name = "DIR", default_value = "fixtures/forms")]
    forms: PathBuf,
    /// One password for every login, for demonstrations only. Without it nobody can sign in until `set-password`.
    #[arg(long, env = "DOORSTEP_DEMO_PASSWORD", value_name = "PASSWORD", hide_env_values = true)]
    demo_password: Option<String>,
}

impl LoadCounty {
    pub(super) async fn run(self, place: &Place) -> Result<(), CliError> {
        let app = place.open().await?;
        let password = self.demo_password.as_deref().map(password::hash).transpose()?;
        let source = county_loader::Source { county: self.county, forms: self.forms, password };
        let loaded = county_loader::load(&app, &source, |file| eprintln!("loading {file} …")).await?;
        log::sealer::seal_all(&app).await?;
        let county_loader::Loaded { regions, outlines, staff, households, people, roster, forms } = loaded;
        println!(
            "{regions} regions, {outlines} of them drawn, {staff} staff, {households} households, {people} people, {roster} roster lines, {forms} forms"
        );
        Ok(())
    }
}

#[derive(Args)]
pub(super) struct PublishForms {
    /// The folder, with forms in Excel (.xlsx) or as XLSForm text (.md, .csv). A form that is changed needs a new version.
    #[arg(value_name = "DIR")]
    forms: PathBuf,
}

impl PublishForms {
    pub(super) async fn run(self, place: &Place) -> Result<(), CliError> {
        let app = place.open().await?;
        let forms = county_loader::publish_forms(&app, &self.forms).await?;
        log::sealer::seal_all(&app).await?;
        println!("{forms} forms");
        Ok(())
    }
}

#[derive(Args)]
pub(super) struct SetPassword {
    /// Whose.
    login: String,
}

impl SetPassword {
    pub(super) async fn run(self, place: &Place) -> Result<(), CliError> {
        let app = place.open().await?;
        let mut line = zeroize::Zeroizing::new(String::new());
        std::io::stdin().read_line(&mut line)?;
        let phc = password::hash(line.trim_end_matches(['\r', '\n']))?;
        let login = self.login;
        let touched: u64 = app
            .db
            .write::<_, DbError>(move |tx| {
                tx.execute("UPDATE account SET password = $2 WHERE login = $1", &[login.into(), phc.into()])
            })
            .await?;
        if touched == 0 { Err(CliError::NoSuchLogin) } else { Ok(()) }
    }
}

#[derive(Args)]
pub(super) struct Backup {
    /// A new file for the copy.
    #[arg(value_name = "FILE")]
    to: PathBuf,
}

impl Backup {
    pub(super) async fn run(self, place: &Place) -> Result<(), CliError> {
        let app = place.open().await?;
        log::sealer::seal_all(&app).await?;
        let backup = backup::backup(&app, &self.to).await?;
        println!("{} bytes, up to position {} of the log", backup.bytes, backup.position);
        Ok(())
    }
}

#[derive(Args)]
pub(super) struct Restore {
    /// The backup.
    #[arg(value_name = "FILE")]
    from: PathBuf,
}

impl Restore {
    pub(super) fn run(self, place: &Place) -> Result<(), CliError> {
        let (restored, aside) = place.folder().restore(&self.from, SystemClock.now())?;
        println!(
            "restored up to position {} of the log; phones will offer the rest again",
            restored.position
        );
        if let Some(aside) = aside {
            println!(
                "what stood there before is kept as {}: with what was erased since, so not for longer than needed",
                aside.display()
            );
        }
        Ok(())
    }
}

#[derive(Args)]
pub(super) struct Recover {
    /// The file with the private recovery key.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// Hashes of the journals to open; without any, all that were not opened yet.
    #[arg(value_name = "SHA256")]
    journals: Vec<String>,
}

impl Recover {
    pub(super) async fn run(self, place: &Place) -> Result<(), CliError> {
        let app = place.open().await?;
        let key = folder::read_recovery_key(&self.key)?;
        let journals = if self.journals.is_empty() {
            app.db.read(unopened).await?
        } else {
            let parse = |text: &String| text.parse().map_err(|_| CliError::NotADigest { text: text.clone() });
            self.journals.iter().map(parse).collect::<Result<_, _>>()?
        };
        for sha256 in journals {
            let opened = recovery::open(&app, sha256, RecoveryPrivateKey(key.0.clone())).await?;
            println!(
                "{sha256}: {} records are in, {} of them wait for a person; {} refused, {} damaged, {} bytes torn",
                opened.stored, opened.quarantined, opened.refused, opened.damaged, opened.torn_bytes
            );
        }
        log::sealer::seal_all(&app).await?;
        Ok(())
    }
}

fn unopened(tx: &mut crate::db::Tx<'_>) -> Result<Vec<Digest>, DbError> {
    tx.map("SELECT sha256 FROM recovered_journal WHERE opened_at IS NULL ORDER BY received_at", &[], |row| {
        log::digest(&row.get::<Vec<u8>>(0)?)
    })
}

pub(super) async fn verify(place: &Place) -> Result<(), CliError> {
    let app = place.open().await?;
    match app.db.read::<_, DbError>(|tx| log::verify(tx, &[])).await? {
        Ok(head) => {
            println!("the log is whole: position {}, chain {}", head.position, head.chain);
            Ok(())
        }
        Err(Fault { position, kind }) => Err(CliError::Log { position, kind }),
    }
}
