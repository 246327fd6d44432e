//! What `--pass-through` keeps of the input, and how tables and lines look.

use super::{Dir, JOBS, check, line, run, stderr, stdout};

#[test]
fn an_object_is_kept_byte_for_byte() {
    let object = format!(
        "{{ \"id\" : 1.10,\"n\":12345678901234567890123, \"text\":\"{JOBS}\",\"x\":{{\"label\":[ ]}} }}"
    );
    let output = run(&["--pass-through"], format!("  {object}\r\n{{}}\n"));
    check(&output, 2, &["offshoring", "missing_text"]);
    let kept = object.trim_end_matches(['}', ' ']);
    // All that it held, and no second id.
    let start =
        format!("{kept}}},\"schema\":1,\"label\":\"offshoring\",\"labels\":[\"offshoring\"],");
    let first = stdout(&output).trim_start();
    assert!(first.starts_with(&start), "{}", stdout(&output));
    // Without an id there is the line.
    let output = run(&["--pass-through"], "\n{\"text\":\"x\"}\n");
    assert!(stdout(&output).starts_with("{\"text\":\"x\",\"schema\":1,\"line\":2,\"label\":null,"));
    // An element over several lines becomes one line.
    let output = run(
        &["--pass-through"],
        "[{\n\"text\": \"x\",\r\n\"id\":\n[1,\n2]\n}\n]",
    );
    let start = "{ \"text\": \"x\",  \"id\": [1, 2],\"schema\":1,\"label\":null,";
    assert!(stdout(&output).starts_with(start), "{}", stdout(&output));
    assert_eq!(stdout(&output).lines().count(), 1);
}

#[test]
fn a_name_that_both_have_is_an_error_with_a_way_out() {
    let own = "{\"id\":\"a\",\"text\":\"x\",\"labels\":[]}\n";
    let input = format!("{own}{}", line(JOBS));
    let output = run(&["--pass-through"], &input);
    check(&output, 2, &["name_clash", "offshoring"]);
    assert!(
        stderr(&output)
            .contains("stdin:1: the field \"labels\" is one that is added too: try --prefix"),
        "{}",
        stderr(&output)
    );
    let output = run(
        &["--pass-through", "--prefix", "fs_"],
        format!("{input}oops\n"),
    );
    let lines: Vec<_> = stdout(&output).lines().collect();
    assert!(lines[0].starts_with(
        "{\"id\":\"a\",\"text\":\"x\",\"labels\":[],\"fs_schema\":1,\"fs_label\":null,\"fs_labels\":[],"
    ));
    assert!(
        lines[2].starts_with("{\"fs_schema\":1,\"fs_line\":3,\"fs_error\":{\"code\":\"bad_json\"")
    );
    // Written twice over, with names of its own each time.
    let twice = run(&["--pass-through", "--prefix", "again_"], lines[0]);
    assert_eq!(twice.status.code(), Some(0), "{}", stderr(&twice));
    let dir = Dir::new();
    dir.file("a.csv", "text,label\nx,1\n");
    let output = dir.classify(&["--pass-through", "--format", "csv", "a.csv"], "");
    check(&output, 2, &[]);
    assert!(
        stderr(&output)
            .contains("a.csv: the column \"label\" is one that is added too: try --prefix")
    );
    let output = dir.classify(
        &[
            "--pass-through",
            "--prefix",
            "x",
            "--format",
            "csv",
            "a.csv",
        ],
        "",
    );
    assert!(stdout(&output).starts_with("text,label,xlabel,xlabels,"));
}

