//! One sender, one receiver.

use wakeful::lock::StdLock;

use crate::ends::{Spsc, StaticSpsc};
use crate::jitter::Jitter;
use crate::run::expect_linearizable;

#[test]
fn spsc_is_linearizable() {
    expect_linearizable::<Spsc<StdLock>>();
    expect_linearizable::<StaticSpsc<StdLock, 2>>();
}

#[test]
fn spsc_is_linearizable_when_threads_come_between() {
    expect_linearizable::<Spsc<Jitter>>();
    expect_linearizable::<StaticSpsc<Jitter, 2>>();
}
