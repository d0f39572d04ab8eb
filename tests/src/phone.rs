//! The phone of a named person: the real core over real files, a keystore of its own,
//! clocks that can be wrong, and a network with weather.

use crate::{
    answers::{self, Given},
    cast::cast,
    clock::{PhoneClock, StoryClock},
    keystore::FileKeystore,
    ledger::{self, Kept},
    network::Network,
    runtime,
    trust::NothingKnown,
    wait,
};
use doorstep_client::{
    Client, Opened, Stranded,
    finish::Finished,
    photograph::Taken,
    port::{Ports, SystemEntropy},
    session::Whom,
    sync::SyncState,
};
use doorstep_domain::{
    id::{AccountId, DraftId, RecordId},
    place::Fix,
    sheet::SheetTag,
    subject::{NewSubject, Subject},
    visit::VisitTag,
};
use doorstep_forms::Item;
use doorstep_protocol::{digest::Digest, receipt::JournalReceipt};
use doorstep_store::{Page, Standing, StoredRecord};
use doorstep_sync::https::HttpsConnector;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};
use tempfile::TempDir;
use uuid::Uuid;

/// One phone.
pub struct Phone {
    /// Whose it is: a login of the invented county.
    pub login: String,
    /// Its clocks.
    pub clock: Arc<PhoneClock>,
    /// Its keys.
    pub keystore: Arc<FileKeystore>,
    /// What its radio sees.
    pub network: Arc<Network>,
    folder: PathBuf,
    client: Option<Client>,
    /// Removes the folder when the story ends.
    _temporary: Option<TempDir>,
}

impl Phone {
    /// A new phone, switched on and not yet known to the county.
    pub fn new(login: &str, story: &Arc<StoryClock>) -> Self {
        let temporary = tempfile::tempdir().expect("a folder for a phone");
        let mut phone = Self::off(login, temporary.path(), PhoneClock::right(story));
        phone._temporary = Some(temporary);
        phone.open();
        phone
    }

    /// A phone that keeps its files in a folder which may hold some already; switched off.
    pub fn off(login: &str, folder: &Path, clock: Arc<PhoneClock>) -> Self {
        Self {
            login: login.to_owned(),
            clock,
            keystore: FileKeystore::in_folder(&folder.join("keys")),
            network: Network::good(),
            folder: folder.to_owned(),
            client: None,
            _temporary: None,
        }
    }

    /// Where all its files lie.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where its database and journal lie.
    pub fn memory(&self) -> PathBuf {
        self.folder.join("memory")
    }

    /// The core of a phone that is switched on.
    pub fn client(&self) -> &Client {
        self.client.as_ref().unwrap_or_else(|| panic!("the phone of {} is off", self.login))
    }

    /// Whose account it is.
    pub fn account(&self) -> AccountId {
        cast().account(&self.login)
    }

    /// What opening gives, whatever it is.
    pub fn try_open(&self) -> Result<Opened, doorstep_client::ClientError> {
        fs::create_dir_all(self.memory()).expect("a folder for the phone's memory");
        Client::open(&self.memory(), self.ports())
    }

    /// Switches it on. A core that was just dropped may still be letting go of its files.
    pub fn open(&mut self) {
        let client = wait::for_some("the phone's memory to open", || match self.try_open() {
            Ok(Opened::Ready(client)) => Some(client),
            Ok(Opened::Locked | Opened::Stranded(_)) => panic!("the memory of {} stays shut", self.login),
            Err(_) => None,
        });
        self.client = Some(client);
    }

    /// Opens a phone whose memory stays shut.
    pub fn open_stranded(&self) -> Stranded {
        match self.try_open() {
            Ok(Opened::Stranded(stranded)) => stranded,
            _ => panic!("the memory of {} is not stranded", self.login),
        }
    }

    /// Goes on with a client made elsewhere, such as by starting over.
    pub fn go_on_with(&mut self, client: Client) {
        self.client = Some(client);
    }

