//! Whatever stands in a rule file: it is parsed without a panic, and every place that is named lies inside it.

use farshore::diagnostic::{SourceMap, render, to_json};
use farshore::span::Span;
use farshore::syntax::ast::{Expr, ExprKind, ListRef, RuleFile, Term};
use farshore::syntax::parse;
use proptest::prelude::*;

/// Pieces of rule files, right and wrong, so that random texts get past the first line.
const PIECES: [&str; 66] = [
    "format = 1\n",
    "[label.x]\n",
    "at = ",
    "50",
    "[lexicon.é]\n",
    "[lexicon.x.forms]\n",
    "terms = ",
    "[mask.m]\n",
    "find = ",
    "hides = ",
    "[cue.c]\n",
    "tag = ",
    "side = ",
    "reach = ",
    "[[rule]]\n",
    "id = ",
    "points = ",
    "match = ",
    "unless.sentence = ",
    "unless = ",
    "require = ",
    "[rule.examples]\n",
    "hit = ",
    "accept = ",
    "zone = ",
    "'",
    "'''",
    "\"",
    "\"\"\"",
    "\\",
    "\\u00e9",
    "\n",
    "\r\n",
    " ",
    ",",
    "[",
    "]",
    "{",
    "}",
    "(",
    ")",
    "{a}",
    "{a[b!=c]}",
    "\"é\"",
    "near/8",
    "pre/",
    "then",
    "and",
    "or",
    "not",
    "2 of (",
    "from:",
    "differ(a, b)",
    "é",
    "“",
    "=",
    ".",
    "#",
    "\u{feff}",
    "\0",
    "\u{2028}",
    "-1",
    "999999999999",
    "{ text = ",
    "true",
    "'{a} near/3 {b}'\n",
];

fn spans_of_list(list: &ListRef, spans: &mut Vec<Span>) {
    spans.extend([list.span, list.name.span]);
    spans.extend(list.filter.iter().map(|condition| condition.key.span));
}

fn spans_of(expr: &Expr, spans: &mut Vec<Span>) {
    spans.push(expr.span);
    spans.extend(expr.name.iter().map(|name| name.span));
    match &expr.kind {
        ExprKind::Or(operands) | ExprKind::And(operands) | ExprKind::AtLeast(_, operands) => {
            for operand in operands {
                spans_of(operand, spans);
            }
        }
        ExprKind::Not(inner) => spans_of(inner, spans),
        ExprKind::Chain { first, rest } => {
            spans_of(first, spans);
            for (_, operand) in rest {
                spans_of(operand, spans);
            }
        }
        ExprKind::List(list) => spans_of_list(list, spans),
        ExprKind::Phrase(_) => {}
    }
}

fn all_spans(file: &RuleFile) -> Vec<Span> {
    let mut spans = Vec::new();
    for label in &file.labels {
        spans.extend([label.name.span, label.at.span]);
    }
    let terms = file
        .lexicons
        .iter()
        .flat_map(|list| &list.terms)
        .chain(file.cues.iter().flat_map(|cue| &cue.terms));
    for term in terms {
        match term {
            Term::Text(text) => spans.push(text.span),
            Term::List(list) => spans_of_list(list, &mut spans),
        }
    }
    for list in &file.lexicons {
        spans.push(list.name.span);
        spans.extend(list.files.iter().chain(&list.regex).map(|text| text.span));
        spans.extend(list.forms.values().map(|forms| forms.span));
    }
    for mask in &file.masks {
        spans.push(mask.name.span);
        spans.extend(mask.hides.iter().map(|list| list.span));
        spans_of(&mask.find, &mut spans);
    }
    for cue in &file.cues {
        spans.extend([cue.name.span, cue.tag.span, cue.reach.span]);
        spans.extend(cue.stop.iter().chain(&cue.pseudo).map(|text| text.span));
    }
    for rule in &file.rules {
        spans.extend([rule.id.span, rule.points.span]);
        let exprs = rule
            .unless_sentence
            .iter()
            .chain(&rule.unless_item)
            .chain(std::iter::once(&rule.matches));
        exprs.for_each(|expr| spans_of(expr, &mut spans));
        spans.extend(
            rule.require
                .iter()
                .flat_map(|require| [require.span, require.parts[0].span, require.parts[1].span]),
        );
        spans.extend(
            rule.examples
                .hit
                .iter()
                .chain(&rule.examples.miss)
                .map(|example| example.text.span),
        );
    }
    spans
}

fn check(text: &str) {
    let mut sources = SourceMap::new();
    let id = sources.add("rules.toml", text);
    let (file, diagnostics) = parse(id, text);
    let mut spans = all_spans(&file);
    for diagnostic in &diagnostics {
        spans.extend(
            diagnostic
                .primary
                .iter()
                .chain(&diagnostic.notes)
                .map(|annotation| annotation.span),
        );
        render(diagnostic, &sources, false);
        to_json(diagnostic, &sources);
    }
    assert_eq!(file.incomplete, !diagnostics.is_empty());
    for span in spans {
        assert!(text.get(span.range()).is_some(), "{span:?} of {text:?}");
    }
}

#[test]
fn odd_files_are_survived() {
    let cases = [
        "",
        "\u{feff}",
        "\u{feff}x",
        "\r",
        "format",
        "format =",
        "= 1",
        "[",
        "[[",
        "[[rule]]",
        "[rule]",
        "[[rule.x]]",
        "[label]\nat = 1",
        "rule = []",
        "rule = [1]",
        "label.x = 1",
        "[mask.x]\nfind = '",
        "[mask.x]\nfind = '''",
        "[mask.x]\nfind = '''\n",
        "\0",
        "é é\né é",
        "[[rule]]\n[rule]\n[[rule]]",
        "[rule]\n[[rule]]",
        "[a]\n[a]\n[[a]]\n[a.b]",
        "a.b = 1\n[a]\n[a.b]",
    ];
    cases.into_iter().for_each(check);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_survived(text in any::<String>()) {
        check(&text);
    }

    #[test]
    fn any_mixture_of_pieces_is_survived(pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..40)) {
        check(&pieces.concat());
    }

    #[test]
    fn any_expression_is_survived(pieces in prop::collection::vec(prop::sample::select(&PIECES[32..]), 0..20)) {
        check(&format!("format = 1\n[mask.é]\nhides = []\nfind = '''{}'''", pieces.join(" ")));
    }

    #[test]
    fn a_file_cut_anywhere_is_survived(cut in 0_usize..2_000) {
        let text = include_str!("data/every-key.toml");
        check(&text[..text.floor_char_boundary(cut)]);
    }
}
