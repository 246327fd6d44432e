//! What the system does: files that are none, names that are no text, little memory, odd terminals.

#![cfg(unix)]

use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions};
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::symlink;
use std::process::Command;
use std::time::{Duration, SystemTime};

use super::{Dir, JOBS, check, fed, line, records, run, stderr, stdout};

/// What bash makes of `script` in `dir`; it must be there, as it is for the README.
pub(super) fn bash(dir: &Dir, script: &str) -> std::process::Output {
    Command::new("bash")
        .args([
            "-c",
            &script.replace("farshore", env!("CARGO_BIN_EXE_farshore")),
        ])
        .current_dir(&dir.0)
        .output()
        .expect("bash")
}

/// What grants a program started behind it `kib` KiB of addresses. glibc sets 64 MiB of them aside for each thread that allocates,
/// used or not, as long as there are any: one arena for all makes of the limit one on what is used.
#[cfg(target_os = "linux")]
pub(super) fn granted(kib: usize) -> String {
    format!("export MALLOC_ARENA_MAX=1; ulimit -v {kib}")
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
fn f36_what_is_no_file_is_not_waited_for() {
    let dir = Dir::new();
    dir.file("in/b.txt", JOBS);
    let script = "mkfifo in/a.txt; ln -s /dev/zero in/c.txt; exec farshore classify --rules rules --summary in";
    let output = bash(&dir, script);
    check(&output, 0, &["offshoring"]);
    assert!(stderr(&output).contains("skipped 2 (other files 2)"));
    let output = dir.classify(&["--input-format", "jsonl", "in"], "");
    check(&output, 2, &[]);
    assert!(stderr(&output).contains("farshore: in: this is a folder: leave --input-format out"));
}

#[cfg(target_os = "linux")]
#[test]
fn f36_what_may_not_be_read_is_named_and_the_others_go_on() {
    let dir = Dir::new();
    dir.file("in/b.txt", JOBS);
    // It can be opened, and every read of it fails.
    let output = dir.classify(&["/proc/self/mem", "in"], "");
    check(&output, 2, &["offshoring"]);
    assert!(
        stderr(&output).contains("farshore: /proc/self/mem: Input/output error"),
        "{}",
        stderr(&output)
    );
    dir.file("in/a.txt", JOBS);
    dir.file("in/c/d.txt", JOBS);
    // The superuser may read everything, unless that is taken from it.
    let script = "chmod 0 in/a.txt in/c; if [ -r in/a.txt ]; then \
                  less='setpriv --bounding-set=-dac_override,-dac_read_search'; fi; \
                  $less farshore classify --rules rules in; code=$?; chmod 700 in/c; exit $code";
    let output = bash(&dir, script);
    check(&output, 2, &["unreadable", "offshoring"]);
    for name in ["in/a.txt", "in/c"] {
        assert!(
            stderr(&output).contains(&format!("farshore: {name}: Permission denied")),
            "{}",
            stderr(&output)
        );
    }
}

#[test]
fn f37_a_file_that_grows_or_shrinks_meanwhile_is_read_as_it_is_then() {
    /// More than what is under way at a time, so that the reader waits in the middle of the file until somebody takes the output.
    const RECORDS: usize = 400_000;
    let dir = Dir::new();
    let path = dir.0.join("a.jsonl");
    let start = || {
        dir.file("a.jsonl", line(JOBS).repeat(RECORDS));
        let mut child = dir
            .command(&["classify", "--rules", "rules", "-j", "1", "a.jsonl"])
            .spawn()
            .expect("the program starts");
        let mut output = BufReader::new(child.stdout.take().expect("stdout is a pipe"));
        let mut first = String::new();
        output.read_line(&mut first).expect("there is a line");
        assert!(first.contains("offshoring"));
        (child, output)
    };
    let labelled = |output: BufReader<_>| {
        let lines = output.lines().map(|line| line.expect("the output is text"));
        let (good, bad): (Vec<_>, Vec<_>) =
            lines.partition(|line| line.contains("\"label\":\"offshoring\""));
        (1 + good.len(), bad)
    };
    let (mut child, output) = start();
    let mut file = OpenOptions::new()
        .append(true)
        .open(&path)
        .expect("the file can be opened");
    file.write_all(line(JOBS).repeat(7).as_bytes())
        .expect("the file can grow");
    assert_eq!(labelled(output), (RECORDS + 7, Vec::new()));
    assert_eq!(child.wait().expect("the program ends").code(), Some(0));

    // Cut in the middle of a record.
    let (mut child, output) = start();
    let keep = (line(JOBS).len() * (RECORDS - 1) + 9) as u64;
    file.set_len(keep).expect("the file can be cut");
    let (good, bad) = labelled(output);
    assert_eq!((good, bad.len()), (RECORDS - 1, 1));
    assert!(bad[0].contains("bad_json"), "{}", bad[0]);
    assert_eq!(child.wait().expect("the program ends").code(), Some(2));

    // Cut before what has been read already.
    let (mut child, output) = start();
    file.set_len(7).expect("the file can be cut");
    let (good, bad) = labelled(output);
    assert!(good < RECORDS && bad.len() <= 1, "{good} {bad:?}");
    let code = child.wait().expect("the program ends").code();
    assert_eq!(code, Some(if bad.is_empty() { 0 } else { 2 }));
}

#[cfg(target_os = "linux")]
#[test]
fn f16_a_line_of_a_gigabyte_takes_no_memory() {
    let dir = Dir::new();
    let bytes = if cfg!(debug_assertions) {
        100 << 20
    } else {
        1 << 30
    };
    // 64 MiB and the 16 MiB of the usual limit on records.
    let script = format!(
        "(head -c {bytes} /dev/zero | tr '\\0' x; echo; echo '{{\"text\":\"jobs abroad\"}}') | \
         ({}; exec farshore classify --rules rules -j 2 --input-format jsonl)",
        granted(80 << 10)
    );
    let output = bash(&dir, &script);
    check(&output, 2, &["too_long", "offshoring"]);
}

#[cfg(target_os = "linux")]
#[test]
fn f54_memory_is_bounded_whatever_is_read() {
    let dir = Dir::new();
    // One line is longer than all the memory that there is.
    let input = "yes '{\"text\":\"jobs abroad\"}' | head -n 5000; head -c 130000000 /dev/zero | tr '\\0' x; echo; \
                 echo '{\"text\":\"jobs abroad\"}'";
    let limits = format!("{}; ulimit -n 32; unset HOME TMPDIR", granted(80 << 10));
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
    // A folder in which nothing can be written is good enough to work in.
    let rules = dir.0.join("rules");
    let mut command = dir.command(&["classify", "--rules"]);
    command.arg(rules).current_dir("/proc").env_clear();
    let output = fed(&mut command, line(JOBS));
    check(&output, 0, &["offshoring"]);
}

#[test]
fn f57_colours_are_for_those_who_see_them() {
    for format in ["text", "table"] {
        let coloured = |variables: &[(&str, &str)], args: &[&str]| {
            let dir = Dir::new();
            let args = [&["classify", "--rules", "rules", "--format", format], args].concat();
            let mut command = dir.command(&args);
            command.envs(variables.iter().copied());
            command.env("LC_ALL", "C").env("COLUMNS", "0");
            let output = fed(&mut command, line(JOBS));
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

/// On a terminal, which `script` plays: colours unless somebody does not want them, and a terminal without columns is no obstacle.
#[cfg(target_os = "linux")]
#[test]
fn f57_a_terminal_gets_colours_unless_they_are_not_wanted() {
    let dir = Dir::new();
    dir.file("a.txt", JOBS);
    dir.file("b.txt", JOBS);
    let on_terminal = |variables: &str, size: &str| {
        let farshore = "farshore classify --rules rules a.txt b.txt";
        let script = format!(
            "export LC_ALL=C; unset NO_COLOR CLICOLOR_FORCE COLUMNS; \
             {variables} script -qec 'stty {size}; {farshore}' /dev/null < /dev/null"
        );
        let output = bash(&dir, &script);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let shown = stdout(&output).to_owned();
        assert_eq!(
            shown.matches("offshoring.jobs-abroad").count(),
            2,
            "{shown}"
        );
        shown.contains('\u{1b}')
    };
    let usual = "cols 80 rows 24";
    assert!(on_terminal("TERM=xterm", usual));
    assert!(on_terminal("TERM=xterm NO_COLOR=", usual));
    assert!(!on_terminal("TERM=xterm NO_COLOR=1", usual));
    assert!(!on_terminal("TERM=dumb", usual));
    assert!(on_terminal("TERM=xterm", "cols 0 rows 0"));
    assert!(on_terminal("TERM=xterm", "cols 1 rows 1"));
}

#[test]
fn f58_the_clock_and_the_time_zone_change_nothing() {
    let dir = Dir::new();
    dir.file("in/a.txt", JOBS);
    dir.file("in/b.txt", "x");
    let day = Duration::from_hours(24);
    let times = [
        SystemTime::UNIX_EPOCH - 20_000 * day,
        SystemTime::now(),
        SystemTime::UNIX_EPOCH + 200_000 * day,
    ];
    let outputs = [("UTC", 0), ("Asia/Tokyo", 1), ("America/New_York", 2)].map(|(zone, at)| {
        for name in ["in/a.txt", "rules/test.toml"] {
            File::options()
                .append(true)
                .open(dir.0.join(name))
                .and_then(|file| file.set_modified(times[at]))
                .expect("the file can have any age");
        }
        let run = |args: &[&str]| {
            let output = dir.command(args).env("TZ", zone).output();
            let output = output.expect("the program runs");
            assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
            output.stdout
        };
        let common = ["--rules", "rules", "--evidence", "in"];
        let labels = run(&[&["classify"], &common[..]].concat());
        run(&[&["batch", "--out-dir", "out"], &common[..]].concat());
        let written = ["out/in.jsonl", "out/manifest.jsonl"]
            .map(|name| fs::read(dir.0.join(name)).expect("it is there"));
        fs::remove_dir_all(dir.0.join("out")).expect("the folder can go");
        (labels, written)
    });
    assert!(outputs[0].0.len() > 100 && outputs[0] == outputs[1] && outputs[0] == outputs[2]);
    assert_eq!(run(&[], line(JOBS)).stdout, run(&[], line(JOBS)).stdout);
}
