//! The peer: PouchDB, replicating over HTTP with its own server, each in a process of
//! its own that lives through all rounds, so that its code is warm.

use super::{child::Obedient, proxy::Proxy};
use serde_json::{Value, json};
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Command,
};
use tempfile::TempDir;

/// Server, proxy and phone.
pub(super) struct Pouch {
    pub(super) phone: Obedient,
    pub(super) server: Obedient,
    pub(super) proxy: Proxy,
    folder: TempDir,
}

impl Pouch {
    /// Starts them from a folder in which `npm ci` has run.
    pub(super) fn start(place: &Path, scripts: &Path) -> Self {
        let folder = tempfile::tempdir_in(place).expect("a folder for the peer");
        let data = |name: &str| -> PathBuf {
            let path = folder.path().join(name);
            std::fs::create_dir_all(&path).expect("a folder can be made");
            std::path::absolute(path).expect("the folder has a path")
        };
        let node = |script: &str| {
            let mut command = Command::new("node");
            command.current_dir(data("logs")).arg(scripts.join(script));
            command
        };
        let server = Obedient::start(node("server.js").arg(data("server")));
        let port = server.first.get("port").and_then(Value::as_u64).and_then(|port| u16::try_from(port).ok());
        let at = SocketAddr::from(([127, 0, 0, 1], port.expect("the server says its port")));
        let proxy = Proxy::before(at).expect("a proxy can be had");
        let address = format!("http://{}", proxy.at());
        let phone = Obedient::start(node("phone.js").arg(data("phone")).arg(address));
        Self { phone, server, proxy, folder }
    }

    /// Writes documents, one a line, for either process to read.
    pub(super) fn file(&self, name: &str, documents: impl Iterator<Item = Value>) -> String {
        let path = std::path::absolute(self.folder.path().join(name)).expect("the file has a path");
        let text: String = documents.map(|document| format!("{document}\n")).collect();
        std::fs::write(&path, text).expect("documents can be written");
        path.display().to_string()
    }

    /// Puts the documents of a file into a database of the phone's.
    pub(super) fn fill_phone(&mut self, database: &str, file: &str) {
        self.phone.tell(&json!({ "do": "fill", "database": database, "file": file }));
    }

    /// The same at the server.
    pub(super) fn fill_server(&mut self, database: &str, file: &str) {
        self.server.tell(&json!({ "do": "fill", "database": database, "file": file }));
    }

    /// Replicates to the server; so many documents must arrive.
    pub(super) fn push(&mut self, database: &str, documents: u64) {
        let done = self.phone.tell(&json!({ "do": "push", "database": database }));
        assert_eq!(done, json!({ "ok": true, "documents": documents, "failed": 0 }));
    }

    /// Replicates from the server; so many documents must arrive.
    pub(super) fn pull(&mut self, database: &str, documents: u64) {
        let done = self.phone.tell(&json!({ "do": "pull", "database": database }));
        assert_eq!(done, json!({ "ok": true, "documents": documents, "failed": 0 }));
    }

    /// HTTP requests that the server has had since this was last asked.
    pub(super) fn requests(&mut self) -> f64 {
        let counted = self.server.tell(&json!({ "do": "requests" }));
        counted.get("requests").and_then(Value::as_f64).expect("the server counts")
    }
}
