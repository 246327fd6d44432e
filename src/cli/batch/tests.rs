//! A disk that fails at any call, and one that loses power after any: what is left is never wrong, and can be resumed.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use clap::Parser;

use super::manifest::Found;
use super::stop::UnderWay;
use super::store::{Disk, MANIFEST, RealDisk};
use super::sum::{Sum, Summer};
use super::{Batch, MadeBy, Tally, plan};
use crate::cli::CliError;
use crate::cli::args::{Cli, Command};
use crate::cli::progress::Progress;
use crate::cli::run::Labelling;
use crate::diagnostic::SourceMap;
use crate::output::Format;
use crate::ruleset::RuleSet;

const RULES: &str = "format = 1\n[label.offshoring]\nat = 50\n\
    [[rule]]\nid = \"jobs\"\nlabel = \"offshoring\"\npoints = 60\nmatch = '\"jobs\" near/3 \"abroad\"'\n";

/// What was done to a disk.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Event {
    Create(PathBuf),
    Write(PathBuf, Vec<u8>),
    Sync(PathBuf),
    SyncFolder,
    Rename(PathBuf, PathBuf),
    Remove(PathBuf),
}

/// The real disk with a list of what was done to it. Call number `fails.0` fails, and with `fails.1` all after it.
#[derive(Clone, Debug, Default)]
struct Shaky {
    events: Rc<RefCell<Vec<Event>>>,
    fails: Option<(usize, bool)>,
}

#[derive(Debug)]
struct ShakyFile {
    file: File,
    path: PathBuf,
    disk: Shaky,
}

impl Shaky {
    fn event(&self, event: Event) -> io::Result<()> {
        let mut events = self.events.borrow_mut();
        let number = events.len();
        events.push(event);
        match self.fails {
            Some((at, for_good)) if number == at || (for_good && number > at) => {
                Err(io::Error::other("out of luck"))
            }
            _ => Ok(()),
        }
    }

    fn file(&self, path: &Path, file: File) -> ShakyFile {
        ShakyFile {
            file,
            path: path.to_owned(),
            disk: self.clone(),
        }
    }
}

impl Disk for Shaky {
    type File = ShakyFile;

    fn create(&self, path: &Path) -> io::Result<ShakyFile> {
        self.event(Event::Create(path.to_owned()))?;
        Ok(self.file(path, RealDisk.create(path)?))
    }

    fn append(&self, path: &Path) -> io::Result<ShakyFile> {
        self.event(Event::Create(path.to_owned()))?;
        Ok(self.file(path, RealDisk.append(path)?))
    }

    fn sync(&self, file: &ShakyFile) -> io::Result<()> {
        self.event(Event::Sync(file.path.clone()))
    }

    fn sync_folder(&self, _: &Path) -> io::Result<()> {
        self.event(Event::SyncFolder)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.event(Event::Rename(from.to_owned(), to.to_owned()))?;
        RealDisk.rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.event(Event::Remove(path.to_owned()))?;
        RealDisk.remove(path)
    }
}

impl Write for ShakyFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A disk that is full takes what it has room for.
        let outcome = self
            .disk
            .event(Event::Write(self.path.clone(), bytes.to_owned()));
        let room = if outcome.is_ok() {
            bytes.len()
        } else {
            bytes.len() / 2
        };
        self.file.write_all(&bytes[..room])?;
        outcome.map(|()| room)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A folder with inputs, and one for the outputs.
struct Bench(PathBuf);

impl Drop for Bench {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

type Files = BTreeMap<String, Vec<u8>>;

impl Bench {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("farshore-batch-{}-{count}", std::process::id());
        let bench = Self(std::env::temp_dir().join(name));
        fs::create_dir_all(&bench.0).expect("a folder can be made");
        bench.input("a", 3);
        bench.input("b", 200);
        bench.input("c", 0);
        bench
    }

    fn input(&self, name: &str, records: usize) {
        let text = "{\"text\":\"The jobs go abroad.\"}\n".repeat(records);
        fs::write(self.0.join(name), text).expect("it can be written");
    }

