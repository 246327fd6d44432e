//! `farshore explain` as a user meets it: every kind of cause with its mend, what fired and why, hostile text, and every option.
//! Each cause that it names is handed to `farshore check` as the `because` of a miss, which takes it away and sees the rule fire.

use std::process::Output;

use serde_json::{Value, json};

use crate::cli::{Dir, stderr, stdout};

const PLACES: &str = "term\tkind\tcountry\thaven\tambiguous\n\
    Leeds\tcity\tGB\t\t\nYork\tcity\tGB\t\t\nPune\tcity\tIN\t\t\nIndia\tcountry\tIN\t\t\nJersey\tregion\tJE\tx\t\n";

/// Lists, masks and cues, then the rules, to each of which a test may add examples.
const COMMON: &str = r#"format = 1
[label.offshoring]
at = 50
[label.outsourcing]
at = 50
[lexicon.move]
inflect = "verb"
terms = ["move", "shift"]
[lexicon.work]
inflect = "noun"
terms = ["job", "payroll"]
[lexicon.abroad]
terms = ["abroad", "{foreign_place}"]
[lexicon.foreign_place]
terms = ["{place[foreign]}"]
[lexicon.place]
case = "exact"
file = "places.tsv"
[lexicon.student]
terms = ["student"]
[mask.payroll-tax]
find = '{work} pre/0 "tax"'
hides = ["work"]
[cue.denied]
terms = ["no plans to"]
tag = "denied"
side = "after"
reach = 5
[cue.planned]
terms = ["will"]
tag = "planned"
side = "after"
reach = 5
"#;

/// The rules: id, label, the rest.
const RULES: [(&str, &str, &str); 10] = [
    (
        "off.move",
        "offshoring",
        "match = '{move} near/4 {work} near/3 {abroad}'\nunless.sentence = ['{student}']\nunless.item = ['\"correction\"']\n",
    ),
    (
        "off.order",
        "offshoring",
        "match = '{work} pre/2 \"overseas\"'\n",
    ),
    (
        "off.own",
        "offshoring",
        "match = '{move} near/4 {place[foreign]}'\n",
    ),
    (
        "off.haven",
        "offshoring",
        "match = '\"fund\" near/4 {place[haven]}'\n",
    ),
    (
        "off.from-to",
        "offshoring",
        "match = '\"from\" pre/0 from:{place} pre/0 \"to\" pre/0 to:{place}'\nrequire = [\"differ(from, to)\"]\n",
    ),
    (
        "off.title",
        "offshoring",
        "match = '\"jobs\" pre/1 \"exported\"'\nzone = \"title\"\n",
    ),
    (
        "out.vendor",
        "outsourcing",
        "match = '\"vendor\" and \"contract\" and not \"cancelled\"'\n",
    ),
    (
        "out.clause",
        "outsourcing",
        "match = '\"tender\" and \"canteen\"'\nwithin = \"clause\"\n",
    ),
    (
        "out.then",
        "outsourcing",
        "match = '\"bidding\" then (\"winner\" or \"champion\")'\n",
    ),
    (
        "out.soon",
        "outsourcing",
        "match = '2 of (\"cleaner\", \"caterer\", \"guard\") and \"hired\"'\naccept = [\"planned\"]\n",
    ),
];

/// The rule file, with examples for one rule.
fn rules(of: &str, examples: &str) -> String {
    let mut text = COMMON.to_owned();
    for (id, label, rest) in RULES {
        let examples = if id == of { examples } else { "" };
        text.push_str(
            &[
                "[[rule]]\nid = \"",
                id,
                "\"\nlabel = \"",
                label,
                "\"\npoints = 60\n",
                rest,
                examples,
            ]
            .concat(),
        );
    }
    text
}

fn dir() -> Dir {
    let dir = Dir::new();
    dir.file("r/rules.toml", rules("", ""));
    dir.file("r/lexicons/places.tsv", PLACES);
    dir
}

fn explain(dir: &Dir, args: &[&str], text: &str) -> Output {
    dir.run(&[&["explain", "--rules", "r"], args].concat(), text)
}

