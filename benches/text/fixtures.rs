//! The fixtures as news.

use serde::de::DeserializeOwned;

/// All labelled fixtures, in the order of their files; of each what `T` asks for.
pub(crate) fn fixtures<T: DeserializeOwned>() -> Vec<T> {
    let names = [
        "outsourcing",
        "offshoring",
        "offshore_finance",
        "none",
        "articles",
        "newsroom",
        "pairs",
        "tags",
    ];
    let read = |name| {
        let path = format!("{}/fixtures/{name}.jsonl", env!("CARGO_MANIFEST_DIR"));
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
    };
    let parse = |line: &str| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"));
    let files = names.map(read);
    files
        .iter()
        .flat_map(|file| file.lines())
        .map(parse)
        .collect()
}
