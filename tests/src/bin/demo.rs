//! A working day on an invented county, in plain words; then the server stays up to be
//! tried. With `--once`, an account of the day in `target/demo.json` instead.

#![expect(clippy::expect_used, reason = "a demo that cannot be played ends with a word")]

use clap::Parser;
use doorstep_tests::{
    county::PASSWORD,
    day::{self, Plan, Report},
    runtime, template,
};
use serde_json::json;
use std::{fs, io::Write as _, process::ExitCode, time::Instant};

/// Plays a working day through real phones and a real server.
#[derive(Parser)]
struct Arguments {
    /// Play the day, write target/demo.json, and end; success means that every check of the day held.
    #[arg(long)]
    once: bool,
    /// How many phones work that day.
    #[arg(long, default_value_t = 6, value_parser = clap::value_parser!(u16).range(1..=40))]
    phones: u16,
    /// How many visits they make together, at least.
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u32).range(12..=100_000))]
    visits: u32,
}

fn main() -> ExitCode {
    if let Some(ended) = doorstep_tests::play_if_asked() {
        return ended;
    }
    let Arguments { once, phones, visits } = Arguments::parse();
    let began = Instant::now();
    let say = |words: &str| {
        let mut out = std::io::stdout().lock();
        // Nobody may be listening any more; the day goes on.
        let _ = writeln!(out, "{:>6.1} s  {words}", began.elapsed().as_secs_f64());
    };
    let program = std::env::current_exe().expect("this program has a name");
    let visits = usize::try_from(visits).expect("a day's visits can be counted");
    let (mut county, report) = day::play(Plan { phones: phones.into(), visits }, &program, &say);
    tell(&report);
    if once {
        keep(&report);
    } else {
        invite(&county.address());
        runtime().block_on(tokio::signal::ctrl_c()).expect("Ctrl-C can be heard");
    }
    county.stop();
    if report.holds() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn tell(report: &Report) {
    let ledger = report.ledger;
    println!("\nCounted from the phones' and the server's own databases:");
    println!(
        "  {} visits sent, {} stored, {} receipted; {} lost, {} twice; {:.1} seconds",
        ledger.sent,
        ledger.stored,
        ledger.receipted,
        ledger.lost,
        ledger.twice,
        report.took.as_secs_f64()
    );
    for (check, held) in &report.checks {
        println!("  {} {check}", if *held { "yes" } else { "NO " });
    }
}

fn keep(report: &Report) {
    let ledger = report.ledger;
    let account = json!({
        "sent": ledger.sent,
        "stored": ledger.stored,
        "receipted": ledger.receipted,
        "lost": ledger.lost,
        "twice": ledger.twice,
        "seconds": report.took.as_secs_f64(),
    });
    let file = template::target().join("demo.json");
    fs::write(&file, format!("{account:#}\n")).expect("the account can be written");
    println!("\nThe account stands in target/demo.json.");
}

fn invite(address: &str) {
    println!("\nThe server stays up at {address} (its certificate hangs on the county's own authority).");
    println!("Sign in with POST {address}/v1/sessions, password {PASSWORD}, as one of");
    println!("  supervisor01 … supervisor06, county01, county02, sysadmin, secadmin, auditor");
    println!("for example:");
    println!(
        "  curl --insecure --json '{{\"login\":\"supervisor01\",\"password\":\"{PASSWORD}\"}}' {address}/v1/sessions"
    );
    println!("Ctrl-C ends it and removes its folder.");
}