#[track_caller]
fn report(dir: &Dir, args: &[&str], text: &str) -> Value {
    let output = explain(dir, &[&["--format", "json"], args].concat(), text);
    assert_eq!(stdout(&output).lines().count(), 1, "{}", stderr(&output));
    serde_json::from_str(stdout(&output)).expect("one JSON object")
}

/// A text, the rule that it does not fire, what stops it, what is said of that, and the mend.
#[rustfmt::skip] // One case, one line.
const CAUSES: [[&str; 5]; 19] = [
    ["Acme moves jobs to visitors.", "off.move", "no {abroad}", "no {abroad}", "one word of {abroad}, e.g. \"abroad\", within 3 words of \"moves jobs\""],
    ["Acme moves payrolls. Its chief lives abroad.", "off.move", "no {abroad}", "no {abroad}; \"abroad\" is in another sentence", "one word of {abroad}, e.g. \"abroad\", within 3 words of \"moves payrolls\""],
    ["Acme moves its old, very large and proud mill abroad.", "off.move", "no {work}", "no {work}", "one word of {work}, e.g. \"job\", between \"moves\" and \"abroad\""],
    ["Acme moves jobs of its old and very proud mill abroad.", "off.move", "window", "window exceeded by 4 words: 7 words between \"moves jobs\" and \"abroad\", near/3", "4 words fewer between \"moves jobs\" and \"abroad\""],
    ["Acme moves payroll tax abroad.", "off.move", "mask:payroll-tax", "\"payroll\" is hidden from {work} by mask:payroll-tax", "\"payroll\" where mask:payroll-tax does not lie"],
    ["Acme moves student jobs abroad.", "off.move", "unless", "vetoed by unless.sentence {student}: \"student\" is there", "\"student\" taken out"],
    ["Acme moves jobs abroad. A correction follows.", "off.move", "unless", "vetoed by unless.item \"correction\": \"correction\" is there", "\"correction\" taken out"],
    ["Acme has no plans to move jobs abroad.", "off.move", "denied", "tag denied by cue denied: \"no plans to\"; the rule does not accept it", "\"no plans to\" taken out"],
    ["LEEDS - Acme moves jobs to York.", "off.move", "no {abroad}", "\"York\" (GB) is not foreign: home is GB, from the dateline \"LEEDS\"", "a word of {abroad} for another country than the home instead of \"York\""],
    ["Leeds has a firm that moves to York.", "off.own", "foreign", "\"York\" (GB) is not foreign: home is GB, from the place \"Leeds\"", "a word of {place[foreign]} for another country than the home instead of \"York\""],
    ["Acme moves to Pune.", "off.own", "foreign", "\"Pune\" (IN) is not foreign: home is unknown, and then a country by name is foreign and a city or region is not", "a word of {place[foreign]} for another country than the home instead of \"Pune\""],
    ["Overseas went the jobs.", "off.order", "window", "wrong order: \"Overseas\" does not begin behind \"jobs\", pre/2", "\"Overseas\" behind \"jobs\""],
    ["The jobs, overseas, pay well.", "off.order", "window", "the end of a clause between \"jobs\" and \"overseas\"; pre/2 stays in one clause", "no comma, dash, colon, semicolon or bracket between \"jobs\" and \"overseas\""],
    ["The fund is in York.", "off.haven", "haven", "\"York\" (GB) is not what {place[haven]} asks for", "a word of {place[haven]} instead of \"York\""],
    ["It went from York to Leeds.", "off.from-to", "differ", "differ is not met: from \"York\" is GB, to \"Leeds\" is GB", "the two parts in two countries"],
    ["The jobs were exported.", "off.title", "zone", "it stands in the lead, and the rule looks at the title only", "the same words in the title"],
    ["The vendor has a cancelled contract.", "out.vendor", "not", "not \"cancelled\": \"cancelled\" is there", "\"cancelled\" taken out"],
    ["A tender came out; the canteen is old.", "out.clause", "within", "the end of a clause between \"tender\" and \"canteen\"; within = \"clause\"", "no comma, dash, colon, semicolon or bracket between \"tender\" and \"canteen\""],
    ["The bidding ends. Nobody came.", "out.then", "no \"winner\"", "no \"winner\" or \"champion\"", "\"winner\" or \"champion\", in the sentence after \"bidding\""],
];

