//! There is no eventfd.

use devices::program::{Arguments, Failure};

pub(crate) fn run(_: &mut Arguments) -> Result<(), Failure> {
    Err("this system has no eventfd; `devices::messages::channel` works wherever there are pipes"
        .into())
}
