//! Rule files in, a [`RuleSet`] and everything there is to say against them out. The passes, in order:
//! parse all files; gather lists, data files and labels by name; lower expressions; join all terms; look at the whole.

mod commonness;
mod countries;
mod data;
mod finish;
mod inflect;
mod lint;
mod lists;
mod lower;
mod needs;
mod never;
mod openings;
mod reach;
mod references;
mod rules;
mod sound;
mod written;

use sha2::{Digest, Sha256};

pub(crate) use sound::Sound;
pub(crate) use written::written;

use crate::diagnostic::{Code, Diagnostic, SourceMap};
use crate::ruleset::RuleSet;
use crate::span::{SourceId, Spanned};
use crate::syntax::ast::RuleFile;
use crate::syntax::{parse, suggest};
use sound::Broken;

/// The folder of data files, relative to the rule files.
pub(crate) const DATA_FOLDER: &str = "lexicons/";

impl RuleSet {
    /// Compiles all rule files (`*.toml`) of `sources`; data files stand in it as `lexicons/<file>`.
    ///
    /// Every mistake of every file is reported in one run. There is a rule set unless one of them is an error.
    pub fn compile(sources: &SourceMap, name: &str) -> (Option<Self>, Vec<Diagnostic>) {
        let mut problems = Vec::new();
        let mut files = Vec::new();
        for (source, file, text) in sources.iter() {
            if has_extension(file, "toml") {
                let (parsed, found) = parse(source, text);
                files.push(parsed);
                problems.extend(found);
            }
        }
        let built = Self::compile_parsed(sources, &files, name, &mut problems);
        (built, problems)
    }

    /// Compiles rule files that are parsed already; `problems` may hold what the parser had to say.
    pub(crate) fn compile_parsed(
        sources: &SourceMap,
        files: &[RuleFile],
        name: &str,
        problems: &mut Vec<Diagnostic>,
    ) -> Option<Self> {
        let built = Compiler::new(sources, problems).run(files, name)?;
        let failed = problems.iter().any(Diagnostic::is_error);
        (!failed).then(|| RuleSet {
            hash: hash(sources),
            ..built.rules
        })
    }
}

/// What the passes share: the files, and where to report.
struct Compiler<'a> {
    sources: &'a SourceMap,
    problems: &'a mut Vec<Diagnostic>,
    broken: Broken,
}

impl<'a> Compiler<'a> {
    fn new(sources: &'a SourceMap, problems: &'a mut Vec<Diagnostic>) -> Self {
        Self {
            sources,
            problems,
            broken: Broken::default(),
        }
    }

    /// The rules that no mistake touches, and what is to be doubted of them.
    fn run(mut self, files: &[RuleFile], name: &str) -> Option<Sound> {
        let labels = self.labels(files);
        let mut lists = self.lists(files);
        let masks = self.masks(files, &mut lists);
        let cues = self.cues(files, &mut lists);
        let mut rules = self.rules(files, &labels, &mut lists);
        // Where part of a file could not be read, the points that seem absent may stand there.
        if !files.iter().any(|file| file.incomplete) {
            self.unreachable_labels(files, &labels);
        }
        let mut finished = self.finish_lists(lists)?;
        self.leave_out(&masks, &cues, &finished, &mut rules);
        let mut masks = lower::finish_masks(masks, &mut finished.lists);
        let gate = needs::gate(&mut rules.programs, &mut masks, &finished);
        let rules = RuleSet {
            labels,
            rules: rules.rules,
            name: name.to_owned(),
            // Only a rule set that leaves the compiler as a whole has a hash to be known by.
            hash: String::new(),
            open_lists: finished.open_lists,
            lists: finished.lists,
            terms: finished.terms,
            rows: finished.rows,
            uses: finished.uses,
            masks,
            cues,
            programs: rules.programs,
            gate,
        };
        Some(self.sound(files, rules))
    }

    /// Whether something was reported since there were `before` problems.
    fn has_grown(&self, before: usize) -> bool {
        self.problems.len() > before
    }

    fn report(&mut self, problem: Diagnostic) {
        self.problems.push(problem);
    }

    /// Reports a name that nothing has, with the nearest that something has.
    fn unknown<'n>(
        &mut self,
        code: Code,
        what: &str,
        source: SourceId,
        name: &Spanned<String>,
        known: impl IntoIterator<Item = &'n str>,
    ) {
        // In a file that is no TOML the definition may stand in the part that was not read.
        if self
            .problems
            .iter()
            .any(|problem| problem.code == Code::TomlSyntax)
        {
            return;
        }
        let known: Vec<&str> = known.into_iter().collect();
        let help = match suggest::nearest(&name.value, known.iter().copied()) {
            Some(nearest) => format!("did you mean `{nearest}`?"),
            None => remedy(code, &name.value, &known),
        };
        let problem = Diagnostic::new(code, format!("there is no {what} `{}`", name.value));
        self.report(problem.at(source, name.span, "not found").help(help));
    }
}

/// What to do about a name that nothing has, and nothing like it.
fn remedy(code: Code, name: &str, known: &[&str]) -> String {
    let all = known.join(", ");
    match code {
        Code::UnknownList => {
            format!("define it, `[lexicon.{name}]` with `terms = [\"…\"]`, or name another list")
        }
        Code::UnknownLabel => {
            format!("declare it in one of the files: `[label.{name}]` with `at = 50`")
        }
        Code::UnknownFile => {
            let bare = name.rsplit('/').next().unwrap_or(name);
            if !has_extension(name, "tsv") {
                format!(
                    "data files are tables with tabs between the cells, `*.tsv`, in the folder `{DATA_FOLDER}`"
                )
            } else if known.contains(&bare) {
                format!("write the name alone, `{bare}`: data files stand in `{DATA_FOLDER}`")
            } else if known.is_empty() {
                format!("put it into the folder `{DATA_FOLDER}` beside the rule files")
            } else {
                format!(
                    "put it into the folder `{DATA_FOLDER}` beside the rule files; there: {all}"
                )
            }
        }
        Code::UnknownColumn if known.is_empty() => {
            "a list without data files has no columns: take the filter out".to_owned()
        }
        Code::UnknownColumn => format!("known here: {all}"),
        _ if known.is_empty() => {
            format!("give a part of the expression this name: `{name}:{{place}}`")
        }
        _ => format!("known here: {all}"),
    }
}

/// SHA-256 over names and contents, each with its length, in the order of the files.
fn hash(sources: &SourceMap) -> String {
    let mut hasher = Sha256::new();
    for (_, name, text) in sources.iter() {
        for piece in [name, text] {
            hasher.update((piece.len() as u64).to_le_bytes());
            hasher.update(piece.as_bytes());
        }
    }
    hasher
        .finalize()
        .iter()
        .fold(String::new(), |mut digits, byte| {
            for nibble in [byte >> 4, byte & 15] {
                digits.extend(char::from_digit(u32::from(nibble), 16));
            }
            digits
        })
}

pub(crate) fn has_extension(name: &str, extension: &str) -> bool {
    std::path::Path::new(name)
        .extension()
        .is_some_and(|found| found.eq_ignore_ascii_case(extension))
}
