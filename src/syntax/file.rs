//! A whole rule file: the tables of the top level, labels, masks and cues. Lists are in `list`, rules in `rule`.

use toml::de::{DeTable, DeValue};

use super::ast::{CueDecl, LabelDecl, MaskDecl, Reach, RuleFile, Side, Tag};
use super::reader::{Reader, Value, span_of};
use super::table::Table;
use super::{expr, toml_tree};
use crate::diagnostic::{Code, Diagnostic};
use crate::span::{SourceId, Span, Spanned};

/// The version of the rule language.
const FORMAT: i32 = 1;
/// Points of one rule, either way, and points a label takes. Far above any use, and a sum of many rules still fits.
pub(super) const MAX_POINTS: i32 = 10_000;
/// Words that a cue reaches over.
const MAX_REACH: i32 = 120;

/// Tags as written.
pub(super) const TAGS: [(&str, Tag); 5] = [
    ("denied", Tag::Denied),
    ("reversed", Tag::Reversed),
    ("possible", Tag::Possible),
    ("planned", Tag::Planned),
    ("asserted", Tag::Asserted),
];

/// Reads a rule file. All mistakes are reported, in the order of the file; what could be read is in the [`RuleFile`] nevertheless,
/// so that later checks can go on.
pub fn parse(source: SourceId, text: &str) -> (RuleFile, Vec<Diagnostic>) {
    let (clean, mut errors) = toml_tree::without_stopping_lines(text);
    let (tree, more) = DeTable::parse_recoverable(&clean);
    errors.extend(more);
    if matches!(
        tree.get_ref().get("rule").map(toml::Spanned::get_ref),
        Some(DeValue::Table(_))
    ) {
        errors.retain(|error| !toml_tree::is_another_rule(text, error));
    }
    let damage = errors
        .iter()
        .map(|error| toml_tree::place(text, error).start)
        .collect();
    let mut reader = Reader::new(source, text, damage);
    reader.diagnostics = toml_tree::findings(source, text, &errors);

    let first_line = text.find('\n').unwrap_or(text.len());
    let first_line = text[..first_line].trim_end().len();
    let mut file = RuleFile {
        source,
        ..RuleFile::default()
    };
    reader.top_level(
        &Table::new(tree.get_ref(), Span::new(0, first_line)),
        &mut file,
    );

    file.incomplete = !reader.diagnostics.is_empty();
    reader.diagnostics.sort_by_key(|diagnostic| {
        diagnostic
            .primary
            .as_ref()
            .map(|primary| primary.span.start)
    });
    (file, reader.diagnostics)
}

