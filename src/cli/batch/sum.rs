//! What tells whether bytes are the same: how many there are, and their SHA-256. An input is summed while it is read, so that what
//! is recorded is what was labelled, whoever writes to the file meanwhile.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::input::{self, Met, Open};

/// What tells some bytes from others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sum {
    pub(super) bytes: u64,
    /// In hexadecimal digits, as `sha256sum` writes it.
    pub(super) sha256: String,
}

/// Takes the sum of bytes as they come.
#[derive(Debug, Default)]
pub(super) struct Summer {
    bytes: u64,
    hasher: Sha256,
}

impl Summer {
    pub(super) fn add(&mut self, bytes: &[u8]) {
        self.bytes += bytes.len() as u64;
        self.hasher.update(bytes);
    }

    pub(super) fn sum(self) -> Sum {
        let digest = self.hasher.finalize();
        let sha256 = digest.iter().fold(String::new(), |mut digits, byte| {
            let _ = write!(digits, "{byte:02x}");
            digits
        });
        Sum {
            bytes: self.bytes,
            sha256,
        }
    }
}

/// The sum of a file; of a folder, that of its `.txt` files: all their bytes, and the SHA-256 of what `sha256sum` prints of them.
pub(super) fn of(path: &Path) -> io::Result<Sum> {
    let watch = Watch::new(path);
    let mut problem = None;
    let open = |path: &Path| watch.open(path).map(drop);
    if path.is_dir() {
        let _ = input::walk(path, &mut |met| {
            problem = match met {
                Met::Text(path, _) => open(&path).err(),
                Met::Other => None,
                Met::Failed(_, e) => Some(e),
            };
            match problem {
                None => ControlFlow::Continue(()),
                Some(_) => ControlFlow::Break(()),
            }
        });
    } else {
        problem = open(path).err();
    }
    problem.map_or_else(|| watch.finish(), Err)
}

/// Opens the files of one input and sees all that is read of them.
#[derive(Clone, Debug)]
pub(super) struct Watch(Arc<Mutex<Seen>>);

#[derive(Debug)]
struct Seen {
    input: PathBuf,
    open: Option<Reading>,
    /// All bytes.
    bytes: u64,
    /// The last file.
    last: Option<Sum>,
    /// All files, as `sha256sum` prints them.
    list: Summer,
    problem: Option<io::Error>,
}

/// The file that is being read.
#[derive(Debug)]
struct Reading {
    path: PathBuf,
    file: File,
    summer: Summer,
    /// What is written to the file after its end was met has not been labelled.
    has_ended: bool,
}

impl Watch {
    /// Over the file or folder `input`.
    pub(super) fn new(input: &Path) -> Self {
        Self(Arc::new(Mutex::new(Seen {
            input: input.to_owned(),
            open: None,
            bytes: 0,
            last: None,
            list: Summer::default(),
            problem: None,
        })))
    }

    /// The sum of the input. What the reader had no use for is read now.
    pub(super) fn finish(&self) -> io::Result<Sum> {
        let mut seen = self.seen();
        seen.close();
        if let Some(problem) = seen.problem.take() {
            return Err(problem);
        }
        let list = std::mem::take(&mut seen.list).sum();
        Ok(match seen.last.take() {
            Some(only) if !seen.input.is_dir() => only,
            _ => Sum {
                bytes: seen.bytes,
                sha256: list.sha256,
            },
        })
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        // Only one thread at a time has any use for it, so a panic leaves nothing half done for another.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Open for Watch {
    /// Opens the next file; the one before is done with.
    fn open(&self, path: &Path) -> io::Result<Box<dyn Read>> {
        let mut seen = self.seen();
        seen.close();
        seen.open = Some(Reading {
            path: path.to_owned(),
            file: File::open(path)?,
            summer: Summer::default(),
            has_ended: false,
        });
        Ok(Box::new(self.clone()))
    }
}

impl Read for Watch {
    /// Reads the file opened last.
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut seen = self.seen();
        let Some(open) = seen.open.as_mut() else {
            return Ok(0);
        };
        let outcome = open.read(buffer);
        if let Err(e) = &outcome
            && e.kind() != ErrorKind::Interrupted
        {
            // What is read after this would not be the input any more.
            seen.problem = Some(io::Error::new(e.kind(), e.to_string()));
        }
        outcome
    }
}

impl Seen {
    fn close(&mut self) {
        let Some(mut open) = self.open.take() else {
            return;
        };
        if let Err(problem) = io::copy(&mut open, &mut io::sink()) {
            self.problem.get_or_insert(problem);
        }
        let sum = open.summer.sum();
        let name = open.path.strip_prefix(&self.input).unwrap_or(&open.path);
        let line = format!("{}  {}\n", sum.sha256, name.display());
        self.list.add(line.as_bytes());
        self.bytes += sum.bytes;
        self.last = Some(sum);
    }
}

impl Read for Reading {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.has_ended {
            return Ok(0);
        }
        let count = self.file.read(buffer)?;
        self.has_ended = count == 0 && !buffer.is_empty();
        self.summer.add(&buffer[..count]);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write as _;

    use super::*;

    fn scratch(name: &str) -> PathBuf {
        let name = format!("farshore-sum-{}-{name}", std::process::id());
        std::env::temp_dir().join(name)
    }

    #[test]
    fn the_sum_is_of_what_was_read_and_of_what_could_have_been() {
        let path = scratch("file");
        fs::write(&path, "abc").expect("it can be written");
        let whole = of(&path).expect("it can be read");
        assert_eq!(whole.bytes, 3);
        let known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(whole.sha256, known);

        for length in [0, 1, 3] {
            let watch = Watch::new(&path);
            let mut file = watch.open(&path).expect("it can be opened");
            let mut start = vec![0; length];
            file.read_exact(&mut start).expect("it is long enough");
            assert_eq!(watch.finish().expect("it can be read"), whole, "{length}");
        }

        let watch = Watch::new(&path);
        let mut file = watch.open(&path).expect("it can be opened");
        let mut text = String::new();
        file.read_to_string(&mut text).expect("it can be read");
        let mut end = File::options()
            .append(true)
            .open(&path)
            .expect("it can be opened");
        end.write_all(b"more").expect("it can be written");
        assert_eq!(watch.finish().expect("it can be read"), whole);
        assert_ne!(of(&path).expect("it can be read"), whole);
        fs::remove_file(&path).expect("it can go");
    }

    #[cfg(unix)]
    #[test]
    fn an_input_that_fails_once_has_no_sum() {
        let path = scratch("folder");
        fs::create_dir_all(&path).expect("it can be made");
        let watch = Watch::new(&path);
        // A folder can be opened but not read.
        let mut file = watch.open(&path).expect("it can be opened");
        assert!(file.read(&mut [0; 8]).is_err());
        assert!(watch.finish().is_err());
        fs::remove_dir(&path).expect("it can go");
    }
}