    /// Switches it off in good order.
    pub fn close(&mut self) {
        if let Some(client) = self.client.take() {
            client.close();
        }
    }

    /// The app dies, whatever it was doing.
    pub fn crash(&mut self) {
        drop(self.client.take());
    }

    /// Becomes known to the county.
    pub fn enrol(&self, ticket: &str) {
        let enrolled = runtime().block_on(self.client().enrol(ticket, "invented phone"));
        enrolled.unwrap_or_else(|error| panic!("{} cannot enrol: {error}", self.login));
    }

    /// Sends and receives until nothing can be done any more.
    pub fn sync(&self) -> SyncState {
        runtime().block_on(self.client().sync_now()).expect("the phone can try to sync")
    }

    /// Syncs until something is so: what the county publishes comes a moment after it was made.
    pub fn sync_until(&self, what: &str, so: impl Fn(&Client) -> bool) {
        wait::until(what, || {
            self.sync();
            so(self.client())
        });
    }

    /// Syncs until the county's certificate for it has come.
    pub fn hears_of_its_certificate(&self) {
        self.sync_until("its certificate", |client| {
            client.certified_until().expect("the phone's memory").is_some()
        });
    }

    /// Syncs until nothing waits to be sent.
    pub fn drain(&self) {
        wait::until("everything to be sent", || self.sync().counts.waiting == 0);
    }

    /// Offers every journal to the county, each of which it must take.
    pub fn offer_journals(&self) -> Vec<JournalReceipt> {
        let offered = runtime().block_on(self.client().offer_journals()).expect("journals can be offered");
        let taken = offered.into_iter().map(|offered| offered.receipt);
        taken.map(|receipt| receipt.unwrap_or_else(|error| panic!("the journal: {error}"))).collect()
    }

    /// Begins a visit to somebody on file.
    pub fn visits(&self, subject: Subject, visit: VisitTag) -> Visiting<'_> {
        self.begin(Whom::OnFile(subject), visit)
    }

    /// Begins a visit to somebody found at a door.
    pub fn finds(&self, new: NewSubject, visit: VisitTag) -> Visiting<'_> {
        self.begin(Whom::New(Box::new(new)), visit)
    }

    /// Begins a sheet, about somebody on file or about nobody.
    pub fn writes(&self, sheet: SheetTag, about: Option<Subject>) -> Visiting<'_> {
        let draft = self.client().begin_sheet(sheet, about);
        self.goes_on(draft.unwrap_or_else(|error| panic!("{} cannot begin a sheet: {error}", self.login)))
    }

    /// Goes on with a draft.
    pub fn goes_on(&self, draft: DraftId) -> Visiting<'_> {
        Visiting { phone: self, draft, given: Given::new(), second: None }
    }

    fn begin(&self, whom: Whom, visit: VisitTag) -> Visiting<'_> {
        let draft = self.client().begin_visit(whom, visit);
        self.goes_on(draft.unwrap_or_else(|error| panic!("{} cannot begin a visit: {error}", self.login)))
    }

    /// One record as the phone shows it.
    pub fn record(&self, id: RecordId) -> StoredRecord {
        let mut page = Some(Page::first(200));
        while let Some(asked) = page {
            let history = self.client().history(None, &asked).expect("the history can be read");
            page = Page::after(&history, 200);
            if let Some(found) = history.items.into_iter().find(|record| record.record == id) {
                return found;
            }
        }
        panic!("the phone of {} does not know the record", self.login)
    }

    /// Whether the county has receipted a record.
    pub fn is_sent(&self, id: RecordId) -> bool {
        matches!(self.record(id).standing, Standing::Receipted | Standing::Durable)
    }

    /// Every record in its database file, read past the core.
    pub fn ledger(&self) -> BTreeMap<Uuid, Kept> {
        ledger::of_phone(&self.memory(), &self.keystore)
    }

    /// Copies everything it holds, as a backup of the whole phone would. It must be off.
    pub fn copy(&self) -> TempDir {
        assert!(self.client.is_none(), "a phone that is on cannot be copied");
        let copy = tempfile::tempdir().expect("a folder for a copy");
        copy_folder(&self.folder, copy.path());
        copy
    }

    /// Puts an old copy in the place of everything it holds. It must be off.
    pub fn restore(&self, copy: &TempDir) {
        assert!(self.client.is_none(), "a phone that is on cannot be restored");
        fs::remove_dir_all(&self.folder).expect("what was there can go");
        copy_folder(copy.path(), &self.folder);
    }

    fn ports(&self) -> Ports {
        Ports {
            keystore: self.keystore.clone(),
            clock: self.clock.clone(),
            entropy: Arc::new(SystemEntropy),
            connectivity: self.network.clone(),
            connector: Some(self.network.connector(HttpsConnector::new(Arc::new(NothingKnown)))),
        }
    }
}