    fn out(&self) -> PathBuf {
        self.0.join("out")
    }

    /// Begins or resumes a run.
    fn run(&self, disk: Shaky) -> Result<Tally, CliError> {
        let mut sources = SourceMap::new();
        sources.add("rules.toml", RULES);
        let (rules, problems) = RuleSet::compile(&sources, "test");
        let rules = Arc::new(rules.unwrap_or_else(|| panic!("{problems:?}")));
        let cli = Cli::parse_from(["farshore", "classify", "-j1", "--input-format", "jsonl"]);
        let Command::Classify(args) = cli.command else {
            panic!("that is not what was asked for")
        };
        let inputs = ["a", "b", "c"].map(|name| self.0.join(name));
        let batch = Batch {
            jobs: plan::jobs(&inputs, Format::Jsonl).expect("the names differ"),
            labelling: Labelling::new(&args.labelling, rules, Format::Jsonl, false, false)
                .unwrap_or_else(|e| panic!("{e:?}")),
            made_by: MadeBy {
                rules: "test".to_owned(),
                version: "1".to_owned(),
                options: serde_json::Value::Null,
            },
            under_way: UnderWay::default(),
        };
        let mut progress = Progress::new(&inputs, false);
        let (tally, _) = batch.fill(&self.out(), true, disk, &mut progress)?;
        Ok(tally)
    }

    /// What a run that nothing disturbs makes.
    fn whole(&self) -> Files {
        let tally = self.run(Shaky::default()).expect("a healthy disk");
        assert_eq!((tally.done + tally.kept, tally.failed), (3, 0));
        let mut files = self.files();
        files.remove(MANIFEST);
        files
    }

    /// The files there are.
    fn files(&self) -> Files {
        let mut files = Files::new();
        for entry in fs::read_dir(self.out()).into_iter().flatten() {
            let entry = entry.expect("the folder can be read");
            let name = entry.file_name().to_string_lossy().into_owned();
            if name != ".lock" {
                files.insert(name, fs::read(entry.path()).expect("the file can be read"));
            }
        }
        files
    }

    fn clear(&self) {
        let _ = fs::remove_dir_all(self.out());
    }
}

/// Prepares a folder, and gives the outputs that stand there.
type Prepare = fn(&Bench) -> Files;

/// Each way to begin.
const STARTS: [(&str, Prepare); 2] = [
    ("a new folder", |bench| {
        bench.clear();
        Files::new()
    }),
    (
        "a resumed one, with a changed input and half an output",
        |bench| {
            bench.clear();
            bench.input("b", 150);
            let old = bench.whole();
            bench.input("b", 200);
            fs::write(bench.out().join(".b.jsonl.part"), "half").expect("it can be written");
            old
        },
    ),
];

#[test]
fn whichever_call_fails_nothing_wrong_stays_and_the_run_can_be_resumed() {
    let bench = Bench::new();
    let whole = bench.whole();
    for (start, prepare) in STARTS {
        for for_good in [false, true] {
            for at in 0.. {
                let old = prepare(&bench);
                let disk = Shaky {
                    fails: Some((at, for_good)),
                    ..Shaky::default()
                };
                let outcome = bench.run(disk.clone());
                let case = format!("{start}, call {at}, for good {for_good}");
                let Some(event) = disk.events.borrow().get(at).cloned() else {
                    assert!(
                        at > 15 && outcome.is_ok_and(|tally| tally.failed == 0),
                        "{case}"
                    );
                    break;
                };
                match outcome {
                    Ok(tally) => {
                        assert!(
                            tally.failed > 0 && matches!(event, Event::Create(_)),
                            "{case}"
                        );
                    }
                    Err(CliError::Message(message)) => {
                        let folder = bench.out().display().to_string();
                        assert!(
                            message.contains("out of luck") && message.contains(&folder),
                            "{case}: {message}"
                        );
                    }
                    Err(CliError::ClosedPipe) => panic!("{case}: taken for a closed pipe"),
                }
                let files = bench.files();
                for (name, bytes) in files.iter().filter(|(name, _)| !name.starts_with('.')) {
                    if name != MANIFEST {
                        assert!(
                            whole.get(name) == Some(bytes) || old.get(name) == Some(bytes),
                            "{case}: {name}"
                        );
                    }
                }
                for (name, sum) in named(files.get(MANIFEST).map_or(&[], Vec::as_slice)) {
                    assert_eq!(sum_of(&files[&name]), sum, "{case}: {name}");
                }
                assert_eq!(bench.whole(), whole, "{case}");
            }
        }
    }
}

