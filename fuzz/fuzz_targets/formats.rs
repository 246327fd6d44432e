//! Items and rules with hostile words in them, through every command and format that shows them: each format is read back by what
//! reads it in earnest, says what went in, and carries nothing that a terminal, a build log or a spreadsheet would run.

#![no_main]

use std::fs;
use std::sync::Once;

use arbitrary::{Arbitrary, Unstructured};
use farshore_fuzz::{
    Run, Words, assert_no_commands, assert_shown, defused, folder, is_json, junit, outside_code,
    rows, run,
};
use libfuzzer_sys::{Corpus, fuzz_target};
use serde_json::{Value, json};

/// Of the labels the second folder of rules gives others, so that there is something to compare.
const RULES: &str = r#"
format = 1
[label.outsourcing]
at = 50
[label.offshoring]
at = 50
maybe_at = 30
[lexicon.move]
inflect = "verb"
terms = ["move", "shift"]
[lexicon.work]
inflect = "noun"
terms = ["job", "plant", "call centre"]
[lexicon.place]
case = "exact"
file = "places.tsv"
[cue.denied]
terms = ["no plans to", "not"]
tag = "denied"
side = "after"
reach = 6
[mask.tax]
find = '"job" pre/1 "tax"'
hides = ["work"]
[[rule]]
id = "outsourcing.word"
label = "outsourcing"
points = 60
match = '"outsourcing"'
[[rule]]
id = "offshoring.moves"
label = "offshoring"
points = 40
match = '{move} near/4 {work}'
unless.sentence = ['"wind"']
[[rule]]
id = "offshoring.abroad"
label = "offshoring"
points = 30
match = '{work} near/6 {place[foreign]} or {work} near/6 {Name}'
"#;
const PLACES: &str =
    "term\tkind\tcountry\nMexico\tcountry\tMX\nIndia\tcountry\tIN\nTulsa\tcity\tUS\n";

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    id: Words<'a>,
    title: Words<'a>,
    text: Words<'a>,
    labels: u8,
}

/// An item as it goes in.
struct Item {
    id: String,
    title: String,
    text: String,
    line: String,
}

impl Item {
    fn new(input: &Input<'_>) -> Self {
        let (id, title, text) = (input.id.text(), input.title.text(), input.text.text());
        let names = ["outsourcing", "offshoring"];
        let labels: Vec<_> = (0..2)
            .filter(|bit| input.labels >> bit & 1 == 1)
            .map(|bit| names[bit])
            .collect();
        let line = json!({ "id": id, "title": title, "text": text, "labels": labels }).to_string();
        Self {
            id,
            title,
            text,
            line,
        }
    }

    /// The text of a field.
    fn field(&self, name: &Value) -> &str {
        match name.as_str() {
            Some("title") => &self.title,
            Some("text") => &self.text,
            other => panic!("no such field: {other:?}"),
        }
    }
}

#[derive(Arbitrary, Debug)]
enum Command<'a> {
    Classify {
        format: u8,
        options: u8,
        is_table: bool,
    },
    Explain {
        is_json: bool,
    },
    Check {
        format: u8,
        names: [Words<'a>; 5],
    },
    Eval {
        is_json: bool,
    },
    Diff {
        format: u8,
    },
    Stats {
        is_json: bool,
        options: u8,
    },
}

