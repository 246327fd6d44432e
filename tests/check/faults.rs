//! Ten faults in one copy of the project's own rules: one run gives one message for each, in every format.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{Dir, stdout};

const FILE: &str = "zz_faults.toml";

/// The file with the faults; `DUPLICATE` is the id of a rule of the project.
const FAULTS: &str = r#"format = 1
[label.zoo]
at = 50
[label.far]
at = 500
[lexicon.zebra]
terms = ["zebra", "okapi", "Zebra"]
[lexicon.pony]
terms = ["{foal}"]
[lexicon.foal]
terms = ["{pony}", "foal"]
[[rule]]
id = "zoo.unknown"
label = "zoo"
points = 60
match = '{zebras} near/3 "stall"'
[rule.examples]
hit = ["A [[zebra in its stall]]."]
miss = [{ text = "A cow in its stall.", because = "no {zebras}" }]
[[rule]]
id = "zoo.window"
label = "zoo"
points = 60
match = '({zebra} near/3 "fence") and not {zebra}'
[rule.examples]
hit = ["A [[zebra at the fence]]."]
miss = [{ text = "A cow at the fence.", because = "no {zebra}" }]
[[rule]]
id = "zoo.guard"
label = "zoo"
points = 60
match = '{zebra} near/3 "meadow"'
unless.sentence = ['"painting"']
[rule.examples]
hit = ["A [[zebra in the meadow]]."]
miss = [{ text = "A cow in the meadow.", because = "no {zebra}" }]
[[rule]]
id = "zoo.stale"
label = "zoo"
points = 60
match = '{zebra} near/3 "lake"'
[rule.examples]
hit = ["A young [[zebra]] at the lake."]
miss = [{ text = "A cow at the lake.", because = "no {zebra}" }]
[[rule]]
id = "zoo.because"
label = "zoo"
points = 60
match = '{zebra} near/3 "hill"'
[rule.examples]
hit = ["A [[zebra on the hill]]."]
miss = [{ text = "A cow on the hill.", because = "window" }]
[[rule]]
id = "zoo.vacuous"
label = "zoo"
points = 60
match = '{zebra} near/3 "barn"'
[rule.examples]
hit = ["A [[zebra in the barn]]."]
miss = [{ text = "It rained all day.", because = "no {zebra}" }]
[[rule]]
id = "DUPLICATE"
label = "zoo"
points = 60
match = '{zebra} near/3 "gate"'
[rule.examples]
hit = ["A [[zebra at the gate]]."]
miss = [{ text = "A cow at the gate.", because = "no {zebra}" }]
"#;

/// The code, the line, and words of the message.
const EXPECTED: [(&str, usize, &str); 10] = [
    ("E111", 5, "no points reach the label `far`"),
    ("W006", 7, "`Zebra` of the list `zebra` can never win"),
    (
        "E107",
        8,
        "lists contain each other: `pony` contains `foal` contains `pony`",
    ),
    ("E101", 16, "there is no list `zebras`"),
    ("E110", 24, "this expression can never hold"),
    (
        "W008",
        33,
        "no example shows that this guard of `zoo.guard` works",
    ),
    (
        "E205",
        43,
        "the evidence for `zoo.stale` is not what is marked",
    ),
    (
        "E206",
        52,
        "`window` is not what stops this miss of `zoo.because`",
    ),
    (
        "E214",
        60,
        "`no {zebra}` is not what stops this miss of `zoo.vacuous`",
    ),
    ("E108", 62, "there are two rules `"),
];

/// A copy of the rules with the faults, and the fixtures.
fn planted() -> Dir {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let dir = Dir::new();
    for folder in ["rules", "rules/lexicons", "fixtures"] {
        for entry in fs::read_dir(package.join(folder)).expect("a folder of the package") {
            let path = entry.expect("a readable folder").path();
            if path.is_file() {
                let name = path.file_name().expect("a file").to_string_lossy();
                let text = fs::read_to_string(&path).expect("a readable file");
                dir.file(&format!("{folder}/{name}"), &text);
            }
        }
    }
    let text = fs::read_to_string(package.join("rules/outsourcing.toml")).expect("a rule file");
    let (_, after) = text.split_once("\nid = \"").expect("a rule");
    let id = after.split('"').next().expect("an id");
    dir.file(&format!("rules/{FILE}"), &FAULTS.replace("DUPLICATE", id));
    dir
}

