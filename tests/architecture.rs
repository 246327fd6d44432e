//! Who may use whom, held against the source: arrows between modules, input and output in the core, long files, files that do not say
//! what they are for, and rule files that are not built in. Comments, strings and test code are looked away from.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// What a module may use: modules, or with `::` single things of them.
const ARROWS: [(&str, &[&str]); 17] = [
    ("span", &[]),
    ("text", &["span"]),
    ("diagnostic", &["span"]),
    ("ruleset", &["span", "text", "syntax::ast"]),
    ("syntax", &["span", "diagnostic"]),
    (
        "compile",
        &["span", "text", "diagnostic", "syntax", "ruleset"],
    ),
    ("classify", &["span", "text", "ruleset", "syntax::ast"]),
    (
        "fixture",
        &[
            "span",
            "text",
            "diagnostic",
            "syntax",
            "ruleset",
            "compile",
            "classify",
            "explain",
        ],
    ),
    (
        "explain",
        &["span", "diagnostic", "syntax::ast", "ruleset", "classify"],
    ),
    ("eval", &["ruleset", "syntax::suggest"]),
    ("diff", &["ruleset", "classify", "eval"]),
    (
        "stats",
        &[
            "span",
            "diagnostic",
            "syntax",
            "ruleset",
            "compile",
            "classify",
            "fixture",
            "eval",
        ],
    ),
    // It hands out a rule set ready made, so that every part of the program starts from the same one.
    ("builtin", &["diagnostic", "ruleset::RuleSet"]),
    ("load", &["diagnostic"]),
    ("input", &["classify::Field", "classify::Item"]),
    (
        "output",
        &[
            "classify",
            "ruleset",
            "diagnostic",
            "fixture",
            "eval",
            "diff",
            "explain",
            "stats",
        ],
    ),
    ("cli", &["*"]),
];

/// Modules that neither read nor write nor look at the world.
const CORE: [&str; 11] = [
    "span",
    "text",
    "ruleset",
    "syntax",
    "compile",
    "classify",
    "diagnostic",
    "eval",
    "diff",
    "explain",
    "stats",
];
const WORLD: [&str; 7] = ["fs", "env", "io", "net", "process", "time", "thread"];
const PRINTING: [&str; 5] = ["print", "println", "eprint", "eprintln", "dbg"];

const MAX_LINES: usize = 400;

/// A source file: its path under `src`, and its text.
struct File<'a> {
    path: &'a str,
    text: &'a str,
}

/// All that is wrong with a file, each with its line.
fn faults(file: &File<'_>, root_names: &BTreeMap<String, String>) -> Vec<String> {
    let code = without_tests(&without_comments(file.text));
    let mut faults = Vec::new();
    let mut fault =
        |line: usize, what: String| faults.push(format!("src/{}:{line}: {what}", file.path));
    if !file.text.starts_with("//! ") {
        fault(
            1,
            "the first line does not say what the file is for (`//! …`)".to_owned(),
        );
    }
    let lines = code.lines().filter(|line| *line != TEST_LINE).count();
    if lines > MAX_LINES {
        fault(
            MAX_LINES + 1,
            format!("{lines} lines without the tests; at most {MAX_LINES}"),
        );
    }
    let module = module_of(file.path);
    if module == "main" || module == "lib" {
        return faults;
    }
    let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == module) else {
        fault(
            1,
            format!("the module `{module}` is not in the table of arrows"),
        );
        return faults;
    };
    for (line, mut path) in crate_paths(file.path, &code) {
        if let Some(home) = root_names.get(&path[0]) {
            path.insert(0, home.clone());
        }
        let path = path.join("::");
        let may = |allowed: &&str| {
            *allowed == "*" || path == **allowed || path.starts_with(&format!("{allowed}::"))
        };
        if path.split("::").next() != Some(module) && !allowed.iter().any(may) {
            fault(line, format!("`{module}` may not use `{path}`"));
        }
    }
    if CORE.contains(&module) {
        for (line, path) in paths_after("std::", &code) {
            if path
                .first()
                .is_some_and(|first| WORLD.contains(&first.as_str()))
            {
                fault(line, format!("`std::{}` in the core", path.join("::")));
            }
        }
        for (at, _) in code.match_indices('!') {
            let name = word_before(&code, at);
            if PRINTING.contains(&name) && code[at + 1..].starts_with(['(', '[', '{']) {
                fault(line_of(&code, at), format!("`{name}!` in the core"));
            }
        }
    }
    faults
}

