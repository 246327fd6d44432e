//! What goes in: packed files, encodings, JSON that is not a line each.

use std::io::Write as _;
use std::time::{Duration, Instant};

use farshore::{Classifier, Field, Item, RuleSet};
use flate2::Compression;
use flate2::write::GzEncoder;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

use super::{Dir, JOBS, check, line, records, run, stderr, stdout};
use crate::limits::running_time;

fn gzip(bytes: impl AsRef<[u8]>) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed
        .write_all(bytes.as_ref())
        .expect("memory can be written");
    packed.finish().expect("memory can be written")
}

fn zstd(bytes: impl AsRef<[u8]>) -> Vec<u8> {
    compress_to_vec(bytes.as_ref(), CompressionLevel::Fastest)
}

/// `count` lines of news of different lengths, without labels.
fn lines(count: usize) -> String {
    (0..count)
        .map(|n| line(&format!("Item {n}: {}", "rain and ".repeat(n % 50))))
        .collect()
}

fn utf16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(to_bytes).collect()
}

#[test]
fn f6_utf16_is_told_by_its_mark() {
    let csv = format!("id,text\n1,{JOBS} Zürich 😀\n");
    let jsonl = line(&format!("{JOBS} Zürich 😀"));
    for (name, text) in [("a.csv", &csv), ("a.jsonl", &jsonl), ("a.txt", &jsonl)] {
        let dir = Dir::new();
        dir.file(name, text);
        let twin = dir.classify(&["--evidence", name], "");
        check(&twin, 0, &["offshoring"]);
        let marked = format!("\u{feff}{text}");
        for bytes in [
            utf16(&marked, u16::to_le_bytes),
            utf16(&marked, u16::to_be_bytes),
        ] {
            dir.file(name, &bytes);
            assert_eq!(dir.classify(&["--evidence", name], "").stdout, twin.stdout);
            dir.file(name, gzip(&bytes));
            assert_eq!(dir.classify(&["--evidence", name], "").stdout, twin.stdout);
        }
    }
}

#[test]
fn f6_without_a_mark_the_encoding_is_asked_for() {
    for (to_bytes, name) in [
        (u16::to_le_bytes as fn(u16) -> [u8; 2], "utf-16le"),
        (u16::to_be_bytes, "utf-16be"),
    ] {
        let bytes = utf16(&line(JOBS), to_bytes);
        let output = run(&[], &bytes);
        check(&output, 2, &[]);
        assert!(stderr(&output).contains(&format!("--encoding {name}")));
        check(&run(&["--encoding", name], &bytes), 0, &["offshoring"]);
    }
    // Windows-1252, and a mark that wins over what is said.
    let output = run(
        &["--encoding", "latin1", "--evidence"],
        b"{\"text\":\"jobs \x96 Z\xfcrich \x96 abroad\"}",
    );
    check(&output, 0, &["offshoring"]);
    let quote = records(&output)[0]["evidence"][0]["text"].clone();
    assert_eq!(quote, "jobs – Zürich – abroad");
    let marked = format!("\u{feff}{}", line("jobs – abroad"));
    let output = run(&["--encoding", "latin1", "--evidence"], marked);
    assert!(stdout(&output).contains("jobs – abroad"));
    let output = run(&["--encoding", "klingon"], "");
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("no such encoding"));
}

#[test]
fn f7_f9_what_an_encoding_does_not_know_is_no_letter() {
    let half = [
        utf16("\u{feff}{\"text\":\"jobs abroad ", u16::to_le_bytes),
        vec![0, 0xd8],
        utf16(&format!("\"}}\n{}", line(JOBS)), u16::to_le_bytes),
    ]
    .concat();
    check(&run(&[], half), 2, &["bad_utf8", "offshoring"]);
    let half = [
        utf16("\u{feff}jobs abroad ", u16::to_be_bytes),
        vec![0xd8, 0],
    ]
    .concat();
    for cut in [0, 1] {
        let output = run(&[], &half[..half.len() - cut]);
        check(&output, 0, &["offshoring"]);
        assert!(stderr(&output).contains("read as U+FFFD"));
    }
}

