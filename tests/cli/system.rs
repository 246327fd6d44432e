//! What the system does: files that are none, names that are no text, little memory, odd terminals.

#![cfg(unix)]

use std::ffi::OsStr;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::symlink;
use std::process::{Command, Stdio};

use super::{Dir, JOBS, check, line, records, run, stderr, stdout};

/// What bash makes of `script` in `dir`; it must be there, as it is for the README.
fn bash(dir: &Dir, script: &str) -> std::process::Output {
    Command::new("bash")
        .args([
            "-c",
            &script.replace("farshore", env!("CARGO_BIN_EXE_farshore")),
        ])
        .current_dir(&dir.0)
        .output()
        .expect("bash")
}

#[test]
fn f36_loops_pipes_and_devices() {
    let dir = Dir::new();
    dir.file("in/a.txt", JOBS);
    symlink("..", dir.0.join("in/up")).expect("a link can be made");
    symlink("itself.txt", dir.0.join("in/itself.txt")).expect("a link can be made");
    let output = dir.classify(&["--summary", "in", "/dev/null"], "");
    check(&output, 2, &["offshoring", "unreadable"]);
    assert!(
        stderr(&output).contains("in/itself.txt: Too many levels"),
        "{}",
        stderr(&output)
    );
    assert!(
        stderr(&output).contains("skipped 1 (other files 1)"),
        "{}",
        stderr(&output)
    );
    // A device that never ends, as one text and as lines.
    let output = dir.classify(&["--max-record-bytes", "1k", "/dev/zero"], "");
    check(&output, 2, &["too_long"]);
    let output = bash(
        &dir,
        "mkfifo pipe; gzip -c <<< '{\"text\":\"jobs abroad\"}' > pipe & farshore classify --rules rules pipe",
    );
    check(&output, 0, &["offshoring"]);
}

#[test]
fn f36_names_that_are_no_text() {
    let dir = Dir::new();
    let name = OsStr::from_bytes(b"in/a\n\xff\x1b[31m.txt");
    fs::create_dir(dir.0.join("in")).expect("a folder can be made");
    fs::write(dir.0.join(name), JOBS).expect("a file can be written");
    let none = OsStr::from_bytes(b"none\n::x\x1b[31m\xff.jsonl");
    let mut command = dir.command(&["classify", "--rules", "rules", "in"]);
    let output = command.arg(none).output().expect("the program runs");
    check(&output, 2, &["offshoring"]);
    assert_eq!(records(&output)[0]["id"], "a\n\u{fffd}\u{1b}[31m.txt");
    let told = stderr(&output);
    assert!(
        told.starts_with("farshore: none ::x\\u{1b}[31m\u{fffd}.jsonl: No such file"),
        "{told}"
    );
}

#[test]
fn f37_a_file_that_grows_is_read_to_where_it_ends_then() {
    let dir = Dir::new();
    dir.file("a.jsonl", line(JOBS).repeat(2000));
    let mut child = dir
        .command(&["classify", "--rules", "rules", "-j", "1", "a.jsonl"])
        .spawn()
        .expect("the program starts");
    let mut file = OpenOptions::new()
        .append(true)
        .open(dir.0.join("a.jsonl"))
        .expect("the file can be opened");
    for _ in 0..20 {
        file.write_all(line(JOBS).as_bytes())
            .expect("the file can grow");
    }
    file.set_len(7).expect("the file can be cut");
    let mut out = child.stdout.take().expect("stdout is a pipe");
    std::io::copy(&mut out, &mut std::io::sink()).expect("the output can be read");
    let code = child.wait().expect("the program ends").code();
    assert!(matches!(code, Some(0 | 2)), "{code:?}");
}

#[test]
fn f54_memory_is_bounded_whatever_is_read() {
    let dir = Dir::new();
    // One line is longer than all the memory that there is.
    let input = "yes '{\"text\":\"jobs abroad\"}' | head -n 5000; head -c 130000000 /dev/zero | tr '\\0' x; echo; \
                 echo '{\"text\":\"jobs abroad\"}'";
    let limits = "ulimit -n 32; ulimit -v 120000; unset HOME TMPDIR; export MALLOC_ARENA_MAX=1";
    let classify =
        "farshore classify --rules rules -j 2 --max-record-bytes 1M --input-format jsonl";
    for (what, pack) in [("plain", "cat"), ("gzip", "gzip -1")] {
        let output = bash(
            &dir,
            &format!(
                "({input}) | {pack} > in; {limits}; {classify} in > out; echo $?; grep -c offshoring out; \
                 grep -c too_long out"
            ),
        );
        assert_eq!(
            stdout(&output),
            "2\n5001\n1\n",
            "{what}: {}",
            stderr(&output)
        );
    }
}

#[test]
fn f57_colours_are_for_those_who_see_them() {
    for format in ["text", "table"] {
        let coloured = |variables: &[(&str, &str)], args: &[&str]| {
            let dir = Dir::new();
            let args = [&["classify", "--rules", "rules", "--format", format], args].concat();
            let mut child = dir
                .command(&args)
                .envs(variables.iter().copied())
                .env("LC_ALL", "C")
                .env("COLUMNS", "0")
                .stdin(Stdio::piped())
                .spawn()
                .expect("the program starts");
            let mut input = child.stdin.take().expect("stdin is a pipe");
            input
                .write_all(line(JOBS).as_bytes())
                .expect("the program reads");
            drop(input);
            let output = child.wait_with_output().expect("the program ends");
            assert!(stdout(&output).contains("offshoring"));
            stdout(&output).contains('\u{1b}')
        };
        assert!(!coloured(&[], &[]));
        assert!(!coloured(&[("CLICOLOR_FORCE", "1")], &["--color", "never"]));
        assert!(coloured(
            &[("NO_COLOR", "1"), ("TERM", "dumb")],
            &["--color", "always"]
        ));
    }
}

#[test]
fn f58_the_clock_and_the_time_zone_change_nothing() {
    let dir = Dir::new();
    dir.file("a.txt", JOBS);
    let outputs = ["UTC", "Asia/Tokyo"].map(|zone| {
        let mut command = dir.command(&["classify", "--rules", "rules", "--evidence", "a.txt"]);
        command
            .env("TZ", zone)
            .output()
            .expect("the program runs")
            .stdout
    });
    assert_eq!(outputs[0], outputs[1]);
    assert_eq!(run(&[], line(JOBS)).stdout, run(&[], line(JOBS)).stdout);
}
