//! `farshore batch`: what it writes, what it refuses, what it keeps when resumed, and that nothing breaks it off in a way that shows.

mod kills;
mod resume;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::process::Output;

use flate2::Compression;
use flate2::write::GzEncoder;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use serde_json::Value;

use super::{Dir, JOBS, line, stderr, stdout};

/// Runs `batch` with the test's rules into `out`.
fn batch(dir: &Dir, args: &[&str]) -> Output {
    let common = ["batch", "--rules", "rules", "--out-dir", "out"];
    dir.run(&[&common, args].concat(), "")
}

/// [`batch`] that must go well.
#[track_caller]
fn done(dir: &Dir, args: &[&str]) -> Output {
    let output = batch(dir, args);
    assert_eq!(
        (output.status.code(), stdout(&output)),
        (Some(0), ""),
        "{}",
        stderr(&output)
    );
    output
}

/// [`batch`] that must end with 2 and say `why`.
#[track_caller]
fn refused(dir: &Dir, args: &[&str], why: &str) -> Output {
    let output = batch(dir, args);
    assert_eq!(
        (output.status.code(), stdout(&output)),
        (Some(2), ""),
        "{}",
        stderr(&output)
    );
    assert!(
        stderr(&output).contains(why),
        "{why:?} not in {:?}",
        stderr(&output)
    );
    output
}

/// All files of `out` by name, without the lock.
fn files(dir: &Dir) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(dir.0.join("out")).expect("the folder is there") {
        let path = entry.expect("it can be read").path();
        let name = path
            .file_name()
            .expect("files have names")
            .to_string_lossy()
            .into_owned();
        if name != ".lock" {
            files.insert(name, fs::read(path).expect("the file can be read"));
        }
    }
    files
}

fn manifest(dir: &Dir) -> Vec<Value> {
    let text = fs::read_to_string(dir.0.join("out/manifest.jsonl")).expect("there is a manifest");
    text.lines()
        .map(|line| serde_json::from_str(line).expect("each line is JSON"))
        .collect()
}

/// A folder with two inputs, of which the second has a bad record.
fn two() -> Dir {
    let dir = Dir::new();
    dir.file("in/a.jsonl", line(JOBS).repeat(3));
    dir.file("in/b.jsonl", format!("{}oops\n\n{}", line(JOBS), line("x")));
    dir
}

const TWO: [&str; 2] = ["in/a.jsonl", "in/b.jsonl"];

#[test]
fn an_output_is_what_classify_writes_and_the_manifest_proves_it() {
    let dir = two();
    let output = refused(&dir, &TWO, "in/b.jsonl:2: bad JSON");
    assert!(
        stderr(&output).ends_with("inputs 2 = done 2 + kept 0 + failed 0; read 7 = labelled 4 + unlabelled 1 + errors 1 + skipped 1\n"),
        "{}",
        stderr(&output)
    );
    let files = files(&dir);
    assert_eq!(
        files.keys().collect::<Vec<_>>(),
        ["a.jsonl", "b.jsonl", "manifest.jsonl"]
    );
    let lines = manifest(&dir);
    for (input, recorded) in TWO.iter().zip(&lines) {
        let name = input.trim_start_matches("in/");
        assert!(files[name] == dir.classify(&[input], "").stdout, "{input}");
        assert_eq!(
            (&recorded["input"]["path"], &recorded["output"]["path"]),
            (&(*input).into(), &name.into())
        );
        for (side, path) in [
            ("input", (*input).to_owned()),
            ("output", format!("out/{name}")),
        ] {
            let bytes = fs::read(dir.0.join(&path)).expect("the file is there");
            assert_eq!(recorded[side]["bytes"], bytes.len(), "{path}");
            assert_eq!(recorded[side]["sha256"], sha256(&bytes), "{path}");
        }
        assert_eq!(recorded["version"], env!("CARGO_PKG_VERSION"));
        let record: Value =
            serde_json::from_slice(files[name].split(|&b| b == b'\n').next().expect("a line"))
                .expect("each line is JSON");
        assert_eq!(recorded["rules"], record["rules"]);
    }
    assert_eq!(
        lines[1]["counts"],
        serde_json::json!({"read": 4, "labelled": 1, "unlabelled": 1, "errors": 1, "skipped": 1})
    );
    assert_eq!(lines[0]["options"]["format"], "jsonl");
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    let mut digits = Vec::new();
    for byte in Sha256::digest(bytes) {
        write!(digits, "{byte:02x}").expect("memory can be written");
    }
    String::from_utf8(digits).expect("digits")
}

