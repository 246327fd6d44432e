//! How files are opened: a seam for those who want to see all that is read of them.

use std::fmt::Debug;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// Opens files.
pub(crate) trait Open: Debug + Send + Sync {
    /// Opens the file `path` from its start.
    fn open(&self, path: &Path) -> io::Result<Box<dyn Read>>;
}

/// Gives the files themselves.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Plain {
    /// The file to which the output goes, if it is one: reading that would never end.
    pub(crate) output: Option<FileId>,
}

impl Open for Plain {
    fn open(&self, path: &Path) -> io::Result<Box<dyn Read>> {
        let file = File::open(path)?;
        if self.output.is_some() && file_id(&file) == self.output {
            return Err(io::Error::other("this is also the output"));
        }
        Ok(Box::new(file))
    }
}

/// What tells an ordinary file from all others, by whatever name it is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FileId(u64, u64);

/// That of `file`. Devices and pipes may well be read and written.
#[cfg(unix)]
pub(crate) fn file_id(file: &File) -> Option<FileId> {
    use std::os::unix::fs::MetadataExt;

    let metadata = file.metadata().ok()?;
    metadata
        .is_file()
        .then(|| FileId(metadata.dev(), metadata.ino()))
}

/// Files have none that is stable elsewhere.
#[cfg(not(unix))]
pub(crate) fn file_id(_: &File) -> Option<FileId> {
    None
}
