//! There are no such pipes.

use devices::program::{Arguments, Failure};

pub(crate) fn run(_: &mut Arguments) -> Result<(), Failure> {
    Err("this system has no pipes that can be waited for: the example is for Unix".into())
}
