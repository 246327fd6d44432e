//! The reference itself, on cases written by hand from SPEC.md, section 2: one test for each law, and for what stands round them.

use std::collections::BTreeMap;

use farshore::span::SourceId;
use farshore::syntax::ast::Tag;

use super::{InputField, Outcome, classify};

const LISTS: &str = r#"
format = 1
[label.x]
at = 50
maybe_at = 30
[lexicon.move]
terms = ["move", "moves", "relocate"]
[lexicon.work]
terms = ["jobs", "factory", "call centre", "U.S. plant"]
[lexicon.offshore]
terms = ["offshore"]
[lexicon.abroad]
terms = ["overseas", "{offshore}", "{place[foreign]}"]
[lexicon.energy]
terms = ["wind", "wind farm"]
[lexicon.name]
case = "exact"
terms = ["Turkey", "IT"]
[lexicon.place]
case = "exact"
file = "places.tsv"
[lexicon.demonym]
case = "exact"
file = "demonyms.tsv"
[lexicon.company]
case = "exact"
file = "companies.tsv"
[cue.denied]
terms = ["no plans to", "not"]
pseudo = ["not only"]
tag = "denied"
side = "after"
reach = 5
[cue.planned]
terms = ["will"]
tag = "planned"
side = "after"
reach = 5
stop = ["while", ","]
[cue.reversed]
terms = ["came home"]
tag = "reversed"
side = "before"
reach = "next-sentence"
"#;

const PLACES: &str = "# by hand\nterm\tkind\tcountry\thaven\tambiguous\nMexico\tcountry\tMX\t\t\nNew Mexico\tregion\tUS\t\t\n\
    India\tcountry\tIN\t\t\nPune\tcity\tIN\t\t\nTulsa\tcity\tUS\t\t\nOklahoma\tregion\tUS\t\t\nParis\tcity\tFR\t\t\n\
    Texas\tregion\tUS\t\t\nReading\tcity\tGB\t\tyes\nBermuda\tterritory\tBM\tyes\t\nTurkey\tcountry\tTR\t\t\n";
const DEMONYMS: &str = "term\tkind\tcountry\nMexican\tdemonym\tMX\nIndian\tdemonym\tIN\n";
const COMPANIES: &str = "term\thome\nApex Motors\tUS\nTata\tIN\n";

fn outcome(rules: &str, title: &str, text: &str) -> Outcome {
    let toml = format!("{LISTS}{rules}");
    let (file, diagnostics) = farshore::syntax::parse(SourceId(0), &toml);
    assert!(diagnostics.is_empty(), "{rules}\n{diagnostics:#?}");
    let data = [
        ("places.tsv", PLACES),
        ("demonyms.tsv", DEMONYMS),
        ("companies.tsv", COMPANIES),
    ];
    let data: BTreeMap<String, String> = data
        .iter()
        .map(|(name, text)| ((*name).to_string(), (*text).to_string()))
        .collect();
    let mut fields = vec![InputField {
        is_title: false,
        text: text.to_string(),
    }];
    if !title.is_empty() {
        fields.insert(
            0,
            InputField {
                is_title: true,
                text: title.to_string(),
            },
        );
    }
    classify(&[file], &data, &fields)
}

/// A rule for `find`, with further lines.
fn rule(find: &str, more: &str) -> String {
    format!("{more}\n[[rule]]\nid = \"r\"\nlabel = \"x\"\npoints = 60\nmatch = '{find}'\n")
}

/// Tests `find` on `marked`: it must report the words in `[[ ]]`, with this tag; without brackets it must not fire.
fn check_with(masks: &str, find: &str, keys: &str, marked: &str, tag: Tag) {
    let text = marked.replace("[[", "").replace("]]", "");
    let found = outcome(&format!("{}{keys}\n", rule(find, masks)), "", &text);
    let found = found
        .fired
        .get("r")
        .map(|fired| (&text[fired.bytes.0..fired.bytes.1], fired.tags.clone()));
    let evidence = marked
        .split_once("[[")
        .map(|(_, rest)| rest.split_once("]]").expect("closed").0);
    assert_eq!(
        found,
        evidence.map(|words| (words, vec![tag])),
        "{find} {keys} on {marked:?}"
    );
}

