//! farshore labels business news as outsourcing, offshoring or offshore finance, with rules that a person can read, and shows
//! the words that earned each label.
//!
//! ```
//! use farshore::{Classifier, Field, Item, RuleSet};
//!
//! let rules = RuleSet::builtin();
//! let mut classifier = Classifier::new(&rules);
//! let text = "The bank outsourced its payroll to a firm in Pune.";
//! let answer = classifier.classify(&Item { fields: &[Field { name: "text", is_title: false, text }] });
//! let labels: Vec<&str> = answer.labels.iter().map(|label| rules.labels()[label.index()].name.as_str()).collect();
//! assert!(labels.contains(&"outsourcing"));
//! ```
//!
//! Data flows one way, in two streams that meet in [`Classifier`]:
//!
//! ```text
//! documents: bytes -> input -> Item -> text (fold, words, sentences) = Document --+
//!                                                                                 v
//! rules:     files -> load -> syntax -> compile -> RuleSet -> classify: scan -> hits -> matcher -> cues -> points
//!                                                                                                            |
//!                                                    output, cli <- Classification (labels, scores, evidence)
//! ```
//!
//! - `text` folds documents and terms alike, and keeps the way back to the original bytes.
//! - [`syntax`] is rule files as written; `compile` turns them into a [`RuleSet`], immutable and shareable; both report
//!   everything they find as [`diagnostic`]s. The built-in rules are compiled once, by the build script.
//! - [`classify`] cannot fail, reads nothing and gives the same answer every time.
//! - [`explain`] says why an item has its labels, and why not the others.
//! - [`fixture`] checks rules against their examples and fixtures.
//! - [`eval`] scores labels against those that people gave; [`diff`] compares what two rule sets say of an item; [`stats`] counts
//!   what each rule does in a corpus.
//! - `input`, `output`, `load` and [`cli`] are the only ones that touch files and the terminal (feature `cli`).

mod builtin;
pub mod classify;
mod compile;
pub mod diagnostic;
pub mod diff;
pub mod eval;
pub mod explain;
pub mod fixture;
pub mod ruleset;
pub mod span;
pub mod stats;
pub mod syntax;
mod text;

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

/// Runs the README's example.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
