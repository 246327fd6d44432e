//! What others do to the process: an output that is closed from the start, a reader that falls asleep, signals.

#![cfg(unix)]

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;

use super::system::bash;
use super::{Dir, JOBS, line, stderr, stdout};

/// It cannot be told from an output into `/dev/null`, which many want: the runtime has opened that in its place before the first
/// line of the program runs. So nothing is told, and the exit code is that of the run; the README says so. What must not
/// happen is that a file takes the place of the closed output, and gets what is meant for that.
#[test]
fn f48_an_output_closed_at_the_start_is_like_none_and_no_file_takes_its_place() {
    let dir = Dir::new();
    dir.file("a.jsonl", format!("{}oops\n", line(JOBS)));
    dir.file("b.jsonl", line(JOBS));
    let classify = "farshore classify --rules rules --summary";
    let output = bash(&dir, &format!("{classify} b.jsonl >&-; echo $?"));
    assert_eq!(stdout(&output), "0\n");
    assert_eq!(
        stderr(&output),
        "farshore: read 1 = labelled 1 + unlabelled 0 + errors 0 + skipped 0\n"
    );
    let output = bash(&dir, &format!("{classify} a.jsonl >&-; echo $?"));
    assert_eq!(stdout(&output), "2\n");
    let output = bash(&dir, &format!("{classify} <&- >&- 2>&-; echo $?"));
    assert_eq!(stdout(&output), "0\n");

    let batch = "farshore batch --rules rules a.jsonl b.jsonl --summary --out-dir";
    let script = format!("{batch} whole; {batch} closed <&- >&- 2>&-; diff -r whole closed");
    let output = bash(&dir, &script);
    assert_eq!(
        (output.status.code(), stdout(&output)),
        (Some(0), ""),
        "{}",
        stderr(&output)
    );
    let closed = fs::read_to_string(dir.0.join("closed/a.jsonl")).expect("there is an output");
    assert_eq!(closed.lines().count(), 2);
}

/// The most memory that a program has had so far, in KiB.
#[cfg(target_os = "linux")]
fn peak_kib(child: &Child) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).expect("it is there");
    status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|rest| rest.trim().trim_end_matches(" kB").parse().ok())
        .expect("the system tells the most that was in memory")
}

/// By the built-in rules. What is read is more than all the memory that is granted, so that none of it can have been kept.
#[cfg(target_os = "linux")]
#[test]
fn f54_a_stream_of_any_length_takes_no_more_memory_and_its_counts_add_up() {
    const MOST_KIB: u64 = 64 << 10;
    /// A debug build would take a minute; there it is only seen that the counts add up.
    const MEGABYTES: usize = if cfg!(debug_assertions) { 4 } else { 96 };
    let dir = Dir::new();
    let signal = "Brightco will move 300 jobs from Ohio to India, where labour is cheap. ";
    let noise = "It rained on the hills, and the team of the town lost by two goals to one. ";
    let round = [
        line(&format!("{signal}{}", noise.repeat(20))),
        line(&noise.repeat(60)),
        "{\"text\": oops}\n".to_owned(),
        line(&noise.repeat(2)),
    ]
    .concat();
    let rounds = (MEGABYTES << 20) / round.len();
    let mut child = dir
        .command(&["classify", "-j", "2", "--summary"])
        .stdin(Stdio::piped())
        // Each error is told there too, more than a pipe holds that nobody reads.
        .stderr(fs::File::create(dir.0.join("told")).expect("a file can be made"))
        .spawn()
        .expect("the program starts");
    let mut input = child.stdin.take().expect("stdin is a pipe");
    let output = child.stdout.take().expect("stdout is a pipe");
    let feeder = thread::spawn(move || {
        for _ in 0..rounds {
            input
                .write_all(round.as_bytes())
                .expect("the program reads");
        }
        input
    });
    let mut counts = [0; 3];
    for answer in BufReader::new(output).lines().take(4 * rounds) {
        let answer = answer.expect("the output is text");
        let of = ["\"label\":\"offshoring\"", "\"label\":null", "\"error\":{"];
        let kind = of.iter().position(|kind| answer.contains(kind));
        counts[kind.unwrap_or_else(|| panic!("{answer}"))] += 1;
    }
    assert_eq!(counts, [rounds, 2 * rounds, rounds]);
    let peak = peak_kib(&child);
    assert!(peak < MOST_KIB, "{peak} KiB");
    drop(feeder.join().expect("all was written"));
    assert_eq!(child.wait().expect("the program ends").code(), Some(2));
    let told = fs::read_to_string(dir.0.join("told")).expect("it is there");
    let summary = format!(
        "farshore: read {} = labelled {rounds} + unlabelled {} + errors {rounds} + skipped 0",
        4 * rounds,
        2 * rounds
    );
    assert_eq!(told.lines().last(), Some(summary.as_str()));
}

