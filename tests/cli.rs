//! The real binary with real pipes, files and folders. The numbers `F…` are those of the fault list of this project: each says
//! what must happen with one kind of bad input or bad luck.

mod batch;
mod checklist;
mod commands;
mod ends;
mod input;
mod kept;
mod output;
mod process;
mod reports;
mod rules;
mod system;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::Value;

const RULES: &str = r#"
format = 1
[label.outsourcing]
at = 50
[label.offshoring]
at = 50
maybe_at = 30
[label.offshore_finance]
at = 50
[[rule]]
id = "outsourcing.word"
label = "outsourcing"
points = 60
summary = "Outsourcing by name"
match = '"outsourcing"'
[[rule]]
id = "offshoring.jobs-abroad"
label = "offshoring"
points = 70
summary = "Jobs go abroad"
match = '"jobs" near/3 "abroad"'
[rule.examples]
hit = ["They [[move jobs abroad]]."]
[[rule]]
id = "finance.shell"
label = "offshore_finance"
points = 60
match = '"shell company"'
"#;

const JOBS: &str = "They move jobs abroad.";

/// A folder with a rule set in `rules`, deleted at the end of the test.
pub(crate) struct Dir(pub(crate) PathBuf);

impl Dir {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!(
            "cli-{}-{}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        );
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let dir = Self(path);
        dir.file("rules/test.toml", RULES);
        dir
    }

    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().expect("files lie in the folder"))
            .expect("a folder can be made");
        fs::write(path, content).expect("a file can be written");
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_farshore"));
        command
            .current_dir(&self.0)
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Runs the program with the test's rules.
    pub(crate) fn run(&self, args: &[&str], stdin: impl AsRef<[u8]>) -> Output {
        fed(&mut self.command(args), stdin)
    }

    fn classify(&self, args: &[&str], stdin: impl AsRef<[u8]>) -> Output {
        self.run(&[&["classify", "--rules", "rules"], args].concat(), stdin)
    }
}

impl Drop for Dir {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// [`Dir::classify`] in a folder of its own.
/// Runs a command with something on its standard input.
fn fed(command: &mut Command, stdin: impl AsRef<[u8]>) -> Output {
    let mut child = command
        .stdin(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut pipe = child.stdin.take().expect("stdin is a pipe");
    let input = stdin.as_ref().to_owned();
    let feeder = std::thread::spawn(move || {
        // It may have ended before it has read everything; the tests look at what came out.
        let _ = pipe.write_all(&input);
    });
    let output = child.wait_with_output().expect("the program ends");
    feeder.join().expect("the input is written");
    output
}

fn run(args: &[&str], stdin: impl AsRef<[u8]>) -> Output {
    Dir::new().classify(args, stdin)
}

pub(crate) fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).expect("the output is UTF-8")
}

pub(crate) fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).expect("the messages are UTF-8")
}

fn records(output: &Output) -> Vec<Value> {
    stdout(output)
        .lines()
        .map(|line| serde_json::from_str(line).expect("each line is JSON"))
        .collect()
}

/// For each record its label, or the code of its error; `-` stands for no label.
#[track_caller]
fn check(output: &Output, exit: i32, expected: &[&str]) {
    let told = stderr(output);
    let got: Vec<_> = records(output)
        .iter()
        .map(|record| match record["error"]["code"].as_str() {
            Some(code) => code.to_owned(),
            None => record["label"].as_str().unwrap_or("-").to_owned(),
        })
        .collect();
    assert_eq!(got, expected, "{told}");
    assert_eq!(output.status.code(), Some(exit), "{told}");
}

fn line(text: &str) -> String {
    format!("{}\n", serde_json::json!({ "text": text }))
}

#[test]
fn f1_a_bad_line_gives_an_error_in_its_place() {
    let mut lines: Vec<String> = (0..10).map(|_| line(JOBS)).collect();
    lines[6] = "{\"text\": oops}\n".to_owned();
    let dir = Dir::new();
    dir.file("news.jsonl", lines.concat());
    let output = dir.classify(&["news.jsonl"], "");
    let mut expected = ["offshoring"; 10];
    expected[6] = "bad_json";
    check(&output, 2, &expected);
    assert!(
        stderr(&output).contains("farshore: news.jsonl:7: bad JSON: expected value at column 10\n")
    );
    assert!(
        stderr(&output).ends_with("read 10 = labelled 9 + unlabelled 0 + errors 1 + skipped 0\n")
    );
    assert_eq!(records(&output)[6]["line"], 7);
    check(
        &dir.classify(&["news.jsonl", "--on-error", "skip"], ""),
        0,
        &expected,
    );
}

