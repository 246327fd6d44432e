//! The folder a batch writes to. Nothing gets its final name before it is whole and on the disk, and nothing is recorded before
//! its name is on the disk too: whenever the power goes, what the manifest names is there.

use std::ffi::OsStr;
use std::fmt;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::stop::UnderWay;
use super::sum::{Sum, Summer};

/// Which inputs are finished; a line for each.
pub(super) const MANIFEST: &str = "manifest.jsonl";

/// Held while a run writes to the folder. It stays behind: taking it away would let a third run in beside the second.
const LOCK: &str = ".lock";

/// What a disk does for a batch. A trait so that tests can let each call fail, and look at the order of them.
pub(super) trait Disk {
    /// An open file.
    type File: Write;
    /// Makes a file that is not there yet.
    fn create(&self, path: &Path) -> io::Result<Self::File>;
    /// Opens a file to write at its end; makes it if need be.
    fn append(&self, path: &Path) -> io::Result<Self::File>;
    /// Waits until all that was written to the file is on the disk.
    fn sync(&self, file: &Self::File) -> io::Result<()>;
    /// Waits until the names in the folder are on the disk.
    fn sync_folder(&self, folder: &Path) -> io::Result<()>;
    /// Gives a file another name, also one that is taken.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Takes a file away.
    fn remove(&self, path: &Path) -> io::Result<()>;
}

/// The disk of this machine.
#[derive(Clone, Copy, Debug)]
pub(super) struct RealDisk;

impl Disk for RealDisk {
    type File = File;

    fn create(&self, path: &Path) -> io::Result<File> {
        File::create_new(path)
    }

    fn append(&self, path: &Path) -> io::Result<File> {
        File::options().append(true).create(true).open(path)
    }

    fn sync(&self, file: &File) -> io::Result<()> {
        file.sync_all()
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        // Elsewhere a folder cannot be opened; there the file system keeps names by itself.
        if cfg!(unix) {
            File::open(folder)?.sync_all()?;
        }
        Ok(())
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }
}

/// What went wrong with which file.
#[derive(Debug)]
pub(super) struct StoreError {
    path: PathBuf,
    problem: String,
}

impl StoreError {
    fn new(path: &Path, problem: impl fmt::Display) -> Self {
        Self {
            path: path.to_owned(),
            problem: problem.to_string(),
        }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.problem)
    }
}

/// A folder that no other run writes to. The lock goes with the process, however that ends.
#[derive(Debug)]
pub(super) struct Claimed {
    folder: PathBuf,
    _lock: File,
}

impl Claimed {
    /// Makes the folder if need be, and claims it.
    pub(super) fn new(folder: &Path) -> Result<Self, StoreError> {
        fs::create_dir_all(folder).map_err(|e| StoreError::new(folder, e))?;
        let path = folder.join(LOCK);
        let lock = RealDisk
            .append(&path)
            .map_err(|e| StoreError::new(&path, e))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self {
                folder: folder.to_owned(),
                _lock: lock,
            }),
            Err(TryLockError::WouldBlock) => {
                Err(StoreError::new(folder, "another run is writing to it"))
            }
            Err(TryLockError::Error(e)) => Err(StoreError::new(&path, e)),
        }
    }

    /// The manifest as it is, or nothing in a folder without one.
    pub(super) fn manifest(&self) -> Result<Option<Vec<u8>>, StoreError> {
        let path = self.folder.join(MANIFEST);
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(StoreError::new(&path, e)),
        }
    }
}

/// The folder, ready to be written to.
#[derive(Debug)]
pub(super) struct Store<D: Disk> {
    folder: PathBuf,
    disk: D,
    manifest: D::File,
    under_way: UnderWay,
    _claimed: Claimed,
}

