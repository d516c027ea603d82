//! Every channel that is a queue.

use wakeful::channel::generic::queue::{InlineBuf, InlineRing};
use wakeful::channel::{Many, One};
use wakeful::lock::StdLock;

use crate::ends::{Static, Token, threads};
use crate::jitter::Jitter;
use crate::run::expect_linearizable;

type Ring<R, L, const N: usize> = Static<InlineRing<Token, N, L>, R, L, N>;
type Buf<R, L, const N: usize> = Static<InlineBuf<Token, N>, R, L, N>;

#[test]
fn mpmc_is_linearizable() {
    expect_linearizable::<threads::Mpmc>();
    expect_linearizable::<Ring<Many, StdLock, 2>>();
}

#[test]
fn mpsc_is_linearizable() {
    expect_linearizable::<threads::Mpsc>();
    expect_linearizable::<Ring<One, StdLock, 2>>();
}

#[test]
fn priority_is_linearizable() {
    expect_linearizable::<threads::Priority>();
}

#[test]
fn mpmc_is_linearizable_when_threads_come_between() {
    expect_linearizable::<Ring<Many, Jitter, 1>>();
    expect_linearizable::<Ring<Many, Jitter, 2>>();
    expect_linearizable::<Ring<Many, Jitter, 3>>();
    expect_linearizable::<Buf<Many, Jitter, 2>>();
}

#[test]
fn mpsc_is_linearizable_when_threads_come_between() {
    expect_linearizable::<Ring<One, Jitter, 1>>();
    expect_linearizable::<Ring<One, Jitter, 2>>();
    expect_linearizable::<Ring<One, Jitter, 3>>();
    expect_linearizable::<Buf<One, Jitter, 2>>();
}