#[test]
fn outputs_are_called_as_their_inputs_with_the_ending_of_the_format() {
    let dir = Dir::new();
    dir.file("in/a.csv", format!("text\n{JOBS}\n"));
    dir.file("in/b.txt", JOBS);
    dir.file("in/c.JSONL", line(JOBS));
    dir.file("in/d e.2024", line(JOBS));
    dir.file("in/folder/x.txt", JOBS);
    let inputs = [
        "in/a.csv",
        "in/b.txt",
        "in/c.JSONL",
        "in/d e.2024",
        "in/folder",
    ];
    done(&dir, &inputs);
    let names = [
        "a.csv.jsonl",
        "b.txt.jsonl",
        "c.JSONL",
        "d e.2024.jsonl",
        "folder.jsonl",
        "manifest.jsonl",
    ];
    assert_eq!(files(&dir).keys().collect::<Vec<_>>(), names);
    fs::remove_dir_all(dir.0.join("out")).expect("the folder can go");
    done(&dir, &[&inputs[..3], &["--format", "csv"]].concat());
    let files = files(&dir);
    assert_eq!(
        files.keys().collect::<Vec<_>>(),
        ["a.csv", "b.txt.csv", "c.JSONL.csv", "manifest.jsonl"]
    );
    assert!(files["a.csv"].starts_with(b"id,label,"));
    for (format, name) in [("tsv", "b.txt.tsv"), ("text", "b.txt"), ("table", "b.txt")] {
        fs::remove_dir_all(dir.0.join("out")).expect("the folder can go");
        done(&dir, &["in/b.txt", "--format", format]);
        assert!(dir.0.join("out").join(name).exists(), "{format}");
    }
    let output = done(&dir, &["in/b.txt", "--format", "text", "--resume"]);
    assert!(stderr(&output).contains("other options 1"));
}

#[test]
fn f38_what_would_be_lost_is_refused_before_anything_is_written() {
    let dir = two();
    dir.file("other/A.jsonl", line(JOBS));
    dir.file("other/manifest.jsonl", line(JOBS));
    dir.file("full/a.jsonl", "mine");
    dir.file("file", "");
    let nothing_but_lock = |folder: &str| {
        let names = fs::read_dir(dir.0.join(folder)).map_or(0, Iterator::count);
        assert!(names <= 1, "{folder}");
    };
    refused(
        &dir,
        &["in/a.jsonl", "other/A.jsonl"],
        "in/a.jsonl and other/A.jsonl would both be written to A.jsonl",
    );
    refused(
        &dir,
        &["in/a.jsonl", "in/a.jsonl"],
        "in/a.jsonl and in/a.jsonl would both",
    );
    refused(
        &dir,
        &["other/manifest.jsonl"],
        "written over manifest.jsonl",
    );
    refused(&dir, &["-"], "standard input cannot be read a second time");
    refused(&dir, &["/"], "/ has no name");
    refused(&dir, &[], "<IN>");
    refused(&dir, &["."], "lies in the input .");
    nothing_but_lock("out");
    let to = |folder: &str, input: &str, why: &str| {
        let output = dir.run(
            &["batch", "--rules", "rules", "--out-dir", folder, input],
            "",
        );
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains(why), "{}", stderr(&output));
    };
    to(
        "in",
        "in/a.jsonl",
        "would be written over the input in/a.jsonl",
    );
    to("full", "in/a.jsonl", "full/a.jsonl is there already");
    to("file", "in/a.jsonl", "file: File exists");
    assert_eq!(
        fs::read(dir.0.join("full/a.jsonl")).expect("it is there"),
        b"mine"
    );
    assert_eq!(
        fs::read_to_string(dir.0.join("in/a.jsonl")).expect("it is there"),
        line(JOBS).repeat(3)
    );
}

#[test]
fn a_folder_with_a_manifest_is_only_written_to_when_resumed() {
    let dir = two();
    done(&dir, &["in/a.jsonl"]);
    let before = files(&dir);
    refused(
        &dir,
        &["in/a.jsonl"],
        "out holds the manifest of an earlier run: --resume goes on with it",
    );
    assert_eq!(files(&dir), before);
    // Also where nothing has been finished yet.
    fs::write(dir.0.join("out/manifest.jsonl"), "").expect("it can be written");
    refused(&dir, &["in/b.jsonl"], "--resume");
    // Without a manifest there is nothing to resume, and no reason to refuse.
    fs::remove_dir_all(dir.0.join("out")).expect("the folder can go");
    done(&dir, &["in/a.jsonl", "--resume"]);
    assert_eq!(files(&dir), before);
}

