//! `serve`.

use super::{CliError, Place};
use crate::{
    app::{Clock as _, SystemClock},
    daily,
    http::{self, Front},
    log::sealer,
    plausibility, tls,
};
use clap::Args;
use std::{
    io::Write as _,
    net::{IpAddr, SocketAddr},
    path::PathBuf,
};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::watch,
};

#[derive(Args)]
pub(super) struct Serve {
    /// Where to listen. Port 0 takes a free one; the line on standard output says which.
    #[arg(long, env = "DOORSTEP_LISTEN", default_value = "127.0.0.1:8443", value_name = "ADDRESS")]
    listen: SocketAddr,
    /// Names and addresses under which phones reach this server; its certificate holds them all. Repeat, or separate by commas.
    #[arg(long = "name", env = "DOORSTEP_NAMES", value_delimiter = ',', value_name = "HOST")]
    names: Vec<String>,
    /// The address that enrolment tickets carry; by default https:// with the first name and the port.
    #[arg(long, env = "DOORSTEP_PUBLIC_URL", value_name = "URL")]
    public_url: Option<String>,
    /// Without TLS, for a proxy on this machine that adds it and sets X-Forwarded-For.
    #[arg(long, env = "DOORSTEP_PLAIN")]
    plain: bool,
    /// At the first start, make the county and write its private recovery key to this new file.
    #[arg(long, env = "DOORSTEP_RECOVERY_OUT", value_name = "FILE")]
    recovery_out: Option<PathBuf>,
}

impl Serve {
    pub(super) async fn run(mut self, place: &Place) -> Result<(), CliError> {
        let folder = place.folder();
        if !folder.has_county() {
            let Some(file) = &self.recovery_out else {
                return Err(CliError::NoCounty { folder: place.data.clone() });
            };
            super::maintain::make_county(&folder, file)?;
        }
        let app = place.open().await?;
        let listener = TcpListener::bind(self.listen)
            .await
            .map_err(|source| CliError::Listen { address: self.listen.to_string(), source })?;
        let address = listener.local_addr()?;
        if self.names.is_empty() {
            self.names = default_names(address.ip());
        }
        let tls = tls::open(&folder.keys(), &self.names, SystemClock.now())?;
        let public = self.public_url.unwrap_or_else(|| https(self.names.first(), address));
        let mut front = Front::new(app.clone(), public.clone(), tls.ca_pin);
        front.behind_proxy = self.plain;
        let (stop, stopped) = watch::channel(());
        let calendar = tokio::spawn(daily::run(app.clone(), until(stopped.clone())));
        let looking = tokio::spawn(plausibility::run(app.clone(), until(stopped.clone())));
        let sealing = tokio::spawn(sealer::run(app, until(stopped)));
        let scheme = if self.plain { "http" } else { "https" };
        announce(&format!("listening on {scheme}://{address}, enrolling phones at {public}"))?;
        let served = http::run(listener, front, (!self.plain).then_some(tls), asked_to_stop()?).await;
        // The last requests have written their last entries: the sealer takes them up before it ends.
        drop(stop);
        let _ = (calendar.await, looking.await);
        let sealed = sealing.await;
        tracing::info!(sealer = sealed.is_ok(), "stopped");
        Ok(served?)
    }
}

fn announce(line: &str) -> Result<(), CliError> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}

fn default_names(ip: IpAddr) -> Vec<String> {
    if ip.is_unspecified() || ip.is_loopback() {
        let own = if ip.is_loopback() { ip.to_string() } else { "127.0.0.1".to_owned() };
        vec![own, "localhost".to_owned()]
    } else {
        vec![ip.to_string()]
    }
}

fn https(name: Option<&String>, address: SocketAddr) -> String {
    let host = name.cloned().unwrap_or_else(|| address.ip().to_string());
    let host = if host.parse::<std::net::Ipv6Addr>().is_ok() { format!("[{host}]") } else { host };
    format!("https://{host}:{}", address.port())
}

async fn until(mut stopped: watch::Receiver<()>) {
    // Nothing is ever sent: the end of the sender is the sign.
    let _ = stopped.changed().await;
}

fn asked_to_stop() -> Result<impl Future<Output = ()> + Send, CliError> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
