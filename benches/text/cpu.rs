//! Time that this thread has run. What else the machine does is not in it, as it is in time by the clock.

use std::time::{Duration, Instant};

/// Linux counts it in nanoseconds, and tells it when a thread gives way; hence the yield. Elsewhere the clock must do.
pub(crate) fn now() -> Duration {
    std::thread::yield_now();
    let counted = std::fs::read_to_string("/proc/thread-self/schedstat");
    let nanoseconds = counted
        .ok()
        .and_then(|counts| counts.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(clock, Duration::from_nanos)
}

/// What it has run since then.
pub(crate) fn since(then: Duration) -> Duration {
    now().saturating_sub(then)
}

fn clock() -> Duration {
    static START: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    START.elapsed()
}