#[test]
fn f15_an_array_is_read_element_by_element() {
    let array =
        format!("[{{\"text\":\"{JOBS}\"}}, {{\"text\":7}},\n{{\"text\":\"a\",\n \"id\":1}},8]");
    for args in [&[][..], &["--input-format", "json"]] {
        let output = run(args, &array);
        check(&output, 2, &["offshoring", "wrong_type", "-", "bad_json"]);
        let lines: Vec<_> = records(&output).iter().map(|r| r["line"].clone()).collect();
        assert_eq!(
            lines,
            [1.into(), 2.into(), serde_json::Value::Null, 4.into()]
        );
        assert!(stderr(&output).contains("stdin, item 2: the field"));
    }
    let output = run(&["--input-format", "jsonl"], &array);
    check(&output, 2, &[]);
    assert!(
        stderr(&output).contains("JSON array") && stderr(&output).contains("--input-format json")
    );
    // Cut short, in an element or between two.
    check(&run(&[], "[{\"text\":\"a\"},{\"te"), 2, &["-", "bad_json"]);
    check(&run(&[], "[{\"text\":\"a\"},"), 2, &["-", "bad_json"]);
    check(&run(&[], "[]"), 0, &[]);
    // An object over several lines, and one by its name.
    let pretty = format!("{{\n  \"text\": \"{JOBS}\"\n}}\n{{ \"text\": \"x\" }}");
    check(&run(&[], pretty), 0, &["offshoring", "-"]);
    let dir = Dir::new();
    dir.file("a.json", line(JOBS).repeat(2));
    check(&dir.classify(&["a.json"], ""), 0, &["offshoring"; 2]);
}

#[test]
fn f16_an_element_that_is_too_long_is_thrown_away() {
    let input = format!(
        "[{}, {}, {}]",
        line(&"x".repeat(3_000_000)),
        line(JOBS),
        line(&"]}\"".repeat(400))
    );
    let output = run(&["--max-record-bytes", "1k"], input);
    check(&output, 2, &["too_long", "offshoring", "too_long"]);
}

#[test]
fn f17_a_megabyte_of_anything_is_labelled_in_a_second() {
    const MEGABYTE: usize = 1 << 20;
    let rules = RuleSet::builtin();
    let mut classifier = Classifier::new(&rules);
    let pieces = [
        "a",
        "A",
        "1",
        " ",
        ".",
        "é",
        "\u{301}",
        "e\u{301}\u{302}",
        "\u{200d}",
        "\u{1f469}",
        "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}\u{200d}\u{1f466}",
        "\u{fdfa}",
        "\u{202e}",
        "&",
        "'",
    ];
    for piece in pieces {
        let much = piece.repeat(MEGABYTE / piece.len());
        let text = format!("{much}\n\nThe bank will move its call centre from Leeds to Pune.");
        let fields = [Field {
            name: "text",
            is_title: false,
            text: &text,
        }];
        let start = Instant::now();
        let before = running_time(start);
        let answer = classifier.classify(&Item { fields: &fields });
        let taken = running_time(start).saturating_sub(before);
        assert!(!answer.labels.is_empty(), "{piece:?}");
        // A debug build takes ten times as long.
        assert!(
            cfg!(debug_assertions) || taken < Duration::from_secs(1),
            "{piece:?}: {taken:?}"
        );
    }
}

#[test]
fn f31_all_members_and_all_frames_are_read() {
    let (first, second) = (lines(300), format!("{}{}", line(JOBS), lines(2000)));
    let plain = run(&[], format!("{first}{second}"));
    assert_eq!(records(&plain).len(), 2301);
    // To be skipped: four bytes that a person or a tool left.
    let skipped = [&b"\x50\x2a\x4d\x18\x04\0\0\0"[..], b"note"].concat();
    for packed in [
        [gzip(&first), gzip(&second)].concat(),
        [zstd(&first), zstd(&second)].concat(),
        [
            &skipped[..],
            &zstd(&first),
            &skipped,
            &zstd(&second),
            &skipped,
        ]
        .concat(),
    ] {
        assert_eq!(run(&[], &packed).stdout, plain.stdout);
        let dir = Dir::new();
        dir.file("news", &packed);
        assert_eq!(dir.classify(&["news"], "").stdout, plain.stdout);
    }
    let dir = Dir::new();
    dir.file("in/a.txt", gzip(JOBS));
    dir.file("in/b.txt", zstd(JOBS));
    check(&dir.classify(&["in"], ""), 0, &["offshoring"; 2]);
}

