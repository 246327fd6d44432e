//! What the commands that end in a report share: how much is listed, how wide it may be, and writing it.

use std::io::{self, IsTerminal, Write};

use super::CliError;

/// How much to list: a number, or `all`.
pub(super) fn limit(text: &str) -> Result<usize, String> {
    if text == "all" {
        return Ok(usize::MAX);
    }
    text.parse()
        .map_err(|_| "write a number, or all".to_owned())
}

/// How wide the terminal is; nothing where the report goes elsewhere, so that it is the same there whoever runs it.
pub(super) fn width() -> Option<u16> {
    let stdout = io::stdout();
    if !stdout.is_terminal() {
        return None;
    }
    terminal_size::terminal_size_of(stdout).map(|(width, _)| width.0)
}

/// Writes a whole report to standard output.
pub(super) fn write(text: &str) -> Result<(), CliError> {
    let mut stdout = io::stdout().lock();
    stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
        .map_err(|e| CliError::output(&e))
}
