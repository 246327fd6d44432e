//! Golden pairs: each rule file `tests/data/diagnostics/<code>-<slug>.in.toml` and, beside it in `.out`, what it must be told.
//! `FARSHORE_BLESS=1` writes the `.out` files anew; the diff is then the review.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use farshore::diagnostic::{Code, Diagnostic, SourceMap, render, to_json};
use farshore::syntax::parse;

/// Codes that a rule file alone can cause; each has a pair.
const PARSED: [Code; 13] = [
    Code::TomlSyntax,
    Code::UnknownKey,
    Code::WrongType,
    Code::MissingKey,
    Code::UnsupportedFormat,
    Code::UnknownValue,
    Code::NumberOutOfRange,
    Code::BadName,
    Code::ExpressionSyntax,
    Code::EscapedExpression,
    Code::PureNot,
    Code::EmptyTerm,
    Code::BraceInTerm,
];

fn inputs() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/diagnostics");
    let entries = fs::read_dir(&folder).expect("the folder is part of the package");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("a readable folder").path())
        .collect();
    paths.retain(|path| path.to_string_lossy().ends_with(".in.toml"));
    paths.sort();
    paths
}

fn code_of(path: &Path) -> Code {
    let name = path.file_name().expect("a file").to_string_lossy();
    let id = name.split('-').next().unwrap_or_default();
    Code::find(id).unwrap_or_else(|| panic!("{name} does not begin with a code"))
}

/// What is said about a text, under a name that is the same on every machine.
fn findings(text: &str) -> (SourceMap, Vec<Diagnostic>) {
    let mut sources = SourceMap::new();
    let id = sources.add("rules.toml", text);
    let (_, diagnostics) = parse(id, text);
    (sources, diagnostics)
}

#[test]
fn every_mistake_is_told_as_recorded() {
    let bless = std::env::var_os("FARSHORE_BLESS").is_some();
    let mut wrong = String::new();
    for path in inputs()
        .into_iter()
        .filter(|path| PARSED.contains(&code_of(path)))
    {
        let text = fs::read_to_string(&path).expect("a readable file");
        let (sources, diagnostics) = findings(&text);
        let blocks: Vec<String> = diagnostics
            .iter()
            .map(|diagnostic| render(diagnostic, &sources, false))
            .collect();
        let told = blocks.join("\n");
        let name = path.display();
        assert!(
            diagnostics.iter().any(|found| found.code == code_of(&path)),
            "{name} does not get its own code:\n{told}"
        );
        let golden = path.with_extension("").with_extension("out");
        if bless {
            fs::write(&golden, &told).expect("a writable folder");
        } else if fs::read_to_string(&golden).unwrap_or_default() != told {
            write!(wrong, "--- {name} is now told\n{told}").expect("writing to a string");
        }
    }
    assert!(
        wrong.is_empty(),
        "{wrong}\nif this is right, run the test again with FARSHORE_BLESS=1"
    );
}

#[test]
fn every_code_of_the_parser_has_a_pair() {
    let paths = inputs();
    for code in PARSED {
        assert!(
            paths.iter().any(|path| code_of(path) == code),
            "no golden pair for {code}"
        );
    }
}

#[test]
fn codes_are_unique_and_well_formed() {
    for (at, code) in Code::ALL.iter().enumerate() {
        assert_eq!(Code::find(code.id()), Some(*code));
        assert_eq!(Code::find(code.name()), Some(*code));
        assert!(
            Code::ALL[..at]
                .iter()
                .all(|other| other.id() != code.id() && other.name() != code.name()),
            "{code} twice"
        );
        assert!(
            code.name()
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'-'),
            "{}",
            code.name()
        );
        assert!(!code.title().ends_with('.'), "{code}");
    }
}

#[test]
fn json_gives_the_place_in_lines_columns_and_bytes() {
    let (sources, diagnostics) =
        findings("format = 1\n# é\n[mask.x]\nfind = 'é {a}'\nhides = [\"a\"]\n");
    let json: Vec<_> = diagnostics
        .iter()
        .map(|diagnostic| to_json(diagnostic, &sources))
        .collect();
    let expected = serde_json::json!([{
        "code": "E009",
        "name": "expression-syntax",
        "severity": "error",
        "message": "expected a list, a phrase or a bracket, found `é`",
        "file": "rules.toml",
        "line": 4,
        "column": 9,
        "end_line": 4,
        "end_column": 10,
        "start": 33,
        "end": 35,
        "text": "expected a list, a phrase or a bracket",
        "notes": [],
        "help": "write `{é}` for the list of that name, `\"é\"` for the word itself",
    }]);
    assert_eq!(serde_json::Value::from(json), expected);
}

#[test]
fn notes_in_other_files_get_their_own_snippet() {
    let mut sources = SourceMap::new();
    let first = sources.add("a.toml", "x = 1\n");
    let second = sources.add("b.toml", "\nx = 2");
    let diagnostic = Diagnostic::new(Code::DuplicateName, "two lists called `x`")
        .at(
            second,
            farshore::span::Span::new(1, 2),
            "defined again here",
        )
        .note(first, farshore::span::Span::new(0, 1), "first defined here")
        .help("rename one of them");
    let expected = "\
error[E109]: two lists called `x`
 --> b.toml:2:1
  |
2 | x = 2
  | ^ defined again here
  |
 ::: a.toml:1:1
  |
1 | x = 1
  | - first defined here
  |
  = help: rename one of them
";
    assert_eq!(render(&diagnostic, &sources, false), expected);
    assert!(
        render(&diagnostic, &sources, true).contains("\u{1b}["),
        "colour was asked for"
    );
    assert_eq!(sources.find("b.toml"), Some(second));
}
