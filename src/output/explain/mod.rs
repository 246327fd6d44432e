//! Explanations, for people and as JSON.

mod json;
mod text;
mod underline;

use super::Named;
use crate::explain::{Explanation, Trial};

pub(crate) use json::{finding_json, json};
pub(super) use text::lacks;
pub(crate) use text::{finding, text};

/// What is explained of an item.
#[derive(Debug)]
pub(crate) enum Answer {
    /// All labels, or those asked for.
    Labels(Explanation),
    /// One rule.
    Rule(Box<Trial>),
}

/// An item, explained.
#[derive(Debug)]
pub(crate) struct Explained {
    /// Which item.
    pub(crate) item: Named,
    /// Why.
    pub(crate) answer: Answer,
}
