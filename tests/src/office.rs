//! The security administrator's office: keys that the county's server never sees.

use crate::desk::Desk;
use chrono::{DateTime, Utc};
use doorstep_authority::Keyholder;
use doorstep_protocol::credential::{Authority, Issued, Wanted};
use serde_json::{Value, json};

/// Whoever holds the post in the invented county.
pub const SECADMIN: &str = "secadmin";

/// A root, and the key that issues.
pub struct Office {
    /// Kept in a safe.
    pub root: Keyholder,
    /// In daily use.
    pub issuing: Keyholder,
}

impl Office {
    /// Makes both.
    pub fn open(now: DateTime<Utc>) -> Self {
        let root = Keyholder::root("上门县民政局", now).expect("a root");
        let issuing = root.appoint(now).expect("a key that issues");
        Self { root, issuing }
    }

    /// What the server is told.
    pub fn authority(&self) -> Authority {
        self.issuing.under(self.root.certificate()).expect("they belong together")
    }

    /// Gives every phone that wants one a certificate; returns how many.
    pub fn certify(&self, desk: &Desk, now: DateTime<Utc>) -> u64 {
        desk.ask(http::Method::POST, "/v1/authorities", Some(&json!(self.authority())));
        let wanted: Vec<Wanted> =
            serde_json::from_value(desk.get("/v1/certificates/wanted")).expect("a list of phones");
        let issued: Vec<Issued> =
            wanted.iter().map(|wanted| self.issuing.issue(wanted, now).expect("a certificate")).collect();
        let brought: Value = desk.post("/v1/certificates", &json!(issued));
        brought.get("new").and_then(Value::as_u64).expect("a number")
    }
}