#[test]
fn f2_f3_the_last_line_needs_no_line_break_but_must_be_whole() {
    check(
        &run(&[], format!("{}{{\"text\":\"jobs", line(JOBS))),
        2,
        &["offshoring", "bad_json"],
    );
    check(
        &run(&[], format!("{}{}", line("x"), line(JOBS).trim_end())),
        0,
        &["-", "offshoring"],
    );
}

#[test]
fn f4_blank_lines_are_left_out_and_counted() {
    let input = format!("\n{}\r\n \t\r\n\n{}oops", line(JOBS).trim_end(), line("x"));
    let output = run(&["--input-format", "jsonl"], input);
    check(&output, 2, &["offshoring", "-", "bad_json"]);
    assert!(stderr(&output).contains("stdin:6:"));
    assert!(
        stderr(&output)
            .contains("read 6 = labelled 1 + unlabelled 1 + errors 1 + skipped 3 (blank lines 3)")
    );
    assert_eq!(records(&output)[0]["line"], 2);
}

#[test]
fn f5_a_byte_order_mark_is_taken_off_once() {
    check(
        &run(&[], format!("\u{feff}{}", line(JOBS))),
        0,
        &["offshoring"],
    );
    check(
        &run(
            &["--input-format", "csv"],
            format!("\u{feff}text\n{JOBS}\n"),
        ),
        0,
        &["offshoring"],
    );
    check(
        &run(
            &["--input-format", "jsonl"],
            format!("\u{feff}\u{feff}{}", line(JOBS)),
        ),
        2,
        &["bad_json"],
    );
}

#[test]
fn f7_bad_utf8_is_an_error_in_json_and_mended_in_text() {
    for bad in [&b"\xff"[..], b"\xc3", b"\xc0\xaf"] {
        let lines = [
            b"{\"text\":\"jobs abroad ",
            bad,
            b"\"}\n",
            line(JOBS).as_bytes(),
        ]
        .concat();
        check(&run(&[], lines), 2, &["bad_utf8", "offshoring"]);
        let output = run(&["--evidence"], [b"A ", bad, b" jobs abroad"].concat());
        check(&output, 0, &["offshoring"]);
        assert_eq!(records(&output)[0]["evidence"][0]["text"], "jobs abroad");
        assert!(stderr(&output).contains("warning: stdin:1: not valid UTF-8"));
    }
}

#[test]
fn f7_places_are_those_in_the_mended_text() {
    for bad in [
        &b"\xff"[..],
        b"\xc3",
        b"\xc0\xaf",
        b"\xe2\x80",
        b"\xf0\x9f\x98",
        b"\xed\xa0\x80",
    ] {
        for before in [&b""[..], "é".as_bytes(), b"a ", bad] {
            let bytes = [before, bad, b" jobs ", bad, before, b" abroad", bad].concat();
            let mended = String::from_utf8_lossy(&bytes);
            let output = run(&["--evidence"], &bytes);
            check(&output, 0, &["offshoring"]);
            let evidence = &records(&output)[0]["evidence"][0];
            let place = |key: &str| evidence[key].as_u64().expect("a number") as usize;
            assert_eq!(evidence["text"], mended[place("start")..place("end")]);
            let letters: Vec<char> = mended.chars().collect();
            let by_letters: String = letters[place("start_char")..place("end_char")]
                .iter()
                .collect();
            assert_eq!(evidence["text"], by_letters);
        }
    }
}

#[test]
fn f8_nul_is_no_obstacle() {
    let output = run(&[], "{\"text\":\"a\\u0000 jobs abroad\"}\n");
    check(&output, 0, &["offshoring"]);
    check(&run(&[], "a\0 jobs abroad"), 0, &["offshoring"]);
    // It parts words, and what is quoted still holds it.
    let output = run(&["--evidence"], "{\"text\":\"jobs\\u0000abroad\"}\n");
    check(&output, 0, &["offshoring"]);
    assert_eq!(records(&output)[0]["evidence"][0]["text"], "jobs\0abroad");
}

