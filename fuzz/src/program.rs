//! Runs the program in this process: its files lie in a folder, and what it writes goes into two more.

use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _};
use std::os::fd::AsFd as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::LazyLock;

use rustix::stdio::{dup2_stderr, dup2_stdout};

/// What a run gave.
#[derive(Debug)]
pub struct Run {
    /// How it ended: 0, 1 or 2.
    pub code: u8,
    /// Standard output.
    pub out: Vec<u8>,
    /// Standard error.
    pub messages: String,
}

struct Place {
    folder: PathBuf,
    out: File,
    messages: File,
}

static PLACE: LazyLock<Place> = LazyLock::new(|| {
    let folder = std::env::temp_dir().join(format!("farshore-fuzz-{}", std::process::id()));
    fs::create_dir_all(folder.join("rules")).expect("a folder can be made");
    let file = |name| {
        let mut options = File::options();
        let options = options.read(true).write(true).create(true).truncate(true);
        options.open(folder.join(name)).expect("a file can be made")
    };
    Place {
        out: file("out"),
        messages: file("messages"),
        folder,
    }
});

/// The folder for the files of a run. It has an empty folder `rules` in it.
pub fn folder() -> &'static Path {
    &PLACE.folder
}

/// Runs the program. A crash of one of its threads is a crash of ours, though it would only be an error record to its user.
pub fn run(args: &[&str]) -> Run {
    let place = &*PLACE;
    let (stdout, stderr) = (io::stdout(), io::stderr());
    let own = [stdout.as_fd(), stderr.as_fd()]
        .map(|fd| fd.try_clone_to_owned().expect("it can be copied"));
    dup2_stdout(&place.out).expect("standard output can be a file");
    dup2_stderr(&place.messages).expect("standard error can be a file");
    let code = farshore::cli::main_with(["farshore"].iter().chain(args));
    dup2_stdout(&own[0]).expect("standard output can be what it was");
    dup2_stderr(&own[1]).expect("standard error can be what it was");

    let code = (0..3).find(|&number| ExitCode::from(number) == code);
    let run = Run {
        code: code.expect("there are three ways to end"),
        out: taken(&place.out),
        messages: String::from_utf8(taken(&place.messages)).expect("messages are UTF-8"),
    };
    assert!(
        !run.messages.contains("(a bug in farshore)") && !run.messages.contains("panicked at"),
        "{}",
        run.messages
    );
    crate::assert_shown(&run.messages);
    run
}

/// What is in `file`, which is empty then.
fn taken(mut file: &File) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut take = || {
        file.rewind()?;
        file.read_to_end(&mut bytes)?;
        file.set_len(0)?;
        file.rewind()
    };
    take().expect("an own file can be read");
    bytes
}
