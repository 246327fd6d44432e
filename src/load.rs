//! Reads folders of rules and fixtures into names and texts. The only place that reads them from a disk; what the texts mean is
//! for the compiler, so nothing is parsed here.
//!
//! A folder that cannot be read in full is an error: a rule set that is silently smaller would label differently.

use std::fmt;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

/// No rule file written by people comes near this; a larger one is a mistake (a corpus, an archive).
const MAX_FILE_BYTES: u64 = 16 << 20;

/// A folder or file that cannot be used.
#[derive(Debug)]
pub(crate) struct LoadError {
    path: PathBuf,
    problem: String,
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.problem)
    }
}

/// The rule files of `folder` (`*.toml` at its top, `lexicons/*.tsv`) as pairs of the name, relative with `/`, and the text,
/// sorted by name so that the order on the disk has no influence. Hidden files are left out, which with the endings also
/// keeps out what editors leave behind (`.a.toml.swp`, `a.toml~`, `.#a.toml`).
pub(crate) fn rules_folder(folder: &Path) -> Result<Vec<(String, String)>, LoadError> {
    let mut names = names_in(folder, "", "toml")?;
    if names.is_empty() {
        return Err(error(folder, "no rule file (*.toml) in this folder"));
    }
    let lexicons = folder.join("lexicons");
    if lexicons.is_dir() {
        names.extend(names_in(&lexicons, "lexicons/", "tsv")?);
    }
    names.sort_unstable();
    names
        .into_iter()
        .map(|name| {
            let text = read_text(&folder.join(&name))?;
            Ok((name, text))
        })
        .collect()
}

/// Whether `folder` holds a rule file at all.
pub(crate) fn has_rules(folder: &Path) -> Result<bool, LoadError> {
    Ok(!names_in(folder, "", "toml")?.is_empty())
}

/// The fixture files of `path`: the file itself, or `*.jsonl` at the top of a folder, sorted by name. Names begin with `path`,
/// so that a person can find them.
pub(crate) fn fixtures(path: &Path) -> Result<Vec<(String, String)>, LoadError> {
    let mut paths = vec![path.to_owned()];
    if path.is_dir() {
        let mut names = names_in(path, "", "jsonl")?;
        names.sort_unstable();
        paths = names.into_iter().map(|name| path.join(name)).collect();
    }
    paths
        .into_iter()
        .map(|path| Ok((path.display().to_string(), read_text(&path)?)))
        .collect()
}

fn names_in(folder: &Path, prefix: &str, extension: &str) -> Result<Vec<String>, LoadError> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(|e| error(folder, e))? {
        let path = entry.map_err(|e| error(folder, e))?.path();
        let Some(file_name) = path.file_name() else {
            continue;
        };
        // Some systems write endings in capitals; a file of rules must not be left out for that.
        let has_extension = path
            .extension()
            .is_some_and(|found| found.eq_ignore_ascii_case(extension));
        if !has_extension || file_name.as_encoded_bytes().starts_with(b".") {
            continue;
        }
        let name = file_name
            .to_str()
            .ok_or_else(|| error(&path, "the file name is not valid UTF-8"))?;
        names.push(format!("{prefix}{name}"));
    }
    Ok(names)
}

fn read_text(path: &Path) -> Result<String, LoadError> {
    let file = File::open(path).map_err(|e| error(path, e))?;
    let mut bytes = Vec::new();
    // One byte over the limit is enough to know: the size a file claims is not to be trusted (pipes, devices).
    file.take(MAX_FILE_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|e| error(path, e))?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(error(
            path,
            format_args!("larger than {} MiB", MAX_FILE_BYTES >> 20),
        ));
    }
    String::from_utf8(bytes).map_err(|e| {
        let valid = e.utf8_error().valid_up_to();
        let line = 1 + memchr::memchr_iter(b'\n', &e.as_bytes()[..valid]).count();
        error(
            path,
            format_args!("line {line} is not valid UTF-8: save the file in that encoding"),
        )
    })
}

fn error(path: &Path, problem: impl fmt::Display) -> LoadError {
    LoadError {
        path: path.to_owned(),
        problem: problem.to_string(),
    }
}