impl<D: Disk> Store<D> {
    /// A store with `manifest` for all that is finished in it; `None` leaves the manifest as it is. What a run that broke off has
    /// left half written is taken away; what is half written from now on is `under_way`.
    pub(super) fn new(
        claimed: Claimed,
        disk: D,
        manifest: Option<&[u8]>,
        under_way: UnderWay,
    ) -> Result<Self, StoreError> {
        let folder = claimed.folder.clone();
        let path = folder.join(MANIFEST);
        if path.exists() {
            // Elsewhere such files are somebody else's.
            remove_parts(&folder, &disk)?;
        }
        if let Some(bytes) = manifest {
            let part = part_of(&folder, OsStr::new(MANIFEST));
            let written = disk.create(&part).and_then(|mut file| {
                file.write_all(bytes)?;
                disk.sync(&file)?;
                disk.rename(&part, &path)
            });
            written.map_err(|e| StoreError::new(&path, e))?;
        }
        let manifest = disk.append(&path).map_err(|e| StoreError::new(&path, e))?;
        disk.sync_folder(&folder)
            .map_err(|e| StoreError::new(&folder, e))?;
        Ok(Self {
            folder,
            disk,
            manifest,
            under_way,
            _claimed: claimed,
        })
    }

    /// Starts the file that is to be called `name`; there is one at a time.
    pub(super) fn begin(&mut self, name: &OsStr) -> Result<Part<'_, D>, StoreError> {
        let path = part_of(&self.folder, name);
        let mut under_way = self.under_way.lock();
        let file = self
            .disk
            .create(&path)
            .map_err(|e| StoreError::new(&path, e))?;
        *under_way = Some(path);
        Ok(Part {
            file,
            summer: Summer::default(),
            aside: Aside {
                disk: &self.disk,
                under_way: &self.under_way,
            },
            target: self.folder.join(name),
        })
    }

    /// Records what is finished: a line of the manifest.
    pub(super) fn record(&mut self, line: &[u8]) -> Result<(), StoreError> {
        self.manifest
            .write_all(line)
            .and_then(|()| self.disk.sync(&self.manifest))
            .map_err(|e| StoreError::new(&self.folder.join(MANIFEST), e))
    }
}

/// A file under way, under another name than it will have. Taken away when dropped.
#[derive(Debug)]
pub(super) struct Part<'s, D: Disk> {
    file: D::File,
    summer: Summer,
    aside: Aside<'s, D>,
    target: PathBuf,
}

impl<D: Disk> Write for Part<'_, D> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.file.write(bytes)?;
        self.summer.add(&bytes[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl<D: Disk> Part<'_, D> {
    /// What to say when it cannot be written.
    pub(super) fn failed(&self, error: &io::Error) -> StoreError {
        StoreError::new(&self.target, error)
    }

    /// Gives it its final name, to stay.
    pub(super) fn finish(self) -> Result<Sum, StoreError> {
        let fail = |e| StoreError::new(&self.target, e);
        let disk = self.aside.disk;
        disk.sync(&self.file).map_err(fail)?;
        self.aside.rename(&self.target).map_err(fail)?;
        let folder = self.target.parent().unwrap_or(Path::new("."));
        disk.sync_folder(folder).map_err(fail)?;
        Ok(self.summer.sum())
    }
}

/// The file under way, as long as it is that.
#[derive(Debug)]
struct Aside<'s, D: Disk> {
    disk: &'s D,
    under_way: &'s UnderWay,
}

impl<D: Disk> Aside<'_, D> {
    fn rename(&self, to: &Path) -> io::Result<()> {
        let mut path = self.under_way.lock();
        if let Some(path) = &*path {
            self.disk.rename(path, to)?;
        }
        *path = None;
        Ok(())
    }
}

impl<D: Disk> Drop for Aside<'_, D> {
    fn drop(&mut self) {
        if let Some(path) = self.under_way.lock().take() {
            // If it cannot be taken away now, the next run does it.
            let _ = self.disk.remove(&path);
        }
    }
}

/// Hidden, so that who looks for `*.jsonl` never meets half a file.
fn part_of(folder: &Path, name: &OsStr) -> PathBuf {
    let mut part = OsStr::new(".").to_owned();
    part.push(name);
    part.push(".part");
    folder.join(part)
}

fn remove_parts(folder: &Path, disk: &impl Disk) -> Result<(), StoreError> {
    let fail = |e| StoreError::new(folder, e);
    for entry in fs::read_dir(folder).map_err(fail)? {
        let entry = entry.map_err(fail)?;
        let name = entry.file_name();
        let name = name.as_encoded_bytes();
        if name.starts_with(b".") && name.ends_with(b".part") {
            disk.remove(&entry.path())
                .map_err(|e| StoreError::new(&entry.path(), e))?;
        }
    }
    Ok(())
}
