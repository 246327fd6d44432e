//! The engine against the naive reference, on rules and texts made at random; and whether these rules and texts are worth it.
//!
//! `FARSHORE_PROPERTY_CASES=20000` makes more cases than the 400 of a default run, `FARSHORE_PROPERTY_SEED=7` others.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use farshore::span::SourceId;
use farshore::syntax::ast::{Connector, Expr, ExprKind, RuleDecl, RuleFile, Tag, Within};
use proptest::collection::vec;
use proptest::prelude::{Strategy, any};
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

use crate::reference::InputField;
use crate::reference::compare::{Case, difference, engine};
use crate::reference::generate::{self, RuleText};

fn number(variable: &str, default: u32) -> u32 {
    std::env::var(variable)
        .ok()
        .and_then(|value| value.parse().ok())
        .unwrap_or(default)
}

/// The same cases in every run, so that CI neither fails nor passes by chance.
pub(crate) fn runner() -> TestRunner {
    let mut seed = [0; 32];
    seed[..4].copy_from_slice(&number("FARSHORE_PROPERTY_SEED", 1).to_le_bytes());
    let cases = number("FARSHORE_PROPERTY_CASES", 400);
    let config = Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: 4000,
        ..Config::default()
    };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed))
}

/// Tapes for the rules and for the text: apart, so that the one shrinks while the other stands.
pub(crate) fn tapes() -> impl Strategy<Value = (Vec<u16>, Vec<u16>)> {
    (vec(any::<u16>(), 0..500), vec(any::<u16>(), 0..300))
}

#[test]
fn the_engine_agrees_with_the_reference() {
    let (compared, skipped) = (Cell::new(0_u32), Cell::new(0_u32));
    let outcome = runner().run(&tapes(), |(rule_tape, text_tape)| {
        let case = Case::new(&rule_tape, &text_tape);
        let expected = case.reference();
        let Some(found) = engine(&case.sources(), &case.fields) else {
            return Ok(());
        };
        // Law 10 (Bounds): the reference has none.
        if expected.truncated || found.truncated {
            skipped.set(skipped.get() + 1);
            return Ok(());
        }
        compared.set(compared.get() + 1);
        match difference(&case, &expected, &found) {
            None => Ok(()),
            Some(difference) => Err(TestCaseError::fail(format!(
                "{difference}\n{}",
                case.shown()
            ))),
        }
    });
    if let Err(error) = outcome {
        // The tapes say nothing to a reader; the rules and the text are in the reason.
        let reason = match error {
            proptest::test_runner::TestError::Fail(reason, _) => reason.message().to_string(),
            other @ proptest::test_runner::TestError::Abort(_) => other.to_string(),
        };
        panic!("{reason}");
    }
    let (compared, skipped) = (compared.get(), skipped.get());
    let enough = number("FARSHORE_PROPERTY_CASES", 400) / 2;
    assert!(compared >= enough, "only {compared} compared");
    assert!(
        compared >= 9 * skipped,
        "{skipped} cases cut off, only {compared} compared"
    );
}

/// The pieces of the language that a rule uses.
fn constructs(file: &RuleFile, rule: &RuleDecl) -> Vec<&'static str> {
    let mut found = Vec::new();
    pieces(&rule.matches, &mut found);
    let cues_and_masks = (!file.masks.is_empty(), "a mask beside it");
    let of_rule = [
        cues_and_masks,
        (rule.within == Within::Clause, "within clause"),
        (rule.within == Within::Item, "within item"),
        (!rule.zones.is_empty(), "zone"),
        (!rule.unless_sentence.is_empty(), "unless.sentence"),
        (!rule.unless_item.is_empty(), "unless.item"),
        (
            rule.require.iter().any(|requirement| requirement.differ),
            "differ",
        ),
        (
            rule.require.iter().any(|requirement| !requirement.differ),
            "same",
        ),
        (rule.accept.is_some(), "accept"),
    ];
    found.extend(
        of_rule
            .iter()
            .filter(|(holds, _)| *holds)
            .map(|(_, name)| *name),
    );
    found
}

fn pieces(expr: &Expr, found: &mut Vec<&'static str>) {
    match &expr.kind {
        ExprKind::Or(operands) => {
            found.push("or");
            for operand in operands {
                pieces(operand, found);
            }
        }
        ExprKind::And(operands) => {
            found.push("and");
            for operand in operands {
                pieces(operand, found);
            }
        }
        ExprKind::Not(_) => found.push("not"),
        ExprKind::AtLeast(_, operands) => {
            found.push("N of");
            for operand in operands {
                pieces(operand, found);
            }
        }
        ExprKind::Chain { first, rest } => {
            pieces(first, found);
            for (connector, operand) in rest {
                found.push(match connector {
                    Connector::Near(_) => "near",
                    Connector::Pre(_) => "pre",
                    Connector::Then => "then",
                });
                pieces(operand, found);
            }
        }
        ExprKind::Phrase(_) => found.push("phrase"),
        ExprKind::List(list) if list.name.value == "Name" => found.push("Name"),
        ExprKind::List(list) => {
            found.push("list");
            for condition in &list.filter {
                found.push(match condition.key.value.as_str() {
                    "foreign" => "foreign",
                    "domestic" => "domestic",
                    _ => "filter",
                });
            }
        }
    }
}