#[test]
fn f9_half_a_surrogate_pair_is_an_error() {
    check(
        &run(
            &[],
            "{\"text\":\"\\ud800\"}\n{\"text\":\"\\ud83d\\ude00 jobs abroad\"}\n",
        ),
        2,
        &["bad_json", "offshoring"],
    );
}

#[test]
fn f10_fields_without_text_have_codes_of_their_own() {
    let input = "{}\n{\"text\":null}\n{\"text\":1}\n{\"text\":[]}\n{\"text\":{}}\n{\"text\":true}\n{\"text\":\"\"}\n";
    let codes = [
        "missing_text",
        "missing_text",
        "wrong_type",
        "wrong_type",
        "wrong_type",
        "wrong_type",
        "-",
    ];
    let output = run(&[], input);
    check(&output, 2, &codes);
    assert!(stderr(&output).contains("no field title, headline, text, body or content"));
}

#[test]
fn f11_ids_are_copied_byte_for_byte() {
    let long = format!("\"{}\"", "x".repeat(10_000));
    for id in [
        "12345678901234567890123",
        "1.10",
        "1e400",
        "null",
        "{ \"a\" : [1, 2] }",
        "\"\\u0041\\/\"",
        &long,
    ] {
        for text in ["\"x\"", "7"] {
            let output = run(
                &["--on-error", "skip"],
                format!("{{\"id\":{id},\"text\":{text}}}"),
            );
            assert!(
                stdout(&output).starts_with(&format!("{{\"schema\":1,\"id\":{id},")),
                "{}",
                stdout(&output)
            );
        }
    }
    let output = run(&[], format!("\n{}", line("x")));
    assert!(stdout(&output).starts_with("{\"schema\":1,\"line\":2,\"label\":null,"));
}

#[test]
fn f12_two_records_may_have_one_id() {
    check(
        &run(
            &[],
            "{\"id\":1,\"text\":\"x\"}\n{\"id\":1,\"text\":\"jobs abroad\"}",
        ),
        0,
        &["-", "offshoring"],
    );
}

#[test]
fn f13_a_field_twice_is_an_error() {
    let output = run(
        &[],
        "{\"id\":1,\"text\":\"a\",\"text\":\"b\"}\n{\"id\":1,\"id\":2,\"text\":\"b\"}\n",
    );
    check(&output, 2, &["duplicate_field", "duplicate_field"]);
}

#[test]
fn f14_deep_nesting_in_other_fields_is_no_matter() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    check(
        &run(&[], format!("{{\"x\":{deep},\"text\":\"jobs abroad\"}}\n")),
        0,
        &["offshoring"],
    );
    // As an id it is copied; few readers of JSON take it, so it is compared as text.
    let output = run(&[], format!("{{\"id\":{deep},\"text\":\"jobs abroad\"}}\n"));
    assert!(stdout(&output).starts_with(&format!(
        "{{\"schema\":1,\"id\":{deep},\"label\":\"offshoring\""
    )));
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn f15_what_is_not_read_is_named() {
    for (input, name) in [
        (&b"PK\x03\x04"[..], "zip"),
        (b"%PDF-1.7", "PDF"),
        (b"PAR1", "Parquet"),
        (b"\xff\xfe\0\0j\0\0\0", "UTF-32"),
    ] {
        let output = run(&[], input);
        check(&output, 2, &[]);
        assert!(
            stderr(&output).contains(&format!("stdin: {name}"))
                && stderr(&output).contains("is not read:"),
            "{}",
            stderr(&output)
        );
    }
    check(
        &run(&[], "{\"text\":\"a\"} {\"text\":\"b\"}"),
        2,
        &["bad_json"],
    );
}

#[test]
fn f16_a_long_line_is_thrown_away_and_the_next_is_read() {
    let input = [
        line(&"x".repeat(5_000_000)),
        line(JOBS),
        line(&"y".repeat(2000)),
    ]
    .concat();
    let output = run(&["--max-record-bytes", "1k"], input);
    check(&output, 2, &["too_long", "offshoring", "too_long"]);
    assert!(stderr(&output).contains("stdin:1: longer than 1024 bytes"));
    check(
        &run(&["--max-record-bytes", "1k"], "y".repeat(2000)),
        2,
        &["too_long"],
    );
}

