//! farshore labels business news as outsourcing, offshoring or offshore finance, with rules that a person can read.

mod builtin;
pub mod classify;
mod compile;
pub mod diagnostic;
pub mod fixture;
pub mod ruleset;
pub mod span;
pub mod syntax;
pub mod text;

#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "cli")]
mod input;
#[cfg(feature = "cli")]
mod load;
#[cfg(feature = "cli")]
mod output;

pub use classify::{Classification, Classifier, Evidence, Field, Item, Part};
pub use ruleset::{Label, LabelId, Rule, RuleId, RuleSet};