/// The top module a file belongs to.
fn module_of(path: &str) -> &str {
    path.split('/')
        .next()
        .unwrap_or(path)
        .trim_end_matches(".rs")
}

/// Every path from the root of the crate, by `crate::` or by enough `super::`, with its line.
fn crate_paths(file: &str, code: &str) -> Vec<(usize, Vec<String>)> {
    let inside = file.trim_end_matches(".rs").trim_end_matches("/mod");
    let to_root = "super::".repeat(inside.split('/').count());
    let mut found = paths_after("crate::", code);
    found.extend(
        paths_after(&to_root, code)
            .into_iter()
            .filter(|(_, path)| path.first().is_some_and(|first| first != "super")),
    );
    found.sort();
    found.retain(|(_, path)| !path.is_empty());
    found
}

/// Every path that begins with `start`, `use` lists in braces spread out.
fn paths_after(start: &str, code: &str) -> Vec<(usize, Vec<String>)> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices(start) {
        // `my_crate::`, `super::super::` where one was meant, `$crate::`.
        if code[..at].ends_with(is_word) || code[..at].ends_with("::") {
            continue;
        }
        let mut cursor = at + start.len();
        let mut paths = Vec::new();
        use_tree(code, &mut cursor, &[], &mut paths);
        found.extend(
            paths
                .into_iter()
                .map(|(at, path)| (line_of(code, at), path)),
        );
    }
    found
}

/// `a::b`, `a::{b, c::d}`, `a::*`: each path with the place of its last piece.
fn use_tree(
    code: &str,
    cursor: &mut usize,
    before: &[String],
    paths: &mut Vec<(usize, Vec<String>)>,
) {
    let mut path = before.to_vec();
    loop {
        skip_blanks(code, cursor);
        let rest = &code[*cursor..];
        if let Some(inner) = rest.strip_prefix('{') {
            *cursor += rest.len() - inner.len();
            loop {
                skip_blanks(code, cursor);
                if *cursor >= code.len() || code[*cursor..].starts_with('}') {
                    *cursor += 1;
                    return;
                }
                let from = *cursor;
                use_tree(code, cursor, &path, paths);
                // `as name`, the comma, and whatever else is no path.
                while *cursor < code.len() && !code[*cursor..].starts_with([',', '}']) {
                    *cursor += code[*cursor..].chars().next().map_or(1, char::len_utf8);
                }
                *cursor += usize::from(code[*cursor..].starts_with(','));
                assert!(*cursor > from, "a use list moves on");
            }
        }
        let length = rest.find(|char| !is_word(char)).unwrap_or(rest.len());
        if length == 0 {
            paths.push((*cursor, path));
            return;
        }
        path.push(rest[..length].to_owned());
        *cursor += length;
        if !code[*cursor..].starts_with("::") {
            paths.push((*cursor, path));
            return;
        }
        *cursor += 2;
    }
}

fn skip_blanks(code: &str, cursor: &mut usize) {
    let rest = &code[*cursor..];
    *cursor += rest.len() - rest.trim_start().len();
}

fn is_word(char: char) -> bool {
    char.is_alphanumeric() || char == '_' || char == '$'
}

fn word_before(code: &str, at: usize) -> &str {
    let start = code[..at]
        .rfind(|char| !is_word(char))
        .map_or(0, |before| before + 1);
    &code[start..at]
}

fn line_of(code: &str, at: usize) -> usize {
    code[..at.min(code.len())].matches('\n').count() + 1
}

/// The text with comments and the insides of strings as blanks; line breaks stay.
fn without_comments(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(char) = rest.chars().next() {
        let length = match char {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '"' => string_length(rest),
            'r' | 'b' if !code.ends_with(is_word) => raw_string_length(rest).unwrap_or(0),
            '\'' => char_length(rest),
            _ => 0,
        };
        if length == 0 {
            code.push(char);
            rest = &rest[char.len_utf8()..];
        } else {
            code.extend(
                rest[..length]
                    .chars()
                    .map(|char| if char == '\n' { '\n' } else { ' ' }),
            );
            rest = &rest[length..];
        }
    }
    code
}

