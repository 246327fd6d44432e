//! How a run ends: exit codes, the summary, warnings.

use std::fs::OpenOptions;

use super::{Dir, JOBS, check, line, records, run, stderr};

const SPANISH: &str = "El banco trasladará en otoño unos doscientos puestos de contabilidad a Polonia y a la India. El \
                       comité de empresa se va a oponer a ello, según dijo un portavoz en Madrid, que no quiso dar más \
                       detalles sobre los despidos.";

#[test]
fn a_label_that_is_not_wanted_makes_the_exit_code_one() {
    let input = format!("{}{}", line(JOBS), line("x"));
    let fails = |labels: &[&str], input: &str| {
        let args: Vec<_> = labels
            .iter()
            .flat_map(|label| ["--fail-on", label])
            .collect();
        let output = run(&args, input);
        (output.status.code(), stderr(&output).to_owned())
    };
    let told = "farshore: items with a label of --fail-on: 1\n".to_owned();
    assert_eq!(fails(&["offshoring"], &input), (Some(1), told));
    assert_eq!(fails(&["outsourcing", "offshoring"], &input).0, Some(1));
    assert_eq!(fails(&["outsourcing"], &input), (Some(0), String::new()));
    // An error is worse than a label.
    assert_eq!(fails(&["offshoring"], &format!("{input}oops\n")).0, Some(2));
    let (code, told) = fails(&["offshorin"], &input);
    assert_eq!(code, Some(2));
    assert!(told.contains("no label \"offshorin\": did you mean \"offshoring\"?"));
}

#[test]
fn the_summary_adds_up_whatever_came() {
    let dir = Dir::new();
    dir.file("in/a.txt", JOBS);
    dir.file("in/b.html", JOBS);
    dir.file("in/c.txt", b"%PDF-1.7");
    dir.file(
        "d.jsonl",
        format!("\n{}\noops\n \n{}", line(JOBS), line("x")),
    );
    let output = dir.classify(&["--summary", "in", "d.jsonl", "none.jsonl"], "");
    check(
        &output,
        2,
        &["offshoring", "unreadable", "offshoring", "bad_json", "-"],
    );
    let told = "read 9 = labelled 2 + unlabelled 1 + errors 2 + skipped 4 \
                (blank lines 3, other files 1, inputs not readable 1)\n";
    assert!(stderr(&output).ends_with(told), "{}", stderr(&output));
    let summary = |args: &[&str]| stderr(&run(args, line(JOBS))).to_owned();
    assert_eq!(summary(&[]), "");
    assert_eq!(
        summary(&["--summary"]),
        "farshore: read 1 = labelled 1 + unlabelled 0 + errors 0 + skipped 0\n"
    );
}

#[test]
fn other_languages_are_warned_of_once() {
    let input = format!("{}{}{}", line(JOBS), line(SPANISH), line(SPANISH));
    let output = run(&[], input);
    check(&output, 0, &["offshoring", "-", "-"]);
    assert_eq!(
        stderr(&output),
        "farshore: warning: items that do not look like English, which is all that the rules read: 2 (first stdin:2)\n"
    );
}

#[test]
fn text_over_the_limit_is_not_read_and_said() {
    let text = format!("{JOBS} {}", "x ".repeat(1000));
    let output = run(
        &["--max-text-bytes", "1k"],
        format!("{}{}", line(&text), line(JOBS)),
    );
    check(&output, 0, &["offshoring"; 2]);
    let records = records(&output);
    assert_eq!(
        [&records[0]["truncated"], &records[1]["truncated"]],
        [true, false]
    );
}

#[cfg(unix)]
#[test]
fn f38_the_output_is_not_read() {
    let dir = Dir::new();
    let before = line(JOBS);
    dir.file("a.jsonl", &before);
    let output = OpenOptions::new()
        .append(true)
        .open(dir.0.join("a.jsonl"))
        .expect("the file can be opened");
    let output = dir
        .command(&["classify", "--rules", "rules", "a.jsonl"])
        .stdout(output)
        .output()
        .expect("the program runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("a.jsonl: this is also the output"),
        "{}",
        stderr(&output)
    );
    let after = std::fs::read_to_string(dir.0.join("a.jsonl")).expect("the file is there");
    assert_eq!(after, before);
}
