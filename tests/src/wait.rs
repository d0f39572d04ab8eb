//! Waiting for something to become so: looked at again and again, never for a fixed
//! time, and never for ever.

use std::{
    thread,
    time::{Duration, Instant},
};

/// When a story gives up. Nothing in a story takes so long on a machine that works.
const PATIENCE: Duration = Duration::from_secs(60);

/// Between two looks.
const GLANCE: Duration = Duration::from_millis(10);

/// Waits until something is so.
///
/// # Panics
/// When it never is.
pub fn until(what: &str, mut so: impl FnMut() -> bool) {
    for_some(what, || so().then_some(()));
}

/// Waits until there is something.
///
/// # Panics
/// When there never is.
pub fn for_some<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let since = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(since.elapsed() < PATIENCE, "waited in vain for {what}");
        thread::sleep(GLANCE);
    }
}