#[test]
fn f32_what_is_before_a_break_is_labelled() {
    // More than a window and a buffer, so that there is something before the break.
    let input = format!("{}{}", line(JOBS), lines(4000));
    let whole = run(&[], &input);
    for (packed, name) in [(gzip(&input), "gzip"), (zstd(&input), "zstd")] {
        let output = run(&["--on-error", "skip"], &packed[..packed.len() * 9 / 10]);
        assert_eq!(output.status.code(), Some(2), "{name}");
        let (good, bad) = stdout(&output)
            .trim_end()
            .rsplit_once('\n')
            .expect("there are lines");
        assert!(stdout(&whole).starts_with(good), "{name}");
        assert!(
            good.lines().count() > 2000,
            "{name}: {}",
            good.lines().count()
        );
        let number = good.lines().count() + 1;
        assert!(
            bad.starts_with(&format!(
                "{{\"schema\":1,\"line\":{number},\"error\":{{\"code\":\"broken_input\""
            )),
            "{bad}"
        );
        let told = format!(
            "stdin:{number}: nothing was read from here on: the {name} data ends too early"
        );
        assert!(stderr(&output).contains(&told), "{}", stderr(&output));
        // Bytes that are wrong, somewhere. These zstd frames carry no checksum, so that not every such byte is found.
        for at in (0..packed.len()).step_by(packed.len() / 20).skip(1) {
            let mut broken = packed.clone();
            broken[at] ^= 0x55;
            let output = run(&[], &broken);
            let code = output.status.code();
            assert!(
                code == Some(2) || (name == "zstd" && code == Some(0)),
                "{name} at {at}"
            );
            assert!(!stderr(&output).contains("crashed"), "{name} at {at}");
        }
    }
}

#[test]
fn f32_checksums_are_checked() {
    let mut frame = [
        &b"\x28\xb5\x2f\xfd\x04\x58\xb9\0\0{\"text\":\"jobs abroad\"}\n"[..],
        b"\x5f\xff\x05\x7e",
    ]
    .concat();
    check(&run(&[], &frame), 0, &["offshoring"]);
    *frame.last_mut().expect("a checksum") ^= 1;
    let output = run(&[], &frame);
    check(&output, 2, &["offshoring", "broken_input"]);
    assert!(stderr(&output).contains("the zstd data is broken: the checksum is wrong"));
}

#[test]
fn f33_a_bomb_fills_neither_memory_nor_time() {
    let zeros = vec![0; 20 << 20];
    for packed in [gzip(&zeros), zstd(&zeros)] {
        let output = run(&["--input-format", "jsonl"], &packed);
        check(&output, 2, &["too_long"]);
        let limit = &["--input-format", "jsonl", "--max-unpacked-bytes", "1M"];
        let output = run(limit, &packed);
        check(&output, 2, &["broken_input"]);
        assert!(stderr(&output).contains("more than 1048576 bytes come out of this"));
    }
    // As lines of a bomb, a gigabyte is read and nothing of it kept.
    #[cfg(target_os = "linux")]
    {
        use super::system::{bash, granted};
        let dir = Dir::new();
        let members = if cfg!(debug_assertions) { 4 } else { 51 };
        for packed in [gzip(&zeros), zstd(&zeros)] {
            let end = if packed[0] == 0x1f {
                gzip(format!("\n{}", line(JOBS)))
            } else {
                zstd(format!("\n{}", line(JOBS)))
            };
            dir.file("bomb", [packed.repeat(members), end].concat());
            let script = format!(
                "{}; exec farshore classify --rules rules -j 2 --input-format jsonl bomb",
                granted(80 << 10)
            );
            check(&bash(&dir, &script), 2, &["too_long", "offshoring"]);
        }
    }
    // Just as much as is allowed.
    let text = line(JOBS);
    let length = text.len().to_string();
    let output = run(&["--max-unpacked-bytes", &length], gzip(&text));
    check(&output, 0, &["offshoring"]);
}

#[test]
fn f34_a_window_that_takes_a_gigabyte_is_refused() {
    let frame = b"\x28\xb5\x2f\xfd\x00\xa0\x01\x00\x00";
    let output = run(&[], frame);
    check(&output, 2, &[]);
    assert!(
        stderr(&output).contains("1024 MiB") && stderr(&output).contains("zstd -d --long=31"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn f35_the_bytes_tell_whether_a_file_is_packed() {
    let dir = Dir::new();
    dir.file("a.csv.gz", format!("text\n{JOBS}\n"));
    dir.file("b.csv.gz", gzip(format!("text\n{JOBS}\n")));
    dir.file("c.jsonl", zstd(line(JOBS)));
    dir.file("twice.gz", gzip(gzip(JOBS)));
    let output = dir.classify(&["a.csv.gz", "b.csv.gz", "c.jsonl", "twice.gz"], "");
    check(&output, 2, &["offshoring"; 3]);
    assert!(stderr(&output).contains("twice.gz: gzip inside packed data is not read"));
}