fn string_length(rest: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in rest.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// `r"…"`, `r#"…"#`, `br"…"`.
fn raw_string_length(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix("br").or_else(|| rest.strip_prefix('r'))?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    let inner = after[hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    Some(
        inner
            .find(&end)
            .map_or(rest.len(), |at| rest.len() - inner.len() + at + end.len()),
    )
}

/// `'x'`, `'\n'`; nothing for a lifetime.
fn char_length(rest: &str) -> usize {
    let mut chars = rest.char_indices().skip(1);
    match chars.next() {
        Some((_, '\\')) => rest[2..]
            .char_indices()
            .skip(1)
            .find(|(_, char)| *char == '\'')
            .map_or(0, |(at, _)| at + 3),
        Some(_) => chars
            .next()
            .filter(|(_, char)| *char == '\'')
            .map_or(0, |(at, _)| at + 1),
        None => 0,
    }
}

/// What stands in place of a line of test code.
const TEST_LINE: &str = "#test#";

/// The code with what stands under `#[cfg(test)]` taken out; its lines stay, as [`TEST_LINE`].
fn without_tests(code: &str) -> String {
    let mut kept = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(at) = rest.find("#[cfg(test)]") {
        kept.push_str(&rest[..at]);
        let end = item_end(&rest[at..]);
        for _ in 0..rest[at..at + end].matches('\n').count() {
            kept.push_str(TEST_LINE);
            kept.push('\n');
        }
        rest = &rest[at + end..];
    }
    kept.push_str(rest);
    kept
}

/// The length of the item that begins with an attribute: up to its closing brace, or its semicolon.
fn item_end(code: &str) -> usize {
    let mut depth = 0_usize;
    for (at, char) in code.char_indices() {
        match char {
            '{' => depth += 1,
            '}' if depth <= 1 => return at + 1,
            '}' => depth -= 1,
            ';' if depth == 0 => return at + 1,
            _ => {}
        }
    }
    code.len()
}

/// Names that `lib.rs` hands out at the root, and the module they come from.
fn root_names(lib: &str) -> BTreeMap<String, String> {
    let code = without_comments(lib);
    let uses = code.split("pub use ").skip(1).flat_map(|after| {
        let mut paths = Vec::new();
        use_tree(after, &mut 0, &[], &mut paths);
        paths
    });
    uses.filter_map(|(_, path)| Some((path.last()?.clone(), path.first()?.clone())))
        .collect()
}

/// Every file under `folder`, by its path there, sorted.
fn files_under(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![(folder.to_path_buf(), String::new())];
    while let Some((folder, name)) = open.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the package") {
            let entry = entry.expect("a readable folder");
            let inside = format!("{name}{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                open.push((entry.path(), format!("{inside}/")));
            } else {
                found.insert(inside, fs::read_to_string(entry.path()).unwrap_or_default());
            }
        }
    }
    found
}

/// Rule files that `builtin.rs` names and that are not there, or there and not named.
fn builtin_faults<'r>(builtin: &str, rules: impl Iterator<Item = &'r str>) -> Vec<String> {
    let mut faults = Vec::new();
    let table = builtin
        .split_once("rule_files![")
        .and_then(|(_, after)| after.split_once(']'));
    let Some((table, _)) = table else {
        return vec!["src/builtin.rs: no table `rule_files![…]`".to_owned()];
    };
    let mut listed: Vec<&str> = table.split('"').skip(1).step_by(2).collect();
    for file in rules {
        match listed.iter().position(|listed| *listed == file) {
            Some(at) => drop(listed.remove(at)),
            None => faults.push(format!("rules/{file}: not in src/builtin.rs")),
        }
    }
    faults.extend(
        listed
            .iter()
            .map(|file| format!("src/builtin.rs: `rules/{file}` is not there, or twice")),
    );
    faults
}

fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// `SECURITY.md` promises it, for the command line too.
#[test]
fn nothing_reaches_the_network_or_starts_a_program() {
    let mut seen = 0;
    for (path, text) in files_under(&package().join("src")) {
        let code = without_tests(&without_comments(&text));
        for (line, used) in paths_after("std::", &code) {
            seen += 1;
            let used = used.join("::");
            let is_reached = ["net", "os::unix::net", "process::Command"]
                .iter()
                .any(|bad| used == *bad || used.starts_with(&format!("{bad}::")));
            // The whole of it may hold what is looked for here.
            let is_whole = used == "process" || used == "process::*";
            assert!(!is_reached && !is_whole, "src/{path}:{line}: std::{used}");
        }
    }
    assert!(seen > 100, "{seen}");
}

