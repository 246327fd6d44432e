//! Compiles the rules under `rules/` with the program's own compiler and stores the result, from which the program starts: to
//! compile them takes longer than to label a thousand headlines.

#![allow(
    dead_code,
    unreachable_pub,
    unused_imports,
    reason = "it needs of the program's modules the compiler only"
)]

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs, io};

use diagnostic::SourceMap;
use ruleset::RuleSet;

#[path = "src/compile/mod.rs"]
mod compile;
#[path = "src/diagnostic/mod.rs"]
mod diagnostic;
#[path = "src/load.rs"]
mod load;
#[path = "src/ruleset/mod.rs"]
mod ruleset;
#[path = "src/span.rs"]
mod span;
#[path = "src/syntax/mod.rs"]
mod syntax;
#[path = "src/text/mod.rs"]
mod text;

fn main() -> io::Result<ExitCode> {
    println!("cargo::rerun-if-changed=rules");
    let files = load::rules_folder(Path::new("rules"));
    let mut sources = SourceMap::new();
    for (name, text) in files.map_err(|error| io::Error::other(error.to_string()))? {
        sources.add(name, text);
    }
    let (rules, problems) = RuleSet::compile(&sources, "");
    let Some(rules) = rules else {
        for problem in &problems {
            let told = diagnostic::render(problem, &sources, false);
            told.lines()
                .for_each(|line| println!("cargo::error={line}"));
        }
        return Ok(ExitCode::FAILURE);
    };
    let folder = env::var_os("OUT_DIR").map(PathBuf::from);
    let folder = folder.ok_or_else(|| io::Error::other("cargo tells where to write"))?;
    let bytes = rules.to_bytes().map_err(io::Error::other)?;
    fs::write(folder.join("builtin"), bytes)?;
    Ok(ExitCode::SUCCESS)
}