#[test]
fn each_cause_is_named_with_its_mend() {
    let dir = dir();
    for [text, rule, because, says, change] in CAUSES {
        let report = report(&dir, &["--rule", rule], text);
        let lacks = report["rule"]["lacks"].as_array().expect("a list");
        assert_eq!(lacks.len(), 1, "{text}: {report}");
        let told = ["because", "says", "change"].map(|key| lacks[0][key].as_str().unwrap_or("-"));
        assert_eq!(told, [because, says, change], "{text}");
        assert_eq!(report["rule"]["fires"], false, "{text}");
    }
}

/// Law 13 is the judge: a miss may only say `because` of what would let the rule fire if it were away.
#[test]
fn what_is_named_stops_the_rule_and_nothing_else_does() {
    let dir = dir();
    for [text, rule, because, ..] in CAUSES {
        let [text, because] = [text, because].map(|text| json!(text).to_string());
        let miss = format!("{{ text = {text}, because = {because} }}");
        dir.file(
            "r/rules.toml",
            rules(rule, &format!("[rule.examples]\nmiss = [{miss}]\n")),
        );
        let output = dir.run(&["check", "r", "r", "--format", "json"], "");
        let found = stdout(&output)
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
        let wrong: Vec<Value> = found
            .filter(|one| {
                one["message"].as_str().is_some_and(|message| {
                    message.contains("miss of") || message.contains("it should miss")
                })
            })
            .collect();
        assert!(wrong.is_empty(), "{text}: {wrong:?}");
    }
}

#[test]
fn several_things_in_the_way_are_all_told() {
    let report = report(
        &dir(),
        &["--rule", "off.move"],
        "Acme has no plans to move student jobs here.",
    );
    let because: Vec<&str> = report["rule"]["lacks"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|lack| lack["because"].as_str().expect("text"))
        .collect();
    assert_eq!(because, ["no {abroad}", "unless", "denied"]);
    // A match that nothing denies is not asserted where the rule wants another tag.
    let report = self::report(
        &dir(),
        &["--rule", "out.soon"],
        "The firm hired a cleaner and a guard.",
    );
    assert_eq!(report["rule"]["lacks"][0]["because"], "asserted");
    assert_eq!(
        report["rule"]["lacks"][0]["change"],
        "a cue that gives one of the tags planned"
    );
}

#[test]
fn what_fired_is_shown_with_everything_that_made_it() {
    let report = report(
        &dir(),
        &[],
        r#"{"id": 1.10, "title": "Payroll tax", "text": "LEEDS - Acme will shift all its jobs to Pune."}"#,
    );
    assert_eq!(
        (&report["schema"], &report["id"], &report["at"]),
        (&json!(1), &json!(1.10), &json!("stdin:1"))
    );
    let label = &report["labels"][0];
    let quote = |text: &str, start: usize| json!({"field": "text", "start": start, "end": start + text.len(), "text": text});
    assert_eq!(
        [
            &label["label"],
            &label["given"],
            &label["score"],
            &label["at"],
            &label["nearest"]
        ],
        [
            &json!("offshoring"),
            &json!(true),
            &json!(120),
            &json!(50),
            &Value::Null
        ]
    );
    let fired = label["fired"].as_array().expect("a list");
    assert_eq!(fired.len(), 2);
    let part = |text: &str, start, lists: &[&str]| {
        let mut part = quote(text, start);
        part["lists"] = json!(lists);
        part
    };
    let mut pune = part("Pune", 40, &["abroad", "foreign_place", "place[foreign]"]);
    pune["country"] = json!("IN");
    pune["home"] = json!({"country": "GB", "from": "dateline", "words": quote("LEEDS", 0)});
    let expected = json!({
        "rule": "off.move", "file": "rules.toml", "line": 35, "points": {"offshoring": 60}, "shadow": false, "fires": true,
        "tag": "planned", "operands": 3, "found": 3,
        "sentences": [quote("LEEDS - Acme will shift all its jobs to Pune", 0)],
        "parts": [part("shift", 18, &["move"]), part("jobs", 32, &["work"]), pune],
        "gaps": [
            {"left": quote("shift", 18), "right": quote("jobs", 32), "connector": "near/4", "words": 2, "window": 4},
            {"left": quote("shift all its jobs", 18), "right": quote("Pune", 40), "connector": "near/3", "words": 1, "window": 3},
        ],
        "cues": [{"cue": "planned", "tag": "planned", "words": quote("will", 13)}],
        "masks": [],
        "guards": [
            {"scope": "unless.sentence", "expression": "{student}", "found": null},
            {"scope": "unless.item", "expression": "\"correction\"", "found": null},
        ],
        "lacks": [],
    });
    for (key, value) in expected.as_object().expect("an object") {
        assert_eq!(&fired[0][key], value, "{key}");
    }
    assert_eq!(
        fired[0].as_object().map(serde_json::Map::len),
        expected.as_object().map(serde_json::Map::len)
    );
    assert_eq!(
        (
            &report["labels"][1]["given"],
            &report["labels"][1]["nearest"]
        ),
        (&json!(false), &Value::Null)
    );
}

