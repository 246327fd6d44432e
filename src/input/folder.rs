//! Walks a folder for `.txt` files, in the order of their relative paths whatever the file system says.

use std::fs;
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// What the walk meets.
#[derive(Debug)]
pub(crate) enum Met {
    /// A text file: its path, and its name relative to the folder, with forward slashes.
    Text(PathBuf, String),
    /// Another file, a link to a folder, which is not followed, as it may lead back, or what is no file: a pipe would be waited for.
    Other,
    /// A folder that cannot be read.
    Failed(PathBuf, io::Error),
}

/// Walks `folder`, telling `visit` what it meets until that breaks off. Only one folder's names at each depth are held in
/// memory. Hidden files and folders do not exist for it.
pub(crate) fn walk(
    folder: &Path,
    visit: &mut dyn FnMut(Met) -> ControlFlow<()>,
) -> ControlFlow<()> {
    walk_below(folder, "", visit)
}

fn walk_below(
    folder: &Path,
    prefix: &str,
    visit: &mut dyn FnMut(Met) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let names = match sorted_names(folder) {
        Ok(names) => names,
        Err(e) => return visit(Met::Failed(folder.to_owned(), e)),
    };
    for (name, path) in names {
        if let Some(name) = name.strip_suffix('/') {
            walk_below(&path, &format!("{prefix}{name}/"), visit)?;
        } else if path
            .extension()
            .is_some_and(|e| e.eq_ignore_ascii_case("txt"))
            // What is not known to be none gets opened, and what is wrong with it is said.
            && fs::metadata(&path).map_or(true, |metadata| metadata.is_file())
        {
            visit(Met::Text(path, format!("{prefix}{name}")))?;
        } else {
            visit(Met::Other)?;
        }
    }
    ControlFlow::Continue(())
}

/// The names in a folder; those of folders end in `/`, which also sorts them as whole relative paths sort.
fn sorted_names(folder: &Path) -> io::Result<Vec<(String, PathBuf)>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let mut name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        if entry.file_type()?.is_dir() {
            name.push('/');
        }
        names.push((name, entry.path()));
    }
    names.sort_unstable();
    Ok(names)
}
