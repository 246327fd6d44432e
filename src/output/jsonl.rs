//! Records as JSON, one a line.

use serde::Serialize;

use super::schema::{ErrorRecord, ItemRecord};
use super::{Labelled, Origin, Writer};

pub(super) fn item(writer: &Writer<'_>, item: &Labelled<'_>, out: &mut Vec<u8>) {
    line(&ItemRecord::new(writer, item), out);
}

pub(super) fn error(origin: Origin<'_>, code: &str, message: &str, out: &mut Vec<u8>) {
    line(
        &ErrorRecord::new(origin.id, origin.line, code, message),
        out,
    );
}

fn line(record: &impl Serialize, out: &mut Vec<u8>) {
    serde_json::to_writer(&mut *out, record)
        .expect("memory takes everything, and all keys are strings");
    out.push(b'\n');
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