fn check(find: &str, marked: &str) {
    check_with("", find, "", marked, Tag::Asserted);
}

#[test]
fn law_1_words() {
    check("{work}", "A [[call-centre]] closes.");
    check("{work}", "A [[call\ncentre]]'s staff.");
    check("{work}", "A [[Call “Centre]]” closes.");
    check("{work}", "Any call, centre or not.");
    check("{work}", "We call. Centre court.");
    check("{work}", "The [[U.S. plant]] closed.");
    check("{work}", "The callcentre closed.");
    check("\"cafe\"", "A [[café]] closed.");
    // Upper case: it matters, but in a sentence without lower-case letters only up to three letters.
    check("{name}", "They ate turkey, it is said.");
    check("{name}", "We ate. NEWS FROM [[TURKEY]].");
    check("{name}", "HE SAID [[IT]].");
    check("{name}", "[[IT]] jobs went, it is said.");
}

#[test]
fn law_2_overlaps() {
    check("{place[kind=country]}", "Plants in New Mexico.");
    check("{place[kind=region]}", "Plants in [[New Mexico]].");
    check("{energy}", "One [[wind farm]].");
    // Between other lists every hit is kept.
    check("\"farm\"", "One wind [[farm]].");
    check("\"mexico\"", "Plants in New [[Mexico]].");
}

#[test]
fn law_3_clauses() {
    check(
        "{work} pre/3 {offshore}",
        "Outsourcing of [[jobs offshore]] helps.",
    );
    check(
        "{work} pre/3 {offshore}",
        "When cutting jobs, offshore firms win.",
    );
    for between in [";", ":", " (", " —", " –", " --", ","] {
        check(
            "{work} pre/3 {offshore}",
            &format!("The jobs{between} offshore, he said."),
        );
    }
    check("{work} pre/3 {offshore}", "The [[jobs-offshore]].");
    check(
        "{work} pre/5 {offshore}",
        "The [[jobs of 1,000 men offshore]].",
    );
    check(
        "{work} pre/5 {offshore}",
        "The [[jobs in Tulsa, Oklahoma offshore]].",
    );
    check("{work} pre/5 {offshore}", "The jobs in Tulsa, offshore.");
    check(
        "{work} pre/5 {place}",
        "The [[jobs in Tulsa]], as well as Mexican ones.",
    );
}

#[test]
fn law_4_gap() {
    check("{move} near/2 {work}", "To [[move all the jobs]] away.");
    check("{move} near/2 {work}", "To move all of the jobs away.");
    check("{move} near/2 {work}", "The [[jobs may move]].");
    // The right side may lie inside the left hull, with gap 0; for `pre` it must start after it ends.
    check(
        "({move} near/3 {work}) near/1 {offshore}",
        "To [[move two offshore jobs]] away.",
    );
    check(
        "({move} near/3 {work}) pre/1 {offshore}",
        "To move two offshore jobs away.",
    );
    check("{work} pre/2 {move}", "To move jobs.");
    // Never into another sentence.
    check("{move} near/3 {work}", "They move. Jobs go.");
}

#[test]
fn law_5_parts() {
    check("{work} near/3 {work}", "One call centre.");
    check("{work} near/3 {work}", "One [[call centre and factory]].");
    check("{work} near/3 \"centre\"", "One call centre.");
    check("2 of ({work}, \"centre\", {move})", "One call centre.");
    check(
        "2 of ({work}, \"centre\", {move})",
        "To [[move one call centre]].",
    );
}

#[test]
fn law_6_not() {
    check("{work} and not {energy}", "The [[jobs]] went. Wind came.");
    check("{work} and not {energy}", "The jobs went with the wind.");
    let clause = "within = \"clause\"";
    check_with(
        "",
        "{work} and not {energy}",
        clause,
        "The [[jobs]] went, said the wind.",
        Tag::Asserted,
    );
    let item = "within = \"item\"";
    check_with(
        "",
        "{work} and not {energy}",
        item,
        "The jobs went. Wind came.",
        Tag::Asserted,
    );
    let mask = "[mask.m]\nfind = '\"wind tunnel\"'\nhides = [\"energy\"]\n";
    check_with(
        mask,
        "{work} and not {energy}",
        "",
        "The wind tunnel [[jobs]].",
        Tag::Asserted,
    );
}

