//! There is no `timerfd`.

use devices::program::{Arguments, Failure};

pub(crate) fn run(_: &mut Arguments) -> Result<(), Failure> {
    Err("this system has no timers with descriptors; `wakeful::time::interval` needs none".into())
}
