//! Which fields of a record are read: those with text, in the order in which they are joined, and the one with the id.

/// Names that make a field part of the title zone.
const TITLE_NAMES: [&str; 2] = ["title", "headline"];

/// What is read when nothing else is asked for.
const DEFAULT_TEXT: [&str; 5] = ["title", "headline", "text", "body", "content"];

/// One field that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FieldSpec {
    /// As asked for; for nested objects the names joined by full stops.
    pub(crate) name: String,
    /// The names from the outside in.
    pub(crate) path: Vec<String>,
    /// Whether it belongs to the title zone.
    pub(crate) is_title: bool,
}

impl FieldSpec {
    fn new(name: &str) -> Self {
        let path: Vec<String> = name.split('.').map(str::to_owned).collect();
        let is_title = path
            .last()
            .is_some_and(|last| TITLE_NAMES.contains(&last.as_str()));
        Self {
            name: name.to_owned(),
            path,
            is_title,
        }
    }
}

/// The fields that are read.
#[derive(Clone, Debug)]
pub(crate) struct Fields {
    /// The text fields, those of the title zone first, each once; and last the id, so that one index names any of them.
    specs: Vec<FieldSpec>,
    /// Whether the user named the text fields: then a table must have all of them.
    pub(crate) text_is_explicit: bool,
    /// Whether the user named the id field.
    pub(crate) id_is_explicit: bool,
    /// Whether records are kept.
    pub(crate) keep: Keep,
    /// Names that a record that is kept may not have, because others will be put there.
    pub(crate) reserved: Vec<String>,
}

/// What is kept of the records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Keep {
    /// Nothing but what is read.
    #[default]
    Nothing,
    /// All fields.
    Fields,
    /// All columns; of all inputs the same, because they are to be one table.
    Columns,
}

impl Fields {
    /// The fields that the user names; an empty list or none stands for the usual ones.
    pub(crate) fn new(text: &[String], id: Option<&str>) -> Self {
        let text_is_explicit = !text.is_empty();
        let named: Vec<&str> = if text_is_explicit {
            text.iter().map(String::as_str).collect()
        } else {
            DEFAULT_TEXT.to_vec()
        };
        let mut specs: Vec<FieldSpec> = Vec::new();
        for name in named {
            if specs.iter().all(|spec| spec.name != name) {
                specs.push(FieldSpec::new(name));
            }
        }
        // The classifier takes titles first; a stable sort keeps the user's order otherwise.
        specs.sort_by_key(|spec| !spec.is_title);
        specs.push(FieldSpec::new(id.unwrap_or("id")));
        Self {
            specs,
            text_is_explicit,
            id_is_explicit: id.is_some(),
            keep: Keep::Nothing,
            reserved: Vec::new(),
        }
    }

    /// The same, of records that are kept.
    pub(crate) fn keeping(self, keep: Keep, reserved: Vec<String>) -> Self {
        Self {
            keep,
            reserved,
            ..self
        }
    }

    /// Whether a field with this name is in the way of another.
    pub(super) fn clashes(&self, name: &str) -> bool {
        self.reserved.iter().any(|reserved| reserved == name)
    }

    /// All of them, the id last.
    pub(crate) fn all(&self) -> &[FieldSpec] {
        &self.specs
    }

    /// Those with text.
    pub(crate) fn text(&self) -> &[FieldSpec] {
        &self.specs[..self.id_index()]
    }

    /// Where the id stands in [`Fields::all`].
    pub(crate) fn id_index(&self) -> usize {
        self.specs.len() - 1
    }

    /// The names of the text fields for a message: `title, text or body`.
    pub(crate) fn text_names(&self) -> String {
        let mut names = String::new();
        let count = self.id_index();
        for (i, spec) in self.text().iter().enumerate() {
            match i {
                0 => {}
                _ if i + 1 == count => names.push_str(" or "),
                _ => names.push_str(", "),
            }
            names.push_str(&spec.name);
        }
        names
    }
}

#[cfg(test)]
mod tests {
    use super::Fields;

    #[test]
    fn titles_come_first_and_each_field_once() {
        let fields = Fields::new(
            &["body".into(), "meta.headline".into(), "body".into()],
            None,
        );
        let names: Vec<_> = fields
            .all()
            .iter()
            .map(|s| (s.name.as_str(), s.is_title))
            .collect();
        assert_eq!(
            names,
            [("meta.headline", true), ("body", false), ("id", false)]
        );
        assert_eq!(fields.text_names(), "meta.headline or body");
    }
}
