//! An enrolled phone in a folder, with the county's forms and a few people on it.

use crate::{
    Client, Opened,
    port::{
        Clock, Connectivity, Connector, Entropy, Keystore, KeystoreError, LocalClock, Network, Ports,
        SystemEntropy,
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use doorstep_domain::{
    id::{AccountId, DeviceId, HouseholdId, Incarnation, PersonId, RegionId},
    post::{Colleague, Post},
    subject::{Household, Person, household::Address, person::Identity},
    visit::VisitTag,
};
use doorstep_forms::{Form, Format};
use doorstep_protocol::{
    changes::{Body, Change, ChangesAnswer, DocumentKind, FormDocument},
    digest::Digest,
    journal::{RecoveryPrivateKey, RecoveryPublicKey, generate_recovery_key},
    key::{CountyKey, DeviceKey, KeyTier, SoftwareKey},
    receipt::Watermark,
    signed::{CountyKeys, Signed},
};
use doorstep_store::{DatabaseKey, Enrolment};
use doorstep_sync::transport::{BadAddress, Transport};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use uuid::Uuid;

pub(super) const WANG: AccountId = AccountId(Uuid::from_u128(1));
pub(super) const LI: AccountId = AccountId(Uuid::from_u128(2));
pub(super) const HOUSEHOLD: HouseholdId = HouseholdId(Uuid::from_u128(3));
pub(super) const ELDER: PersonId = PersonId(Uuid::from_u128(4));
pub(super) const VILLAGE: RegionId = RegionId(Uuid::from_u128(5));

pub(super) struct Phone {
    folder: tempfile::TempDir,
    keys: Arc<TestKeystore>,
    ports: Ports,
    county: CountyKey,
    revision: Mutex<u64>,
    pub(super) recovery: (RecoveryPrivateKey, RecoveryPublicKey),
    client: Mutex<Option<Client>>,
}

pub(super) struct TestKeystore {
    device: Mutex<Option<Arc<SoftwareKey>>>,
    database: Mutex<[u8; 32]>,
}

impl Keystore for TestKeystore {
    fn database_key(&self) -> Result<DatabaseKey, KeystoreError> {
        self.device.lock().unwrap().as_ref().ok_or(KeystoreError::Lost)?;
        Ok(DatabaseKey::new(*self.database.lock().unwrap()))
    }

    fn device_key(&self) -> Result<Arc<dyn DeviceKey>, KeystoreError> {
        let key = self.device.lock().unwrap().clone().ok_or(KeystoreError::Lost)?;
        Ok(key)
    }

    fn tier(&self) -> KeyTier {
        KeyTier::Software
    }

    fn renew(&self) -> Result<(), KeystoreError> {
        *self.device.lock().unwrap() = Some(Arc::new(SoftwareKey::generate().unwrap()));
        let mut key = [0; 32];
        assert!(SystemEntropy.fill(&mut key));
        *self.database.lock().unwrap() = key;
        Ok(())
    }
}

struct Noon;

impl Clock for Noon {
    fn now(&self) -> DateTime<Utc> {
        "2026-11-22T04:00:00Z".parse().unwrap()
    }

    fn monotonic_millis(&self) -> u64 {
        1_000
    }

    fn boot(&self) -> String {
        "boot".to_owned()
    }
}

impl LocalClock for Noon {
    fn utc_offset_minutes(&self) -> i32 {
        480
    }
}

struct NoNetwork;

impl Connectivity for NoNetwork {
    fn network(&self) -> Network {
        Network::None
    }
}

impl Connector for NoNetwork {
    fn connect(&self, _: &str, _: Digest) -> Result<Arc<dyn Transport>, BadAddress> {
        Err(BadAddress)
    }
}

/// Nothing of a test is under way when the process ends.
impl Drop for Phone {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.shut();
        }
    }
}

impl Phone {
    /// A phone that nobody enrolled yet.
    pub(super) fn new(connector: Arc<dyn Connector>) -> Self {
        let keys = Arc::new(TestKeystore { device: Mutex::new(None), database: Mutex::new([0; 32]) });
        keys.renew().unwrap();
        let ports = Ports {
            keystore: keys.clone(),
            clock: Arc::new(Noon),
            entropy: Arc::new(SystemEntropy),
            connectivity: Arc::new(NoNetwork),
            connector: Some(connector),
        };
        let (recovery, public) = generate_recovery_key().unwrap();
        Self {
            folder: tempfile::tempdir().unwrap(),
            keys,
            ports,
            county: CountyKey::generate().unwrap(),
            revision: Mutex::new(0),
            recovery: (recovery, public),
            client: Mutex::new(None),
        }
    }