#[test]
fn other_inputs_keep_their_outputs_and_lines() {
    let dir = two();
    done(&dir, &["in/a.jsonl"]);
    let before = files(&dir);
    dir.file("new/a.jsonl", line("x"));
    dir.file("new/A.jsonl", line("x"));
    let told = "new/A.jsonl would be written over the output of in/a.jsonl (out/A.jsonl)";
    refused(&dir, &["new/A.jsonl", "--resume"], told);
    refused(
        &dir,
        &["new/a.jsonl", "--resume"],
        "new/a.jsonl would be written over the output of in/a.jsonl (out/a.jsonl)",
    );
    assert_eq!(files(&dir), before);
    done(&dir, &["in/b.jsonl", "--resume", "--on-error", "skip"]);
    let after = files(&dir);
    assert_eq!(after["a.jsonl"], before["a.jsonl"]);
    assert!(after["manifest.jsonl"].starts_with(&before["manifest.jsonl"]));
    assert_eq!(manifest(&dir).len(), 2);
}

#[test]
fn f53_two_runs_never_share_a_folder() {
    let dir = two();
    done(&dir, &["in/a.jsonl"]);
    let before = files(&dir);
    let lock = fs::File::open(dir.0.join("out/.lock")).expect("there is a lock");
    lock.try_lock().expect("nobody holds it");
    for resume in [&[][..], &["--resume"]] {
        refused(
            &dir,
            &[&["in/b.jsonl"], resume].concat(),
            "out: another run is writing to it",
        );
    }
    assert_eq!(files(&dir), before);
    drop(lock);
    done(&dir, &["in/a.jsonl", "--resume"]);
}

#[test]
fn f36_what_cannot_be_read_gets_no_output_and_the_others_go_on() {
    let dir = two();
    dir.file("in/head.csv", "x,y\n1,2\n");
    dir.file("in/pipe.txt", "");
    fs::remove_file(dir.0.join("in/pipe.txt")).expect("it can go");
    let made = std::process::Command::new("mkfifo")
        .arg(dir.0.join("in/pipe.txt"))
        .status();
    let mut inputs = vec!["in/none.jsonl", "in/head.csv", "in/a.jsonl"];
    if made.is_ok_and(|status| status.success()) {
        inputs.push("in/pipe.txt");
    }
    let output = refused(&dir, &inputs, "in/none.jsonl: No such file");
    let told = stderr(&output);
    assert!(told.contains("in/head.csv: no column title"), "{told}");
    assert!(
        told.contains("in/head.csv: not read to its end, so it gets no output"),
        "{told}"
    );
    assert_eq!(
        told.contains("in/pipe.txt: neither a file nor a folder"),
        inputs.len() == 4,
        "{told}"
    );
    assert!(
        told.contains(&format!("done 1 + kept 0 + failed {};", inputs.len() - 1)),
        "{told}"
    );
    assert_eq!(
        files(&dir).keys().collect::<Vec<_>>(),
        ["a.jsonl", "manifest.jsonl"]
    );
    // What can be read meanwhile is done when the run is resumed.
    dir.file("in/none.jsonl", line(JOBS));
    dir.file("in/head.csv", format!("x,text\n1,{JOBS}\n"));
    done(&dir, &[&inputs[..3], &["--resume"]].concat());
    assert_eq!(
        files(&dir).keys().collect::<Vec<_>>(),
        ["a.jsonl", "head.csv.jsonl", "manifest.jsonl", "none.jsonl"]
    );
}

fn gzip(bytes: &str) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed
        .write_all(bytes.as_bytes())
        .expect("memory can be written");
    packed.finish().expect("memory can be written")
}

#[test]
fn f31_f32_packed_inputs_get_plain_outputs_if_they_can_be_read_to_their_end() {
    let dir = Dir::new();
    let packed = gzip(&line(JOBS).repeat(9));
    dir.file("in/a.jsonl.gz", &packed);
    dir.file("in/b.csv.GZ", gzip(&format!("text\n{JOBS}\n")));
    dir.file(
        "in/c.jsonl.zst",
        compress_to_vec(line(JOBS).as_bytes(), CompressionLevel::Fastest),
    );
    done(&dir, &["in/a.jsonl.gz", "in/b.csv.GZ", "in/c.jsonl.zst"]);
    let files = files(&dir);
    let names = ["a.jsonl", "b.csv.jsonl", "c.jsonl", "manifest.jsonl"];
    assert_eq!(files.keys().collect::<Vec<_>>(), names);
    assert_eq!(
        files["a.jsonl"],
        dir.classify(&["in/a.jsonl.gz"], "").stdout
    );
    assert_eq!(manifest(&dir)[0]["input"]["sha256"], sha256(&packed));
    dir.file("in/broken.gz", &packed[..packed.len() - 9]);
    refused(
        &dir,
        &["in/broken.gz", "--resume"],
        "in/broken.gz: not read to its end, so it gets no output",
    );
    assert_eq!(super::batch::files(&dir), files);
}

