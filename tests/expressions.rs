//! Rule files that are right: the shape of each expression and the reading of each key.

use farshore::span::SourceId;
use farshore::syntax::ast::{Connector, Expr, ExprKind, Points, RuleFile, Term};
use farshore::syntax::parse;

/// The rule file of a text without mistakes.
fn read(text: &str) -> RuleFile {
    let (file, diagnostics) = parse(SourceId(0), text);
    assert!(diagnostics.is_empty(), "{text}\n{diagnostics:#?}");
    assert!(!file.incomplete);
    file
}

/// The expression as nested brackets: `(and {a} (not {b}))`.
fn shape(expr: &Expr) -> String {
    let all = |exprs: &[Expr]| exprs.iter().map(shape).collect::<Vec<_>>().join(" ");
    let bare = match &expr.kind {
        ExprKind::Or(operands) => format!("(or {})", all(operands)),
        ExprKind::And(operands) => format!("(and {})", all(operands)),
        ExprKind::Not(inner) => format!("(not {})", shape(inner)),
        ExprKind::AtLeast(number, operands) => format!("({number} of {})", all(operands)),
        ExprKind::Phrase(words) => format!("\"{words}\""),
        ExprKind::List(list) => {
            let condition = |condition: &farshore::syntax::ast::Condition| {
                let turned = if condition.negated { "!" } else { "" };
                let value = condition
                    .value
                    .as_ref()
                    .map(|value| format!("={value}"))
                    .unwrap_or_default();
                format!("[{turned}{}{value}]", condition.key.value)
            };
            format!(
                "{{{}{}}}",
                list.name.value,
                list.filter.iter().map(condition).collect::<String>()
            )
        }
        ExprKind::Chain { first, rest } => {
            let link = |(connector, right): &(Connector, Expr)| match connector {
                Connector::Near(words) => format!(" n{words} {}", shape(right)),
                Connector::Pre(words) => format!(" p{words} {}", shape(right)),
                Connector::Then => format!(" then {}", shape(right)),
            };
            format!(
                "({}{})",
                shape(first),
                rest.iter().map(link).collect::<String>()
            )
        }
    };
    expr.name
        .as_ref()
        .map_or(bare.clone(), |name| format!("{}:{bare}", name.value))
}

#[test]
fn expressions_have_the_shape_the_grammar_gives_them() {
    let cases = [
        ("{a}", "{a}"),
        ("\"two words\"", "\"two words\""),
        ("{a} near/8 {b} near/12 {c}", "({a} n8 {b} n12 {c})"),
        ("({a} near/8 {b}) pre/3 {c}", "(({a} n8 {b}) p3 {c})"),
        ("{a} pre/3 {b}", "({a} p3 {b})"),
        ("{a} then {b} then {c}", "({a} then {b} then {c})"),
        (
            "{a} and {b} or {c} and {d}",
            "(or (and {a} {b}) (and {c} {d}))",
        ),
        ("{a} and ({b} or {c})", "(and {a} (or {b} {c}))"),
        ("{a} and ({b} and {c})", "(and {a} {b} {c})"),
        ("({a} or {b}) or {c}", "(or {a} {b} {c})"),
        ("{a} and x:({b} and {c})", "(and {a} x:(and {b} {c}))"),
        ("{a} near/3 {b} and not {c}", "(and ({a} n3 {b}) (not {c}))"),
        ("not {a} and {b}", "(and (not {a}) {b})"),
        (
            "{a} and (not {b} and not {c})",
            "(and {a} (not {b}) (not {c}))",
        ),
        (
            "{a} and not ({b} near/2 {c})",
            "(and {a} (not ({b} n2 {c})))",
        ),
        (
            "2 of ({a}, {b} near/3 {c}, \"d\")",
            "(2 of {a} ({b} n3 {c}) \"d\")",
        ),
        (
            "from:{place} pre/3 to:{place[foreign]}",
            "(from:{place} p3 to:{place[foreign]})",
        ),
        ("w: 1 of ({a}, {b})", "w:(1 of {a} {b})"),
        ("x : ({a} or {b})", "x:(or {a} {b})"),
        ("((({a})))", "{a}"),
        ("{place[haven]}", "{place[haven]}"),
        ("{place[!haven, kind!=city]}", "{place[!haven][!kind=city]}"),
        ("{vendor[home=IN]}", "{vendor[home=IN]}"),
        ("{place[state=New York]}", "{place[state=New York]}"),
        ("{place[state=\"a, b\"]}", "{place[state=a, b]}"),
        ("{ call-centre }", "{call-centre}"),
        ("{and} and {3pl}", "(and {and} {3pl})"),
        ("{a}\n  near/8\n\t{b}", "({a} n8 {b})"),
        ("{a} near/1 {b} near/120 {c}", "({a} n1 {b} n120 {c})"),
    ];
    for (text, expected) in cases {
        let file = read(&format!(
            "format = 1\n[mask.x]\nhides = [\"a\"]\nfind = '''\n{text}'''"
        ));
        assert_eq!(shape(&file.masks[0].find), expected, "{text}");
    }
}

