//! How far a long run is, on standard error: on a terminal only, and only from the second on in which it shows that it is long.

use std::fs;
use std::io::{self, IsTerminal, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Shorter runs show nothing.
const SHOWN_AFTER: Duration = Duration::from_secs(1);

/// The bar of a run; it is gone when this is dropped.
#[derive(Debug)]
pub(super) struct Progress {
    bar: ProgressBar,
    begun: Instant,
    /// Whether it may show at all.
    is_wanted: bool,
    records: usize,
}

impl Progress {
    /// Of a run that reads `paths`.
    pub(super) fn new(paths: &[PathBuf], is_wanted: bool) -> Self {
        let is_plain = |path: &PathBuf| {
            let extension = path.extension().and_then(|extension| extension.to_str());
            !matches!(extension, Some("gz" | "zst"))
        };
        let size = |path: &PathBuf| is_plain(path).then(|| file_size(path)).flatten();
        // How much there is to read in a pipe, a folder or a packed file is known only when it is read.
        let total: Option<u64> = paths.iter().map(size).sum();
        let bar = ProgressBar::with_draw_target(
            total.filter(|total| *total > 0),
            ProgressDrawTarget::hidden(),
        );
        Self {
            bar,
            begun: Instant::now(),
            is_wanted: is_wanted && io::stderr().is_terminal(),
            records: 0,
        }
    }

    /// Counts a batch: its records, and its bytes.
    pub(super) fn advance(&mut self, (records, bytes): (usize, usize)) {
        if !self.is_wanted {
            return;
        }
        self.records += records;
        self.bar.inc(bytes as u64);
        if self.begun.elapsed() < SHOWN_AFTER {
            return;
        }
        if self.bar.is_hidden() {
            let template = match self.bar.length() {
                Some(_) => "{bar:30} {percent} %, {msg}",
                None => "{spinner} {msg}",
            };
            if let Ok(style) = ProgressStyle::with_template(template) {
                self.bar.set_style(style);
            }
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        let records = HumanCount(self.records as u64);
        self.bar.set_message(format!("{records} records"));
    }

    /// Writes messages to standard error, above the bar.
    pub(super) fn tell(&self, messages: &str) {
        if !messages.is_empty() {
            self.bar.suspend(|| {
                let _ = io::stderr().write_all(messages.as_bytes());
            });
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

fn file_size(path: &Path) -> Option<u64> {
    let metadata = fs::metadata(path).ok()?;
    metadata.is_file().then_some(metadata.len())
}
