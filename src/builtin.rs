//! The rules that come with the program, built into it.

#[cfg(any(test, feature = "cli"))]
use crate::diagnostic::SourceMap;
use crate::ruleset::RuleSet;

/// The version of the built-in rules: raised when a change of them changes labels.
const VERSION: u32 = 1;

/// A file of the rules and its text.
#[cfg(any(test, feature = "cli"))]
macro_rules! rule_files {
    ($($name:literal),+ $(,)?) => {
        [$(($name, include_str!(concat!("../rules/", $name)))),+]
    };
}

/// Every file under `rules/`, by its name there. A test compares the table with the folder.
#[cfg(any(test, feature = "cli"))]
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

/// The rule set that the build script made of these files.
const COMPILED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/builtin"));

impl RuleSet {
    /// The rules that come with the program.
    ///
    /// # Panics
    ///
    /// Never: what they are made of is compiled by the same build, and a test reads them.
    pub fn builtin() -> Self {
        let rules = Self::from_bytes(COMPILED)
            .unwrap_or_else(|error| panic!("the built-in rules are no rules: {error}"));
        Self {
            name: name(),
            ..rules
        }
    }
}

/// What the built-in rule set is called.
pub(crate) fn name() -> String {
    format!("builtin@{VERSION}")
}

/// The files of the built-in rule set, for those who show or check what is written in them.
#[cfg(any(test, feature = "cli"))]
pub(crate) fn sources() -> SourceMap {
    let mut sources = SourceMap::new();
    for (name, text) in FILES {
        sources.add(name, text);
    }
    sources
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_build_script_made_is_what_the_files_compile_to() {
        let (rules, problems) = RuleSet::compile(&sources(), "");
        assert!(problems.is_empty(), "{problems:?}");
        let bytes = rules.map(|rules| rules.to_bytes());
        // Not shown where they differ: they are millions.
        assert!(bytes == Some(Ok(COMPILED.to_vec())));
        let mut read = RuleSet::builtin();
        assert_eq!(read.name(), name());
        read.name.clear();
        assert!(read.to_bytes().is_ok_and(|bytes| bytes == COMPILED));
    }
}