#[test]
fn law_7_masks() {
    let mask = "[mask.m]\nfind = '{offshore} pre/1 {energy}'\nhides = [\"offshore\"]\n";
    check_with(
        mask,
        "{move} near/3 {offshore}",
        "",
        "To move to offshore wind farms.",
        Tag::Asserted,
    );
    check_with(
        mask,
        "{move} near/3 {offshore}",
        "",
        "To [[move offshore]].",
        Tag::Asserted,
    );
    // Through the list that includes the hidden one; a phrase is never hidden.
    check_with(
        mask,
        "{move} near/3 {abroad}",
        "",
        "To move to offshore wind farms.",
        Tag::Asserted,
    );
    check_with(
        mask,
        "{move} near/3 \"offshore\"",
        "",
        "To [[move to offshore]] wind farms.",
        Tag::Asserted,
    );
    // Words in a gap are untouched.
    let gap = "[mask.m]\nfind = '{offshore} near/5 {energy}'\nhides = [\"work\"]\n";
    check_with(
        gap,
        "{work}",
        "",
        "The offshore [[jobs]] of wind.",
        Tag::Asserted,
    );
}

#[test]
fn law_8_tags() {
    let all = "accept = [\"denied\", \"planned\", \"reversed\", \"asserted\"]";
    let find = "{move} near/2 {work}";
    check_with(
        "",
        find,
        all,
        "It has no plans to [[move jobs]].",
        Tag::Denied,
    );
    check_with("", find, "", "It has no plans to move jobs.", Tag::Denied);
    check_with(
        "",
        find,
        all,
        "It did not only [[move jobs]].",
        Tag::Asserted,
    );
    check_with(
        "",
        find,
        all,
        "It did not say so, but [[moves jobs]].",
        Tag::Asserted,
    );
    check_with(
        "",
        find,
        all,
        "It will say, today, [[move jobs]].",
        Tag::Asserted,
    );
    check_with(
        "",
        find,
        all,
        "It will say one two three four five [[move jobs]].",
        Tag::Asserted,
    );
    check_with(
        "",
        find,
        all,
        "It will say one two three four [[move jobs]].",
        Tag::Planned,
    );
    check_with(
        "",
        find,
        all,
        "They [[move jobs]]. Then they came home.",
        Tag::Reversed,
    );
    // A trigger may sit in a gap: it then reaches the part behind it.
    check_with(
        "",
        "{work} near/3 {move}",
        all,
        "The [[jobs will not move]].",
        Tag::Denied,
    );
    // Each match by itself.
    let text =
        "It has no plans to move jobs to India, but will [[relocate its factory to Mexico]].";
    check_with(
        "",
        "{move} near/3 {work} near/3 {place}",
        "",
        text,
        Tag::Planned,
    );
}

#[test]
fn law_9_firing() {
    check(
        "{move} near/9 {work}",
        "To move all the jobs and to [[move jobs]] and to move jobs.",
    );
    let found = outcome(&rule("{work}", ""), "", "Jobs and jobs and jobs.");
    assert_eq!(
        (found.scores["x"], found.labels),
        (60, vec!["x".to_string()])
    );
    let found = outcome(
        &format!("{}status = \"shadow\"\n", rule("{work}", "")),
        "",
        "Jobs.",
    );
    assert_eq!((found.scores["x"], found.fired.len()), (0, 1));
    let found = outcome(&rule("{work}", "").replace("60", "30"), "", "Jobs.");
    assert_eq!(
        (found.labels.len(), found.maybe),
        (0, vec!["x".to_string()])
    );
}

#[test]
fn law_11_evidence() {
    check("{move} then {work}", "They [[move]]. Those jobs go.");
    check("{move} then {work}", "They move. Yes. Those jobs go.");
    check(
        "({move} near/2 {work}) then {offshore}",
        "They [[move jobs]]. They go offshore.",
    );
    let item = "within = \"item\"";
    check_with(
        "",
        "{move} and {work} and {offshore}",
        item,
        "To go [[offshore with jobs]]. They move.",
        Tag::Asserted,
    );
}

