//! What is done when somebody stops a batch (Ctrl-C, or `kill` without a number): the half output goes, and so does the program,
//! as the signal would have ended it. A kill that cannot be heard is no worse for it: the next run takes such files away.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The file that is being written and has not got its name yet. Whoever holds it, no output gets its name meanwhile.
#[derive(Clone, Debug, Default)]
pub(super) struct UnderWay(Arc<Mutex<Option<PathBuf>>>);

impl UnderWay {
    pub(super) fn lock(&self) -> MutexGuard<'_, Option<PathBuf>> {
        // A path is there or not: no panic leaves it half done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// From now on SIGINT and SIGTERM take away what is `under_way` before they end the program. The exit code is theirs: a shell
/// shows 130 and 143.
#[cfg(unix)]
pub(super) fn heed(under_way: UnderWay) -> std::io::Result<()> {
    use signal_hook::consts::{SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;

    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    std::thread::spawn(move || {
        for signal in &mut signals {
            // Held until the end of the program: nothing more is finished.
            let path = under_way.lock();
            if let Some(path) = &*path {
                let _ = std::fs::remove_file(path);
            }
            let _ = emulate_default_handler(signal);
        }
    });
    Ok(())
}

/// Elsewhere the next run takes away what is half written.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "it can fail on unix")]
pub(super) fn heed(_: UnderWay) -> std::io::Result<()> {
    Ok(())
}
