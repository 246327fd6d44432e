//! One line of JSON into a [`Record`], without building values: fields that nobody asked for are skipped, strings without
//! escapes are borrowed, ids are kept as they were written.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Deserializer;
use serde_json::value::RawValue;
use smallvec::{SmallVec, smallvec};

use super::fields::{Fields, Keep};
use super::{Code, Failure, Kept, Record, TextField, bad_utf8, failure};

/// The record on `line`.
pub(super) fn parse<'a>(line: &'a [u8], fields: &'a Fields) -> Result<Record<'a>, Failure<'a>> {
    // The whole line is checked: serde_json lets bad bytes pass in fields it skips, and the line would be half trusted.
    let line = std::str::from_utf8(line).map_err(bad_utf8)?;
    let found = find(line, fields)?;
    let id = match found.values[fields.id_index()] {
        Some(Value::Raw(id)) => Some(Cow::Borrowed(id)),
        _ => None,
    };
    if let Some(name) = found.clash {
        return Err(failure(
            id,
            Code::NameClash,
            format!("the field {name:?} is one that is added too: try --prefix"),
        ));
    }
    if let Some(name) = found.duplicate {
        return Err(failure(
            id,
            Code::DuplicateField,
            format!("the field {name:?} stands there twice"),
        ));
    }
    if let Some(name) = found.not_an_object {
        return Err(failure(
            id,
            Code::WrongType,
            format!("the field {name:?} is not an object"),
        ));
    }
    let mut texts = SmallVec::new();
    for (spec, value) in fields.text().iter().zip(found.values) {
        let value = match value {
            Some(Value::Raw(raw)) => serde_json::from_str(raw.get())
                .map(Some)
                .map_err(|e| bad_json(line, raw.get(), &e))?,
            value => value,
        };
        match value {
            Some(Value::Text(text)) => texts.push(TextField {
                name: &spec.name,
                is_title: spec.is_title,
                text,
            }),
            Some(Value::Other(kind)) => {
                return Err(failure(
                    id,
                    Code::WrongType,
                    format!("the field {:?} is {kind}, not a string", spec.name),
                ));
            }
            // Writers disagree on whether a missing value is left out or null, so both mean the same.
            None | Some(Value::Null | Value::Raw(_)) => {}
        }
    }
    if texts.is_empty() {
        return Err(failure(
            id,
            Code::MissingText,
            format!("no field {}", fields.text_names()),
        ));
    }
    Ok(Record {
        id,
        fields: texts,
        warning: None,
        kept: match fields.keep {
            Keep::Nothing => Kept::Nothing,
            Keep::Fields | Keep::Columns => Kept::Object(line),
        },
    })
}

/// A string, borrowed unless it holds escapes.
#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

/// The value of a field.
enum Value<'a> {
    Text(Cow<'a, str>),
    Null,
    /// Anything else: what kind of thing it is.
    Other(&'static str),
    /// As written: an id, or what is looked into once more.
    Raw(&'a RawValue),
}

impl<'de> Deserialize<'de> for Value<'de> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue)
    }
}

/// Reads any value; of what is no text only the kind.
struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Value<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Value::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Value::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Value::Other("a boolean"))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(Value::Other("a number"))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(Value::Other("a number"))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Value::Other("a number"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Value::Other("an array"))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Value::Other("an object"))
    }
}

/// The values of the fields that are read.
struct Found<'a> {
    /// By index into [`Fields::all`].
    values: SmallVec<[Option<Value<'a>>; 8]>,
    duplicate: Option<String>,
    /// A field that is in the way of one that is added.
    clash: Option<String>,
    not_an_object: Option<String>,
    /// Objects that hold fields that are read, still to be looked into.
    nested: SmallVec<[Nested<'a>; 2]>,
}

struct Nested<'a> {
    text: &'a str,
    depth: usize,
    active: SmallVec<[usize; 8]>,
}

