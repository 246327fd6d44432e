//! The explanation for people. Foreign text never starts a line and never reaches the terminal raw.

use super::super::human::{Block, ERROR, LABEL, QUOTE};
use super::super::visible;
use super::underline::underlined;
use super::{Answer, Explained};
use crate::explain::{HomeView, LabelView, PartView, Quote, Trial};
use crate::fixture;

/// The whole of it. `width` is that of the terminal, if it goes to one.
pub(crate) fn text(of: &Explained, color: bool, width: Option<u16>) -> String {
    let mut block = Block {
        text: String::new(),
        color,
    };
    block.plain(format_args!("* {}", visible(of.item.name())));
    block.plain(format_args!("  {}\n", visible(of.item.headline())));
    match &of.answer {
        Answer::Labels(explanation) => {
            if explanation.truncated {
                block.plain("truncated: a bound cut something off\n");
            }
            for label in &explanation.labels {
                block.plain("\n");
                label_text(label, width, &mut block);
            }
        }
        Answer::Rule(trial) => rule_text(trial, width, &mut block),
    }
    block.text
}

/// What is said under a finding of `farshore check`.
pub(crate) fn finding(of: &fixture::Explained, color: bool, width: Option<u16>) -> String {
    let mut block = Block {
        text: String::new(),
        color,
    };
    if let Some(trial) = &of.rule {
        rule_text(trial, width, &mut block);
    }
    for label in &of.labels {
        label_text(label, width, &mut block);
    }
    block.text
}

fn rule_text(trial: &Trial, width: Option<u16>, block: &mut Block) {
    let points = trial.points.iter();
    let points: Vec<String> = points
        .map(|(label, points)| format!("{label} {points:+}"))
        .collect();
    block.plain(if trial.fires {
        "fires: "
    } else {
        "does not fire: "
    });
    heading(trial, &points.join(", "), block);
    body(trial, 4, width, block);
}

fn label_text(label: &LabelView, width: Option<u16>, block: &mut Block) {
    let style = if label.given { LABEL } else { ERROR };
    block.styled(style, visible(&label.label));
    let answer = match (label.given, label.maybe) {
        (true, _) => "yes",
        (false, true) => "maybe",
        (false, false) => "no",
    };
    block.plain(format_args!(
        ": {answer}, {} of {} points\n",
        label.score, label.at
    ));
    for trial in &label.fired {
        let points = trial.points.get(&label.label).copied().unwrap_or_default();
        block.plain("  ");
        heading(trial, &format!("{points:+}"), block);
        body(trial, 6, width, block);
    }
    match &label.nearest {
        Some(trial) => {
            block.plain("  nearest: ");
            let points = trial.points.get(&label.label).copied().unwrap_or_default();
            heading(trial, &format!("{points:+}"), block);
            body(trial, 6, width, block);
        }
        None if !label.given => block.plain("  no other rule for it finds a word here\n"),
        None => {}
    }
}

fn heading(trial: &Trial, points: &str, block: &mut Block) {
    block.styled(LABEL, visible(&trial.rule));
    block.plain(format_args!(
        " {}  {}:{}",
        visible(points),
        visible(&trial.file),
        trial.line
    ));
    if trial.shadow {
        block.plain("  shadow, counts for nothing");
    }
    block.plain("\n");
}

fn body(trial: &Trial, indent: usize, width: Option<u16>, block: &mut Block) {
    let blanks = " ".repeat(indent);
    let marks: Vec<&Quote> = trial.parts.iter().map(|part| &part.quote).collect();
    for sentence in &trial.sentences {
        underlined(sentence, &marks, indent, width, block);
    }
    for part in &trial.parts {
        block.plain(format_args!("{blanks}- "));
        part_text(part, block);
    }
    for gap in &trial.gaps {
        block.plain(format_args!(
            "{blanks}gap {} between \"{}\" and \"{}\" ({})\n",
            gap.words,
            visible(&gap.left.short()),
            visible(&gap.right.short()),
            gap.connector
        ));
    }
    if let Some(tag) = trial.tag {
        block.plain(format_args!("{blanks}tag {tag}"));
        for (nth, cue) in trial.cues.iter().enumerate() {
            block.plain(if nth == 0 { ": " } else { ", " });
            block.plain(format_args!(
                "cue {} on \"{}\" ({})",
                visible(&cue.cue),
                visible(&cue.words.text),
                cue.tag
            ));
        }
        block.plain(if trial.cues.is_empty() {
            ", no cue reaches it\n"
        } else {
            "\n"
        });
    }
    for mask in &trial.masks {
        block.plain(format_args!(
            "{blanks}mask {} on \"{}\"",
            visible(&mask.mask),
            visible(&mask.words.short())
        ));
        for (nth, hidden) in mask.hides.iter().enumerate() {
            block.plain(if nth == 0 { ", hides " } else { ", " });
            block.plain(format_args!(
                "\"{}\" from {{{}}}",
                visible(&hidden.words.text),
                visible(&hidden.list)
            ));
        }
        block.plain("\n");
    }
    for guard in &trial.guards {
        block.plain(format_args!(
            "{blanks}{} {}: ",
            guard.scope,
            visible(&guard.expression)
        ));
        match &guard.found {
            Some(found) => block.styled(ERROR, format_args!("found \"{}\"", visible(&found.text))),
            None => block.plain("not found"),
        }
        block.plain("\n");
    }
    lacks(trial, &blanks, block);
}

/// What keeps a rule from firing, under `blanks`.
pub(in super::super) fn lacks(trial: &Trial, blanks: &str, block: &mut Block) {
    for (nth, lack) in trial.lacks.iter().enumerate() {
        block.plain(format_args!(
            "{blanks}{}",
            if nth == 0 { "" } else { "and " }
        ));
        block.styled(ERROR, visible(&lack.says));
        block.plain(format_args!(
            "\n{blanks}  mend: {}\n",
            visible(&lack.change)
        ));
    }
}

fn part_text(part: &PartView, block: &mut Block) {
    if let Some(name) = &part.name {
        block.plain(format_args!("{}: ", visible(name)));
    }
    block.styled(QUOTE, format_args!("\"{}\"", visible(&part.quote.text)));
    block.plain(format_args!("  {}", visible(&part.lists.join(" > "))));
    if let Some(country) = &part.country {
        block.plain(format_args!("  {country}"));
    }
    if let Some(home) = &part.home {
        block.plain("  ");
        home_text(home, block);
    }
    block.plain("\n");
}

fn home_text(home: &HomeView, block: &mut Block) {
    match (&home.country, home.from, &home.words) {
        (Some(country), Some(from), Some(words)) => block.plain(format_args!(
            "(home {country}, from the {from} \"{}\")",
            visible(&words.text)
        )),
        _ => block.plain("(home unknown)"),
    }
}
