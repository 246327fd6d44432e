//! Any bytes as JSON lines, as a JSON array, as a table or as whatever they look like: every record gives one record, and no
//! other reader of the same bytes finds more or fewer of them.

#![no_main]

use std::collections::BTreeMap;
use std::fs;
use std::sync::Once;

use csv_core::{ReadRecordResult, ReaderBuilder, Terminator};
use farshore_fuzz::{Summary, folder, run};
use libfuzzer_sys::{Corpus, fuzz_target};
use serde_json::Value;
use serde_json::value::RawValue;

const RULES: &str = r#"
format = 1
[label.offshoring]
at = 50
[[rule]]
id = "jobs-abroad"
label = "offshoring"
points = 60
match = '"jobs" near/3 "abroad"'
"#;

const FORMATS: [&str; 6] = ["jsonl", "json", "csv", "tsv", "text", "auto"];
const ENCODINGS: [&str; 4] = ["utf-16le", "windows-1252", "shift_jis", "iso-2022-jp"];

fuzz_target!(|data: &[u8]| -> Corpus {
    let [kind, options, input @ ..] = data else {
        return Corpus::Reject;
    };
    let has = |bit: u8| options & (1 << bit) != 0;
    let (rules, path) = (folder().join("rules"), folder().join("input"));
    static WRITTEN: Once = Once::new();
    WRITTEN.call_once(|| fs::write(rules.join("r.toml"), RULES).expect("a file can be written"));
    fs::write(&path, input).expect("a file can be written");

    let format = FORMATS[usize::from(kind % 8).min(5)];
    let mut args = vec!["classify", "--summary", "--format", "jsonl"];
    args.extend(["--rules", rules.to_str().expect("a plain name")]);
    args.extend(["--input-format", format]);
    args.extend(["-j", if has(0) { "2" } else { "1" }]);
    let encoding = has(1).then(|| ENCODINGS[usize::from(kind / 8 % 4)]);
    args.extend(encoding.iter().flat_map(|name| ["--encoding", name]));
    let flags = [
        (2, &["--max-record-bytes", "40"][..]),
        (3, &["--pass-through", "--prefix", "fs_"]),
        (4, &["--text-field", "body,a.b"]),
        (5, &["--id-field", "key"]),
        (6, &["--on-error", "skip"]),
        (7, &["--max-text-bytes", "7"]),
    ];
    for (bit, flag) in flags {
        args.extend(has(bit).then_some(flag).into_iter().flatten());
    }
    args.push(path.to_str().expect("a plain name"));
    let done = run(&args);

    let summary = Summary::of(&done.messages);
    let prefix = if has(3) { "fs_" } else { "" };
    let (mut labelled, mut errors, mut broken, mut last) = (0, 0, 0, 0);
    for line in done.out.split_inclusive(|byte| *byte == b'\n') {
        assert_eq!(line.last(), Some(&b'\n'));
        let record = members(line);
        let named = |name: &str| record.get(&format!("{prefix}{name}")).map(|raw| value(raw));
        assert_eq!(named("schema"), Some(Value::from(1)), "{record:?}");
        if let Some(error) = named("error") {
            errors += 1;
            broken += usize::from(error["code"] == "broken_input");
            assert_ne!(error["code"], "internal_error");
        } else {
            labelled += usize::from(named("label").expect("a label") != Value::Null);
        }
        // Records that have no id have a line, and lines go up.
        if let Some(number) = named("line").as_ref().and_then(Value::as_u64) {
            assert!(number > last, "{number} behind {last}");
            last = number;
        }
    }
    let count = summary.records();
    assert_eq!((summary.labelled, summary.errors), (labelled, errors));
    let lines = done.out.iter().filter(|byte| **byte == b'\n').count();
    assert_eq!(lines, count, "{}", done.messages);
    assert!(broken <= 1 && broken <= summary.unreadable);
    let is_bad = summary.unreadable > 0 || (summary.errors > 0 && !has(6));
    assert_eq!(done.code, if is_bad { 2 } else { 0 }, "{}", done.messages);

    // Counted by others, where the bytes are what they are said to be and are read to their end.
    if encoding.is_some() || summary.unreadable > 0 || is_marked(input) {
        return Corpus::Keep;
    }
    match format {
        "jsonl" => {
            let lines = input.split(|byte| *byte == b'\n');
            let filled = lines.filter(|line| !line.trim_ascii().is_empty());
            assert_eq!(filled.count(), count, "{}", done.messages);
        }
        // A row over the limit ends at the next line break, quoted or not.
        "csv" | "tsv" if !has(2) => {
            let rows = rows_in(input, if format == "csv" { b',' } else { b'\t' });
            assert_eq!(rows.saturating_sub(1), count, "{}", done.messages);
        }
        "json" => {
            if let Ok(Value::Array(values)) = serde_json::from_slice(input) {
                assert_eq!(values.len(), count, "{}", done.messages);
            }
        }
        "text" => assert!(count <= 1),
        _ => {}
    }
    Corpus::Keep
});

/// What a line of output holds. Ids and kept members stand as they stood: a number too large for any type, or half of a pair of
/// surrogates, is no fault of ours, so that only our own members are read.
fn members(line: &[u8]) -> BTreeMap<String, Box<RawValue>> {
    let text = std::str::from_utf8(line).expect("output is UTF-8");
    serde_json::from_str(&halves_replaced(text)).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn value(raw: &RawValue) -> Value {
    serde_json::from_str(raw.get()).unwrap_or_else(|error| panic!("{error}: {raw}"))
}

/// `json` with another letter for each code of half a pair, which strict readers do not take.
fn halves_replaced(json: &str) -> String {
    let mut rest = json;
    let mut replaced = String::with_capacity(json.len());
    while let Some(at) = rest.find('\\') {
        let (before, code) = rest.split_at(at);
        replaced.push_str(before);
        let bytes = code.as_bytes();
        let is_half = matches!(
            bytes,
            [
                b'\\',
                b'u',
                b'd' | b'D',
                b'8' | b'9' | b'a'..=b'f' | b'A'..=b'F',
                _,
                _,
                ..,
            ]
        );
        let length = if is_half { 6 } else { 2 };
        replaced.push_str(if is_half { "?" } else { &code[..length] });
        rest = &code[length..];
    }
    replaced + rest
}

/// Whether how they begin makes the bytes something else: packed, or in another encoding.
fn is_marked(input: &[u8]) -> bool {
    let marks: [&[u8]; 5] = [
        b"\x1f\x8b",
        b"\x28\xb5\x2f\xfd",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\xfe\xff",
    ];
    let is_skipped = matches!(input, [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..]);
    is_skipped || marks.iter().any(|mark| input.starts_with(mark))
}

/// How many rows a table has that are not blank.
fn rows_in(input: &[u8], delimiter: u8) -> usize {
    let mut core = ReaderBuilder::new()
        .delimiter(delimiter)
        .terminator(Terminator::Any(b'\n'))
        .build();
    let (mut text, mut ends) = (vec![0; input.len() + 1], vec![0; input.len() + 2]);
    let (mut rest, mut count) = (input, 0);
    loop {
        let (result, read, _, _) = core.read_record(rest, &mut text, &mut ends);
        let (row, after) = rest.split_at(read);
        count += usize::from(!row.trim_ascii().is_empty());
        rest = after;
        if result != ReadRecordResult::Record {
            return count;
        }
    }
}
