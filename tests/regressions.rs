//! Faults that were found once, by name.

use crate::cli::{Dir, stdout};
use farshore::diagnostic::{Code, Diagnostic, SourceMap, render};
use farshore::span::Span;
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

#[test]
fn what_the_next_sentence_triggers_is_told_from_what_nothing_does() {
    // Nothing triggers a name; "zebra" is rarer than the others.
    let other = "[[rule]]\nid = \"names\"\nlabel = \"x\"\npoints = 1\nstatus = \"shadow\"\n\
                 match = '1 of ({Name}, {a})'\n";
    for (text, expected) in [
        ("The jobs move. A zebra crosses.", true),
        ("The jobs stay. The jobs move. A zebra crosses.", true),
        ("A zebra crosses. The jobs move.", false),
        ("The jobs move. The jobs stay.", false),
    ] {
        let found = fires("({a} near/8 {b}) then \"zebra\"", other, text);
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn a_rule_file_does_not_steer_the_terminal_of_whoever_checks_it() {
    let evil = "\u{1b}[7m\u{9b}2J\u{85}\u{7f}\u{200f}\u{2028}\u{202e}\u{2066}";
    let mut sources = SourceMap::new();
    let source = sources.add(format!("{evil}.toml"), format!("id = \"{evil}\"\n"));
    let problem = Diagnostic::new(Code::BadName, evil)
        .at(source, Span::new(0, 2), evil)
        .note(source, Span::new(3, 4), evil)
        .help(evil);
    let is_bad =
        |c: char| (c.is_control() && c != '\n') || "\u{200f}\u{2028}\u{202e}\u{2066}".contains(c);
    let plain = render(&problem, &sources, false);
    assert!(!plain.contains(is_bad), "{plain:?}");
    let coloured = render(&problem, &sources, true);
    assert!(!coloured.contains("\u{1b}[7m"), "{coloured:?}");
    let without_styles = coloured.replace('\u{1b}', "");
    assert!(!without_styles.contains(is_bad), "{coloured:?}");
}

#[test]
fn what_an_article_is_called_is_no_command_to_a_build_log() {
    let dir = Dir::new();
    let name = "::error::x";
    let text = format!(
        "{} jobs go abroad.",
        "##[group] ::stop-commands::x ".repeat(9)
    );
    let item = serde_json::json!({ "id": name, "by": name, "text": text, "labels": [] });
    dir.file("items.jsonl", item.to_string());
    for args in [
        &["classify", "--format", "table", "items.jsonl"][..],
        &["classify", "--format", "text", "items.jsonl"],
        &["explain", "items.jsonl"],
        &["stats", "--by", "by", "items.jsonl"],
        &["eval", "--by", "by", "items.jsonl"],
    ] {
        let output = dir.run(&[args, &["--rules", "rules"]].concat(), "");
        let text = stdout(&output);
        let is_command = |line: &&str| {
            line.trim_start().starts_with("::") || line.trim_start().starts_with("##[")
        };
        assert_eq!(text.lines().find(is_command), None, "{args:?}: {text}");
        assert!(text.contains("error::x"), "{args:?}: {text}");
    }
}
