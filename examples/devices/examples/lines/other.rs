//! Standard input is no device here.

use devices::program::{Arguments, Failure};

pub(crate) fn run(_: &mut Arguments) -> Result<(), Failure> {
    Err("standard input cannot be waited for on this system; `wakeful::executor::unblock_iter(std::io::stdin().lines())` gives its lines".into())
}
