//! Faults that were found once, by name.

use farshore::diagnostic::SourceMap;
use farshore::{Classifier, Field, Item, RuleSet};

/// Whether the rule with this expression labels the text.
fn fires(expression: &str, more: &str, text: &str) -> bool {
    let rules = format!(
        "format = 1\n[label.x]\nat = 1\n[lexicon.a]\nterms = [\"jobs\"]\n[lexicon.b]\nterms = [\"move\"]\n\
         [lexicon.c]\nterms = [\"work\"]\n[lexicon.place]\nfile = \"places.tsv\"\n\
         [lexicon.mixed]\nterms = [\"mexico\", \"{{place}}\"]\n{more}\n\
         [[rule]]\nid = \"r\"\nlabel = \"x\"\npoints = 1\nmatch = '{expression}'\n"
    );
    let mut sources = SourceMap::new();
    sources.add(
        "lexicons/places.tsv",
        "term\tkind\tcountry\nMexico\tcountry\tMX\n",
    );
    sources.add("rules.toml", rules);
    let (rules, problems) = RuleSet::compile(&sources, "regression");
    let rules = rules.unwrap_or_else(|| panic!("{problems:?}"));
    let fields = [Field {
        name: "text",
        is_title: false,
        text,
    }];
    !Classifier::new(&rules)
        .classify(&Item { fields: &fields })
        .labels
        .is_empty()
}

#[test]
fn a_mask_on_an_included_list_leaves_the_lists_own_term_of_the_same_words() {
    let mask = "[mask.m]\nfind = '{place}'\nhides = [\"place\"]";
    assert!(fires("{mixed}", mask, "It left Mexico."));
    assert!(!fires("{place}", mask, "It left Mexico."));
}

#[test]
fn a_filter_sees_the_row_of_words_that_are_a_bare_term_too() {
    assert!(fires("{mixed[country=MX]}", "", "It left Mexico."));
}

#[test]
fn then_leads_on_from_where_the_left_side_ends() {
    for expression in [
        "({a} then {b}) then {c}",
        "(2 of (({a} then {b}), {c})) then {c}",
        "{a} then {b} then {c}",
    ] {
        let first = if expression.starts_with("(2") {
            "Jobs and work."
        } else {
            "Jobs."
        };
        assert!(
            fires(expression, "", &format!("{first} They move. They work.")),
            "{expression}"
        );
        assert!(
            !fires(expression, "", &format!("{first} They move and work.")),
            "{expression}"
        );
    }
}