#[cfg(target_os = "linux")]
#[test]
fn f49_a_reader_that_falls_asleep_holds_up_the_run_and_fills_no_memory() {
    const BLOCKS: usize = if cfg!(debug_assertions) { 12 } else { 64 };
    /// What the documentation allows for two threads and small records, and some.
    const MOST_KIB: u64 = 64 << 10;
    let dir = Dir::new();
    let mut child = dir
        .command(&["classify", "--rules", "rules", "-j", "2"])
        .stdin(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let record =
        serde_json::json!({ "text": JOBS, "rest": "rain and ".repeat(900) }).to_string() + "\n";
    let block = record.repeat((1 << 20) / record.len());
    let records = BLOCKS * block.lines().count();
    let fed = Arc::new(AtomicUsize::new(0));
    let mut input = child.stdin.take().expect("stdin is a pipe");
    let feeder = thread::spawn({
        let fed = Arc::clone(&fed);
        move || {
            for _ in 0..BLOCKS {
                for part in block.as_bytes().chunks(1 << 16) {
                    input.write_all(part).expect("the program reads");
                    fed.fetch_add(part.len(), Ordering::Relaxed);
                }
            }
        }
    });
    // It has come to a halt when nothing is taken for half a second.
    let start = Instant::now();
    let mut last = (0, Instant::now());
    while last.1.elapsed() < Duration::from_millis(500) {
        assert!(start.elapsed() < Duration::from_mins(1), "it never stops");
        thread::sleep(Duration::from_millis(20));
        let now = fed.load(Ordering::Relaxed);
        if now != last.0 || now == 0 {
            last = (now, Instant::now());
        }
    }
    assert!(
        !feeder.is_finished(),
        "{} bytes were taken in though nobody reads",
        last.0
    );
    let peak = peak_kib(&child);
    assert!(peak < MOST_KIB, "{peak} KiB");
    // Nothing is lost by it.
    let output = child.stdout.take().expect("stdout is a pipe");
    let answers = BufReader::new(output)
        .lines()
        .map(|line| line.expect("the output is text"))
        .filter(|line| line.contains("\"label\":\"offshoring\""));
    assert_eq!(answers.count(), records);
    feeder.join().expect("all was written");
    assert!(child.wait().expect("the program ends").success());
}

/// Sends the signal, and gives its number if the program has ended by it: 128 more is what a shell shows.
fn stop(child: &mut Child, signal: &str) -> Option<i32> {
    let sent = Command::new("kill")
        .args([signal, &child.id().to_string()])
        .status();
    assert!(sent.is_ok_and(|status| status.success()));
    child.wait().expect("the program ends").signal()
}

const SIGNALS: [(&str, i32); 2] = [("-INT", 2), ("-TERM", 15)];

#[test]
fn f50_a_signal_ends_the_run() {
    let dir = Dir::new();
    for (signal, number) in SIGNALS {
        let mut child = dir
            .command(&["classify", "--rules", "rules"])
            .stdin(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut input = child.stdin.take().expect("stdin is a pipe");
        input
            .write_all(line(JOBS).as_bytes())
            .expect("the program reads");
        let mut first = String::new();
        BufReader::new(child.stdout.take().expect("stdout is a pipe"))
            .read_line(&mut first)
            .expect("there is an answer");
        assert!(first.contains("offshoring"));
        assert_eq!(stop(&mut child, signal), Some(number), "{signal}");
    }
}

#[test]
fn f50_a_signal_leaves_no_half_output_behind() {
    let dir = Dir::new();
    let mut block = GzEncoder::new(Vec::new(), Compression::default());
    block
        .write_all(line(JOBS).repeat(30_000).as_bytes())
        .expect("memory can be written");
    let block = block.finish().expect("memory can be written");
    // Minutes of work; the signal comes as soon as it has begun.
    dir.file("b.jsonl.gz", block.repeat(2_000));
    dir.file("a.jsonl", line(JOBS));
    let args = ["a.jsonl", "b.jsonl.gz", "--resume", "--out-dir", "out"];
    let out = dir.0.join("out");
    for (signal, number) in SIGNALS {
        let mut child = dir
            .command(&[&["batch", "--rules", "rules"][..], &args].concat())
            .stdin(Stdio::null())
            .spawn()
            .expect("the program starts");
        let part = out.join(".b.jsonl.part");
        let is_begun = || fs::metadata(&part).is_ok_and(|metadata| metadata.len() > 0);
        while !is_begun() {
            assert!(child.try_wait().expect("it can be asked").is_none());
            thread::sleep(Duration::from_millis(5));
        }
        assert_eq!(stop(&mut child, signal), Some(number), "{signal}");
        let mut names: Vec<_> = fs::read_dir(&out)
            .expect("the folder is there")
            .map(|entry| entry.expect("it can be read").file_name())
            .collect();
        names.sort_unstable();
        assert_eq!(names, [".lock", "a.jsonl", "manifest.jsonl"], "{signal}");
    }
    dir.file("b.jsonl.gz", line(JOBS));
    let output = dir.run(&[&["batch", "--rules", "rules"][..], &args].concat(), "");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(out.join("b.jsonl").exists());
}
