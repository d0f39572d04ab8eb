//! What the machine says of itself and of us. Linux; elsewhere counters read zero.

use chrono::{DateTime, SecondsFormat, Utc};
use std::{
    fs,
    time::{Duration, SystemTime},
};

/// The date, RFC 3339.
pub fn now() -> String {
    DateTime::<Utc>::from(SystemTime::now()).to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Cores, memory and architecture.
pub fn described() -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kib: u64 = memory.split_whitespace().nth(1).and_then(|kib| kib.parse().ok()).unwrap_or(0);
    format!("{cores} cores, {} GiB, {}", kib / (1024 * 1024), std::env::consts::ARCH)
}

/// What this process has written so far, into files and elsewhere: bytes and calls.
pub fn written() -> [u64; 2] {
    let told = fs::read_to_string("/proc/self/io").unwrap_or_default();
    ["wchar:", "syscw:"].map(|name| {
        let line = told.lines().find_map(|line| line.strip_prefix(name));
        first_number(line.unwrap_or_default())
    })
}

fn first_number(text: &str) -> u64 {
    text.split_whitespace().next().and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// Seconds since the machine started, as profilers count them.
pub fn uptime() -> String {
    let told = fs::read_to_string("/proc/uptime").unwrap_or_default();
    told.split_whitespace().next().unwrap_or_default().to_owned()
}

/// Processor time of this process's living threads of a name.
pub fn threads_cpu(name: &str) -> Duration {
    let threads = fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let of_name = threads.filter(|thread| {
        fs::read_to_string(thread.path().join("comm")).is_ok_and(|comm| comm.trim() == name)
    });
    let nanos = of_name
        .map(|thread| first_number(&fs::read_to_string(thread.path().join("schedstat")).unwrap_or_default()));
    Duration::from_nanos(nanos.sum())
}

/// Processor time of another process, to the hundredth of a second.
pub fn process_cpu(id: u32) -> Duration {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    // The name before the last parenthesis may hold anything; user and system time are the 12th and 13th after it.
    let after = stat.rsplit_once(')').map_or("", |(_, after)| after);
    let ticks: u64 = after.split_whitespace().skip(11).take(2).map(first_number).sum();
    Duration::from_millis(ticks * 10)
}