fn find<'a>(line: &'a str, fields: &Fields) -> Result<Found<'a>, Failure<'a>> {
    let everything = Nested {
        text: line,
        depth: 0,
        active: (0..fields.all().len()).collect(),
    };
    let mut found = Found {
        values: fields.all().iter().map(|_| None).collect(),
        duplicate: None,
        clash: None,
        not_an_object: None,
        nested: smallvec![everything],
    };
    // A work list and not a recursion: the depth is the user's (`--text-field`), never the data's.
    while let Some(Nested {
        text,
        depth,
        active,
    }) = found.nested.pop()
    {
        let mut json = Deserializer::from_str(text);
        let object = Object {
            fields,
            depth,
            active: &active,
            found: &mut found,
        };
        object
            .deserialize(&mut json)
            .and_then(|()| json.end())
            .map_err(|e| bad_json(line, text, &e))?;
    }
    Ok(found)
}

/// Reads one object and keeps what is asked for.
struct Object<'s, 'de> {
    fields: &'s Fields,
    depth: usize,
    active: &'s [usize],
    found: &'s mut Found<'de>,
}

impl<'de> DeserializeSeed<'de> for Object<'_, 'de> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Object<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self {
            fields,
            depth,
            active,
            found,
        } = self;
        let (specs, id) = (fields.all(), fields.id_index());
        let mut seen: SmallVec<[usize; 8]> = SmallVec::new();
        while let Some(Text(key)) = map.next_key()? {
            if depth == 0 && fields.clashes(&key) {
                found.clash.get_or_insert_with(|| key.to_string());
            }
            let named = || {
                active
                    .iter()
                    .copied()
                    .filter(|&i| specs[i].path[depth] == key)
            };
            let Some(first) = named().next() else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            let name = || specs[first].path[..=depth].join(".");
            // The last of two wins in most readers, the first in some: a label must not hang on that.
            if seen.contains(&first) {
                map.next_value::<IgnoredAny>()?;
                found.duplicate.get_or_insert_with(name);
                continue;
            }
            seen.push(first);
            // A text that nothing else asks for is read at once.
            if named().count() == 1 && first != id && specs[first].path.len() == depth + 1 {
                found.values[first] = Some(map.next_value()?);
                continue;
            }
            let value: &'de RawValue = map.next_value()?;
            let mut deeper = SmallVec::new();
            for i in named() {
                if specs[i].path.len() == depth + 1 {
                    found.values[i] = Some(Value::Raw(value));
                } else {
                    deeper.push(i);
                }
            }
            if deeper.is_empty() {
                continue;
            }
            match value.get().as_bytes().first() {
                Some(b'{') => found.nested.push(Nested {
                    text: value.get(),
                    depth: depth + 1,
                    active: deeper,
                }),
                Some(b'n') => {}
                _ => {
                    found.not_an_object.get_or_insert_with(name);
                }
            }
        }
        Ok(())
    }
}