#[test]
fn the_text_underlines_the_words() {
    let text = "The firm moves payroll jobs abroad, and payroll tax will rise.";
    let output = explain(&dir(), &["--label", "offshoring"], text);
    assert_eq!(
        stdout(&output),
        "* stdin:1  The firm moves payroll jobs abroad, and payroll tax will rise.\n\
         \n\
         offshoring: yes, 60 of 50 points\n\
         \x20 off.move +60  rules.toml:35\n\
         \x20     The firm moves payroll jobs abroad, and payroll tax will rise\n\
         \x20              ^^^^^ ^^^^^^^      ^^^^^^\n\
         \x20     - \"moves\"  move\n\
         \x20     - \"payroll\"  work\n\
         \x20     - \"abroad\"  abroad\n\
         \x20     gap 0 between \"moves\" and \"payroll\" (near/4)\n\
         \x20     gap 1 between \"moves payroll\" and \"abroad\" (near/3)\n\
         \x20     tag asserted, no cue reaches it\n\
         \x20     mask payroll-tax on \"payroll tax\", hides \"payroll\" from {work}\n\
         \x20     unless.sentence {student}: not found\n\
         \x20     unless.item \"correction\": not found\n"
    );
    let output = explain(&dir(), &["--label", "outsourcing"], "A vendor came.");
    assert_eq!(
        stdout(&output),
        "* stdin:1  A vendor came.\n\
         \n\
         outsourcing: no, 0 of 50 points\n\
         \x20 nearest: out.vendor +60  rules.toml:69\n\
         \x20     A vendor came\n\
         \x20       ^^^^^^\n\
         \x20     - \"vendor\"  \"vendor\"\n\
         \x20     no \"contract\"\n\
         \x20       mend: the words \"contract\", beside \"vendor\"\n"
    );
    let coloured = explain(&dir(), &["--color", "always"], text);
    assert!(stdout(&coloured).contains("\u{1b}[") && !stdout(&output).contains('\u{1b}'));
}

