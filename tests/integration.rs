//! One test binary: each module holds one kind of test.

mod cli;
mod diagnostics;
mod expressions;
mod laws;
mod syntax_properties;
