//! Runs that are killed at any moment: what stands there under its final name is always whole, and resumed runs end with the
//! bytes of one that nobody disturbed.
//!
//! `FARSHORE_KILLS=200` is the full run.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::super::{Dir, JOBS, line};
use super::{done, files};

const INPUTS: [&str; 4] = ["in/a.jsonl", "in/b.jsonl", "in/c.jsonl", "in/d.jsonl"];

/// Numbers that are as good as random; the first comes from the clock, so that each run of the test is another one.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

/// A folder in which a run takes some time, mostly to write outputs.
fn slow() -> Dir {
    let dir = Dir::new();
    let records = if cfg!(debug_assertions) {
        4_000
    } else {
        20_000
    };
    for (nth, name) in INPUTS.iter().enumerate() {
        let mut text = String::new();
        for n in 0..records {
            text.push_str(&match (n + nth) % 5 {
                0 => line(&format!("Item {n} is about nothing.")),
                1 => line(&format!(
                    "Item {n} praises outsourcing and a shell company."
                )),
                _ => line(JOBS),
            });
        }
        dir.file(name, text);
    }
    dir
}

fn start(dir: &Dir) -> Child {
    let common = [
        "batch",
        "--rules",
        "rules",
        "--out-dir",
        "out",
        "--evidence",
        "--resume",
    ];
    dir.command(&[&common[..], &INPUTS].concat())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts")
}

/// Outputs under way are hidden.
fn is_part(name: &str) -> bool {
    name.starts_with('.') && name != ".lock"
}

/// Whether something is being written, as far as the names tell.
fn has_part(dir: &Dir) -> bool {
    std::fs::read_dir(dir.0.join("out")).is_ok_and(|mut entries| {
        entries.any(|entry| entry.is_ok_and(|entry| is_part(&entry.file_name().to_string_lossy())))
    })
}

/// Every file under its final name is whole, and the manifest begins as it will end.
#[track_caller]
fn check_whole(found: &BTreeMap<String, Vec<u8>>, whole: &BTreeMap<String, Vec<u8>>) {
    for (name, bytes) in found.iter().filter(|(name, _)| !is_part(name)) {
        if name == "manifest.jsonl" {
            assert!(
                whole[name].starts_with(bytes),
                "{}",
                String::from_utf8_lossy(bytes)
            );
        } else {
            assert!(
                *bytes == whole[name],
                "{name}: {} bytes of {}",
                bytes.len(),
                whole[name].len()
            );
        }
    }
}

#[test]
fn f51_killed_runs_end_like_undisturbed_ones() {
    let kills: usize =
        std::env::var("FARSHORE_KILLS").map_or(6, |kills| kills.parse().expect("a number"));
    let dir = slow();
    let begin = Instant::now();
    done(&dir, &[&INPUTS[..], &["--evidence"]].concat());
    let takes = begin.elapsed().as_micros() as u64;
    let whole = files(&dir);
    assert_eq!(whole.len(), INPUTS.len() + 1);
    let clean = || std::fs::remove_dir_all(dir.0.join("out")).expect("the folder can go");

    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .expect("it is late enough");
    let mut random = Random(now.as_nanos() as u64 | 1);
    let (mut killed, mut while_writing, mut completed) = (0, 0, 0);
    clean();
    while killed < kills {
        let mut child = start(&dir);
        while !has_part(&dir) && child.try_wait().expect("it can be asked").is_none() {
            thread::sleep(Duration::from_micros(200));
        }
        thread::sleep(Duration::from_micros(random.below(takes)));
        let has_ended = child.try_wait().expect("it can be asked").is_some();
        child.kill().expect("it can be killed");
        let status = child.wait().expect("it ends");
        check_whole(&files(&dir), &whole);
        if has_ended || status.success() {
            assert_eq!(files(&dir), whole, "after {killed} kills");
            completed += 1;
            clean();
            continue;
        }
        killed += 1;
        while_writing += usize::from(has_part(&dir));
    }
    done(&dir, &[&INPUTS[..], &["--evidence", "--resume"]].concat());
    assert_eq!(files(&dir), whole);
    let figures = format!(
        "{killed} kills, {while_writing} of them while writing, {completed} runs to the end between them"
    );
    if kills >= 100 {
        let _ = writeln!(std::io::stdout(), "{figures}");
        assert!(
            while_writing * 4 >= killed * 3 && completed > 0,
            "{figures}"
        );
    }
}
