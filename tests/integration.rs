//! One test binary: each module holds one kind of test.

mod architecture;
mod check;
mod cli;
mod diagnostics;
mod diff;
mod eval;
mod explain;
mod expressions;
mod generated;
mod gold;
mod laws;
mod limits;
mod properties;
mod readme;
mod reference;
mod regressions;
mod soundness;
mod stats;
mod syntax_properties;
mod tutorial;
