//! Findings as workflow commands of GitHub Actions, which show them beside the lines they are about.

use crate::diagnostic::{Diagnostic, SourceMap, is_dangerous};

/// A workflow command: `::error file=…,line=…,title=…::message`.
pub(super) fn annotation(problem: &Diagnostic, sources: &SourceMap) -> String {
    let mut properties = Vec::new();
    if let Some(primary) = &problem.primary {
        let (line, column) = sources.line_column(primary.source, primary.span.start);
        properties.push(format!("file={}", property(sources.name(primary.source))));
        properties.push(format!("line={line},col={column}"));
    }
    let title = format!("{} {}", problem.code.id(), problem.code.title());
    properties.push(format!("title={}", property(&title)));
    let mut message = problem.message.clone();
    let remark = problem
        .primary
        .iter()
        .map(|primary| &primary.text)
        .filter(|remark| !remark.is_empty());
    for more in remark.chain(&problem.help) {
        message.push('\n');
        message.push_str(more);
    }
    format!(
        "::{} {}::{}\n",
        problem.severity().name(),
        properties.join(","),
        data(&message)
    )
}

/// Escapes what would end a message. The per cent sign comes first: the others bring in new ones.
fn data(text: &str) -> String {
    let is_bad = |char: char| is_dangerous(char) && !matches!(char, '\r' | '\n' | '\t');
    // Article text must not steer the terminal of whoever reads the log.
    text.replace(is_bad, "\u{fffd}")
        .replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// Escapes what would end a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::{annotation, property};
    use crate::diagnostic::{Code, Diagnostic, SourceMap};
    use crate::span::Span;

    #[test]
    fn workflow_commands_cannot_be_broken_out_of() {
        assert_eq!(property("a%:b,\r\nc"), "a%25%3Ab%2C%0D%0Ac");
        assert_eq!(property("a\u{9b}\u{202e}b"), "a\u{fffd}\u{fffd}b");
        let mut sources = SourceMap::new();
        let source = sources.add("a,b.toml", "x\nyz");
        let problem = Diagnostic::new(Code::BadFixture, "100%\n::set x")
            .at(source, Span::new(3, 4), "here")
            .help("mend: it");
        let expected = "::error file=a%2Cb.toml,line=2,col=2,title=E211 a fixture line that cannot be read\
                        ::100%25%0A::set x%0Ahere%0Amend: it\n";
        assert_eq!(annotation(&problem, &sources), expected);
    }
}
