//! A phone's first day over real TLS, and the end of a server.

use super::super::{Front, run};
use crate::{
    log::sealer,
    testing::{
        phone::{Phone, visit},
        world::{WANG, World, worlds},
    },
    tls::{self, CountyTls},
    tokens,
};
use doorstep_protocol::{
    batch::{BatchAnswer, ItemAnswer},
    chain::Head,
    changes::{ChangesAnswer, ChangesAsked, tag},
    compress,
    digest::Digest,
    enrol::{EnrolAnswer, EnrolRequest, Ticket},
    key::{DeviceKey, KeyTier, SoftwareKey},
    packed, pae,
    problem::Problem,
    receipt::JournalReceipt,
    signed::{CountyKeys, Signed},
};
use futures::{StreamExt as _, stream};
use reqwest::{Client, Method, RequestBuilder};
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use rustls_pki_types::{CertificateDer, pem::PemObject as _};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

struct Running {
    base: String,
    client: Client,
    tls: CountyTls,
    stop: oneshot::Sender<()>,
    served: JoinHandle<std::io::Result<()>>,
}

async fn start(world: &World) -> Running {
    let keys = world.folder.path().join("keys");
    let tls =
        tls::open(&keys, &["127.0.0.1".to_owned(), "county.example".to_owned()], world.app.now()).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("https://{}", listener.local_addr().unwrap());
    let front = Front::new(world.app.clone(), base.clone(), tls.ca_pin);
    let (stop, stopped) = oneshot::channel();
    let served = tokio::spawn(run(listener, front, Some(tls.clone()), async {
        let _ = stopped.await;
    }));
    Running { base, client: client(&keys), tls, stop, served }
}

/// Believes the county's authority and nobody else.
fn client(keys: &std::path::Path) -> Client {
    Client::builder().tls_backend_preconfigured(believing(keys)).no_proxy().build().unwrap()
}

fn believing(keys: &std::path::Path) -> ClientConfig {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(keys.join("ca.crt")).unwrap()).unwrap();
    ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth()
}

impl Running {
    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.base)).header("accept-encoding", "zstd")
    }

    async fn post(&self, path: &str, token: Option<&str>, body: &Value) -> reqwest::Response {
        let folded = compress::fold(body.to_string().as_bytes()).unwrap();
        let request = self
            .request(Method::POST, path)
            .header("content-type", "application/json")
            .header("content-encoding", "zstd")
            .body(folded);
        let request = match token {
            Some(token) => request.bearer_auth(token),
            None => request,
        };
        request.send().await.unwrap()
    }
}

