//! What comes out, when, and where: formats, slow and closed pipes, full disks, threads.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;
use std::time::{Duration, Instant};

use super::{Dir, JOBS, RULES, check, line, records, run, stderr, stdout};

#[test]
fn evidence_quotes_the_words_and_counts_bytes_and_characters() {
    let output = run(
        &["--evidence"],
        r#"{"id":"a","title":"x","body":"Él: move jobs – abroad"}"#,
    );
    check(&output, 0, &["offshoring"]);
    let record = &records(&output)[0];
    let evidence = &record["evidence"][0];
    assert_eq!(evidence["rule"], "offshoring.jobs-abroad");
    assert_eq!(
        (&evidence["field"], &evidence["text"]),
        (&"body".into(), &"jobs – abroad".into())
    );
    let numbers = ["start", "end", "start_char", "end_char"].map(|key| evidence[key].as_u64());
    assert_eq!(numbers, [Some(10), Some(25), Some(9), Some(22)]);
    assert_eq!(
        record["scores"],
        serde_json::json!({"outsourcing": 0, "offshoring": 70, "offshore_finance": 0})
    );
    assert!(
        stdout(&output)
            .contains(r#""scores":{"outsourcing":0,"offshoring":70,"offshore_finance":0}"#)
    );
    assert!(
        record["rules"]
            .as_str()
            .is_some_and(|rules| rules.starts_with("rules sha256:"))
    );
    assert_eq!(stderr(&output), "");
}

#[test]
fn f20_a_slow_pipe_is_answered_at_once() {
    for args in [
        &["-j", "1"][..],
        &["-j", "8"],
        &["-j", "8", "--line-buffered"],
    ] {
        let dir = Dir::new();
        let mut command = dir.command(&[&["classify", "--rules", "rules"], args].concat());
        let mut child = command
            .stdin(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut input = child.stdin.take().expect("stdin is a pipe");
        let mut answers = BufReader::new(child.stdout.take().expect("stdout is a pipe")).lines();
        let mut slowest = Duration::ZERO;
        for round in 0..4 {
            let start = Instant::now();
            input
                .write_all(line(JOBS).as_bytes())
                .expect("the program reads");
            let answer = answers
                .next()
                .expect("there is an answer")
                .expect("the answer is text");
            assert!(answer.contains("offshoring"));
            // The first answer also takes the start of the program.
            if round > 0 {
                slowest = slowest.max(start.elapsed());
            }
        }
        drop(input);
        assert!(child.wait().expect("the program ends").success());
        assert!(
            slowest < Duration::from_millis(200),
            "{args:?}: {slowest:?}"
        );
    }
}

#[test]
fn f41_csv_is_safe_for_spreadsheets_and_ids_are_not_touched() {
    let dir = Dir::new();
    dir.file(
        "rules/test.toml",
        RULES.replace("\"jobs\" near/3 \"abroad\"", "\"SUM\""),
    );
    let output = dir.classify(
        &["--format", "csv", "--evidence"],
        "{\"id\":\"=1+1\",\"text\":\"a @SUM(1)\"}\n{\"id\":\"@,\\\"\"}\n",
    );
    let mut rows = stdout(&output).lines();
    let header = "id,label,labels,score_outsourcing,score_offshoring,score_offshore_finance,maybe,truncated,evidence,error";
    assert_eq!(rows.next(), Some(header));
    assert_eq!(
        rows.next(),
        Some("=1+1,offshoring,offshoring,0,70,0,,false,SUM,")
    );
    let error = rows.next().expect("there is a third row");
    assert!(
        error.starts_with("\"@,\"\"\",,,,,,,,,\"line 2: missing_text: "),
        "{error}"
    );
    assert!(stderr(&output).contains("ids start like a formula"));
}

#[test]
fn f41_no_cell_taken_from_an_article_is_a_formula() {
    let leads = [
        "=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "\0=1", "=\"\",1",
    ];
    for (format, delimiter) in [("csv", b','), ("tsv", b'\t')] {
        for raw in [false, true] {
            for lead in leads {
                let cell = format!("\"{}\"", lead.replace('"', "\"\""));
                let input = format!("id,title,text\n{cell},{cell},jobs abroad\n");
                let mut args = vec![
                    "--input-format",
                    "csv",
                    "--format",
                    format,
                    "--pass-through",
                ];
                args.extend(raw.then_some("--csv-raw"));
                let output = run(&args, input);
                assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
                let rows = cells(stdout(&output), delimiter);
                let guard = if raw { "" } else { "'" };
                assert_eq!(rows[1][0], lead, "an id is never altered");
                assert_eq!(rows[1][1], format!("{guard}{lead}"), "{format} {raw}");
                assert_eq!(rows[1][2], "jobs abroad");
                assert!(
                    stderr(&output).contains("1 ids start like a formula"),
                    "{lead:?}: {}",
                    stderr(&output)
                );
            }
        }
    }
}

/// The rows of a table, as a spreadsheet reads them.
fn cells(table: &str, delimiter: u8) -> Vec<Vec<String>> {
    let mut reader = csv_core::ReaderBuilder::new().delimiter(delimiter).build();
    let (mut input, mut rows, mut row) = (table.as_bytes(), Vec::new(), Vec::new());
    let mut room = [0; 4096];
    let mut cell = Vec::new();
    loop {
        let (outcome, taken, written) = reader.read_field(input, &mut room);
        input = &input[taken..];
        cell.extend_from_slice(&room[..written]);
        match outcome {
            csv_core::ReadFieldResult::Field { record_end } => {
                let text = String::from_utf8(std::mem::take(&mut cell));
                row.push(text.expect("the output is UTF-8"));
                if record_end {
                    rows.push(std::mem::take(&mut row));
                }
            }
            csv_core::ReadFieldResult::End => return rows,
            csv_core::ReadFieldResult::InputEmpty | csv_core::ReadFieldResult::OutputFull => {}
        }
    }
}

#[test]
fn f42_f44_no_control_reaches_the_terminal_and_no_article_starts_a_line() {
    let evil = "::error::x ##[error]y \u{1b}[31m \u{9b}2J \u{7} \u{202e} \u{2066} \u{2028} jobs\u{1b}\u{202e} abroad \r\n::stop";
    let input = serde_json::json!({ "id": evil, "title": evil, "text": evil }).to_string();
    let bad = serde_json::json!({ "id": evil, "text": 7 }).to_string();
    let output = run(
        &["--format", "text", "--text-field", "title,text"],
        format!("{input}\n{bad}\n"),
    );
    let dir = Dir::new();
    dir.file("why.jsonl", format!("{input}\n{bad}\n"));
    let why = dir.run(&["explain", "--rules", "rules", "why.jsonl"], "");
    assert!(stdout(&why).contains("offshoring.jobs-abroad"));
    for text in [stdout(&output), stderr(&output), stdout(&why), stderr(&why)] {
        let is_bad =
            |c: char| (c.is_control() && c != '\n') || "\u{202e}\u{2066}\u{2028}".contains(c);
        assert!(!text.contains(is_bad), "{text:?}");
        assert!(
            text.lines()
                .all(|line| !line.trim_start().starts_with("::") && !line.contains("##[")),
            "{text}"
        );
    }
    assert!(
        stdout(&output).contains("offshoring.jobs-abroad +70 offshoring, asserted"),
        "{}",
        stdout(&output)
    );
    let output = run(&["--format", "text", "--color", "always"], line(JOBS));
    assert!(stdout(&output).contains("\u{1b}[0m"));
}

#[cfg(unix)]
#[test]
fn f46_a_closed_pipe_is_no_fault() {
    let dir = Dir::new();
    let many = line(JOBS).repeat(20_000);
    dir.file("many.jsonl", &many);
    let mut child = dir
        .command(&["classify", "--rules", "rules", "many.jsonl"])
        .spawn()
        .expect("the program starts");
    let mut first = String::new();
    let mut pipe = BufReader::new(child.stdout.take().expect("stdout is a pipe"));
    pipe.read_line(&mut first).expect("there is a line");
    drop(pipe);
    let output = child.wait_with_output().expect("the program ends");
    assert!(first.contains("offshoring"));
    assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""));
}