    /// A colleague's phone, furnished and without a network.
    pub(super) fn of(account: AccountId) -> Self {
        let phone = Self::new(Arc::new(NoNetwork));
        let enrolment = Enrolment {
            device: DeviceId(Uuid::from_u128(account.0.as_u128() + 100)),
            account,
            name: "王甲".to_owned(),
            posts: vec![Post::Worker],
            address: "https://127.0.0.1:1".to_owned(),
            ca_pin: Digest::of(b"pin"),
            keys: CountyKeys::new(phone.county.public_key()),
            recovery: phone.recovery.1.clone(),
            incarnation: Incarnation(Uuid::from_u128(9)),
        };
        phone.client().store().set_enrolment(&enrolment).unwrap();
        phone.furnish();
        phone
    }

    pub(super) fn client(&self) -> Client {
        let mut held = self.client.lock().unwrap();
        held.get_or_insert_with(|| match self.open() {
            Opened::Ready(client) => client,
            _ => panic!("the phone's memory does not open"),
        })
        .clone()
    }

    /// As after the process was killed: nothing but the files is left.
    pub(super) fn restart(&self) -> Client {
        self.shut();
        self.client()
    }

    pub(super) fn shut(&self) {
        if let Some(client) = self.client.lock().unwrap().take() {
            client.close();
        }
    }

    pub(super) fn open(&self) -> Opened {
        Client::open(self.folder.path(), self.ports.clone()).unwrap()
    }

    pub(super) fn lose_keys(&self) {
        *self.keys.device.lock().unwrap() = None;
    }

    /// The county publishes a document.
    pub(super) fn hear(&self, kind: DocumentKind, key: &str, body: &Value) {
        let mut revision = self.revision.lock().unwrap();
        *revision += 1;
        let client = self.client();
        let enrolment = client.store().enrolment().unwrap().unwrap();
        let watermark = Watermark {
            incarnation: enrolment.incarnation,
            device: enrolment.device,
            epoch: 1,
            seq: 0,
            at: Noon.now() - TimeDelta::days(1),
        };
        let answer = ChangesAnswer {
            changes: vec![Change {
                kind: kind.as_str().to_owned(),
                key: key.to_owned(),
                revision: *revision,
                body: Some(Body::of(body).unwrap()),
            }],
            next: revision.to_string(),
            more: false,
            incarnation: enrolment.incarnation,
            watermark: Signed::sign(&watermark, &self.county).unwrap(),
        };
        client.store().apply_changes(&answer).unwrap();
    }

    fn furnish(&self) {
        for form in forms() {
            self.hear(DocumentKind::Form, &format!("{}/{}", form.id, form.version), &json!(form));
        }
        let colleague = |id, name: &str| {
            json!(Colleague { id, name: name.to_owned(), posts: vec![Post::Worker], regions: vec![VILLAGE] })
        };
        self.hear(DocumentKind::Colleague, &WANG.to_string(), &colleague(WANG, "王甲"));
        self.hear(DocumentKind::Colleague, &LI.to_string(), &colleague(LI, "李乙"));
        let household = Household {
            id: HOUSEHOLD,
            code: "990101100201-0001".to_owned(),
            region: VILLAGE,
            grid: None,
            head: "曾丙".to_owned(),
            address: Address { text: "三组 7 号".to_owned(), at: None },
            assistance: Default::default(),
            dwelling: Default::default(),
        };
        self.hear(DocumentKind::Household, &HOUSEHOLD.to_string(), &json!(household));
        let elder = Person {
            id: ELDER,
            household: HOUSEHOLD,
            identity: Identity {
                name: "曾丙".to_owned(),
                citizen_number: None,
                birth_date: "1944-02-29".parse().ok(),
                sex: None,
            },
            phones: Vec::new(),
            relation: "head".to_owned(),
            concerns: Vec::new(),
            guardians: Vec::new(),
            health: Default::default(),
        };
        self.hear(DocumentKind::Person, &ELDER.to_string(), &json!(elder));
    }
}

/// The county's forms, as it publishes them.
pub(super) fn forms() -> Vec<FormDocument> {
    let published = VisitTag::ALL.map(|tag| {
        let path = format!("{}/../../fixtures/forms/{}.md", env!("CARGO_MANIFEST_DIR"), tag.as_str());
        let text = std::fs::read_to_string(path).unwrap();
        let form = Form::import(&text, Format::Markdown).unwrap();
        assert_eq!(form.id().0, tag.as_str());
        FormDocument { id: form.id().0.clone(), version: form.version().0.clone(), text }
    });
    published.into()
}
