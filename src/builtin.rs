//! The rules that come with the program, built into it.

use crate::diagnostic::SourceMap;
use crate::ruleset::RuleSet;

/// The version of the built-in rules: raised when a change of them changes labels.
const VERSION: u32 = 1;

/// A file of the rules and its text.
macro_rules! rule_files {
    ($($name:literal),+ $(,)?) => {
        [$(($name, include_str!(concat!("../rules/", $name)))),+]
    };
}

/// Every file under `rules/`, by its name there. A test compares the table with the folder.
const FILES: [(&str, &str); 13] = rule_files![
    "labels.toml",
    "lexicons/areas.tsv",
    "lexicons/cities.tsv",
    "lexicons/companies.tsv",
    "lexicons/countries.tsv",
    "lexicons/demonyms.tsv",
    "lexicons/havens.tsv",
    "lexicons/regions.tsv",
    "lexicons/vendors.tsv",
    "offshore_finance.toml",
    "offshoring.toml",
    "outsourcing.toml",
    "shared.toml",
];

impl RuleSet {
    /// The rules that come with the program.
    ///
    /// # Panics
    ///
    /// Never: a test compiles them.
    pub fn builtin() -> Self {
        let (rules, problems) = Self::compile(&sources(), &name());
        rules.unwrap_or_else(|| panic!("the built-in rules do not compile: {problems:?}"))
    }
}

/// What the built-in rule set is called.
pub(crate) fn name() -> String {
    format!("builtin@{VERSION}")
}

/// The files of the built-in rule set.
pub(crate) fn sources() -> SourceMap {
    let mut sources = SourceMap::new();
    for (name, text) in FILES {
        sources.add(name, text);
    }
    sources
}
