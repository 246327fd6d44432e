//! `farshore check --explain CODE`: what a code means, with a rule file that gets it and the same file mended.

use crate::cli::CliError;
use crate::diagnostic::Code;
use crate::syntax::suggest;

/// The text for a code, given by id or name.
pub(super) fn explain(name: &str) -> Result<String, CliError> {
    if let Some(code) = Code::find(name) {
        let text = code.explanation().trim_end();
        return Ok(format!("{code} {}\n\n{text}\n", code.name()));
    }
    let known = Code::ALL.iter().flat_map(|code| [code.id(), code.name()]);
    Err(CliError::new(match suggest::nearest(name, known) {
        Some(nearest) => format!("there is no code `{name}`; did you mean `{nearest}`?"),
        None => format!(
            "there is no code `{name}`; codes stand in brackets in what `farshore check` prints: error[E101]"
        ),
    }))
}
