//! Every channel that is a queue.

use wakeful::channel::generic::queue::InlineRing;
use wakeful::channel::{Many, One};
use wakeful::lock::StdLock;

use crate::ends::{Buf, Ring, Static, Token, Urgent};
use crate::jitter::Jitter;
use crate::run::expect_linearizable;

type StaticRing<R> = Static<InlineRing<Token, 2, Jitter>, R, Jitter, 2>;

#[test]
fn mpmc_is_linearizable() {
    expect_linearizable::<Ring<Many, StdLock>>();
    expect_linearizable::<Buf<Many, StdLock>>();
}

#[test]
fn mpsc_is_linearizable() {
    expect_linearizable::<Ring<One, StdLock>>();
    expect_linearizable::<Buf<One, StdLock>>();
}

#[test]
fn priority_is_linearizable() {
    expect_linearizable::<Urgent<StdLock>>();
}

#[test]
fn mpmc_is_linearizable_when_threads_come_between() {
    expect_linearizable::<Ring<Many, Jitter>>();
    expect_linearizable::<StaticRing<Many>>();
    expect_linearizable::<Buf<Many, Jitter>>();
}

#[test]
fn mpsc_is_linearizable_when_threads_come_between() {
    expect_linearizable::<Ring<One, Jitter>>();
    expect_linearizable::<StaticRing<One>>();
    expect_linearizable::<Buf<One, Jitter>>();
}

#[test]
fn priority_is_linearizable_when_threads_come_between() {
    expect_linearizable::<Urgent<Jitter>>();
}
