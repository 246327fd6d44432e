//! One test binary: each module holds one kind of test.

mod architecture;
mod check;
mod cli;
mod diagnostics;
mod expressions;
mod laws;
mod limits;
mod syntax_properties;
