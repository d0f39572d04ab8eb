//! Somebody at the county's console: JSON over TLS by the county's pin, signed in by
//! name and password.

use crate::{runtime, trust::NothingKnown};
use doorstep_protocol::{compress, digest::Digest, limits};
use doorstep_sync::{
    https::HttpsConnector,
    transport::{Connector as _, Transport, TransportError},
};
use http::{
    HeaderValue, Method, Request, StatusCode,
    header::{ACCEPT, AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE},
};
use serde_json::{Value, json};
use std::sync::Arc;

/// A person at the console.
pub struct Desk {
    line: Arc<dyn Transport>,
    token: Option<String>,
}

/// The county's answer: its status, and its body if it is JSON.
#[derive(Clone, Debug)]
pub struct Heard {
    /// HTTP status.
    pub status: StatusCode,
    /// `null` where there is none.
    pub body: Value,
}

impl Heard {
    /// The stable code of a problem.
    pub fn code(&self) -> &str {
        self.body.get("code").and_then(Value::as_str).unwrap_or_default()
    }
}

impl Desk {
    /// Nobody, at the county's door.
    pub fn stranger(address: &str, ca_pin: Digest) -> Self {
        let connector = HttpsConnector::new(Arc::new(NothingKnown));
        Self { line: connector.connect(address, ca_pin).expect("the address is one"), token: None }
    }

    /// Signs in.
    ///
    /// # Panics
    /// When the county refuses.
    pub fn sign_in(address: &str, ca_pin: Digest, login: &str, password: &str) -> Self {
        let mut desk = Self::stranger(address, ca_pin);
        let session = desk.post("/v1/sessions", &json!({"login": login, "password": password}));
        desk.token = Some(text(&session, "token"));
        desk
    }

    /// Reads.
    ///
    /// # Panics
    /// When the county refuses.
    pub fn get(&self, path: &str) -> Value {
        granted(path, self.ask(Method::GET, path, None))
    }

    /// Does something.
    ///
    /// # Panics
    /// When the county refuses.
    pub fn post(&self, path: &str, body: &Value) -> Value {
        granted(path, self.ask(Method::POST, path, Some(body)))
    }

    /// Says what holds.
    ///
    /// # Panics
    /// When the county refuses.
    pub fn put(&self, path: &str, body: &Value) -> Value {
        granted(path, self.ask(Method::PUT, path, Some(body)))
    }

    /// Fetches what is no JSON.
    ///
    /// # Panics
    /// When the county refuses.
    pub fn fetch(&self, path: &str) -> Vec<u8> {
        let (status, bytes) = self.try_fetch(Method::GET, path, None).expect("the county answers");
        assert!(status.is_success(), "{path}: {status}");
        bytes
    }

    /// Asks, whatever the answer.
    pub fn ask(&self, method: Method, path: &str, body: Option<&Value>) -> Heard {
        self.try_ask(method, path, body).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Asks a county that may not be there.
    pub fn try_ask(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Heard, TransportError> {
        let (status, bytes) = self.try_fetch(method, path, body)?;
        Ok(Heard { status, body: serde_json::from_slice(&bytes).unwrap_or(Value::Null) })
    }

    fn try_fetch(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<(StatusCode, Vec<u8>), TransportError> {
        let bytes = body.map(|body| serde_json::to_vec(body).expect("JSON can be written"));
        let mut request = Request::new(bytes.unwrap_or_default());
        *request.method_mut() = method;
        *request.uri_mut() = path.parse().expect("a path");
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        if body.is_some() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        if let Some(token) = &self.token {
            let bearer = format!("Bearer {token}").parse().expect("a token fits a header");
            headers.insert(AUTHORIZATION, bearer);
        }
        let answer = runtime().block_on(self.line.send(request))?;
        let folded = answer.headers().get(CONTENT_ENCODING).is_some();
        let (status, bytes) = (answer.status(), answer.into_body());
        let bytes = if folded {
            compress::unfold(&bytes, limits::UNFOLDED_BYTES).expect("the answer unfolds")
        } else {
            bytes
        };
        Ok((status, bytes))
    }
}

fn granted(path: &str, heard: Heard) -> Value {
    assert!(heard.status.is_success(), "{path}: {} {}", heard.status, heard.code());
    heard.body
}

/// A text of an answer.
///
/// # Panics
/// When it is not there.
pub fn text(body: &Value, name: &str) -> String {
    body.get(name).and_then(Value::as_str).unwrap_or_else(|| panic!("the answer has no {name}")).to_owned()
}