#[test]
fn columns_are_kept_and_ours_follow() {
    let dir = Dir::new();
    dir.file(
        "a.csv",
        format!("key,\"my, note\",text\n=7,\"a \"\"b\"\"\",{JOBS}\n8,=1+1,x\n9,-5,y\n10\n"),
    );
    dir.file("b.csv", "key,\"my, note\",text\n11,c,x\n");
    dir.file("c.csv", "key,text\n12,x\n");
    let args = ["--pass-through", "--id-field", "key", "--format"];
    let output = dir.classify(
        &[&args[..], &["csv", "a.csv", "b.csv", "c.csv", "-"]].concat(),
        "{\"text\":\"x\"}",
    );
    let none = ",,,0,0,0,,false,";
    let lines = [
        "key,\"my, note\",text,label,labels,score_outsourcing,score_offshoring,score_offshore_finance,maybe,truncated,error",
        &format!("=7,\"a \"\"b\"\"\",{JOBS},offshoring,offshoring,0,70,0,,false,"),
        &format!("8,'=1+1,x{none}"),
        &format!("9,-5,y{none}"),
        ",,,,,,,,,,line 5: ragged_row: 1 cells in a table of 3 columns",
        &format!("11,c,x{none}"),
    ];
    assert_eq!(stdout(&output).lines().collect::<Vec<_>>(), lines);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("c.csv: its columns are not those of a.csv"));
    assert!(stderr(&output).contains("stdin: this is no table"));
    assert!(stderr(&output).contains("1 ids start like a formula"));
    let output = dir.classify(&[&args[..], &["csv", "--csv-raw", "a.csv"]].concat(), "");
    assert!(stdout(&output).contains("\n8,=1+1,x,"));
    // As objects they may differ.
    let output = dir.classify(&[&args[..], &["jsonl", "a.csv", "c.csv"]].concat(), "");
    let lines: Vec<_> = stdout(&output).lines().collect();
    assert!(lines[0].starts_with("{\"key\":\"=7\",\"my, note\":\"a \\\"b\\\"\",\"text\":\"They move jobs abroad.\",\"schema\":1,\"label\":"));
    assert!(
        lines[4].starts_with("{\"key\":\"12\",\"text\":\"x\",\"schema\":1,"),
        "{}",
        lines[4]
    );
    // A header and no row.
    let output = run(
        &["--pass-through", "--format", "tsv", "--input-format", "csv"],
        "text,a\n",
    );
    assert!(stdout(&output).starts_with("text\ta\tlabel\t"));
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn f19_a_column_twice_cannot_be_kept() {
    let input = "text,a,a\nx,1,2\n";
    check(&run(&["--input-format", "csv"], input), 0, &["-"]);
    let output = run(&["--input-format", "csv", "--pass-through"], input);
    check(&output, 2, &[]);
    assert!(stderr(&output).contains("the header row names the column \"a\" twice"));
}

#[test]
fn text_has_nothing_to_keep_and_people_get_no_records() {
    let output = run(&["--pass-through"], JOBS);
    check(&output, 0, &["offshoring"]);
    assert!(stdout(&output).starts_with("{\"schema\":1,\"line\":1,"));
    for args in [
        &["--pass-through", "--format", "table"][..],
        &["--prefix", "x"],
    ] {
        let output = run(args, JOBS);
        assert_eq!((output.status.code(), stdout(&output)), (Some(2), ""));
    }
}

#[test]
fn f41_tabs_part_the_cells_of_tsv() {
    let input = "{\"id\":\"a\\tb\",\"text\":\"jobs abroad\"}\n{\"id\":\"c,d\",\"text\":\"=x\"}\n";
    let output = run(&["--format", "tsv", "--evidence"], input);
    let lines: Vec<_> = stdout(&output).lines().collect();
    assert_eq!(lines[0].split('\t').count(), 10);
    assert_eq!(
        lines[1],
        "\"a\tb\"\toffshoring\toffshoring\t0\t70\t0\t\tfalse\tjobs abroad\t"
    );
    assert_eq!(lines[2], "c,d\t\t\t0\t0\t0\t\tfalse\t\t");
    // What is written is read again.
    let columns = ["--input-format", "tsv", "--text-field", "evidence"];
    check(&run(&columns, stdout(&output)), 0, &["offshoring", "-"]);
}

#[test]
fn f42_a_table_has_a_safe_line_for_each_record() {
    let evil = "\u{1b}[31m::x\r\n\u{9b}2J\u{202e}\u{2028} jobs abroad, and 印度 \u{200d}";
    let object = serde_json::json!({ "id": evil, "title": evil, "text": evil });
    let input = format!("{object}\n{{\"id\":7}}\n{}", line("x"));
    for evidence in [&[][..], &["--evidence"]] {
        let output = run(&[&["--format", "table"], evidence].concat(), &input);
        assert_eq!(output.status.code(), Some(2));
        let lines: Vec<_> = stdout(&output).lines().collect();
        assert_eq!(lines.len(), 4, "{lines:?}");
        assert!(lines[0].starts_with("ID ") && lines[1].contains("  offshoring  "));
        assert!(lines[2].contains("error missing_text") && lines[3].starts_with("line 3 "));
        for line in lines {
            let is_bad = |c: char| c.is_control() || "\u{202e}\u{2028}".contains(c);
            assert!(
                !line.contains(is_bad) && line.chars().count() <= 100,
                "{line}"
            );
        }
    }
}
