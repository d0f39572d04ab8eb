//! Logs: JSON lines on standard error, `DOORSTEP_LOG` says how much.

use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt as _, util::SubscriberInitExt as _};

pub(super) fn begin() {
    let filter = EnvFilter::try_from_env("DOORSTEP_LOG")
        .unwrap_or_else(|_| EnvFilter::new("warn,doorstep_server=info"));
    let lines = fmt::layer().json().flatten_event(true).with_current_span(false).with_writer(std::io::stderr);
    // A second call finds the first one's in place.
    let _ = tracing_subscriber::registry().with(filter).with(lines).try_init();
}
