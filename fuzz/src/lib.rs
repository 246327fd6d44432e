//! What the fuzz targets share: the program run in this process on files, and what must hold of all that it says.
//!
//! With cargo-fuzz installed, in the folder of the project (on a nightly toolchain without `-s none`):
//!
//! ```text
//! mkdir -p fuzz/corpus/readers
//! cargo fuzz run -s none readers fuzz/corpus/readers fuzz/seeds/readers -- -dict=fuzz/dictionaries/readers.dict -max_len=3000
//! ```
//!
//! The targets are `rules`, `reference`, `readers`, `packed` and `formats`; `reference` and `formats` take no seeds and no
//! dictionary, and `tests/data/diagnostics` is a second folder of seeds for `rules`. `TMPDIR` on a disk in memory makes the last
//! three faster. What is found becomes a test in `tests/regressions.rs`, named after the fault.

mod program;
mod reading;
mod summary;
mod words;

pub use program::{Run, folder, run};
pub use reading::{defused, junit, outside_code, rows};
pub use summary::Summary;
pub use words::Words;

/// Asserts that a terminal and a build log can show `text` as it is: nothing in it moves the cursor or turns the direction of
/// writing.
#[track_caller]
pub fn assert_shown(text: &str) {
    let bad = text
        .chars()
        .find(|&c| c != '\n' && (c.is_control() || turns(c)));
    assert!(bad.is_none(), "{bad:?} in {text:?}");
}

/// The separators of lines and paragraphs, and the marks that turn the direction of writing.
fn turns(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Asserts that no line of `text` is a command to a build log.
#[track_caller]
pub fn assert_no_commands(text: &str) {
    let command = text
        .lines()
        .find(|line| line.trim_start().starts_with("::") || line.trim_start().starts_with("##["));
    assert_eq!(command, None, "in {text:?}");
}

/// Whether `bytes` are one JSON value.
pub fn is_json(bytes: &[u8]) -> bool {
    serde_json::from_slice::<serde_json::Value>(bytes).is_ok()
}
