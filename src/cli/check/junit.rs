//! A `JUnit` report: a suite for each file, a case for each rule and fixture that is in order, and one for each finding. Errors are
//! failures; warnings, which `JUnit` does not know, pass and tell what they have to say as output.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::diagnostic::{self, Diagnostic, SourceMap};
use crate::fixture::{LookedAt, Report};
use crate::span::SourceId;

/// What belongs to one file, or to none.
struct Suite<'a> {
    name: &'a str,
    source: Option<SourceId>,
    problems: Vec<&'a Diagnostic>,
    /// Rules and fixtures of which nothing is wrong.
    good: Vec<&'a LookedAt>,
}

/// The whole report.
pub(super) fn report(report: &Report, sources: &SourceMap) -> String {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    let written = write(&mut xml, &suites(report, sources), sources);
    debug_assert!(written.is_ok(), "writing to memory cannot fail");
    let mut xml = xml.into_inner();
    xml.push(b'\n');
    String::from_utf8_lossy(&xml).into_owned()
}

fn suites<'a>(report: &'a Report, sources: &'a SourceMap) -> Vec<Suite<'a>> {
    let named = sources.iter().map(|(source, name, _)| (name, Some(source)));
    named
        .chain([("check", None)])
        .filter_map(|(name, source)| {
            let problems: Vec<&Diagnostic> = report
                .problems
                .iter()
                .filter(|problem| problem.primary.as_ref().map(|at| at.source) == source)
                .collect();
            let own: Vec<&LookedAt> = report
                .looked_at
                .iter()
                .filter(|one| Some(one.source) == source)
                .collect();
            let good = good(&own, &problems);
            let is_empty = problems.is_empty() && good.is_empty();
            (!is_empty).then_some(Suite {
                name,
                source,
                problems,
                good,
            })
        })
        .collect()
}

/// Those behind whose id no error stands before the next one's.
fn good<'a>(own: &[&'a LookedAt], problems: &[&Diagnostic]) -> Vec<&'a LookedAt> {
    let mut is_good = vec![true; own.len()];
    for problem in problems.iter().filter(|problem| problem.is_error()) {
        let at = problem.primary.as_ref().map_or(0, |at| at.span.start);
        // What stands before the first id may belong to it: the line of a fixture begins before its id.
        let next = own.partition_point(|one| one.span.start <= at);
        if let Some(good) = is_good.get_mut(next.saturating_sub(1)) {
            *good = false;
        }
    }
    let good = own.iter().zip(is_good).filter(|(_, good)| *good);
    good.map(|(one, _)| *one).collect()
}

fn write(xml: &mut Writer<Vec<u8>>, suites: &[Suite<'_>], sources: &SourceMap) -> io::Result<()> {
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let failures = |suite: &Suite<'_>| {
        let errors = suite.problems.iter().filter(|problem| problem.is_error());
        errors.count()
    };
    let tests = |suite: &Suite<'_>| suite.problems.len() + suite.good.len();
    let all_tests: usize = suites.iter().map(tests).sum();
    let all_failures: usize = suites.iter().map(failures).sum();
    xml.create_element("testsuites")
        .with_attribute(("name", "farshore check"))
        .with_attribute(("tests", all_tests.to_string().as_str()))
        .with_attribute(("failures", all_failures.to_string().as_str()))
        .write_inner_content(|xml| {
            for suite in suites {
                xml.create_element("testsuite")
                    .with_attribute(("name", clean(suite.name).as_str()))
                    .with_attribute(("tests", tests(suite).to_string().as_str()))
                    .with_attribute(("failures", failures(suite).to_string().as_str()))
                    .write_inner_content(|xml| cases(xml, suite, sources))?;
            }
            Ok(())
        })?;
    Ok(())
}

fn cases(xml: &mut Writer<Vec<u8>>, suite: &Suite<'_>, sources: &SourceMap) -> io::Result<()> {
    let file = clean(suite.name);
    for one in &suite.good {
        xml.create_element("testcase")
            .with_attribute(("classname", file.as_str()))
            .with_attribute(("name", clean(&one.id).as_str()))
            .write_empty()?;
    }
    for problem in &suite.problems {
        let line = problem.primary.as_ref().filter(|_| suite.source.is_some());
        let line = line.map(|at| sources.line_column(at.source, at.span.start).0);
        let code = problem.code;
        let name = match line {
            Some(line) => format!("{code} {}, line {line}", code.name()),
            None => format!("{code} {}", code.name()),
        };
        let told = clean(&diagnostic::render(problem, sources, false));
        let told = BytesText::new(&told);
        xml.create_element("testcase")
            .with_attribute(("classname", file.as_str()))
            .with_attribute(("name", name.as_str()))
            .write_inner_content(|xml| {
                if problem.is_error() {
                    xml.create_element("failure")
                        .with_attribute(("type", code.id()))
                        .with_attribute(("message", clean(&problem.message).as_str()))
                        .write_text_content(told)?;
                } else {
                    xml.create_element("system-out").write_text_content(told)?;
                }
                Ok(())
            })?;
    }
    Ok(())
}

/// The text without characters that XML 1.0 cannot hold, however they are written, and without other control characters.
fn clean(text: &str) -> String {
    let is_bad = |char: char| {
        (char.is_control() && char != '\n' && char != '\t')
            || matches!(char, '\u{fffe}' | '\u{ffff}')
    };
    text.chars()
        .map(|char| if is_bad(char) { '\u{fffd}' } else { char })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::report;
    use crate::diagnostic::{Code, Diagnostic, SourceMap};
    use crate::fixture::{LookedAt, Report, Summary};
    use crate::span::Span;

    #[test]
    fn no_text_breaks_the_xml() {
        let mut sources = SourceMap::new();
        let source = sources.add("a&b.toml", "ab\u{1b}]]>\u{ffff}<c>\n");
        let evil = "\u{0}\u{8}\u{1b}[31m]]></failure><![CDATA[ &amp; \"' \u{9b}\u{fffe}\r\n";
        let problem = Diagnostic::new(Code::FixtureNoisy, evil)
            .at(source, Span::new(0, 2), evil)
            .help(evil);
        let looked_at = vec![LookedAt {
            id: evil.to_owned(),
            source,
            span: Span::new(3, 4),
        }];
        let xml = report(
            &Report {
                explained: Vec::new(),
                problems: vec![problem],
                summary: Summary::default(),
                compiled: true,
                run: true,
                looked_at,
                budgets: Vec::new(),
            },
            &sources,
        );
        assert!(!xml.contains(|char: char| char.is_control() && char != '\n' && char != '\t'));
        assert!(!xml.contains(['\u{fffe}', '\u{ffff}']));
        let mut reader = quick_xml::Reader::from_str(&xml);
        let mut failures = 0;
        loop {
            match reader.read_event().expect("well-formed XML") {
                quick_xml::events::Event::Start(start) if start.name().as_ref() == "failure" => {
                    failures += 1;
                }
                quick_xml::events::Event::CData(_) => panic!("text became markup: {xml}"),
                quick_xml::events::Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!(failures, 1, "{xml}");
    }
}
