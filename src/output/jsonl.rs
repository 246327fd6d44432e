//! Records as JSON, one a line.

use serde::Serialize;

use super::schema::{ErrorRecord, ItemRecord};
use super::{Faulty, Kept, Labelled, Writer};

pub(super) fn item(writer: &Writer<'_>, item: &Labelled<'_>, out: &mut Vec<u8>) {
    let start = out.len();
    match item.kept {
        Kept::Nothing => {}
        Kept::Object(object) => keep_object(object, out),
        Kept::Row { names, cells, .. } => keep_row(names, cells, out),
    }
    members(start, &ItemRecord::new(writer, item), out);
    out.pop();
    out.extend_from_slice(writer.end.as_bytes());
    out.push(b'\n');
}

pub(super) fn error(writer: &Writer<'_>, faulty: &Faulty<'_>, out: &mut Vec<u8>) {
    json(&ErrorRecord::new(writer, faulty), out);
    out.push(b'\n');
}

/// The members of an object, byte for byte but for line breaks: those stand between members only, where blanks say the same.
fn keep_object(object: &str, out: &mut Vec<u8>) {
    let start = out.len();
    let object = object.trim();
    let members = object.strip_suffix('}').unwrap_or(object);
    out.extend_from_slice(members.trim_end().as_bytes());
    for byte in &mut out[start..] {
        if matches!(byte, b'\n' | b'\r') {
            *byte = b' ';
        }
    }
}

fn keep_row(names: &[String], cells: &[&str], out: &mut Vec<u8>) {
    out.push(b'{');
    for (at, (name, cell)) in names.iter().zip(cells).enumerate() {
        if at > 0 {
            out.push(b',');
        }
        json(name, out);
        out.push(b':');
        json(cell, out);
    }
}

/// Writes `record`, as the last members of the object that is under way from `start` on if there is one.
fn members(start: usize, record: &impl Serialize, out: &mut Vec<u8>) {
    let own = out.len();
    json(record, out);
    if own > start {
        // The brace that opens it becomes the comma before it.
        out[own] = b',';
    }
}

fn json(value: &(impl Serialize + ?Sized), out: &mut Vec<u8>) {
    serde_json::to_writer(out, value).expect("memory takes everything, and all keys are strings");
}

#[cfg(test)]
mod tests {
    use super::super::Format;
    use super::super::testing::written;

    #[test]
    fn a_record_is_the_contract_to_the_letter() {
        let lines = written(Format::Jsonl, true, false, "1.10");
        let version = env!("CARGO_PKG_VERSION");
        let expected = [
            r#"{"schema":1,"id":1.10,"label":"offshoring","labels":["offshoring"],"#,
            r#""scores":{"outsourcing":35,"offshoring":70},"maybe":["outsourcing"],"truncated":false,"#,
            r#""evidence":[{"label":"offshoring","rule":"offshoring.moves","points":70,"tag":"planned","#,
            r#""field":"text","start":10,"end":40,"start_char":9,"end_char":39,"#,
            r#""text":"relocate its\nfactory to Mexico","#,
            r#""parts":[{"list":"move","text":"relocate","start":10,"end":18},"#,
            r#"{"list":"place[foreign]","text":"Mexico","start":34,"end":40},"#,
            r#"{"list":"Name","field":"title","text":"Ünited","start":1,"end":8}],"countries":["MX"]}],"#,
            &format!(r#""rules":"test sha256:00ff","version":"{version}"}}"#),
        ]
        .concat();
        assert_eq!(lines.lines().next(), Some(expected.as_str()));
    }

    #[test]
    fn the_line_stands_for_a_missing_id() {
        let lines = written(Format::Jsonl, false, false, "null");
        let starts: Vec<_> = lines
            .lines()
            .map(|line| line.chars().take(30).collect::<String>())
            .collect();
        assert_eq!(
            starts,
            [
                r#"{"schema":1,"id":null,"line":1"#,
                r#"{"schema":1,"line":2,"label":n"#,
                r#"{"schema":1,"line":3,"error":{"#
            ]
        );
        assert!(!lines.contains("evidence"));
    }
}
