//! Rule files as written: TOML and the expression language, parsed with the place of every piece kept.

pub mod ast;
mod comments;
mod content;
mod cursor;
mod expr;
mod file;
mod lexer;
mod list;
mod mistake;
mod reader;
mod rule;
pub mod suggest;
mod table;
mod toml_tree;

pub use comments::comments;
pub use file::parse;
