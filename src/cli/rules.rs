//! `farshore rules`: the rules as the program understands them. Also opens the rule set for every other command.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::args::{RulesArgs, RulesCommand};
use super::{CliError, Outcome};
use crate::compile::has_extension;
use crate::diagnostic::{self, Diagnostic, SourceMap};
use crate::output::{tag_name, visible};
use crate::ruleset::{LabelId, Rule, RuleId, RuleSet, Status};
use crate::syntax::ast::{Expr, RuleDecl, RuleFile, Within, Zone};
use crate::syntax::{parse, suggest};
use crate::{builtin, load};

/// Rules, as compiled and as written.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) rules: RuleSet,
    pub(super) sources: SourceMap,
    pub(super) files: Vec<RuleFile>,
}

/// The rules in `folder`, or those built in, with the files they are written in.
pub(super) fn open_written(folder: Option<&Path>) -> Result<Opened, CliError> {
    let (sources, name) = files(folder)?;
    let rules = match folder {
        None => RuleSet::builtin(),
        Some(folder) => compile(&sources, &name, folder)?,
    };
    // Those that compile have nothing wrong with them.
    let files = sources
        .iter()
        .filter(|(_, name, _)| has_extension(name, "toml"))
        .map(|(source, _, text)| parse(source, text).0)
        .collect();
    Ok(Opened {
        rules,
        sources,
        files,
    })
}

/// The rules in `folder`, or those built in.
pub(crate) fn open(folder: Option<&Path>) -> Result<RuleSet, CliError> {
    let Some(folder) = folder else {
        return Ok(RuleSet::builtin());
    };
    let (sources, name) = files(Some(folder))?;
    compile(&sources, &name, folder)
}

/// The files of the rules in `folder`, or of those built in, and what the rule set is called.
pub(super) fn files(folder: Option<&Path>) -> Result<(SourceMap, String), CliError> {
    let Some(folder) = folder else {
        return Ok((builtin::sources(), builtin::name()));
    };
    let mut sources = SourceMap::new();
    for (name, text) in load::rules_folder(a_folder(folder)?).map_err(CliError::new)? {
        sources.add(name, text);
    }
    Ok((sources, folder_name(folder)))
}

/// Makes sure that a path given for rules is not that of one rule file, whose lists may stand in others.
pub(super) fn a_folder(path: &Path) -> Result<&Path, CliError> {
    if path.is_file() {
        let path = path.display();
        return Err(CliError::new(format_args!(
            "{path}: a file; give the folder in which it stands"
        )));
    }
    Ok(path)
}

/// The same files under the names by which people find them: the first so many are rules, whose names are relative to their folder.
pub(super) fn named(sources: &SourceMap, folder: &Path, rule_files: usize) -> SourceMap {
    let mut named = SourceMap::new();
    for (at, (_, name, text)) in sources.iter().enumerate() {
        let path = if at < rule_files {
            folder.join(name)
        } else {
            PathBuf::from(name)
        };
        named.add(visible(&path.display().to_string()).to_string(), text);
    }
    named
}

fn compile(sources: &SourceMap, name: &str, folder: &Path) -> Result<RuleSet, CliError> {
    let (rules, problems) = RuleSet::compile(sources, name);
    match rules {
        // Nothing would ever be labelled, and all would seem well.
        Some(rules) if rules.rules().is_empty() => Err(CliError::new(format_args!(
            "{}: no rule in the files of this folder",
            folder.display()
        ))),
        Some(rules) => Ok(rules),
        None => Err(unusable(sources, folder, &problems)),
    }
}

/// Shows why rules do not compile. Warnings are for `farshore check`: who labels news cannot mend them.
pub(super) fn unusable(sources: &SourceMap, folder: &Path, problems: &[Diagnostic]) -> CliError {
    let sources = named(sources, folder, sources.iter().count());
    let errors: Vec<_> = problems
        .iter()
        .filter(|problem| problem.is_error())
        .collect();
    for error in &errors {
        let _ = io::stderr().write_all(diagnostic::render(error, &sources, false).as_bytes());
    }
    CliError::new(format_args!(
        "the rules in {} cannot be used: {} found; `farshore check` tells more",
        folder.display(),
        plural(errors.len(), "error")
    ))
}

