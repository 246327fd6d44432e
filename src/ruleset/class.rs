//! An open class: a regular expression for what no list of terms can hold. It is kept as it is written and compiled when it is first
//! run, since most texts ask for few of them and compiling takes longer than reading a headline.

use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};

/// So much a thread remembers, for each direction of reading, of how a regular expression went on texts before.
const MAX_CACHE_BYTES: usize = 256 << 10;

/// An open class.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct OpenClass {
    expression: String,
    #[serde(skip)]
    compiled: OnceLock<Regex>,
}

impl OpenClass {
    /// Compiled, it takes at most this many bytes.
    pub(crate) const MAX_BYTES: usize = 1 << 20;

    /// Of an expression that takes at most `bytes`, compiled.
    pub(crate) fn new(expression: &str, bytes: usize) -> Result<Self, regex::Error> {
        Ok(Self {
            expression: expression.to_owned(),
            compiled: compile(expression, bytes)?.into(),
        })
    }

    /// What to run.
    pub(crate) fn regex(&self) -> &Regex {
        self.compiled.get_or_init(|| {
            compile(&self.expression, Self::MAX_BYTES)
                .unwrap_or_else(|error| unreachable!("it was compiled before: {error}"))
        })
    }
}

fn compile(expression: &str, bytes: usize) -> Result<Regex, regex::Error> {
    RegexBuilder::new(expression)
        .size_limit(bytes)
        .dfa_size_limit(MAX_CACHE_BYTES)
        .nest_limit(50)
        .build()
}
