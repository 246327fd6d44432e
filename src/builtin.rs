//! The rules that come with the program, built into it.

use crate::diagnostic::SourceMap;
use crate::ruleset::RuleSet;

/// The version of the built-in rules: raised when a change of them changes labels.
const VERSION: u32 = 1;

/// Every file under `rules/`, by its name there. A test compares the table with the folder.
const FILES: [(&str, &str); 12] = [
    ("labels.toml", include_str!("../rules/labels.toml")),
    (
        "lexicons/cities.tsv",
        include_str!("../rules/lexicons/cities.tsv"),
    ),
    (
        "lexicons/companies.tsv",
        include_str!("../rules/lexicons/companies.tsv"),
    ),
    (
        "lexicons/countries.tsv",
        include_str!("../rules/lexicons/countries.tsv"),
    ),
    (
        "lexicons/demonyms.tsv",
        include_str!("../rules/lexicons/demonyms.tsv"),
    ),
    (
        "lexicons/havens.tsv",
        include_str!("../rules/lexicons/havens.tsv"),
    ),
    (
        "lexicons/regions.tsv",
        include_str!("../rules/lexicons/regions.tsv"),
    ),
    (
        "lexicons/vendors.tsv",
        include_str!("../rules/lexicons/vendors.tsv"),
    ),
    (
        "offshore_finance.toml",
        include_str!("../rules/offshore_finance.toml"),
    ),
    ("offshoring.toml", include_str!("../rules/offshoring.toml")),
    (
        "outsourcing.toml",
        include_str!("../rules/outsourcing.toml"),
    ),
    ("shared.toml", include_str!("../rules/shared.toml")),
];

impl RuleSet {
    /// The rules that come with the program.
    ///
    /// # Panics
    ///
    /// Never: a test compiles them.
    pub fn builtin() -> Self {
        let (rules, problems) = Self::compile(&sources(), &format!("builtin@{VERSION}"));
        rules.unwrap_or_else(|| panic!("the built-in rules do not compile: {problems:?}"))
    }
}

/// The files of the built-in rule set.
pub(crate) fn sources() -> SourceMap {
    let mut sources = SourceMap::new();
    for (name, text) in FILES {
        sources.add(name, text);
    }
    sources
}
