//! The tutorial in `rules/README.md` is true: its files are written and its commands run, in order, in an empty folder, and they
//! print what it says they print. `FARSHORE_BLESS=1` writes the outputs anew; the diff is then the review.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use crate::readme::bash;

/// The folder in which the reader works; deleted at the end.
struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Scratch {
    /// Does to a file what the words behind the block's language say.
    fn edit(&self, path: &str, how: &str, text: &str) {
        let path = self.0.join(path);
        let before = fs::read_to_string(&path).unwrap_or_default();
        let after = match how.split_once(' ') {
            Some(("before", mark)) => before.replacen(mark, &format!("{text}\n{mark}"), 1),
            Some(("instead", start)) => {
                let line = before.lines().find(|line| line.starts_with(start));
                before.replacen(&format!("{}\n", line.expect("the line")), text, 1)
            }
            None if how == "add" => format!("{before}\n{text}"),
            _ => text.to_owned(),
        };
        assert_ne!(before, after, "{how}");
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
        fs::write(path, after).expect("a file can be written");
    }

    /// The block as it should be: each command with what it prints.
    fn run(&self, block: &str) -> String {
        let mut shown = String::new();
        for command in block.lines().filter_map(|line| line.strip_prefix("$ ")) {
            let output = bash(command, &self.0);
            let told = String::from_utf8_lossy(&output.stderr);
            assert!(told.is_empty(), "{command}: {told}");
            let printed = String::from_utf8_lossy(&output.stdout);
            assert!(output.status.success() || !printed.is_empty(), "{command}");
            let _ = write!(shown, "$ {command}\n{printed}");
        }
        shown
    }
}

/// The last file named in backquotes.
fn named(prose: &str) -> Option<&str> {
    let mut names = prose.split('`');
    names.rfind(|name| name.starts_with("my-"))
}

#[test]
fn the_tutorial_works_as_told() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/README.md");
    let text = fs::read_to_string(&path).expect("the tutorial");
    let (before, rest) = text.split_once("\n## Your first rule").expect("a tutorial");
    let (tutorial, after) = rest.split_once("\n## Files\n").expect("a reference");
    let folder = format!("tutorial-{}", std::process::id());
    let scratch = Scratch(Path::new(env!("CARGO_TARGET_TMPDIR")).join(folder));
    fs::create_dir_all(&scratch.0).expect("a folder can be made");

    let mut told = String::new();
    let mut commands = 0;
    for (nth, piece) in tutorial.split("```").enumerate() {
        if nth > 0 {
            told.push_str("```");
        }
        match piece.split_once('\n') {
            Some(("console", block)) if nth % 2 == 1 => {
                commands += block.matches("$ ").count();
                told.push_str("console\n");
                told.push_str(&scratch.run(block));
            }
            Some((language, block)) if nth % 2 == 1 => {
                let how = language.split_once(' ').map_or("", |(_, how)| how);
                let file = named(&told).expect("a file is named before its text");
                scratch.edit(file, how, block);
                told.push_str(piece);
            }
            _ => told.push_str(piece),
        }
    }
    assert!(commands >= 12, "{commands}");
    let told = format!("{before}\n## Your first rule{told}\n## Files\n{after}");
    if std::env::var_os("FARSHORE_BLESS").is_some() {
        fs::write(&path, told).expect("a writable file");
    } else {
        assert_eq!(
            told, text,
            "with FARSHORE_BLESS=1 the outputs are written anew"
        );
    }
}

/// Every file of rules that the reference shows compiles.
#[test]
fn the_example_of_an_allow_is_one() {
    let text = include_str!("../rules/README.md");
    let (_, after) = text.split_once("```toml file\n").expect("the example");
    let list = after.split("```").next().unwrap_or_default();
    let rest = farshore::diagnostic::Code::UnusedList.explanation();
    let (_, mended) = rest.split_once("Mended:").expect("a folder without fault");
    let (_, rules) = mended.split_once("```toml\n").expect("a rule file");
    let rules = rules.split("```").next().unwrap_or_default();
    let mut sources = farshore::diagnostic::SourceMap::new();
    sources.add(
        "rules.toml",
        rules.replacen("[[rule]]", &format!("{list}[[rule]]"), 1),
    );
    let report = farshore::fixture::check(&sources, &[]);
    let codes: Vec<&str> = report.problems.iter().map(|one| one.code.id()).collect();
    // There is no fixture.
    assert_eq!(codes, ["E212"], "{:#?}", report.problems);
}