async fn read<T: DeserializeOwned>(answer: reqwest::Response) -> T {
    assert!(answer.status().is_success(), "{}", answer.status());
    let folded = answer.headers().get("content-encoding").is_some_and(|coding| coding == "zstd");
    let body = answer.bytes().await.unwrap();
    let body = if folded { compress::unfold(&body, 1 << 24).unwrap() } else { body.to_vec() };
    serde_json::from_slice(&body).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_enrols_sends_hears_and_hands_in_its_journal() {
    for world in worlds().await {
        let running = start(&world).await;
        let until = world.app.now() + tokens::CONSOLE_LIFE;
        let console = world
            .write(move |tx| Ok(tokens::issue_access(tx, crate::testing::world::CHEN, None, until).unwrap()))
            .await;
        let made: Value =
            read(running.post("/v1/enrolments", Some(&console), &json!({ "account": WANG })).await).await;
        let ticket = Ticket::parse(made["ticket"].as_str().unwrap()).unwrap();
        assert_eq!((&ticket.address, ticket.ca_pin), (&running.base, running.tls.ca_pin));
        assert_eq!(made["fingerprint"], ticket.fingerprint());

        let key = SoftwareKey::generate().unwrap();
        let public_key = key.public_key().unwrap();
        let head = Head::genesis(&public_key);
        let proof = key.sign(&EnrolRequest::proof_message(&ticket.code, &public_key)).unwrap();
        let request = EnrolRequest {
            code: ticket.code,
            public_key,
            tier: KeyTier::Software,
            label: "a phone".to_owned(),
            proof,
        };
        let request = serde_json::to_value(&request).unwrap();
        let enrolled: EnrolAnswer = read(running.post("/v1/enrolments/redeem", None, &request).await).await;
        let mut keys = CountyKeys::new(ticket.root);
        enrolled.tokens.keys.iter().for_each(|statement| keys.learn(statement).unwrap());

        let mut phone = Phone { device: enrolled.device, account: WANG, key, head, rules: "2026-11" };
        let envelope = serde_json::to_value(phone.wrap(&visit("2026-11-22"))).unwrap();
        let access = Some(enrolled.tokens.access.as_str());
        let sent: BatchAnswer =
            read(running.post("/v1/batches", access, &json!({ "envelopes": [envelope, {}] })).await).await;
        assert!(sent.items[0].is_stored());
        assert_eq!(sent.receipt.unwrap().open(&keys).unwrap().count, 1);
        assert!(matches!(&sent.items[1], ItemAnswer::Refused { .. }), "a bad item refuses itself alone");
        assert_eq!(sent.head, phone.head);

        sealer::seal_all(&world.app).await.unwrap();
        let changes = running.request(Method::GET, "/v1/changes").bearer_auth(&enrolled.tokens.access);
        let changes = changes.send().await.unwrap();
        assert_eq!(changes.headers()["content-encoding"], "zstd");
        let changes: ChangesAnswer = read(changes).await;
        assert!(changes.changes.iter().any(|change| change.kind == "roster"), "{}", world.engine);

        let envelopes = [phone.wrap(&visit("2026-11-23")), phone.wrap(&visit("2026-11-24"))];
        let asked = ChangesAsked { after: Some(changes.next) };
        let sent = running
            .request(Method::POST, "/v1/batches")
            .bearer_auth(&enrolled.tokens.access)
            .header("content-type", packed::MEDIA_TYPE)
            .body(packed::pack(&envelopes, Some(asked)).unwrap());
        let sent: BatchAnswer = read(sent.send().await.unwrap()).await;
        assert_eq!(sent.receipt.unwrap().open(&keys).unwrap().count, 2);
        assert_eq!(sent.head, phone.head, "{}", world.engine);
        let page = sent.changes.unwrap();
        assert!(!page.more, "{}", world.engine);

        let watermark = sent.watermark.open(&keys).unwrap();
        let known = format!("\"{}\"", tag(&watermark));
        let nothing = running
            .request(Method::GET, &format!("/v1/changes?after={}", page.next))
            .bearer_auth(&enrolled.tokens.access)
            .header("if-none-match", &known);
        let nothing = nothing.send().await.unwrap();
        assert_eq!(nothing.status(), 304, "{}", world.engine);
        assert_eq!(nothing.headers()["etag"], known.as_str());
        assert!(nothing.headers().len() <= 2, "{:?}", nothing.headers());
        assert!(nothing.bytes().await.unwrap().is_empty());

        phone.set_state(&world, "compromised").await;
        let refused = running.post("/v1/batches", access, &json!({ "envelopes": [] })).await;
        assert_eq!(refused.status(), 403);
        let journal = doorstep_protocol::journal::MAGIC.to_vec();
        let sha256 = doorstep_protocol::digest::Digest::of(&journal);
        let message = pae::encode("application/vnd.doorstep.recovery;v=1", sha256.as_bytes());
        let signature = serde_json::to_value(phone.key.sign(&message).unwrap()).unwrap();
        let handed_in = running
            .request(Method::POST, "/v1/recovery")
            .header("doorstep-device", phone.device.to_string())
            .header("doorstep-signature", signature["sig"].as_str().unwrap())
            .body(journal)
            .send()
            .await
            .unwrap();
        let receipt: Signed<JournalReceipt> = read(handed_in).await;
        assert_eq!(receipt.open(&keys).unwrap().sha256, sha256);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_told_to_stop_finishes_what_has_begun_and_takes_nothing_new() {
    for world in worlds().await {
        let running = start(&world).await;
        let ready = running.request(Method::GET, "/readyz").send().await.unwrap();
        assert_eq!(ready.status(), 200);
        running.stop.send(()).unwrap();
        running.served.await.unwrap().unwrap();
        let late = running.client.get(format!("{}/readyz", running.base)).send().await;
        assert!(late.is_err(), "{}", world.engine);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_pin_outlives_restarts_and_the_certificate_does_not() {
    let world = worlds().await.remove(0);
    let keys = world.folder.path().join("keys");
    let names = ["127.0.0.1".to_owned()];
    let first = tls::open(&keys, &names, world.app.now()).unwrap();
    let second = tls::open(&keys, &names, world.app.now()).unwrap();
    assert_eq!(first.ca_pin, second.ca_pin);
    std::fs::remove_file(keys.join("ca.crt")).unwrap();
    let reissued = tls::open(&keys, &names, world.app.now()).unwrap();
    assert_eq!(first.ca_pin, reissued.ca_pin, "the pin is of the key");
    assert!(tls::open(&keys, &["not a host name".to_owned()], world.app.now()).is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_that_comes_slowly_is_stored_before_one_that_was_begun_behind_it() {
    for world in worlds().await {
        let mut phone = Phone::enrol(&world, WANG).await;
        let (device, until) = (phone.device, world.app.now() + tokens::ACCESS_LIFE);
        let token =
            world.write(move |tx| Ok(tokens::issue_access(tx, WANG, Some(device), until).unwrap())).await;
        let running = start(&world).await;
        // One connection, as a phone has it.
        let mut tls = believing(&world.folder.path().join("keys"));
        tls.alpn_protocols = vec![b"h2".to_vec()];
        let client = Client::builder().tls_backend_preconfigured(tls).http2_prior_knowledge().no_proxy();
        let client = client.build().unwrap();
        let batch = || {
            let to = client.post(format!("{}/v1/batches", running.base)).bearer_auth(&token);
            to.header("content-type", packed::MEDIA_TYPE)
        };
        let [first, second] = ["2026-11-21", "2026-11-22"].map(|day| {
            let envelope = phone.wrap(&visit(day));
            packed::pack([&envelope], None).unwrap()
        });

        let ahead = async |follows: &str| {
            let answer = batch().header("if-match", follows).body(second.clone()).send().await.unwrap();
            let status = answer.status().as_u16();
            (status, serde_json::from_slice::<Problem>(&answer.bytes().await.unwrap()).unwrap().code)
        };
        let named = format!("\"{}\"", Digest::of(b"a header that never came"));
        assert_eq!(ahead(&named).await, (412, "not_next".to_owned()), "{}", world.engine);
        assert_eq!(ahead("*").await, (400, "malformed_if_match".to_owned()), "{}", world.engine);

        let ((begun, has_begun), (rest, coming)) = (oneshot::channel(), oneshot::channel::<()>());
        let (head, tail) = (first[..10].to_vec(), first[10..].to_vec());
        let slowly = stream::once(async move { Ok::<_, std::io::Error>(head) }).chain(stream::once(async {
            begun.send(()).unwrap();
            coming.await.unwrap();
            Ok(tail)
        }));
        let first = tokio::spawn(batch().body(reqwest::Body::wrap_stream(slowly)).send());
        has_begun.await.unwrap();
        let mut second = tokio::spawn(batch().body(second).send());
        let early = tokio::time::timeout(std::time::Duration::from_millis(500), &mut second).await;
        assert!(early.is_err(), "{}: it waits for its turn", world.engine);
        rest.send(()).unwrap();
        let [first, second]: [BatchAnswer; 2] =
            [read(first.await.unwrap().unwrap()).await, read(second.await.unwrap().unwrap()).await];
        assert_eq!((first.missing_from, second.missing_from), (None, None), "{}", world.engine);
        assert_eq!(second.head, phone.head, "{}", world.engine);
        drop((client, running.client));
        running.stop.send(()).unwrap();
        running.served.await.unwrap().unwrap();
    }
}