#[test]
fn f18_nothing_to_read_is_no_error() {
    let dir = Dir::new();
    dir.file("empty.csv", "");
    fs::create_dir(dir.0.join("none")).expect("a folder can be made");
    for args in [
        &[][..],
        &["--input-format", "jsonl"],
        &["empty.csv"],
        &["none"],
        &["--format", "text"],
    ] {
        let output = dir.classify(args, "");
        assert_eq!(
            (output.status.code(), stdout(&output)),
            (Some(0), ""),
            "{args:?}"
        );
        assert!(stderr(&output).contains("0 records"), "{args:?}");
    }
}

#[test]
fn f19_tables_with_faults() {
    let csv = &["--input-format", "csv"];
    let output = run(
        csv,
        format!("id,text\n1,{JOBS}\n2\n3,\"jobs\nabroad\"\n4,a,b\n5,\"open\n"),
    );
    check(
        &output,
        2,
        &[
            "offshoring",
            "ragged_row",
            "offshoring",
            "ragged_row",
            "unclosed_quote",
        ],
    );
    assert!(
        stderr(&output).contains("stdin:6: 3 cells"),
        "{}",
        stderr(&output)
    );
    // A quote that is never closed takes no more with it than a record may hold.
    let rows = "jobs abroad,x\n".repeat(100);
    let limited = [&csv[..], &["--max-record-bytes", "140"]].concat();
    let output = run(&limited, format!("text,id\n\"open\n{rows}"));
    let mut expected = vec!["offshoring"; records(&output).len()];
    expected[0] = "too_long";
    assert!((88..100).contains(&expected.len()), "{}", expected.len());
    check(&output, 2, &expected);
    for (header, why) in [("a,b", "no column title, headline"), ("text,text", "twice")] {
        let output = run(csv, format!("{header}\n1,2\n"));
        check(&output, 2, &[]);
        assert!(stderr(&output).contains(why), "{}", stderr(&output));
    }
    check(
        &run(&["--input-format", "tsv"], "id\ttext\n1\tjobs abroad\n"),
        0,
        &["offshoring"],
    );
}

#[test]
fn f36_what_cannot_be_opened_does_not_stop_the_rest() {
    let dir = Dir::new();
    dir.file("b.txt", JOBS);
    let output = dir.classify(&["a.txt", "b.txt", "-"], "outsourcing");
    check(&output, 2, &["offshoring", "outsourcing"]);
    assert!(stderr(&output).contains("farshore: a.txt: No such file"));
    assert!(stdout(&output).starts_with("{\"schema\":1,\"id\":\"b.txt\",\"label\""));
    assert!(stdout(&output).contains("{\"schema\":1,\"line\":1,\"label\":\"outsourcing\""));
}

#[test]
fn folders_are_read_in_order_of_their_paths() {
    let dir = Dir::new();
    for name in [
        "in/b.txt",
        "in/a/z.TXT",
        "in/a.txt",
        "in/a/.hidden.txt",
        "in/.git/x.txt",
        "in/c.html",
    ] {
        dir.file(name, JOBS);
    }
    let output = dir.classify(&["in"], "");
    check(&output, 0, &["offshoring"; 3]);
    let ids: Vec<_> = records(&output)
        .iter()
        .map(|record| record["id"].clone())
        .collect();
    assert_eq!(ids, ["a.txt", "a/z.TXT", "b.txt"]);
    assert!(
        stderr(&output)
            .contains("read 4 = labelled 3 + unlabelled 0 + errors 0 + skipped 1 (other files 1)")
    );
}

#[test]
fn fields_can_be_named() {
    let input =
        "{\"key\":\"k\",\"a\":{\"headline\":\"jobs\",\"b\":\"abroad\"},\"text\":\"outsourcing\"}";
    let output = run(
        &["--text-field", "a.b,a.headline", "--id-field", "key"],
        input,
    );
    check(&output, 0, &["-"]);
    assert_eq!(records(&output)[0]["id"], "k");
    check(&run(&["--text-field", "a.b.c"], input), 2, &["wrong_type"]);
}