/// A comparison in which nothing fires shows nothing: each piece of the language must have fired, each tag must have been shown.
#[test]
fn the_generated_cases_exercise_the_language() {
    let mut runner = runner();
    let (mut cases, mut firing, mut cut_off) = (0, 0, 0);
    let mut fired: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    let mut tags: BTreeMap<Tag, u32> = BTreeMap::new();
    for _ in 0..number("FARSHORE_PROPERTY_CASES", 400) {
        let (rule_tape, text_tape) = tapes()
            .new_tree(&mut runner)
            .expect("tapes can always be made")
            .current();
        let case = Case::new(&rule_tape, &text_tape);
        let outcome = case.reference();
        cases += 1;
        cut_off += u32::from(outcome.truncated);
        firing += u32::from(!outcome.fired.is_empty());
        for rule in case
            .file
            .rules
            .iter()
            .filter(|rule| rule.id.value != "reach")
        {
            let shown = outcome.fired.get(&rule.id.value);
            for construct in constructs(&case.file, rule) {
                let count = fired.entry(construct).or_default();
                count.0 += u32::from(shown.is_some());
                count.1 += 1;
            }
            for tag in shown.iter().flat_map(|fired| &fired.tags) {
                *tags.entry(*tag).or_default() += 1;
            }
        }
    }
    let summary = format!(
        "{firing} of {cases} fire, {cut_off} cut off\n(fired, used): {fired:#?}\n{tags:#?}"
    );
    assert!(
        firing * 100 >= cases * 30,
        "fewer than 30 % fire: {summary}"
    );
    assert!(cut_off * 10 <= cases, "too many cut off: {summary}");
    let constructs = [
        "or",
        "and",
        "not",
        "N of",
        "near",
        "pre",
        "then",
        "phrase",
        "Name",
        "list",
        "foreign",
        "domestic",
        "filter",
        "a mask beside it",
        "within clause",
        "within item",
        "zone",
        "unless.sentence",
        "unless.item",
        "differ",
        "same",
        "accept",
    ];
    for construct in constructs {
        assert!(
            fired.get(construct).is_some_and(|count| count.0 >= 3),
            "{construct} hardly ever fires: {summary}"
        );
    }
    assert_eq!(tags.len(), 5, "a tag is never shown: {summary}");
    assert!(
        std::env::var_os("FARSHORE_PROPERTY_SUMMARY").is_none(),
        "as asked: {summary}"
    );
}

