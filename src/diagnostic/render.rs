//! A finding as text with the source line under it (the look of rustc), and as JSON. Where the text goes is for others to decide.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet, normalize_untrusted_str};
use serde_json::{Value, json};

use super::{Annotation, Diagnostic, Severity, SourceMap};
use crate::span::SourceId;

/// Notes this close to the place of the mistake share its snippet. Farther ones get their own: a snippet holds all text
/// between its marks, so that one spanning the file would make many findings quadratic.
const SHARED_LINES: usize = 12;

/// The finding as text for a person, ending in a line break.
pub fn render(diagnostic: &Diagnostic, sources: &SourceMap, colour: bool) -> String {
    let level = match diagnostic.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level
        .primary_title(diagnostic.message.as_str())
        .id(diagnostic.code.id());
    let mut group = Group::with_title(title);
    for block in blocks(diagnostic, sources) {
        group = group.element(block.snippet(sources));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(normalize_untrusted_str(help)));
    }
    let renderer = if colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let text = renderer.decor_style(DecorStyle::Ascii).render(&[group]);
    // Some of these have been replaced, an escape that is not one of our colours among them; the others the renderer lets pass.
    let is_bad = |c| is_dangerous(c) && c != '\n' && !(colour && c == '\u{1b}');
    no_commands(&text.replace(is_bad, "\u{fffd}")) + "\n"
}

/// What foreign text must not do to a terminal: C0, DEL and C1 controls, the line and paragraph separators, and all marks that
/// turn the direction of writing.
pub(crate) fn is_dangerous(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Without foreign words that are a command where the log of a build is read, `::` at the start of a line and `##[` anywhere. A
/// sign stands in the place of each, so that marks stay under their words.
fn no_commands(text: &str) -> String {
    let text = text.replace("##[", "##\u{fffd}");
    let is_command = |line: &str| {
        let line = line.trim_start();
        // Three and a blank stand before the name of another file.
        line.starts_with("::") && !line.starts_with("::: ")
    };
    text.split_inclusive('\n')
        .map(|line| {
            if is_command(line) {
                line.replacen(':', "\u{fffd}", 1)
            } else {
                line.to_owned()
            }
        })
        .collect()
}

/// The finding as JSON: `code`, `name`, `severity`, `message`, then the place (`file`, `line`, `column`, `end_line`, `end_column`,
/// `start`, `end`, `text`) where there is one, `notes` (places) and `help`. Lines and columns count from one, bytes from zero.
pub fn to_json(diagnostic: &Diagnostic, sources: &SourceMap) -> Value {
    let mut object = json!({
        "code": diagnostic.code.id(),
        "name": diagnostic.code.name(),
        "severity": diagnostic.severity().name(),
        "message": diagnostic.message,
        "notes": diagnostic.notes.iter().map(|note| place(note, sources)).collect::<Vec<_>>(),
        "help": diagnostic.help,
    });
    if let (Some(primary), Value::Object(fields)) = (&diagnostic.primary, &mut object)
        && let Value::Object(place) = place(primary, sources)
    {
        fields.extend(place);
    }
    object
}

fn place(annotation: &Annotation, sources: &SourceMap) -> Value {
    let (line, column) = sources.line_column(annotation.source, annotation.span.start);
    let (end_line, end_column) = sources.line_column(annotation.source, annotation.span.end);
    json!({
        "file": sources.name(annotation.source),
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
        "start": annotation.span.start,
        "end": annotation.span.end,
        "text": annotation.text,
    })
}

/// Marks that are printed in one snippet.
struct Block<'a> {
    source: SourceId,
    from: usize,
    to: usize,
    marks: Vec<(AnnotationKind, &'a Annotation)>,
}

/// The marks of a finding, gathered into snippets; the snippet of the mistake itself comes first.
fn blocks<'a>(diagnostic: &'a Diagnostic, sources: &SourceMap) -> Vec<Block<'a>> {
    let primary = diagnostic
        .primary
        .iter()
        .map(|mark| (AnnotationKind::Primary, mark));
    let notes = diagnostic
        .notes
        .iter()
        .map(|mark| (AnnotationKind::Context, mark));
    let mut blocks: Vec<Block<'a>> = Vec::new();
    for (kind, mark) in primary.chain(notes) {
        let line = sources.line_column(mark.source, mark.span.start).0;
        let near = |block: &&mut Block<'_>| {
            block.source == mark.source
                && sources.line_column(block.source, block.from).0 <= line + SHARED_LINES
                && line <= sources.line_column(block.source, block.to).0 + SHARED_LINES
        };
        // Only the last block is asked, so that thousands of notes stay linear.
        if let Some(block) = blocks.last_mut().filter(near) {
            block.from = block.from.min(mark.span.start);
            block.to = block.to.max(mark.span.end);
            block.marks.push((kind, mark));
        } else {
            let (from, to) = (mark.span.start, mark.span.end);
            blocks.push(Block {
                source: mark.source,
                from,
                to,
                marks: vec![(kind, mark)],
            });
        }
    }
    blocks
}

impl<'a> Block<'a> {
    fn snippet(self, sources: &'a SourceMap) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
        let (line, start, text) = sources.lines(self.source, self.from, self.to);
        let marks = self.marks.into_iter().map(|(kind, mark)| {
            // A span of another version of the file must not bring the renderer down.
            let from = text.floor_char_boundary(mark.span.start.saturating_sub(start));
            let to = text
                .floor_char_boundary(mark.span.end.saturating_sub(start))
                .max(from);
            // Of titles and lines the renderer does this itself.
            let label = (!mark.text.is_empty()).then(|| normalize_untrusted_str(&mark.text));
            kind.span(from..to).label(label)
        });
        Snippet::source(text)
            .line_start(line + 1)
            .path(normalize_untrusted_str(sources.name(self.source)))
            .annotations(marks)
    }
}