#[cfg(target_os = "linux")]
#[test]
fn f47_a_full_disk_is_an_error() {
    let dir = Dir::new();
    for args in [
        &["classify", "--rules", "rules"][..],
        &["rules", "list", "--rules", "rules"],
    ] {
        let full = OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .expect("/dev/full is there");
        dir.file("one.jsonl", line(JOBS));
        let input = File::open(dir.0.join("one.jsonl")).expect("the file is there");
        let output = dir
            .command(args)
            .stdin(input)
            .stdout(full)
            .output()
            .expect("the program runs");
        assert_eq!(output.status.code(), Some(2));
        assert!(
            stderr(&output).starts_with("farshore: error: cannot write the output: No space left"),
            "{args:?}"
        );
    }
}

#[test]
fn f55_the_number_of_threads_changes_nothing() {
    let mut input = String::new();
    for n in 0..3000 {
        match n % 7 {
            0 => input.push_str("oops\n"),
            1 => input.push('\n'),
            2 => input.push_str(&line("outsourcing of jobs abroad by a shell company")),
            3 => input.push_str(&line(&"jobs abroad. ".repeat(n % 90))),
            _ => input.push_str(&line(JOBS)),
        }
    }
    let outputs = ["1", "2", "16", "0"].map(|jobs| {
        run(
            &["--evidence", "-j", jobs, "--input-format", "jsonl"],
            &input,
        )
    });
    assert!(outputs[0].stdout.len() > 100_000);
    for output in &outputs[1..] {
        assert!(output.stdout == outputs[0].stdout && output.stderr == outputs[0].stderr);
    }
}
