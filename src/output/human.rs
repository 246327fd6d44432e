//! Records for people: a short block for each item. Foreign text never starts a line (build logs take some for commands) and
//! never reaches the terminal raw.

use std::fmt::Write as _;

use clap::builder::styling::{AnsiColor, Effects, Style};

use super::{Faulty, Labelled, Origin, Writer, tag_name, visible};
use crate::classify::Evidence;

pub(super) const LABEL: Style = AnsiColor::Green.on_default().effects(Effects::BOLD);
const NO_LABEL: Style = Style::new().effects(Effects::DIMMED);
pub(super) const QUOTE: Style = AnsiColor::Yellow.on_default();
pub(super) const ERROR: Style = AnsiColor::Red.on_default().effects(Effects::BOLD);

pub(super) fn item(writer: &Writer<'_>, item: &Labelled<'_>, out: &mut Vec<u8>) {
    let result = item.result;
    let mut block = Block {
        text: String::new(),
        color: writer.style.color,
    };
    block.heading(item.origin);
    if let Some(title) = item.fields.iter().find(|field| field.is_title) {
        block.plain(format_args!("  {}", visible(title.text)));
    }
    block.plain("\n    ");
    for (i, &label) in result.labels.iter().enumerate() {
        block.plain(if i == 0 { "" } else { ", " });
        block.styled(LABEL, writer.label(label));
        block.plain(format_args!(" {}", result.scores[label.index()]));
    }
    if result.labels.is_empty() {
        block.styled(NO_LABEL, "no label");
    }
    for (i, &label) in result.maybe.iter().enumerate() {
        block.plain(if i == 0 { "; maybe " } else { ", " });
        block.plain(format_args!(
            "{} {}",
            writer.label(label),
            result.scores[label.index()]
        ));
    }
    block.plain(if result.truncated {
        "; truncated\n"
    } else {
        "\n"
    });
    if writer.style.evidence {
        for evidence in &result.evidence {
            block.evidence(writer, item, evidence, "");
        }
        for evidence in &result.shadow {
            block.evidence(writer, item, evidence, ", shadow");
        }
    }
    out.extend_from_slice(block.text.as_bytes());
}

pub(super) fn error(writer: &Writer<'_>, faulty: &Faulty<'_>, out: &mut Vec<u8>) {
    let mut block = Block {
        text: String::new(),
        color: writer.style.color,
    };
    block.heading(faulty.origin);
    block.plain("\n    ");
    block.styled(ERROR, "error");
    block.plain(format_args!(
        " {}: {}\n",
        faulty.code,
        visible(faulty.message)
    ));
    out.extend_from_slice(block.text.as_bytes());
}

/// What a record is called.
pub(super) fn name(origin: Origin<'_>) -> String {
    match (origin.id_text(), origin.line) {
        (Some(id), _) => visible(&id).to_string(),
        (None, Some(line)) => format!("line {line}"),
        (None, None) => "?".to_owned(),
    }
}

/// Text under way, with colours or without.
pub(super) struct Block {
    pub(super) text: String,
    pub(super) color: bool,
}

impl Block {
    pub(super) fn plain(&mut self, text: impl std::fmt::Display) {
        let _ = write!(self.text, "{text}");
    }

    pub(super) fn styled(&mut self, style: Style, text: impl std::fmt::Display) {
        if self.color {
            let _ = write!(self.text, "{style}{text}{style:#}");
        } else {
            self.plain(text);
        }
    }

    fn heading(&mut self, origin: Origin<'_>) {
        self.plain(format_args!("* {}", name(origin)));
    }

    fn evidence(
        &mut self,
        writer: &Writer<'_>,
        item: &Labelled<'_>,
        evidence: &Evidence,
        remark: &str,
    ) {
        let rule = &writer.rules.rules()[evidence.rule.index()];
        let (label, points, tag) = (
            writer.label(evidence.label),
            evidence.points,
            tag_name(evidence.tag),
        );
        self.plain(format_args!(
            "    - {} {points:+} {label}, {tag}{remark}\n      ",
            rule.id
        ));
        self.styled(QUOTE, format_args!("\"{}\"", visible(item.quote(evidence))));
        if !evidence.countries.is_empty() {
            self.plain(format_args!(" [{}]", evidence.countries.join(" ")));
        }
        self.plain("\n");
    }
}

#[cfg(test)]
mod tests {
    use super::super::Format;
    use super::super::testing::written;

    #[test]
    fn a_block_shows_labels_rules_and_quotes_and_no_raw_controls() {
        assert_eq!(
            written(Format::Text, true, false, "\"a\\u001b\""),
            "* a\\u{1b}  =Ünited\\u{202e} \\u{1b}[31mShoes\n    offshoring 70; maybe outsourcing 35\n    \
             - offshoring.moves +70 offshoring, planned\n      \"relocate its factory to Mexico\" [MX]\n\
             * line 2\n    no label\n\
             * line 3\n    error bad_json: bad JSON: \\u{7}, at column 4\n"
        );
    }

    #[test]
    fn colour_only_when_asked_for() {
        assert!(written(Format::Text, true, true, "1").contains("\u{1b}[1m\u{1b}[32moffshoring"));
        assert!(!written(Format::Text, true, false, "1").contains('\u{1b}'));
    }
}
