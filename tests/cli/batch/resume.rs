//! What a resumed run keeps and what it does again, each with its reason.

use std::collections::BTreeMap;
use std::fs;

use super::super::{Dir, RULES, line, stderr};
use super::{TWO, done, files, refused, two};

/// Does something to the folder of a finished run, resumes it, and wants to be told `why` what was done again; then everything is
/// as a fresh run makes it.
#[track_caller]
fn check_resume(name: &str, spoil: impl FnOnce(&Dir), args: &[&str], told: &str) {
    let dir = two();
    let skip = ["--on-error", "skip"];
    done(&dir, &[&TWO[..], &skip].concat());
    spoil(&dir);
    let output = done(&dir, &[&TWO[..], &skip, &["--resume"], args].concat());
    assert!(
        stderr(&output).contains(told),
        "{name}: {}",
        stderr(&output)
    );
    let resumed = files(&dir);
    fs::remove_dir_all(dir.0.join("out")).expect("the folder can go");
    done(&dir, &[&TWO[..], &skip, args].concat());
    let sorted = |mut files: BTreeMap<String, Vec<u8>>| {
        let manifest = files.remove("manifest.jsonl").unwrap_or_default();
        let mut lines: Vec<Vec<u8>> = manifest
            .split(|&byte| byte == b'\n')
            .map(<[u8]>::to_vec)
            .collect();
        lines.sort();
        (files, lines)
    };
    assert_eq!(sorted(resumed), sorted(files(&dir)), "{name}");
}

#[test]
fn what_is_proven_whole_is_kept() {
    let kept = "inputs 2 = done 0 + kept 2 + failed 0; read 7 = labelled 4 + unlabelled 1 + errors 1 + skipped 1\n";
    check_resume("nothing has changed", |_| (), &[], kept);
    check_resume("threads", |_| (), &["-j", "1"], kept);
    let write_rules = |dir: &Dir| dir.file("rules/test.toml", RULES);
    check_resume("the same rules anew", write_rules, &[], kept);
    let leave_part = |dir: &Dir| dir.file("out/.a.jsonl.part", "{\"half");
    check_resume("half an output", leave_part, &[], kept);
    // What a run has finished counts for the exit code as if this one had done it.
    let dir = two();
    refused(&dir, &TWO, "bad JSON");
    refused(
        &dir,
        &[&TWO[..], &["--resume"]].concat(),
        "kept 2 + failed 0; read 7",
    );
}

/// Changes a file of the test.
fn edit(name: &str, change: impl FnOnce(&mut Vec<u8>)) -> impl FnOnce(&Dir) {
    move |dir| {
        let path = dir.0.join(name);
        let mut bytes = fs::read(&path).expect("the file is there");
        change(&mut bytes);
        fs::write(path, bytes).expect("it can be written");
    }
}

fn one(why: &str) -> String {
    format!("done 1 + kept 1 + failed 0; done again 1 ({why} 1)")
}

fn both(why: &str) -> String {
    format!("done 2 + kept 0 + failed 0; done again 2 ({why} 2)")
}

#[test]
fn what_is_not_what_it_was_is_done_again() {
    let more = |bytes: &mut Vec<u8>| bytes.extend(line("x").bytes());
    let other = |bytes: &mut Vec<u8>| *bytes.last_mut().expect("it is not empty") = b' ';
    let shorter = |bytes: &mut Vec<u8>| bytes.truncate(9);
    let gone = |dir: &Dir| fs::remove_file(dir.0.join("out/b.jsonl")).expect("it can go");
    let rules = |dir: &Dir| {
        dir.file(
            "rules/test.toml",
            RULES.replace("points = 70", "points = 71"),
        );
    };
    let changed = one("changed input");
    check_resume(
        "an input has grown",
        edit("in/a.jsonl", more),
        &[],
        &changed,
    );
    check_resume(
        "another byte in an input",
        edit("in/a.jsonl", other),
        &[],
        &changed,
    );
    check_resume("no output", gone, &[], &one("missing output"));
    let changed = one("changed output");
    check_resume(
        "a short output",
        edit("out/b.jsonl", shorter),
        &[],
        &changed,
    );
    check_resume(
        "another byte in an output",
        edit("out/b.jsonl", other),
        &[],
        &changed,
    );
    check_resume("an option", |_| (), &["--evidence"], &both("other options"));
    let limit = ["--max-record-bytes", "20"];
    check_resume("a limit", |_| (), &limit, &both("other options"));
    check_resume("rules", rules, &[], &both("other rules"));
}

#[test]
fn what_the_manifest_does_not_prove_is_done_again() {
    let replaced = |from: String, to: &'static str| {
        edit("out/manifest.jsonl", move |bytes| {
            *bytes = String::from_utf8_lossy(bytes)
                .replace(&from, to)
                .into_bytes();
        })
    };
    let version = replaced(
        format!("\"version\":\"{}\"", env!("CARGO_PKG_VERSION")),
        "\"version\":\"0.0.0\"",
    );
    check_resume("another version", version, &[], &both("another version"));
    let unreadable = "out: manifest.jsonl:1: this line cannot be read";
    let later = replaced("\"schema\":1".to_owned(), "\"schema\":2");
    check_resume("a later format", later, &[], unreadable);

    let spoilt = |change: fn(&mut Vec<u8>)| edit("out/manifest.jsonl", change);
    check_resume(
        "a bad line",
        spoilt(|bytes| bytes[0] = b'x'),
        &[],
        unreadable,
    );
    check_resume("nothing in it", spoilt(Vec::clear), &[], "done 2 + kept 0");
    let torn = "out: manifest.jsonl: the last line was not written to its end";
    for cut in [1, 2, 200] {
        let cut = edit("out/manifest.jsonl", |bytes| {
            bytes.truncate(bytes.len() - cut);
        });
        check_resume("a torn last line", cut, &[], torn);
    }
    let zeros = spoilt(|bytes| {
        let from = bytes.len() - 200;
        bytes[from..].fill(0);
    });
    check_resume("zeros at the end", zeros, &[], torn);
}

#[test]
fn a_label_that_fails_a_run_fails_the_resumed_one_too() {
    let dir = two();
    let args = ["in/a.jsonl", "--fail-on", "offshoring"];
    let code = |args: &[&str]| super::batch(&dir, args).status.code();
    assert_eq!(code(&args), Some(1));
    assert_eq!(code(&[&args[..], &["--resume"]].concat()), Some(1));
    let other = ["in/a.jsonl", "--fail-on", "outsourcing", "--resume"];
    assert_eq!(code(&other), Some(0));
}