impl Reader<'_> {
    fn top_level(&mut self, top: &Table<'_>, file: &mut RuleFile) {
        self.check_keys(
            top,
            "a rule file",
            &["format", "label", "lexicon", "mask", "cue", "rule"],
        );
        for (name, table) in self.named(top, "label") {
            file.labels.push(self.label(name, &table));
        }
        for (name, table) in self.named(top, "lexicon") {
            file.lexicons.push(self.lexicon(name, &table));
        }
        for (name, table) in self.named(top, "mask") {
            file.masks.extend(self.mask(name, &table));
        }
        for (name, table) in self.named(top, "cue") {
            file.cues.extend(self.cue(name, &table));
        }
        self.rules(top, file);
        self.format(top);
    }

    fn rules(&mut self, top: &Table<'_>, file: &mut RuleFile) {
        if let Some(rules) = top.get("rule") {
            let help = Some("each rule starts with `[[rule]]`, in double brackets".to_owned());
            let DeValue::Array(entries) = rules.get_ref() else {
                // Behind a misspelt `[[rules]]`, `[rule.examples]` looks like the table of a rule.
                if !top.has_like("rule") {
                    self.wrong_type::<()>(rules, "tables `[[rule]]`", help);
                }
                return;
            };
            for entry in entries {
                if let Some(table) = self.table(entry, "a rule, `[[rule]]`", None) {
                    file.rules.extend(self.rule(&table));
                }
            }
        }
    }

    fn format(&mut self, top: &Table<'_>) {
        let help = || Some("write `format = 1` as the first line".to_owned());
        if let Some(value) = top.get("format") {
            if let Some(format) = self.integer(value, i32::MIN, i32::MAX)
                && format.value != FORMAT
            {
                let message = format!("format {} of rule files is not known", format.value);
                self.error(
                    Code::UnsupportedFormat,
                    message,
                    format.span,
                    "only format 1 is",
                    help(),
                );
            }
        } else if self.is_missing(top, "format") && !self.is_misplaced("format") {
            self.error(
                Code::UnsupportedFormat,
                "a rule file without `format`",
                top.span,
                "",
                help(),
            );
        }
    }

    /// The tables `[kind.name]`.
    fn named<'v>(&mut self, top: &Table<'v>, kind: &str) -> Vec<(Spanned<String>, Table<'v>)> {
        let Some(value) = top.get(kind) else {
            return Vec::new();
        };
        let Some(outer) = self.table(value, &format!("tables `[{kind}.name]`"), None) else {
            return Vec::new();
        };
        let mut tables = Vec::new();
        let mut is_told = false;
        for (key, value) in outer.entries {
            let name = Spanned::new(key.value.to_owned(), key.span);
            let help = match value.get_ref() {
                DeValue::Array(entries) if entries.iter().any(|one| one.get_ref().is_table()) => {
                    format!("write it in single brackets: `[{kind}.{}]`", key.value)
                }
                // In `[label]` with keys of its own, each key looks like a name.
                _ if is_told => continue,
                _ => format!("each {kind} has a name: `[{kind}.my-{kind}]`"),
            };
            is_told |= !value.get_ref().is_table();
            if let Some(table) = self.table(value, &format!("a table: `[{kind}.name]`"), Some(help))
                && self.check_name(&name, &format!("a {kind}"))
            {
                tables.push((name, table));
            }
        }
        tables
    }

    fn label(&mut self, name: Spanned<String>, table: &Table<'_>) -> LabelDecl {
        self.check_keys(table, "a label", &["at", "maybe_at"]);
        let at = self.required(
            table,
            "a label",
            "at",
            "say from how many points it is given: `at = 50`",
        );
        let at = at.and_then(|value| self.integer(value, 1, MAX_POINTS));
        let maybe_at = table
            .get("maybe_at")
            .and_then(|value| self.integer(value, 1, MAX_POINTS));
        if let (Some(at), Some(maybe_at)) = (&at, &maybe_at)
            && maybe_at.value >= at.value
        {
            let remark = format!("must be less than `at`, {}", at.value);
            self.error(
                Code::NumberOutOfRange,
                "`maybe_at` is never reached before `at`",
                maybe_at.span,
                &remark,
                None,
            );
        }
        // The label itself is kept without points, so that rules which name it are not accused.
        let at = at.unwrap_or(Spanned::new(0, name.span));
        LabelDecl { name, at, maybe_at }
    }

    fn mask(&mut self, name: Spanned<String>, table: &Table<'_>) -> Option<MaskDecl> {
        self.check_keys(table, "a mask", &["find", "hides", "why"]);
        let find = self.required(
            table,
            "a mask",
            "find",
            "say where it lies: `find = '{offshore} pre/2 {energy}'`",
        );
        let find = find.and_then(|value| self.expression(value));
        let hides = self.required(
            table,
            "a mask",
            "hides",
            "say which lists it hides: `hides = [\"offshore\"]`",
        );
        let hides = hides.map(|value| self.strings(value)).unwrap_or_default();
        let hides = hides
            .into_iter()
            .filter(|list| self.check_name(list, "a list"))
            .collect();
        let why = table
            .get("why")
            .and_then(|value| self.string(value))
            .map(|why| why.value);
        Some(MaskDecl {
            name,
            find: find?,
            hides,
            why,
        })
    }

    fn cue(&mut self, name: Spanned<String>, table: &Table<'_>) -> Option<CueDecl> {
        self.check_keys(
            table,
            "a cue",
            &["terms", "tag", "side", "reach", "stop", "pseudo"],
        );
        let terms = self.required(
            table,
            "a cue",
            "terms",
            "say which words it is: `terms = [\"no plans to\"]`",
        );
        let terms = terms.map(|value| self.terms(value));
        let tag = self.required(
            table,
            "a cue",
            "tag",
            "say what it means: `tag = \"denied\"`",
        );
        // A cue cannot say that there is none.
        let tag = tag.and_then(|value| {
            Some(Spanned::new(
                self.one_of(value, &TAGS[..4])?,
                span_of(value),
            ))
        });
        let side = self.required(
            table,
            "a cue",
            "side",
            "say where the match stands: `side = \"after\"`",
        );
        let sides = [
            ("before", Side::Before),
            ("after", Side::After),
            ("either", Side::Either),
        ];
        let side = side.and_then(|value| self.one_of(value, &sides));
        let reach = self.required(
            table,
            "a cue",
            "reach",
            "say how many words it reaches over: `reach = 12`",
        );
        let reach = reach.and_then(|value| self.reach(value));
        let stop = table
            .get("stop")
            .map(|value| self.strings(value))
            .unwrap_or_default();
        let pseudo = table
            .get("pseudo")
            .map(|value| self.strings(value))
            .unwrap_or_default();
        Some(CueDecl {
            name,
            terms: terms?,
            tag: tag?,
            side: side?,
            reach: reach?,
            stop,
            pseudo,
        })
    }

    fn reach(&mut self, value: &Value<'_>) -> Option<Spanned<Reach>> {
        let reach = match value.get_ref() {
            DeValue::String(text) if text.parse::<i32>().is_err() => {
                self.one_of(value, &[("next-sentence", Reach::NextSentence)])?
            }
            _ => Reach::Words(self.integer(value, 0, MAX_REACH)?.value.unsigned_abs()),
        };
        Some(Spanned::new(reach, span_of(value)))
    }

    /// An expression in a literal string.
    pub(super) fn expression(&mut self, value: &Value<'_>) -> Option<super::ast::Expr> {
        let (text, base) = self.raw(value)?;
        self.accept(expr::expression(self.source, text, base))
    }
}