/// `error`, met in `part` of `line`, with the column in the line.
fn bad_json<'a>(line: &str, part: &str, error: &serde_json::Error) -> Failure<'a> {
    // `part` is a slice of `line`, so the difference of their addresses is where it starts.
    let offset = part.as_ptr().addr().saturating_sub(line.as_ptr().addr());
    let message = error.to_string();
    // serde_json ends its messages with the position in what it was given, which may be a part only.
    let what = message
        .rsplit_once(" at line ")
        .map_or(message.as_str(), |(what, _)| what);
    failure(
        None,
        Code::BadJson,
        format!("bad JSON: {what} at column {}", offset + error.column()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(names: &[&str]) -> Fields {
        Fields::new(
            &names.iter().map(|&n| n.to_owned()).collect::<Vec<_>>(),
            None,
        )
    }

    fn code_and_message(line: &[u8], names: &[&str]) -> (Code, String) {
        let fields = fields(names);
        let failure = parse(line, &fields).expect_err("the line is bad");
        (failure.problem.code, failure.problem.message.clone())
    }

    #[test]
    fn ids_stay_as_written() {
        for id in [
            "12345678901234567890123",
            "1.10",
            "null",
            r#"{ "a" : 1 }"#,
            r#""\u0041""#,
        ] {
            let line = format!(r#"{{"id":{id},"text":"x"}}"#);
            let fields = fields(&[]);
            let record = parse(line.as_bytes(), &fields).expect("the line is good");
            assert_eq!(record.id.expect("there is an id").get(), id);
        }
    }

    #[test]
    fn strings_without_escapes_are_borrowed() {
        let fields = fields(&["a", "b"]);
        let record = parse(br#"{"a":"plain","b":"\u00e9"}"#, &fields).expect("the line is good");
        assert!(matches!(record.fields[0].text, Cow::Borrowed("plain")));
        assert_eq!(record.fields[1].text, "é");
    }

    #[test]
    fn fields_are_found_in_nested_objects_and_behind_escaped_keys() {
        let fields = fields(&["a.b.title", "a.c"]);
        let line = br#"{"\u0061":{"x":{"c":1},"b":{"title":"T"},"c":"C"},"c":"no"}"#;
        let record = parse(line, &fields).expect("the line is good");
        let got: Vec<_> = record
            .fields
            .iter()
            .map(|f| (f.name, f.is_title, &*f.text))
            .collect();
        assert_eq!(got, [("a.b.title", true, "T"), ("a.c", false, "C")]);
    }

    #[test]
    fn the_id_may_be_a_text_field_too() {
        let fields = Fields::new(&["text".into()], Some("text"));
        let record = parse(br#"{"text":"x"}"#, &fields).expect("the line is good");
        assert_eq!(record.id.expect("there is an id").get(), r#""x""#);
    }

    #[test]
    fn columns_count_from_the_start_of_the_line() {
        let (code, message) = code_and_message(br#"{"a":{"text":"\ud800"}}"#, &["a.text"]);
        assert_eq!(code, Code::BadJson);
        assert!(message.ends_with("at column 21"), "{message}");
        let (code, message) = code_and_message(br#"{"text" "x"}"#, &[]);
        assert_eq!(code, Code::BadJson);
        assert!(message.ends_with("at column 9"), "{message}");
    }

    #[test]
    fn only_fields_that_are_read_must_be_unique() {
        let (code, message) = code_and_message(br#"{"text":"a","text":"b"}"#, &[]);
        assert_eq!(
            (code, message.as_str()),
            (
                Code::DuplicateField,
                r#"the field "text" stands there twice"#
            )
        );
        assert_eq!(
            code_and_message(br#"{"a":{"b":"x"},"a":{}}"#, &["a.b"]).0,
            Code::DuplicateField
        );
        let fields = fields(&[]);
        assert!(parse(br#"{"x":1,"x":2,"text":"a"}"#, &fields).is_ok());
    }

    #[test]
    fn what_is_not_text_has_its_own_code() {
        assert_eq!(
            code_and_message(br#"{"text":["a"]}"#, &[]).0,
            Code::WrongType
        );
        assert_eq!(
            code_and_message(br#"{"a":"x"}"#, &["a.b"]).0,
            Code::WrongType
        );
        assert_eq!(
            code_and_message(br#"{"text":null}"#, &[]).0,
            Code::MissingText
        );
        assert_eq!(code_and_message(b"{}", &[]).0, Code::MissingText);
        assert_eq!(code_and_message(b"17", &[]).0, Code::BadJson);
        assert_eq!(
            code_and_message(br#"{"text":"a"} {}"#, &[]).0,
            Code::BadJson
        );
        assert_eq!(
            code_and_message(b"{\"x\":\"\xff\",\"text\":\"a\"}", &[]).0,
            Code::BadUtf8
        );
    }
}