/// What it is about, the rule without its head, the item: what stands before a `|` is the title.
const OPEN_POINTS: [(&str, &str, &str); 33] = [
    (
        "`not` inside a chain looks through the item",
        "match = '{a} near/2 ({b} and not {c})'\nwithin = \"item\"",
        "Aa bb. Cc.",
    ),
    (
        "`and` inside a chain reaches through the sentence",
        "match = '{c} then ({a} and {b})'\nwithin = \"item\"",
        "Cc. Aa. Bb.",
    ),
    (
        "`a then b then c`: three sentences",
        "match = '{a} then {b} then {c}'",
        "Aa. Bb. Cc. Aa. Bb cc.",
    ),
    (
        "`(a then b) then c` is `a then b then c`",
        "match = '({a} then {b}) then {c}'",
        "Aa. Bb. Cc.",
    ),
    (
        "a quote ends a Name",
        "match = '{a} pre/1 {Name}'",
        "An aa Acme “Beta.",
    ),
    (
        "an en dash ends a Name",
        "match = '{a} pre/1 {Name}'",
        "An aa Acme–Beta.",
    ),
    (
        "a demonym ends a Name",
        "match = '{a} pre/1 {Name}'",
        "An aa Indian Acme.",
    ),
    (
        "a trigger is a part in the next sentence",
        "match = '{a} then {cue}'",
        "Aa. Undone.",
    ),
    (
        "a stop on the way to the next sentence",
        "match = '{a}'",
        "Aa. But now undone.",
    ),
    (
        "a trigger in the next sentence",
        "match = '{a}'",
        "Aa. Undone.",
    ),
    (
        "a comma between demonyms",
        "match = '{a} pre/5 {b}'",
        "Aa American, Indian bb.",
    ),
    (
        "a comma after an ambiguous place",
        "match = '{a} pre/5 {b}'",
        "Aa Mobile, Tulsa bb.",
    ),
    (
        "a term and a place of the same words",
        "match = '{mixed[country=MX]}'",
        "To Mexico.",
    ),
    (
        "a dateline with further words",
        "match = '{place[domestic]}'",
        "Mexico Work — the aa.",
    ),
    (
        "a dateline with small letters in brackets",
        "match = '{place[domestic]}'",
        "Mexico (special to us) — the aa.",
    ),
    (
        "a dateline with a second city",
        "match = '{place[domestic]}'",
        "Pune, Tulsa — the aa.",
    ),
    (
        "a dateline in small letters",
        "match = '{place[domestic]}'",
        "New mexico — the aa.",
    ),
    // From here: what random cases seldom touch.
    (
        "an ambiguous place, based",
        "match = '{place}'",
        "The Reading-based aa.",
    ),
    (
        "a city in the country after its comma",
        "match = '{place[country=US,kind=city]}'",
        "In Paris, Oklahoma.",
    ),
    (
        "`unless.sentence` in the second sentence of a match",
        "match = '{a} then {b}'\nunless.sentence = ['{c}']",
        "Aa. Bb cc.",
    ),
    (
        "`then` does not leave the field",
        "match = '{a} then {b}'",
        "Aa.|Bb.",
    ),
    (
        "a cue does not leave the field",
        "match = '{a}'",
        "Aa.|Undone.",
    ),
    (
        "a place in capitals before a colon",
        "match = '{place[domestic]}'",
        "PUNE: the aa of Tulsa.",
    ),
    (
        "a place named twice",
        "match = '{place[foreign]}'",
        "In India and in India.",
    ),
    (
        "a company is at home where it is the only one",
        "match = '{company[domestic]}'",
        "With Tata Apex Motors go.",
    ),
    (
        "a demonym is at home where it is the first one",
        "match = '{demonym[domestic]}'",
        "With Indian aa.",
    ),
    (
        "a first place without a country",
        "match = '{place[domestic]}'",
        "To Atlantis, by Mexico. To Mexico.",
    ),
    (
        "the first country of a named part: first in the expression",
        "match = 'x:{demonym} near/9 y:({place} near/3 {company})'\nrequire = ['differ(x, y)']",
        "Indian group said Tata, Pune Steel of Tulsa.",
    ),
    (
        "`not` within the clause: over its end",
        "match = '{a} and not ({b} near/3 {c})'\nwithin = \"clause\"",
        "Aa bb, cc.",
    ),
    (
        "`not` within the clause: in a gap",
        "match = '({a} near/5 {b}) and not {c}'\nwithin = \"clause\"",
        "Aa, cc, bb.",
    ),
    (
        "`unless.item`: `and` through the item",
        "match = '{a}'\nunless.item = ['{b} and {c}']",
        "Aa bb. Cc.",
    ),
    (
        "`unless.sentence`: `and` through the sentence",
        "match = '{a}'\nwithin = \"clause\"\nunless.sentence = ['{b} and {c}']",
        "Aa bb, cc.",
    ),
    (
        "a final 's is not in the evidence",
        "match = '{place}'",
        "To Mexico's.",
    ),
];

/// The engine and the reference on the points where the laws leave room, one small case each: all that differ are named at once.
#[test]
fn open_points_are_settled_alike() {
    let lists = "[lexicon.a]\nterms = [\"aa\"]\n[lexicon.b]\nterms = [\"bb\"]\n[lexicon.c]\nterms = [\"cc\"]\n\
        [lexicon.cue]\nterms = [\"undone\"]\n[lexicon.mixed]\nterms = [\"mexico\", \"{place}\"]\n\
        [cue.undone]\nterms = [\"undone\"]\ntag = \"reversed\"\nside = \"before\"\nreach = \"next-sentence\"\n";
    let files = "[lexicon.place]\nfile = \"places.tsv\"\n[lexicon.demonym]\nfile = \"demonyms.tsv\"\n\
        [lexicon.company]\nfile = \"companies.tsv\"\n";
    let mut different = String::new();
    for (name, rule, item) in OPEN_POINTS {
        let toml = format!(
            "format = 1\n[label.x]\nat = 50\n{files}{lists}[[rule]]\nid = \"r\"\nlabel = \"x\"\npoints = 60\n{rule}\n"
        );
        let (file, diagnostics) = farshore::syntax::parse(SourceId(0), &toml);
        assert!(diagnostics.is_empty(), "{name}: {diagnostics:#?}");
        let (title, text) = item.split_once('|').unwrap_or(("", item));
        let field = |is_title, text: &str| InputField {
            is_title,
            text: text.to_string(),
        };
        let title = (!title.is_empty()).then(|| field(true, title));
        let fields = title.into_iter().chain([field(false, text)]).collect();
        let case = Case {
            rules: RuleText {
                toml,
                data: generate::data(),
            },
            file,
            fields,
        };
        if let Some(difference) = difference(
            &case,
            &case.reference(),
            &engine(&case.sources(), &case.fields).expect("rules that can fire"),
        ) {
            let _ = writeln!(different, "{name}: {item:?}\n{difference}");
        }
    }
    assert!(different.is_empty(), "{different}");
}
