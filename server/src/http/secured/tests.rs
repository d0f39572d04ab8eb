//! Real handshakes over a stream in memory, the phone's side driven by hand, so that it is
//! known what was sent when.

use super::*;
use crate::{
    app::{Clock as _, SystemClock},
    tls,
};

use rustls::{
    ClientConfig, ClientConnection, RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, ServerName, pem::PemObject as _},
};
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, duplex},
    task::JoinHandle,
    time::timeout,
};

struct County {
    server: Arc<ServerConfig>,
    phone: Arc<ClientConfig>,
}

impl County {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let server =
            tls::open(folder.path(), &["county.invalid".to_owned()], SystemClock.now()).unwrap().config;
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_file(folder.path().join("ca.crt")).unwrap()).unwrap();
        let mut phone = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        phone.enable_early_data = true;
        phone.alpn_protocols = vec![b"h2".to_vec()];
        Self { server, phone: Arc::new(phone) }
    }

    fn phone(&self) -> ClientConnection {
        let name = ServerName::try_from("county.invalid").unwrap();
        ClientConnection::new(Arc::clone(&self.phone), name).unwrap()
    }

    /// A server that answers `early` and `later` with themselves in capitals, until the stream ends; gives back what it heard.
    fn serve(&self) -> (DuplexStream, JoinHandle<io::Result<Vec<u8>>>) {
        let (theirs, ours) = duplex(64 * 1024);
        let config = Arc::clone(&self.server);
        let heard = tokio::spawn(async move {
            let mut stream = accept(ours, config).await?;
            let mut heard = Vec::new();
            loop {
                let mut word = [0; 5];
                let read = stream.read(&mut word).await?;
                if read == 0 {
                    return Ok(heard);
                }
                heard.extend_from_slice(&word[..read]);
                stream.write_all(&word[..read].to_ascii_uppercase()).await?;
                stream.flush().await?;
            }
        });
        (theirs, heard)
    }
}

fn flight(phone: &mut ClientConnection) -> Vec<u8> {
    let mut bytes = Vec::new();
    while phone.wants_write() {
        phone.write_tls(&mut bytes).unwrap();
    }
    bytes
}

/// Reads until so many bytes have been decrypted; `None` if they do not come.
async fn decrypted(
    phone: &mut ClientConnection,
    stream: &mut DuplexStream,
    wanted: usize,
) -> Option<Vec<u8>> {
    let mut heard = Vec::new();
    while heard.len() < wanted {
        let mut bytes = [0; 4_096];
        let read = timeout(Duration::from_secs(5), stream.read(&mut bytes)).await.ok()?.ok()?;
        let mut rest = &bytes[..read];
        while !rest.is_empty() {
            phone.read_tls(&mut rest).unwrap();
            phone.process_new_packets().unwrap();
        }
        let mut word = [0; 64];
        if let Ok(read) = phone.reader().read(&mut word) {
            heard.extend_from_slice(&word[..read]);
        }
        if read == 0 {
            return None;
        }
    }
    Some(heard)
}

/// A whole first connection, after which the phone has tickets.
async fn meet(county: &County) {
    let (mut stream, heard) = county.serve();
    let mut phone = county.phone();
    stream.write_all(&flight(&mut phone)).await.unwrap();
    while phone.is_handshaking() {
        let mut bytes = [0; 4_096];
        let read = stream.read(&mut bytes).await.unwrap();
        phone.read_tls(&mut &bytes[..read]).unwrap();
        phone.process_new_packets().unwrap();
    }
    phone.writer().write_all(b"later").unwrap();
    stream.write_all(&flight(&mut phone)).await.unwrap();
    assert_eq!(decrypted(&mut phone, &mut stream, 5).await.unwrap(), b"LATER");
    phone.send_close_notify();
    stream.write_all(&flight(&mut phone)).await.unwrap();
    assert_eq!(heard.await.unwrap().unwrap(), b"later");
}

#[tokio::test]
async fn a_returning_phone_is_answered_before_it_has_sent_a_second_flight() {
    let county = County::new();
    meet(&county).await;
    let (mut stream, heard) = county.serve();
    let mut phone = county.phone();
    phone.early_data().expect("there is a ticket").write_all(b"early").unwrap();
    stream.write_all(&flight(&mut phone)).await.unwrap();
    assert_eq!(decrypted(&mut phone, &mut stream, 5).await.unwrap(), b"EARLY");
    // The handshake's end, and more, come later, and in order.
    phone.writer().write_all(b"later").unwrap();
    stream.write_all(&flight(&mut phone)).await.unwrap();
    assert_eq!(decrypted(&mut phone, &mut stream, 5).await.unwrap(), b"LATER");
    phone.send_close_notify();
    stream.write_all(&flight(&mut phone)).await.unwrap();
    assert_eq!(heard.await.unwrap().unwrap(), b"earlylater");
}

#[tokio::test]
async fn a_first_flight_played_again_is_not_heard() {
    let county = County::new();
    meet(&county).await;
    let (mut stream, _heard) = county.serve();
    let mut phone = county.phone();
    phone.early_data().expect("there is a ticket").write_all(b"early").unwrap();
    let recorded = flight(&mut phone);
    stream.write_all(&recorded).await.unwrap();
    assert_eq!(decrypted(&mut phone, &mut stream, 5).await.unwrap(), b"EARLY");
    let (mut again, heard) = county.serve();
    again.write_all(&recorded).await.unwrap();
    // The county begins like with a new phone, whose keys nobody has who only recorded.
    let mut hello = [0; 64];
    again.read_exact(&mut hello).await.unwrap();
    drop(again);
    assert_eq!(heard.await.unwrap().unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
}

#[tokio::test]
async fn a_phone_cut_off_in_its_handshake_or_in_a_word_ends_its_connection() {
    let county = County::new();
    let (mut stream, heard) = county.serve();
    let hello = flight(&mut county.phone());
    stream.write_all(&hello[..hello.len() - 1]).await.unwrap();
    drop(stream);
    assert!(heard.await.unwrap().is_err());
    meet(&county).await;
    let (mut stream, heard) = county.serve();
    let mut phone = county.phone();
    phone.early_data().expect("there is a ticket").write_all(b"early").unwrap();
    let flight = flight(&mut phone);
    stream.write_all(&flight[..flight.len() - 1]).await.unwrap();
    drop(stream);
    assert!(heard.await.unwrap().is_err());
}

#[tokio::test]
async fn what_is_no_tls_is_refused() {
    let county = County::new();
    let (mut stream, heard) = county.serve();
    stream.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
    assert_eq!(heard.await.unwrap().unwrap_err().kind(), io::ErrorKind::InvalidData);
}
