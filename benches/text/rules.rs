//! The files of the built-in rules, to be compiled with a change.

use farshore::diagnostic::SourceMap;

/// All files, each as `change` makes it.
pub(crate) fn files(change: impl Fn(String) -> String) -> SourceMap {
    let root = format!("{}/rules", env!("CARGO_MANIFEST_DIR"));
    let mut sources = SourceMap::new();
    for folder in ["", "lexicons/"] {
        let entries = std::fs::read_dir(format!("{root}/{folder}"))
            .unwrap_or_else(|error| panic!("{root}/{folder}: {error}"));
        let mut names: Vec<String> = entries
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter(|name| [".toml", ".tsv"].iter().any(|end| name.ends_with(end)))
            .map(|name| format!("{folder}{name}"))
            .collect();
        names.sort();
        for name in names {
            let text = std::fs::read_to_string(format!("{root}/{name}"))
                .unwrap_or_else(|error| panic!("{name}: {error}"));
            sources.add(name, change(text));
        }
    }
    sources
}
