//! There are no such devices.

use devices::program::{Arguments, Failure};

pub(crate) fn run(_: &mut Arguments) -> Result<(), Failure> {
    Err("this system has its gamepads elsewhere: the example is for Linux".into())
}
