//! Rule files as written: TOML and the expression language, parsed with the place of every piece kept.

pub mod ast;
