//! Findings about rule files, examples and fixtures: what is wrong, exactly where, and how to mend it. A finding is data; how it
//! looks on a screen or in JSON is decided in `render`.

mod code;
mod render;
mod source;

pub use code::{Code, Severity};
#[cfg(feature = "cli")]
pub(crate) use render::is_dangerous;
pub use render::{render, to_json};
pub use source::SourceMap;

use crate::span::{SourceId, Span};

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of finding it is; the severity follows from it.
    pub code: Code,
    /// What is wrong, in one line: lower case, no full stop.
    pub message: String,
    /// The place to look at. Findings about nothing in particular ("no rule found") have none.
    pub primary: Option<Annotation>,
    /// Other places that explain it, such as "first defined here".
    pub notes: Vec<Annotation>,
    /// How to mend it.
    pub help: Option<String>,
}

/// A place in a file with a remark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annotation {
    /// The file.
    pub source: SourceId,
    /// The bytes meant.
    pub span: Span,
    /// The remark printed beside them; may be empty.
    pub text: String,
}

impl Diagnostic {
    /// A finding that does not point anywhere yet.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            primary: None,
            notes: Vec::new(),
            help: None,
        }
    }

    /// Points at the place of the mistake. A second call replaces the first.
    #[must_use]
    pub fn at(mut self, source: SourceId, span: Span, text: impl Into<String>) -> Self {
        self.primary = Some(Annotation {
            source,
            span,
            text: text.into(),
        });
        self
    }

    /// Adds another place that explains the mistake.
    #[must_use]
    pub fn note(mut self, source: SourceId, span: Span, text: impl Into<String>) -> Self {
        self.notes.push(Annotation {
            source,
            span,
            text: text.into(),
        });
        self
    }

    /// Says how to mend it. A second call replaces the first.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Whether it is an error or a warning.
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }

    /// Whether it is an error: a rule set with errors does not run.
    pub fn is_error(&self) -> bool {
        self.severity() == Severity::Error
    }
}