#[test]
fn pieces_of_an_expression_know_their_place_in_the_file() {
    let places = |text: &str| {
        let file = read(text);
        let ExprKind::And(operands) = &file.masks[0].find.kind else {
            panic!("not an `and`")
        };
        let ExprKind::List(list) = &operands[1].kind else {
            panic!("not a list")
        };
        assert_eq!(
            &text[file.masks[0].find.span.range()],
            "\"é\" and to:{b[c]}"
        );
        assert_eq!(&text[operands[1].span.range()], "to:{b[c]}");
        assert_eq!(&text[list.span.range()], "{b[c]}");
        assert_eq!(&text[list.name.span.range()], "b");
        assert_eq!(&text[list.filter[0].key.span.range()], "c");
    };
    let head = "format = 1\n[mask.x]\nhides = [\"a\"]\n";
    places(&format!("{head}find = '\"é\" and to:{{b[c]}}'"));
    places(&format!("{head}find = '''\"é\" and to:{{b[c]}}'''"));
    places(&format!("{head}find = '''\n  \"é\" and to:{{b[c]}}\n'''"));
    places(
        &format!("{head}find = '''\r\n  \"é\" and to:{{b[c]}}\r\n'''\r\n").replace("1\n", "1\r\n"),
    );
    places(&format!(
        "\u{feff}{head}find = '''\n\"é\" and to:{{b[c]}}'''"
    ));
}

#[test]
fn brackets_may_be_sixty_four_deep_and_no_deeper() {
    let mask = |depth: usize| {
        format!(
            "format = 1\n[mask.x]\nhides = [\"a\"]\nfind = '{}{{a}}{}'",
            "(".repeat(depth),
            ")".repeat(depth)
        )
    };
    read(&mask(64));
    let (_, diagnostics) = parse(SourceId(0), &mask(65));
    assert_eq!(diagnostics.len(), 1);
    assert_eq!(diagnostics[0].message, "brackets nested too deeply");
    parse(SourceId(0), &mask(1_000_000));
}

#[test]
fn brackets_closed_again_do_not_count_as_nesting() {
    read(&format!(
        "format = 1\n[mask.x]\nhides = [\"a\"]\nfind = '{}'",
        vec!["({a})"; 200].join(" and ")
    ));
}

#[test]
fn every_key_of_every_table_is_read() {
    let text = include_str!("data/every-key.toml");
    let file = read(text);
    assert_eq!(file.labels.len(), 2);
    assert_eq!(
        file.labels[0].maybe_at.as_ref().map(|points| points.value),
        Some(30)
    );
    let names: Vec<&str> = file
        .lexicons
        .iter()
        .map(|list| list.name.value.as_str())
        .collect();
    assert_eq!(
        names,
        ["work", "move", "abroad"],
        "the order of the file, not of the alphabet"
    );
    assert_eq!(file.lexicons[1].forms["send"].value[0].value, "sent");
    let Term::List(place) = &file.lexicons[2].terms[1] else {
        panic!("a list in braces")
    };
    assert_eq!(&text[place.span.range()], "{place[foreign]}");
    assert_eq!(file.lexicons[2].files.len(), 1);
    assert_eq!(file.cues.len(), 2);

    let rule = &file.rules[0];
    assert_eq!(&text[rule.id.span.range()], "offshoring.work-moves-abroad");
    assert_eq!(shape(&rule.matches), "({move} n8 {work} n12 to:{abroad})");
    assert_eq!((rule.unless_sentence.len(), rule.unless_item.len()), (1, 1));
    assert_eq!((rule.require.len(), rule.zones.len()), (2, 2));
    assert_eq!(rule.accept.as_ref().map(Vec::len), Some(3));
    assert_eq!((rule.examples.hit.len(), rule.examples.miss.len()), (2, 1));
    assert_eq!(
        (rule.examples.todo_hit.len(), rule.examples.todo_miss.len()),
        (1, 1)
    );
    let Points::ByLabel(points) = &file.rules[1].points.value else {
        panic!("points by label")
    };
    assert_eq!(
        (points[0].0.value.as_str(), points[1].1),
        ("outsourcing", -20)
    );
}

#[test]
fn mistakes_do_not_hide_one_another() {
    let text = "format = 1\n[mask.a]\nfind = '{x'\nhides = 3\n[[rule]]\nid = 'r'\nmatch '{a}'\npoints = 'many'\n[lexicon.b]\ntermz = []\n";
    let (file, diagnostics) = parse(SourceId(0), text);
    let codes: Vec<&str> = diagnostics
        .iter()
        .map(|diagnostic| diagnostic.code.name())
        .collect();
    assert_eq!(
        codes,
        [
            "expression-syntax",
            "wrong-type",
            "toml-syntax",
            "wrong-type",
            "unknown-key"
        ]
    );
    assert!(file.incomplete);
    assert_eq!(
        file.lexicons.len(),
        1,
        "a list keeps its name, so that rules which use it are not accused"
    );
}
