//! One test binary: each module holds one kind of test.

mod check;
mod cli;
mod diagnostics;
mod expressions;
mod syntax_properties;