fn plural(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// The folder's own name, also where it is given as `.` or `../x/`.
fn folder_name(folder: &Path) -> String {
    let full = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    full.file_name()
        .unwrap_or(full.as_os_str())
        .to_string_lossy()
        .into_owned()
}

/// Runs the command.
pub(super) fn run(args: &RulesArgs) -> Result<Outcome, CliError> {
    let text = match &args.command {
        RulesCommand::List { rules } => list(&open(rules.folder.as_deref())?),
        RulesCommand::Show { id, rules } => show(&open_written(rules.folder.as_deref())?, id)?,
    };
    io::stdout()
        .write_all(text.as_bytes())
        .and_then(|()| io::stdout().flush())
        .map_err(|e| CliError::output(&e))?;
    Ok(Outcome::Done)
}

fn list(rules: &RuleSet) -> String {
    let mut rows = vec![["RULE", "POINTS", "STATUS", "MEANING"].map(str::to_owned)];
    rows.extend(rules.rules().iter().map(|rule| {
        [
            rule.id.clone(),
            points(rules, rule),
            status(rule).to_owned(),
            visible(&rule.summary).to_string(),
        ]
    }));
    let width = |column: usize| {
        rows.iter()
            .map(|row| row[column].chars().count())
            .max()
            .unwrap_or(0)
    };
    let widths = [width(0), width(1), width(2)];
    let mut text = String::new();
    for [id, points, status, summary] in &rows {
        let [a, b, c] = widths;
        let line = format!("{id:a$}  {points:b$}  {status:c$}  {summary}");
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

fn show(opened: &Opened, id: &str) -> Result<String, CliError> {
    let rules = &opened.rules;
    let id = find(rules, id)?;
    let rule = &rules.rules()[id.index()];
    let mut text = format!(
        "{}\n  file     {}:{}\n  points   {}\n  status   {}\n  meaning  {}\n",
        rule.id,
        rule.file,
        rule.line,
        points(rules, rule),
        status(rule),
        visible(&rule.summary),
    );
    text.push_str("  expression\n");
    for line in rule.expression.lines() {
        let _ = writeln!(text, "    {}", visible(line.trim()));
    }
    let mut declared = opened.files.iter().flat_map(|file| &file.rules);
    if let Some(declared) = declared.find(|declared| declared.id.value == rule.id) {
        conditions(&mut text, opened, declared);
        examples(&mut text, declared);
    }
    Ok(text)
}

/// What else must hold, in the words of the file.
fn conditions(text: &mut String, opened: &Opened, rule: &RuleDecl) {
    let written = opened.sources.text(rule.source);
    let within = match rule.within {
        Within::Sentence => None,
        Within::Clause => Some("clause"),
        Within::Item => Some("item"),
    };
    let zones = rule.zones.iter().map(|zone| match zone {
        Zone::Title => "title",
        Zone::Lead => "lead",
    });
    let accept = rule.accept.iter().flatten().map(|tag| tag_name(*tag));
    let exprs = |exprs: &[Expr]| -> Vec<String> {
        let texts = exprs.iter().map(|expr| &written[expr.span.range()]);
        texts
            .map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect()
    };
    let require = rule
        .require
        .iter()
        .map(|one| written[one.span.range()].to_owned());
    for (heading, lines) in [
        (
            "within the same",
            within.into_iter().map(str::to_owned).collect(),
        ),
        ("only in", zones.map(str::to_owned).collect()),
        ("unless in the sentence", exprs(&rule.unless_sentence)),
        ("unless in the item", exprs(&rule.unless_item)),
        ("requires", require.collect()),
        ("counts if", accept.map(str::to_owned).collect::<Vec<_>>()),
    ] {
        if !lines.is_empty() {
            let _ = writeln!(text, "  {heading}");
        }
        for line in lines {
            let _ = writeln!(text, "    {}", visible(&line));
        }
    }
}

fn examples(text: &mut String, rule: &RuleDecl) {
    let examples = &rule.examples;
    for (heading, examples) in [
        ("fires on", &examples.hit),
        ("does not fire on", &examples.miss),
        ("should fire on", &examples.todo_hit),
        ("should not fire on", &examples.todo_miss),
    ] {
        if !examples.is_empty() {
            let _ = writeln!(text, "  {heading}");
        }
        for example in examples {
            let _ = write!(text, "    - {}", visible(&example.text.value));
            if let Some(because) = &example.because {
                let _ = write!(text, "  ({})", visible(&because.value));
            }
            text.push('\n');
        }
    }
}

fn points(rules: &RuleSet, rule: &Rule) -> String {
    let parts = rule
        .points
        .iter()
        .map(|(label, points)| format!("{} {points}", rules.labels()[label.index()].name));
    parts.collect::<Vec<_>>().join(", ")
}

fn status(rule: &Rule) -> &'static str {
    match rule.status {
        Status::Live => "live",
        Status::Shadow => "shadow",
    }
}

/// The rule with an id.
pub(super) fn find(rules: &RuleSet, id: &str) -> Result<RuleId, CliError> {
    if let Some(at) = rules.rules().iter().position(|rule| rule.id == id) {
        return Ok(RuleId(at as u32));
    }
    let help = match suggest::nearest(id, rules.rules().iter().map(|rule| rule.id.as_str())) {
        Some(nearest) => format!("did you mean {nearest:?}?"),
        None => "`farshore rules list` shows them all".to_owned(),
    };
    Err(CliError::new(format_args!("no rule {id:?}: {help}")))
}

/// The label with a name.
pub(super) fn label(rules: &RuleSet, name: &str) -> Result<LabelId, CliError> {
    let names = || rules.labels().iter().map(|label| label.name.as_str());
    if let Some(at) = names().position(|known| known == name) {
        return Ok(LabelId(at as u16));
    }
    let help = match suggest::nearest(name, names()) {
        Some(nearest) => format!("did you mean {nearest:?}?"),
        None => format!("there are {}", names().collect::<Vec<_>>().join(", ")),
    };
    Err(CliError::new(format_args!("no label {name:?}: {help}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: &str = r#"
format = 1
[label.offshoring]
at = 50
[[rule]]
id = "moves"
label = "offshoring"
points = 70
summary = "Work moves"
match = '''
  "jobs" near/8
    "Mexico"
'''
[rule.examples]
hit = ["The [[jobs moved to Mexico]]."]
[[rule]]
id = "moves-back"
label = "offshoring"
points = -100
status = "shadow"
match = '"came home"'
"#;

    fn opened(text: &str) -> Result<Opened, CliError> {
        let mut sources = SourceMap::new();
        let source = sources.add("a.toml", text);
        let rules = compile(&sources, "test", Path::new("test"))?;
        let files = vec![parse(source, text).0];
        Ok(Opened {
            rules,
            sources,
            files,
        })
    }

    fn rules() -> Opened {
        opened(RULES).expect("the rules compile")
    }

    #[test]
    fn the_list_is_aligned() {
        assert_eq!(
            list(&rules().rules),
            "RULE        POINTS           STATUS  MEANING\n\
             moves       offshoring 70    live    Work moves\n\
             moves-back  offshoring -100  shadow\n"
        );
    }

    #[test]
    fn a_rule_is_shown_with_its_examples() {
        assert_eq!(
            show(&rules(), "moves").expect("the rule exists"),
            "moves\n  file     a.toml:6\n  points   offshoring 70\n  status   live\n  meaning  Work moves\n  \
             expression\n    \"jobs\" near/8\n    \"Mexico\"\n  fires on\n    - The [[jobs moved to Mexico]].\n"
        );
    }

    #[test]
    fn a_rule_is_shown_with_all_that_it_asks_for() {
        let text = r#"format = 1
[label.x]
at = 50
[lexicon.place]
case = "exact"
terms = ["Pune"]
[[rule]]
id = "x"
label = "x"
points = 70
match = 'a:{place} near/8 b:{place}'
within = "clause"
zone = ["title", "lead"]
unless.sentence = ['"fair"
 or "show"']
unless.item = ['"game"']
accept = ["planned", "asserted"]
[rule.examples]
hit = ["Pune"]
miss = [{ text = "The fair", because = "unless" }]
todo_hit = ["Lille"]
todo_miss = ["Pune again"]
"#
        .replace("'\"fair\"", "'''\"fair\"")
        .replace("\"show\"'", "\"show\"'''");
        let shown = show(&opened(&text).expect("it compiles"), "x").expect("the rule exists");
        let (_, conditions) = shown.split_once("b:{place}\n").expect("the expression");
        assert_eq!(
            conditions,
            "  within the same\n    clause\n  only in\n    title\n    lead\n  unless in the sentence\n    \"fair\" or \"show\"\n  \
             unless in the item\n    \"game\"\n  counts if\n    planned\n    asserted\n  \
             fires on\n    - Pune\n  does not fire on\n    - The fair  (unless)\n  should fire on\n    - Lille\n  \
             should not fire on\n    - Pune again\n"
        );
    }

    #[test]
    fn an_unknown_rule_has_a_nearest() {
        let error = show(&rules(), "move-back").expect_err("there is no such rule");
        assert!(
            matches!(error, CliError::Message(m) if m == r#"no rule "move-back": did you mean "moves-back"?"#)
        );
    }

    #[test]
    fn rules_with_errors_are_not_used() {
        let error = opened("format = 1\n[[rule]]\nid = 1\n").expect_err("the rules are bad");
        assert!(
            matches!(error, CliError::Message(m) if m.starts_with("the rules in test cannot be used"))
        );
    }
}
