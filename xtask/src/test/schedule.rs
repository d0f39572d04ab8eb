//! Suites side by side, one for each core: most wait for a disk or a socket half of their time.

use super::{Ground, Line, Suite};
use std::{
    sync::{
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
};

/// Runs all, saying of each how it went as it ends, and showing all that a failed one printed.
pub(crate) fn run(suites: &[Suite], ground: &Ground, long: bool) -> Vec<Line> {
    let next = AtomicUsize::new(0);
    let hands = thread::available_parallelism().map_or(2, usize::from).min(suites.len());
    let (ended, endings) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..hands {
            let (ended, next) = (ended.clone(), &next);
            scope.spawn(move || {
                while let Some(suite) = suites.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let _ = ended.send((suite, suite.run(ground, long)));
                }
            });
        }
        drop(ended);
        let mut lines = Vec::new();
        for (suite, ran) in endings {
            if ran.tally.failed > 0 {
                println!("{}", ran.printed.trim_end());
            }
            let name = suite.name.clone();
            println!("{:<6} {name} ({:.1} s): {}", ran.tally.word(), ran.took.as_secs_f64(), ran.tally);
            lines.push(Line { name, took: ran.took, tally: ran.tally });
        }
        lines
    })
}