#[test]
fn hostile_text_never_reaches_the_terminal_raw() {
    let dir = dir();
    let words =
        "Acme \u{1b}]0;x\u{7}moves\u{202e} its\u{9b}31m jobs\u{2066}\r\n\u{1b}[2Jnowhere \u{85}";
    let items = [
        words.to_owned(),
        json!({"id": "\u{1b}[31m", "title": words, "text": words}).to_string(),
    ];
    for item in items {
        for args in [&[][..], &["--rule", "off.move"], &["--format", "json"]] {
            let output = explain(&dir, args, &item);
            assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
            let is_bad = |c: char| {
                (c.is_control() && c != '\n')
                    || matches!(c, '\u{200e}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            };
            assert!(!stdout(&output).contains(is_bad), "{:?}", stdout(&output));
            assert!(stdout(&output).contains("moves"), "{:?}", stdout(&output));
        }
    }
}

#[test]
fn items_are_picked_and_mistaken_names_answered() {
    let dir = dir();
    dir.file("news.jsonl", "{\"id\":\"a\",\"text\":\"One.\"}\n{\"id\":7,\"text\":\"Two.\"}\n{\"text\":\"Three.\"}\n{\n");
    let all = explain(&dir, &["news.jsonl", "--label", "outsourcing"], "");
    let heads: Vec<&str> = stdout(&all)
        .lines()
        .filter(|line| line.starts_with("* "))
        .collect();
    assert_eq!(heads, ["* a  One.", "* 7  Two.", "* news.jsonl:3  Three."]);
    assert_eq!(all.status.code(), Some(2), "a bad record is an error");
    let one = explain(&dir, &["news.jsonl", "--id", "7", "--on-error", "skip"], "");
    assert!(stdout(&one).starts_with("* 7  Two.\n") && !stdout(&one).contains("One"));
    assert_eq!(one.status.code(), Some(0));
    for (args, message) in [
        (
            &["--id", "8", "--on-error", "skip", "news.jsonl"][..],
            "no item has the id \"8\"",
        ),
        (
            &["--rule", "off.mov"],
            "no rule \"off.mov\": did you mean \"off.move\"?",
        ),
        (
            &["--label", "offshorin"],
            "no label \"offshorin\": did you mean \"offshoring\"?",
        ),
        (
            &["--rule", "off.move", "--label", "offshoring"],
            "cannot be used with",
        ),
    ] {
        let output = explain(&dir, args, "");
        assert_eq!(
            (output.status.code(), stdout(&output)),
            (Some(2), ""),
            "{args:?}"
        );
        assert!(stderr(&output).contains(message), "{}", stderr(&output));
    }
}

#[test]
fn check_explains_what_fails() {
    let dir = dir();
    dir.file("r/rules.toml", rules("off.move", "[rule.examples]\nhit = [\"They [[move jobs]] around.\"]\nmiss = [{ text = \"They move jobs abroad.\", because = \"denied\" }]\n"));
    dir.file(
        "f/f.jsonl",
        r#"{"id": "x", "text": "A vendor came.", "labels": ["outsourcing"], "why": ""}"#,
    );
    let text = dir.run(&["check", "r", "f"], "");
    for part in [
        "does not fire: off.move offshoring +60",
        "They move jobs around\n         ^^^^ ^^^^\n",
        "mend: one word of {abroad}, e.g. \"abroad\", within 3 words of \"move jobs\"",
        "fires: off.move offshoring +60",
        "nearest is `out.vendor`: no \"contract\"; mend: the words \"contract\"",
        "outsourcing: no, 0 of 50 points\n  nearest: out.vendor +60",
    ] {
        assert!(stdout(&text).contains(part), "{part}\n{}", stdout(&text));
    }
    let json = dir.run(&["check", "r", "f", "--format", "json"], "");
    let found: Vec<Value> = stdout(&json)
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    let of = |code: &str| {
        found
            .iter()
            .find(|one| one["code"] == code)
            .unwrap_or_else(|| panic!("{code}: {found:?}"))
    };
    assert_eq!(
        of("E203")["explained"]["rule"]["lacks"][0]["because"],
        "no {abroad}"
    );
    assert_eq!(
        of("E208")["explained"]["labels"][0]["nearest"]["rule"],
        "out.vendor"
    );
}

#[test]
fn eval_names_what_a_missed_item_lacks() {
    let dir = dir();
    dir.file(
        "gold.jsonl",
        "{\"id\":\"a\",\"text\":\"Acme moves jobs to visitors.\",\"labels\":[\"offshoring\"]}\n",
    );
    let text = dir.run(&["eval", "gold.jsonl", "--rules", "r"], "");
    let lines = "    nearest off.move\n      no {abroad}\n        mend: one word of {abroad}, e.g. \"abroad\", within 3 words of \"moves jobs\"\n";
    assert!(stdout(&text).contains(lines), "{}", stdout(&text));
    let json = dir.run(
        &["eval", "gold.jsonl", "--rules", "r", "--format", "json"],
        "",
    );
    let report: Value = serde_json::from_str(stdout(&json)).expect("JSON");
    let nearest = &report["errors"][0]["nearest"];
    assert_eq!(
        (&nearest["rule"], &nearest["lacks"][0]["because"]),
        (&json!("off.move"), &json!("no {abroad}"))
    );
}