#[test]
fn law_12_home() {
    // A dateline.
    check(
        "{place[foreign]}",
        "Pune, India (AP) - Jobs go to [[Mexico]].",
    );
    check("{place[domestic]}", "[[Pune]] — Jobs go to Mexico.");
    check(
        "{place[foreign]}",
        "India jobs — all go to Pune and [[Tulsa]].",
    );
    // A company, a demonym.
    check(
        "{place[foreign]}",
        "Apex Motors builds in Tulsa and in [[Mexico]].",
    );
    check(
        "{place[foreign]}",
        "A Mexican firm builds in Mexico and in [[Tulsa]].",
    );
    // The first other place.
    check("{place[foreign,country=MX]}", "From Tulsa to [[Mexico]].");
    check("{place[foreign,country=US]}", "From Tulsa to Oklahoma.");
    // Unknown: a country by name is foreign, a city is not.
    check("{place[foreign]}", "Jobs go to [[Mexico]].");
    check("{place[foreign]}", "Jobs go to Pune.");
    // A city takes its country from the region after the comma.
    check("{place[country=FR]}", "Jobs go to Paris, Texas.");
    check("{place[country=FR]}", "Jobs go to [[Paris]].");
    // Ambiguous names.
    check("{place[country=GB]}", "He is Reading a book.");
    check("{place[country=GB]}", "A plant in [[Reading]] closed.");
    check("{place[country=GB]}", "A [[Reading]]-based plant closed.");
}

#[test]
fn names() {
    check("{Name}", "He works for [[Acme & Beta 7]] now.");
    check("{Name}", "Jobs go.");
    check("{Name}", "[[Acme Beta]] goes.");
    check("{Name}", "Go to Mexico.");
    check("{Name}", "GO TO ACME BETA.");
}

#[test]
fn scopes_zones_and_guards() {
    check("{move} and {work}", "They move. Jobs go.");
    check_with(
        "",
        "{move} and {work}",
        "within = \"clause\"",
        "They move, jobs go.",
        Tag::Asserted,
    );
    check_with(
        "",
        "{move} and {work}",
        "within = \"clause\"",
        "They [[move the jobs]], and go.",
        Tag::Asserted,
    );
    check_with(
        "",
        "{work}",
        "zone = \"lead\"",
        "One. Two. Three. Jobs.",
        Tag::Asserted,
    );
    check_with(
        "",
        "{work}",
        "zone = \"lead\"",
        "One. Two. [[Jobs]].",
        Tag::Asserted,
    );
    check_with(
        "",
        "{work}",
        "unless.sentence = ['{energy}']",
        "Wind jobs. But [[jobs]].",
        Tag::Asserted,
    );
    check_with(
        "",
        "{work}",
        "unless.item = ['{energy}']",
        "Wind jobs. But jobs.",
        Tag::Asserted,
    );
    let title = outcome(
        &format!("{}zone = \"title\"\n", rule("{work}", "")),
        "Jobs go",
        "Nothing.",
    );
    assert_eq!(title.fired["r"].field, 0);
    assert!(
        outcome(
            &format!("{}zone = \"title\"\n", rule("{work}", "")),
            "Yes",
            "Jobs."
        )
        .fired
        .is_empty()
    );
}

#[test]
fn requirements() {
    let differ = "require = [\"differ(from, to)\"]";
    let same = "require = [\"same(from, to)\"]";
    let find = "from:{place} near/3 to:{place}";
    check_with(
        "",
        find,
        differ,
        "Out of [[Tulsa to Mexico]].",
        Tag::Asserted,
    );
    check_with("", find, differ, "Out of Tulsa to Oklahoma.", Tag::Asserted);
    check_with(
        "",
        find,
        same,
        "Out of [[Tulsa to Oklahoma]].",
        Tag::Asserted,
    );
    check_with(
        "",
        "from:{company} near/3 to:({work} near/2 {place})",
        same,
        "[[Tata: jobs in Pune]].",
        Tag::Asserted,
    );
    check_with(
        "",
        "from:{work} near/3 to:{place}",
        differ,
        "Jobs in Pune.",
        Tag::Asserted,
    );
}