/// The outputs that a manifest names.
fn named(manifest: &[u8]) -> Vec<(String, Sum)> {
    let lines = Found::new(manifest).lines;
    lines
        .into_iter()
        .map(|(line, _)| (line.output.path, line.output.sum))
        .collect()
}

fn sum_of(bytes: &[u8]) -> Sum {
    let mut summer = Summer::default();
    summer.add(bytes);
    summer.sum()
}

/// What stands on a disk: as programs see it, and as it is found when the power goes now. Of what has not been waited for any part
/// may be on the disk as well.
struct Power {
    names: BTreeMap<PathBuf, usize>,
    lasting_names: BTreeMap<PathBuf, usize>,
    files: Vec<Vec<u8>>,
    lasting_files: Vec<Vec<u8>>,
}

impl Power {
    fn new(bench: &Bench) -> Self {
        let files = bench.files();
        let names: BTreeMap<_, _> = files
            .keys()
            .enumerate()
            .map(|(file, name)| (bench.out().join(name), file))
            .collect();
        let files: Vec<_> = files.into_values().collect();
        Self {
            lasting_names: names.clone(),
            names,
            lasting_files: files.clone(),
            files,
        }
    }

    fn apply(&mut self, event: &Event) {
        match event {
            Event::Create(path) => {
                if !self.names.contains_key(path) {
                    self.names.insert(path.clone(), self.files.len());
                    self.files.push(Vec::new());
                    self.lasting_files.push(Vec::new());
                }
            }
            Event::Write(path, bytes) => self.files[self.names[path]].extend_from_slice(bytes),
            Event::Sync(path) => {
                let file = self.names[path];
                self.lasting_files[file] = self.files[file].clone();
            }
            Event::SyncFolder => self.lasting_names = self.names.clone(),
            Event::Rename(from, to) => {
                let file = self.names.remove(from).expect("it is there");
                self.names.insert(to.clone(), file);
            }
            Event::Remove(path) => {
                self.names.remove(path);
            }
        }
    }

    /// Every output that any manifest names which may be found is found whole, and those that are `kept` are named by all.
    fn check(&self, out: &Path, kept: usize, case: &str) {
        for names in [&self.names, &self.lasting_names] {
            let Some(&manifest) = names.get(&out.join(MANIFEST)) else {
                continue;
            };
            for content in [&self.files[manifest], &self.lasting_files[manifest]] {
                let outputs = named(content);
                assert!(outputs.len() >= kept, "{case}: {outputs:?}");
                for (name, sum) in outputs {
                    for names in [&self.names, &self.lasting_names] {
                        let file = *names
                            .get(&out.join(&name))
                            .unwrap_or_else(|| panic!("{case}: {name} is not there"));
                        assert_eq!(sum_of(&self.lasting_files[file]), sum, "{case}: {name}");
                    }
                }
            }
        }
    }
}

#[test]
fn f52_whenever_the_power_goes_what_the_manifest_names_is_there() {
    let bench = Bench::new();
    for (start, prepare) in STARTS {
        // One of those that stand there is done again.
        let kept = prepare(&bench).len().saturating_sub(1);
        let mut power = Power::new(&bench);
        let disk = Shaky::default();
        bench.run(disk.clone()).expect("a healthy disk");
        let events = disk.events.borrow();
        assert!(events.len() > 15);
        for (at, event) in events.iter().enumerate() {
            power.apply(event);
            power.check(&bench.out(), kept, &format!("{start}, after call {at}"));
        }
        let manifest = power.lasting_names[&bench.out().join(MANIFEST)];
        assert_eq!(named(&power.lasting_files[manifest]).len(), 3);
    }
}