#[test]
fn modules_use_only_what_they_may() {
    let sources = files_under(&package().join("src"));
    let root_names = root_names(&sources["lib.rs"]);
    assert_eq!(
        root_names.get("Classifier").map(String::as_str),
        Some("classify"),
        "lib.rs is read"
    );
    assert!(sources.len() > 40, "all of src is read");
    let faults: Vec<String> = sources
        .iter()
        .flat_map(|(path, text)| faults(&File { path, text }, &root_names))
        .collect();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn every_rule_file_is_built_in() {
    let builtin = fs::read_to_string(package().join("src/builtin.rs")).expect("a readable file");
    let mut rules = files_under(&package().join("rules"));
    // What is written about them is not part of them.
    rules.retain(|name, _| Path::new(name).extension() != Some("md".as_ref()));
    let faults = builtin_faults(&builtin, rules.keys().map(String::as_str));
    assert!(rules.len() > 10, "all of rules is read");
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
#[rustfmt::skip] // One case, one line.
fn the_checker_finds_what_is_planted() {
    let root_names = root_names("pub use classify::{Classification, Item};\npub use ruleset::RuleSet;");
    let long = format!("//! x\n{}", "fn f() {}\n".repeat(400));
    let long_tests = format!("//! x\nfn f() {{}}\n#[cfg(test)]\nmod tests {{\n{}}}\n", "fn f() {}\n".repeat(400));
    let cases: [(&str, &str, &[&str]); 36] = [
        ("classify/mod.rs", "//! x\nuse crate::text::Word;\nuse crate::ruleset::RuleSet;\n", &[]),
        ("classify/mod.rs", "//! x\nuse crate::compile::compile;\n", &["src/classify/mod.rs:2: `classify` may not use `compile::compile`"]),
        ("classify/mod.rs", "//! x\nuse crate::classify::hits;\n", &[]),
        ("classify/hits.rs", "//! x\n\nfn f() { crate::diagnostic::render() }\n", &["src/classify/hits.rs:3: `classify` may not use `diagnostic::render`"]),
        ("classify/hits.rs", "//! x\nuse crate::syntax::ast::Within;\n", &[]),
        ("classify/hits.rs", "//! x\nuse crate::syntax::parse;\n", &["src/classify/hits.rs:2: `classify` may not use `syntax::parse`"]),
        ("classify/hits.rs", "//! x\nuse crate::syntax::astonishing;\n", &["src/classify/hits.rs:2: `classify` may not use `syntax::astonishing`"]),
        ("classify/hits.rs", "//! x\nuse crate::syntax::{ast::Within, parse};\n", &["src/classify/hits.rs:2: `classify` may not use `syntax::parse`"]),
        ("ruleset/mod.rs", "//! x\nuse crate::{\n    span::Span,\n    text::{Word, Gap},\n    diagnostic::Code as Kind,\n};\n", &["src/ruleset/mod.rs:5: `ruleset` may not use `diagnostic::Code`"]),
        ("ruleset/mod.rs", "//! x\nuse crate::{span, syntax::*};\n", &["src/ruleset/mod.rs:2: `ruleset` may not use `syntax`"]),
        ("ruleset/mod.rs", "//! x\nuse super::classify::Item;\n", &["src/ruleset/mod.rs:2: `ruleset` may not use `classify::Item`"]),
        ("text/fold.rs", "//! x\nuse super::super::ruleset::RuleSet;\n", &["src/text/fold.rs:2: `text` may not use `ruleset::RuleSet`"]),
        ("text/fold.rs", "//! x\nuse super::words::Word;\n", &[]),
        ("text/fold.rs", "//! x\nuse crate::RuleSet;\n", &["src/text/fold.rs:2: `text` may not use `ruleset::RuleSet`"]),
        ("span.rs", "//! x\nuse crate::text::Word;\n", &["src/span.rs:2: `span` may not use `text::Word`"]),
        ("span.rs", "//! x\nuse super::text::Word;\n", &["src/span.rs:2: `span` may not use `text::Word`"]),
        ("span.rs", "//! See [`text`](crate::text), `use crate::text`.\n// use crate::text;\n/* crate::text */\n", &[]),
        ("span.rs", "//! x\nconst A: &str = \"use crate::text; \\\" crate::text\";\nconst B: &str = r#\"crate::text \" println!()\"#;\nconst C: char = '\"';\nconst D: &str = \"crate::text\";\n", &[]),
        ("span.rs", "//! x\nfn f<'a>(x: &'a str, y: char) -> bool { y == '\\'' }\nuse crate::text::Word;\n", &["src/span.rs:3: `span` may not use `text::Word`"]),
        ("span.rs", "//! x\nfn f() {}\n#[cfg(test)]\nmod tests {\n    use crate::text::Word;\n    fn g() { println!(\"{}\", 1) }\n}\n", &[]),
        ("span.rs", "//! x\n#[cfg(test)]\nmod tests;\nuse crate::text::Word;\n", &["src/span.rs:4: `span` may not use `text::Word`"]),
        ("compile/mod.rs", "//! x\nuse std::fs;\n", &["src/compile/mod.rs:2: `std::fs` in the core"]),
        ("compile/mod.rs", "//! x\nuse std::{collections::HashMap, env, io::Write};\n", &["src/compile/mod.rs:2: `std::env` in the core", "src/compile/mod.rs:2: `std::io::Write` in the core"]),
        ("syntax/mod.rs", "//! x\nfn f() { std::io::stdout(); }\n", &["src/syntax/mod.rs:2: `std::io::stdout` in the core"]),
        ("syntax/mod.rs", "//! x\nfn f() {\n    println!(\"x\");\n    dbg!(1);\n}\n", &["src/syntax/mod.rs:3: `println!` in the core", "src/syntax/mod.rs:4: `dbg!` in the core"]),
        ("syntax/mod.rs", "//! x\nfn f() { writeln!(a, \"println!\"); let b = c != d; }\n", &[]),
        ("input/mod.rs", "//! x\nuse std::io::Read;\nuse crate::classify::{Field, Item};\nuse crate::Item;\n", &[]),
        ("input/mod.rs", "//! x\nuse crate::classify::Classifier;\n", &["src/input/mod.rs:2: `input` may not use `classify::Classifier`"]),
        ("output/mod.rs", "//! x\nuse crate::input::Record;\n", &["src/output/mod.rs:2: `output` may not use `input::Record`"]),
        ("cli/mod.rs", "//! x\nuse crate::{input, output, compile, load};\nuse std::fs;\n", &[]),
        ("main.rs", "//! x\nuse farshore::cli;\n", &[]),
        ("novel/mod.rs", "//! x\n", &["src/novel/mod.rs:1: the module `novel` is not in the table of arrows"]),
        ("text/mod.rs", "mod fold;\n", &["src/text/mod.rs:1: the first line does not say what the file is for (`//! …`)"]),
        ("text/mod.rs", "/// x\nmod fold;\n", &["src/text/mod.rs:1: the first line does not say what the file is for (`//! …`)"]),
        ("text/mod.rs", &long, &["src/text/mod.rs:401: 401 lines without the tests; at most 400"]),
        ("text/mod.rs", &long_tests, &[]),
    ];
    for (path, text, expected) in cases {
        assert_eq!(faults(&File { path, text }, &root_names), expected, "{path}\n{text:.200}");
    }
}

#[test]
#[rustfmt::skip] // One case, one line.
fn the_checker_of_rule_files_finds_what_is_planted() {
    let cases: [(&str, &[&str], &[&str]); 6] = [
        ("rule_files![\n    \"a.toml\",\n    \"b.tsv\",\n];", &["a.toml", "b.tsv"], &[]),
        ("rule_files![\"a.toml\", \"b.tsv\"]; \"c.tsv\"", &["a.toml", "b.tsv", "c.tsv"], &["rules/c.tsv: not in src/builtin.rs"]),
        ("rule_files![\"a.toml\", \"b.tsv\"];", &["a.toml"], &["src/builtin.rs: `rules/b.tsv` is not there, or twice"]),
        ("rule_files![\"a.toml\", \"a.toml\"];", &["a.toml"], &["src/builtin.rs: `rules/a.toml` is not there, or twice"]),
        ("rule_files![];", &["a.toml"], &["rules/a.toml: not in src/builtin.rs"]),
        ("const FILES: [(&str, &str); 0] = [];", &["a.toml"], &["src/builtin.rs: no table `rule_files![…]`"]),
    ];
    for (builtin, rules, expected) in cases {
        assert_eq!(builtin_faults(builtin, rules.iter().copied()), expected, "{builtin}");
    }
}