fuzz_target!(|data: &[u8]| -> Corpus {
    static WRITTEN: Once = Once::new();
    WRITTEN.call_once(|| {
        for (name, rules) in [
            ("rules", RULES.to_owned()),
            ("other", RULES.replace("= 40", "= 60")),
        ] {
            write(&format!("{name}/r.toml"), &rules);
            write(&format!("{name}/lexicons/places.tsv"), PLACES);
        }
    });
    let mut from = Unstructured::new(data);
    let (Ok(command), Ok(items)) = (from.arbitrary(), from.arbitrary::<[Input<'_>; 3]>()) else {
        return Corpus::Reject;
    };
    let items = items.iter().map(Item::new).collect::<Vec<_>>();
    let lines: String = items
        .iter()
        .map(|item| format!("{}\n", item.line))
        .collect();
    let input = write("items.jsonl", &lines);
    let (rules, other) = (path("rules"), path("other"));
    match command {
        Command::Classify {
            format,
            options,
            is_table,
        } => classify(&items, format, options, is_table),
        Command::Explain { is_json } => {
            let format = if is_json { "json" } else { "text" };
            let done = run(&["explain", "--rules", &rules, "--format", format, &input]);
            reads_back(&done, format);
        }
        Command::Check { format, names } => check(format, &names.map(|name| name.text()), &lines),
        Command::Eval { is_json } => {
            let format = if is_json { "json" } else { "text" };
            let done = run(&[
                "eval", "--rules", &rules, "--by", "title", "--format", format, &input,
            ]);
            reads_back(&done, format);
        }
        Command::Diff { format } => {
            let format = ["text", "json", "markdown"][usize::from(format % 3)];
            let done = run(&["diff", &rules, &other, "--format", format, &input]);
            reads_back(&done, format);
        }
        Command::Stats { is_json, options } => {
            let format = if is_json { "json" } else { "text" };
            let mut args = vec![
                "stats", "--rules", &rules, "--by", "title", "--format", format,
            ];
            let flags = ["--ablate", "--dedup", "--unused"];
            args.extend(
                (0..3)
                    .filter(|bit| options >> bit & 1 == 1)
                    .map(|bit| flags[bit]),
            );
            args.push(&input);
            reads_back(&run(&args), format);
        }
    }
    Corpus::Keep
});

fn path(name: &str) -> String {
    folder()
        .join(name)
        .to_str()
        .expect("a plain name")
        .to_owned()
}

fn write(name: &str, content: &str) -> String {
    let path = folder().join(name);
    fs::create_dir_all(path.parent().expect("files lie in the folder"))
        .expect("a folder can be made");
    fs::write(path, content).expect("a file can be written");
    self::path(name)
}

/// Output that stands for itself: JSON is JSON, everything else can be shown.
fn reads_back(done: &Run, format: &str) {
    assert_eq!(done.code, 0, "{}", done.messages);
    let text = std::str::from_utf8(&done.out).expect("output is UTF-8");
    match format {
        "json" => assert!(
            text.lines().all(|line| is_json(line.as_bytes())) || is_json(text.as_bytes()),
            "{text}"
        ),
        "markdown" => {
            assert_shown(text);
            let outside = outside_code(text);
            let tags = ["<details>", "</details>", "<summary>", "</summary>"];
            let bare = tags.iter().fold(outside, |text, tag| text.replace(tag, ""));
            assert!(!bare.contains('<'), "{text}");
        }
        _ => {
            assert_shown(text);
            assert_no_commands(text);
        }
    }
}

fn classify(items: &[Item], format: u8, options: u8, is_table: bool) {
    let has = |bit: u8| options >> bit & 1 == 1;
    let format = ["jsonl", "csv", "tsv", "text", "table"][usize::from(format % 5)];
    let is_cells = matches!(format, "csv" | "tsv");
    // What is kept in a table has to be one.
    let keeps = has(0) && (format == "jsonl" || (is_cells && is_table));
    let input = if is_table {
        write("items.csv", &table(items))
    } else {
        path("items.jsonl")
    };
    let rules = path("rules");
    let mut args = vec!["classify", "--rules", &rules, "--format", format, "-j1"];
    if keeps {
        args.extend(["--pass-through", "--prefix", "fs_"]);
    }
    for (bit, flag) in [(1, "--evidence"), (2, "--csv-raw")] {
        args.extend(has(bit).then_some(flag));
    }
    args.push(&input);
    let done = run(&args);
    assert_eq!(done.code, 0, "{}", done.messages);
    let text = std::str::from_utf8(&done.out).expect("output is UTF-8");
    match format {
        "jsonl" => {
            let records: Vec<Value> = text
                .split_terminator('\n')
                .map(|line| serde_json::from_str(line).expect("a line is JSON"))
                .collect();
            assert_eq!(records.len(), items.len());
            for (record, item) in records.iter().zip(items) {
                said_of(record, item, if keeps { "fs_" } else { "" });
            }
        }
        "csv" | "tsv" => {
            let rows = rows(text.as_bytes(), if format == "csv" { b',' } else { b'\t' });
            assert_eq!(rows.len(), items.len() + 1, "{text}");
            let header = &rows[0];
            for (row, item) in rows[1..].iter().zip(items) {
                assert_eq!(row.len(), header.len(), "{text}");
                let cell =
                    |name: &str| &row[header.iter().position(|one| one == name).expect("a column")];
                assert_eq!(*cell("id"), item.id);
                if keeps {
                    assert_eq!(*cell("title"), defused(&item.title, has(2)));
                    assert_eq!(*cell("text"), defused(&item.text, has(2)));
                }
                if has(1) && !has(2) {
                    let evidence = cell(if keeps { "fs_evidence" } else { "evidence" });
                    assert_eq!(*evidence, defused(evidence, false));
                }
            }
        }
        _ => {
            assert_shown(text);
            assert_no_commands(text);
            if format == "table" {
                assert_eq!(text.lines().count(), items.len() + 1, "{text}");
            }
        }
    }
}

/// A table of the items.
fn table(items: &[Item]) -> String {
    let mut table = "id,title,text\n".to_owned();
    for item in items {
        let cells = [&item.id, &item.title, &item.text]
            .map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")));
        table.push_str(&cells.join(","));
        table.push('\n');
    }
    table
}

/// A record says of its item what is so: the id, and quotes that stand where they are said to stand.
fn said_of(record: &Value, item: &Item, prefix: &str) {
    let named = |name: &str| &record[format!("{prefix}{name}")];
    assert_eq!(record["id"], *item.id);
    if !prefix.is_empty() {
        assert_eq!(
            (&record["title"], &record["text"]),
            (&json!(item.title), &json!(item.text))
        );
    }
    let Some(evidence) = named("evidence").as_array() else {
        return;
    };
    let at = |place: &Value, key: &str| {
        usize::try_from(place[key].as_u64().expect("a number")).expect("a place")
    };
    for one in evidence {
        let text = item.field(&one["field"]);
        let (start, end) = (at(one, "start"), at(one, "end"));
        assert_eq!(one["text"], text[start..end]);
        let chars = (text[..start].chars().count(), text[..end].chars().count());
        assert_eq!((at(one, "start_char"), at(one, "end_char")), chars);
        for part in one["parts"].as_array().expect("parts") {
            let field = if part["field"].is_null() {
                &one["field"]
            } else {
                &part["field"]
            };
            let text = item.field(field);
            assert_eq!(part["text"], text[at(part, "start")..at(part, "end")]);
        }
    }
}

/// `farshore check` on rules that have `names` in them, and on fixtures.
fn check(format: u8, names: &[String; 5], fixtures: &str) {
    let [label, id, summary, hit, miss] = names.each_ref().map(|name| json!(name).to_string());
    let rules = format!(
        "{RULES}[label.{label}]\nat = 50\n[[rule]]\nid = {id}\nlabel = \"offshoring\"\npoints = 60\nsummary = {summary}\n\
         match = '{{move}} near/3 {{work}}'\n[rule.examples]\nhit = [{hit}]\n\
         miss = [{{ text = {miss}, because = \"denied\" }}]\n"
    );
    write("check/r.toml", &rules);
    write("check/lexicons/places.tsv", PLACES);
    let (rules, fixtures) = (path("check"), write("fixtures.jsonl", fixtures));
    let run = |format| {
        let done = run(&["check", &rules, &fixtures, "--format", format]);
        String::from_utf8(done.out).expect("output is UTF-8")
    };
    let problems = || {
        let lines = run("json");
        let values = lines
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).expect("a line is JSON"));
        values.filter(|value| value["code"].is_string()).count()
    };
    match format % 4 {
        0 => {
            let text = run("text");
            assert_shown(&text);
            assert_no_commands(&text);
        }
        1 => drop(problems()),
        2 => {
            let text = run("github");
            assert_shown(&text.replace('\t', " "));
            let commands: Vec<_> = text
                .lines()
                .filter(|line| line.trim_start().starts_with("::"))
                .collect();
            let is_ours =
                |line: &&str| line.starts_with("::error ") || line.starts_with("::warning ");
            assert!(commands.iter().all(is_ours), "{text}");
            assert_eq!(commands.len(), problems(), "{text}");
        }
        _ => {
            let xml = run("junit");
            let (cases, tests) = junit(&xml);
            assert_eq!(cases, tests, "{xml}");
        }
    }
}
