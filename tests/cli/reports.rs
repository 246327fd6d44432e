//! Reports of `farshore check` for other programs: whatever stands in rules and fixtures, they stay what they are.

use quick_xml::Reader;
use quick_xml::events::Event;

use super::{Dir, RULES, stderr, stdout};

/// What would end a line, a command, an element or a cell, steer a terminal, or be no XML.
const EVIL: &str = "x\r\n::error::pwn %0A,::stop-commands::y ##[group]\u{1b}[31m\u{9b}2J\u{8} ]]></failure><b a=\"\" c=''>&amp;\u{fffe}\u{ffff}\u{202e}";

/// Two folders: one whose fixtures have such names and texts and are all wrong, and one whose rules have.
fn evil() -> [Dir; 2] {
    let fixtures = Dir::new();
    let fixture = serde_json::json!({
        "id": EVIL, "title": EVIL, "text": format!("{EVIL} jobs {EVIL} abroad"),
        "labels": ["outsourcing"], "evidence": [EVIL], "why": EVIL
    });
    let unknown = serde_json::json!({ "id": 7, "text": "x", "labels": [EVIL], "why": EVIL });
    fixtures.file(
        "fixtures/a,b%:c.jsonl",
        format!("{fixture}\n{unknown}\n{{\"id\": \"{EVIL}\n"),
    );
    let rules = Dir::new();
    // Not all that JSON writes is TOML, but this is.
    let quoted = serde_json::to_string(EVIL).expect("text is JSON");
    rules.file(
        "rules/test.toml",
        format!(
            "{RULES}[[rule]]\nid = {quoted}\nlabel = {quoted}\n{quoted} = 60\nmatch = '{{{}}}'\n",
            EVIL.replace(|char: char| char.is_control() || char == '\'', "")
        ),
    );
    rules.file("fixtures/a.jsonl", "");
    [fixtures, rules]
}

/// What `check` says of it in this format.
fn told(dir: &Dir, format: &str) -> String {
    let output = dir.run(&["check", "rules", "fixtures", "--format", format], "");
    assert!(
        matches!(output.status.code(), Some(1 | 2)),
        "{}",
        stderr(&output)
    );
    assert!(stdout(&output).contains("pwn"), "{}", stdout(&output));
    stdout(&output).to_owned()
}

#[test]
fn f42_findings_steer_no_terminal() {
    for dir in evil() {
        for format in ["text", "json", "github"] {
            let told = told(&dir, format);
            let is_bad = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
            assert!(!told.contains(is_bad), "{format}: {told:?}");
            let is_command = |line: &str| line.trim_start().starts_with("::");
            assert!(
                format == "github" || !told.lines().any(is_command),
                "{format}: {told}"
            );
            assert!(format != "text" || !told.contains("##["), "{told}");
        }
    }
}

#[test]
fn f44_no_text_becomes_a_command_of_github() {
    for dir in evil() {
        let told = told(&dir, "github");
        let (commands, rest): (Vec<&str>, Vec<&str>) =
            told.lines().partition(|line| line.starts_with("::"));
        assert!(commands.len() >= 2, "{told}");
        for line in rest {
            let is_ours =
                line.starts_with("rules ") || line.starts_with("the rules cannot be read");
            assert!(is_ours, "{line:?} in {told}");
        }
        check_commands(&commands);
    }
}

#[track_caller]
fn check_commands(commands: &[&str]) {
    for command in commands {
        let (start, message) = command
            .strip_prefix("::")
            .and_then(|rest| rest.split_once("::"))
            .expect("a command has a message");
        let (kind, properties) = start.split_once(' ').expect("a command has properties");
        assert!(matches!(kind, "error" | "warning"), "{command}");
        for property in properties.split(',') {
            let (key, value) = property.split_once('=').expect("a property has a value");
            assert!(
                matches!(key, "file" | "line" | "col" | "title"),
                "{command}"
            );
            assert!(!value.contains(':'), "{command}");
        }
        // What is escaped is so by rule, and nothing else has a per cent sign.
        for escaped in message.split('%').skip(1) {
            assert!(
                ["25", "0A", "0D"]
                    .iter()
                    .any(|hex| escaped.starts_with(hex)),
                "{command}"
            );
        }
        assert!(!command.contains(char::is_control), "{command:?}");
    }
}

#[test]
fn f45_a_junit_report_is_xml_whatever_it_tells() {
    for dir in evil() {
        check_xml(&told(&dir, "junit"));
    }
}

#[track_caller]
fn check_xml(told: &str) {
    assert!(!told.contains(|char: char| char.is_control() && char != '\n' && char != '\t'));
    assert!(!told.contains(['\u{fffe}', '\u{ffff}']));
    let mut reader = Reader::from_str(told);
    reader.config_mut().check_end_names = true;
    let (mut open, mut failures) = (0, 0);
    loop {
        match reader.read_event().expect("it is well-formed") {
            Event::Start(start) => {
                open += 1;
                let name = start.name();
                let known: [&str; 5] = [
                    "testsuites",
                    "testsuite",
                    "testcase",
                    "failure",
                    "system-out",
                ];
                assert!(known.contains(&name.as_ref()), "{name:?}");
                failures += usize::from(name.as_ref() == "failure");
                assert!(start.attributes().all(|attribute| attribute.is_ok()));
            }
            Event::End(_) => open -= 1,
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(open, 0);
    assert!(failures >= 2, "{told}");
}
