//! Formats read back: tables, Markdown, `JUnit` reports.

use quick_xml::Reader;
use quick_xml::events::Event;

/// The rows of a table and their cells, as RFC 4180 has them.
pub fn rows(table: &[u8], delimiter: u8) -> Vec<Vec<String>> {
    let mut core = csv_core::ReaderBuilder::new()
        .delimiter(delimiter)
        .terminator(csv_core::Terminator::Any(b'\n'))
        .build();
    let (mut text, mut ends) = (vec![0; table.len() + 1], vec![0; table.len() + 2]);
    let (mut rest, mut rows) = (table, Vec::new());
    while !rest.is_empty() {
        let (result, read, _, count) = core.read_record(rest, &mut text, &mut ends);
        rest = &rest[read..];
        assert_eq!(
            result,
            csv_core::ReadRecordResult::Record,
            "a row that does not end"
        );
        let mut start = 0;
        let cells = ends[..count].iter().map(|&end| {
            let cell = String::from_utf8(text[start..end].to_owned()).expect("a cell is UTF-8");
            start = end;
            cell
        });
        rows.push(cells.collect());
    }
    rows
}

/// A cell that no spreadsheet runs.
pub fn defused(text: &str, is_raw: bool) -> String {
    let number = text.strip_prefix(['+', '-']).unwrap_or(text);
    let is_number = !number.is_empty()
        && number
            .chars()
            .all(|c| c.is_ascii_digit() || ".,%".contains(c));
    let runs = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\0']);
    if is_raw || is_number || !runs {
        text.to_owned()
    } else {
        format!("'{text}")
    }
}

/// What of a Markdown text does not stand between backticks.
pub fn outside_code(text: &str) -> String {
    let mut outside = String::new();
    for line in text.lines() {
        let mut rest = line;
        while let Some(at) = rest.find('`') {
            outside.push_str(&rest[..at]);
            let length = rest[at..].len() - rest[at..].trim_start_matches('`').len();
            let (fence, after) = rest[at..].split_at(length);
            let runs = after.match_indices(fence);
            let mut ends = runs.filter(|(end, _)| {
                !after[..*end].ends_with('`') && !after[end + length..].starts_with('`')
            });
            rest = ends.next().map_or(after, |(end, _)| &after[end + length..]);
        }
        outside.push_str(rest);
        outside.push('\n');
    }
    outside
}

/// How many cases a JUnit report has, and how many it says it has.
pub fn junit(xml: &str) -> (usize, usize) {
    let is_allowed = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
    assert!(xml.chars().all(is_allowed), "{xml:?}");
    let mut reader = Reader::from_str(xml);
    reader.config_mut().expand_empty_elements = true;
    let (mut cases, mut tests) = (0, 0);
    loop {
        match reader
            .read_event()
            .unwrap_or_else(|error| panic!("{error}: {xml}"))
        {
            Event::Eof => return (cases, tests),
            Event::Start(tag) => {
                for attribute in tag.attributes() {
                    let attribute = attribute.unwrap_or_else(|error| panic!("{error}: {xml}"));
                    if tag.name().as_ref() == "testsuites" && attribute.key.as_ref() == "tests" {
                        let value = attribute.value;
                        tests = value.parse().expect("a number");
                    }
                }
                cases += usize::from(tag.name().as_ref() == "testcase");
            }
            _ => {}
        }
    }
}