/// What is held in memory does not grow with the input, which here is four times as large as all the memory there may be.
#[cfg(target_os = "linux")]
#[test]
fn f54_memory_is_bounded() {
    /// With what threads set aside and never use.
    const LIMIT_KIB: usize = 64 << 10;
    let dir = Dir::new();
    let rest = "rain and ".repeat(900);
    let record = serde_json::json!({ "text": JOBS, "rest": rest }).to_string() + "\n";
    let block = record.repeat(1000);
    // A debug build would take minutes; there it is only seen to run within the limit.
    let size = (LIMIT_KIB << 10) * 4 / if cfg!(debug_assertions) { 20 } else { 1 };
    let blocks = size.div_ceil(block.len());
    // As gzip members it takes no room on the disk.
    dir.file("in/large.jsonl.gz", gzip(&block).repeat(blocks));
    let limit = super::system::granted(LIMIT_KIB);
    let output = with(&dir, &limit, &["-j", "2", "in/large.jsonl.gz"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(manifest(&dir)[0]["counts"]["labelled"], 1000 * blocks);
}

#[test]
fn a_folder_is_one_input_and_its_sum_is_that_of_a_list() {
    let dir = Dir::new();
    dir.file("in/b.txt", JOBS);
    dir.file("in/a/c.txt", "x");
    dir.file("in/a/d.html", "y");
    done(&dir, &["in"]);
    let list = format!(
        "{}  a/c.txt\n{}  b.txt\n",
        sha256(b"x"),
        sha256(JOBS.as_bytes())
    );
    assert_eq!(
        manifest(&dir)[0]["input"]["sha256"],
        sha256(list.as_bytes())
    );
    assert_eq!(manifest(&dir)[0]["input"]["bytes"], 1 + JOBS.len());
    assert_eq!(files(&dir)["in.jsonl"], dir.classify(&["in"], "").stdout);
    done(&dir, &["in", "--resume"]);
    dir.file("in/e.txt", "z");
    let output = done(&dir, &["in", "--resume"]);
    assert!(
        stderr(&output).contains("changed input 1"),
        "{}",
        stderr(&output)
    );
    assert_eq!(files(&dir)["in.jsonl"], dir.classify(&["in"], "").stdout);
}

#[test]
fn f18_an_empty_input_is_finished_with_an_empty_output() {
    let dir = Dir::new();
    dir.file("in/none.jsonl", "");
    done(&dir, &["in/none.jsonl"]);
    assert_eq!(files(&dir)["none.jsonl"], b"");
    assert_eq!(manifest(&dir)[0]["counts"]["read"], 0);
    done(&dir, &["in/none.jsonl", "--resume"]);
}

/// Runs `batch` in a shell that first does `setting`, which not every machine can.
#[cfg(target_os = "linux")]
fn with(dir: &Dir, setting: &str, args: &[&str]) -> Output {
    let script = format!("{setting}; exec \"$0\" batch --rules rules --out-dir out \"$@\"");
    std::process::Command::new("bash")
        .args(["-c", &script, env!("CARGO_BIN_EXE_farshore")])
        .args(args)
        .current_dir(&dir.0)
        .output()
        .expect("bash")
}

#[cfg(target_os = "linux")]
#[test]
fn f47_what_cannot_be_written_is_named_and_leaves_nothing_wrong() {
    let dir = two();
    dir.file("in/large.jsonl", line(JOBS).repeat(3000));
    let inputs = [
        "in/a.jsonl",
        "in/large.jsonl",
        "in/b.jsonl",
        "--on-error",
        "skip",
    ];
    // A limit on the size of files, as near to a full disk as a test can come without one.
    let output = with(&dir, "trap '' XFSZ; ulimit -f 64", &inputs);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).starts_with("farshore: error: out/large.jsonl: File too large")
            && stderr(&output).contains("--resume goes on from there"),
        "{}",
        stderr(&output)
    );
    assert_eq!(
        files(&dir).keys().collect::<Vec<_>>(),
        ["a.jsonl", "manifest.jsonl"]
    );
    let output = done(&dir, &[&inputs[..], &["--resume"]].concat());
    assert!(
        stderr(&output).contains("done 2 + kept 1 + failed 0;"),
        "{}",
        stderr(&output)
    );
    assert_eq!(
        files(&dir)["large.jsonl"],
        dir.classify(&["in/large.jsonl"], "").stdout
    );
}

#[cfg(target_os = "linux")]
#[test]
fn f54_few_open_files_and_no_home_are_enough() {
    let dir = two();
    let names: Vec<String> = (0..60).map(|n| format!("many/{n}.jsonl")).collect();
    for name in &names {
        dir.file(name, line(JOBS));
    }
    let inputs: Vec<&str> = names.iter().map(String::as_str).collect();
    let output = with(&dir, "ulimit -n 16; unset HOME TMPDIR", &inputs);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(files(&dir).len(), 61);
}