#[test]
fn ten_faults_give_ten_messages_in_one_run() {
    let dir = planted();
    let (exit, found, summary) = dir.check();
    let own: Vec<&Value> = found
        .iter()
        .filter(|one| {
            one["file"]
                .as_str()
                .is_some_and(|file| file.ends_with(FILE))
        })
        .collect();
    let told: Vec<(&str, usize, &str)> = own
        .iter()
        .map(|one| {
            let text = |key: &str| one[key].as_str().unwrap_or_default();
            let line = one["line"].as_u64().unwrap_or_default();
            (text("code"), line as usize, text("message"))
        })
        .collect();
    assert_eq!(told.len(), EXPECTED.len(), "{told:#?}");
    for ((code, line, message), told) in EXPECTED.iter().zip(&told) {
        assert_eq!((code, line), (&told.0, &told.1), "{told:?}");
        assert!(told.2.starts_with(message), "{told:?}");
    }
    // What has no fault goes on being checked, and is accused of nothing.
    let elsewhere: Vec<&Value> = found
        .iter()
        .filter(|one| !own.contains(one) && one["severity"] == "error")
        .collect();
    assert!(elsewhere.is_empty(), "{elsewhere:#?}");
    assert_eq!(exit, Some(2));
    assert_eq!(summary["compiled"], false);
    assert!(summary["pass"].as_u64() > Some(100), "{summary}");

    let text = dir.run(&["rules"]);
    let blocks = stdout(&text)
        .split("\n\n")
        .filter(|block| block.contains(FILE));
    let blocks: Vec<&str> = blocks
        .filter(|block| block.contains(&format!("--> rules/{FILE}")))
        .collect();
    assert_eq!(blocks.len(), EXPECTED.len(), "{}", blocks.join("\n\n"));
    for ((code, line, message), block) in EXPECTED.iter().zip(blocks) {
        assert!(block.contains(&format!("[{code}]: {message}")), "{block}");
        assert!(block.contains(&format!("{FILE}:{line}:")), "{block}");
    }

    let github = dir.run(&["rules", "--format", "github"]);
    let start = format!("file=rules/{FILE},");
    let commands: Vec<&str> = stdout(&github)
        .lines()
        .filter(|line| line.contains(&start))
        .collect();
    assert_eq!(commands.len(), EXPECTED.len(), "{}", commands.join("\n"));
    for ((code, line, message), command) in EXPECTED.iter().zip(commands) {
        let severity = if code.starts_with('E') {
            "error"
        } else {
            "warning"
        };
        assert!(
            command.starts_with(&format!("::{severity} {start}line={line},")),
            "{command}"
        );
        assert!(command.contains(&format!("title={code} ")), "{command}");
        assert!(command.contains(&format!("::{message}")), "{command}");
    }

    let junit = dir.run(&["rules", "--format", "junit"]);
    let suite = stdout(&junit)
        .split("<testsuite ")
        .find(|suite| suite.starts_with(&format!("name=\"rules/{FILE}\"")))
        .expect("a suite for the file");
    assert!(suite.contains("failures=\"8\""), "{suite:.200}");
    for (code, line, message) in EXPECTED {
        let case = format!("name=\"{code} ");
        let mut cases = suite.split("<testcase ").filter(|one| one.contains(&case));
        let one = cases.next().expect("a case for each fault");
        assert!(cases.next().is_none(), "{code} twice");
        assert!(one.contains(&format!(", line {line}\"")), "{one}");
        assert!(one.contains(message), "{one}");
        let kind = if code.starts_with('E') {
            "<failure "
        } else {
            "<system-out>"
        };
        assert!(one.contains(kind), "{one}");
    }
}