/// A visit being made, or a sheet being written.
pub struct Visiting<'a> {
    phone: &'a Phone,
    /// Its draft.
    pub draft: DraftId,
    given: Given,
    second: Option<AccountId>,
}

impl Visiting<'_> {
    /// The core of the phone it is made on.
    pub fn client(&self) -> &Client {
        self.phone.client()
    }

    /// Answers a question of this name; everything else that must be answered is answered as usual.
    #[must_use]
    pub fn answers(mut self, question: &str, words: &str) -> Self {
        self.given.insert(question.to_owned(), words.to_owned());
        self
    }

    /// Names a second investigator, by login.
    #[must_use]
    pub fn together_with(mut self, login: &str) -> Self {
        self.second = Some(cast().account(login));
        self
    }

    /// Attaches a file, as it is, as the answer to a question of this name.
    pub fn attaches(&self, question: &str, file: &[u8]) {
        let attached = self.phone.client().attach(self.draft, &self.path_of(question), kept(file).path());
        attached.unwrap_or_else(|error| panic!("the file: {error}"));
    }

    /// Takes a photograph as the answer to a question of this name; returns the SHA-256 of its working copy.
    pub fn photographs(&self, question: &str, photo: &[u8], taken: Taken) -> Digest {
        let path = self.path_of(question);
        let photographed = self.phone.client().photograph(self.draft, &path, kept(photo).path(), taken);
        photographed.unwrap_or_else(|error| panic!("the photograph: {error}"))
    }

    /// Where the answer to a question of this name goes.
    pub fn path_of(&self, question: &str) -> String {
        let client = self.phone.client();
        let page = client.form_page(self.draft, "en", 0, usize::MAX).expect("the form can be shown");
        let path = page.into_iter().find_map(|item| match item {
            Item::Question(asked) if asked.path.name() == question => Some(asked.path.to_string()),
            _ => None,
        });
        path.unwrap_or_else(|| panic!("the form does not ask for {question}"))
    }

    /// Answers everything, and leaves the visit unfinished.
    pub fn fill(&self) {
        answers::fill(self.phone.client(), self.draft, &self.given, self.second);
    }

    /// Answers everything and saves the visit.
    pub fn finish(self) -> Finished {
        self.finish_at(None)
    }

    /// The same where the phone knows its place.
    pub fn finish_at(self, place: Option<Fix>) -> Finished {
        self.fill();
        self.phone.client().finish(self.draft, place).unwrap_or_else(|error| panic!("the visit: {error:?}"))
    }
}

/// What the camera hands over.
fn kept(file: &[u8]) -> tempfile::NamedTempFile {
    let kept = tempfile::NamedTempFile::new().expect("the camera can keep a file");
    fs::write(kept.path(), file).expect("the camera can write");
    kept
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder can be made");
    for entry in fs::read_dir(from).expect("a folder can be read").flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        if path.is_dir() {
            copy_folder(&path, &to.join(name));
        } else {
            fs::copy(&path, to.join(name)).expect("a file can be copied");
        }
    }
}
