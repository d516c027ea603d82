//! Every channel that is a queue, in every flavor.

#[cfg_attr(feature = "critical-section", path = "critical.rs")]
#[cfg_attr(not(feature = "critical-section"), path = "no_critical.rs")]
mod critical;

use wakeful::channel::generic::queue::{InlineBuf, InlineRing};
use wakeful::channel::{Many, One};
use wakeful::lock::{LocalLock, StdLock};

use crate::ends::{Buf, Narrow, Ring, Static, Subject, Token, Urgent};
use crate::model::Modelled;
use crate::queue::Queue;
use crate::{drops, explorer, random};

impl<R, L> Modelled for Ring<R, L>
where
    Self: Subject,
{
    type Model = Queue;
}

impl<R, L> Modelled for Buf<R, L>
where
    Self: Subject,
{
    type Model = Queue;
}

impl<L> Modelled for Urgent<L>
where
    Self: Subject,
{
    type Model = Queue;
}

impl<S, R, L, const N: usize> Modelled for Static<S, R, L, N>
where
    Self: Subject,
{
    type Model = Queue;
}

type StaticRing<R> = Static<InlineRing<Token, 2, StdLock>, R, StdLock, 2>;
type StaticBuf<R> = Static<InlineBuf<Token, 2>, R, LocalLock, 2>;

pub(crate) fn follows_its_model<S: Modelled>() {
    random::expect_right::<S>();
    drops::expect_each_dropped_once::<S>();
}

pub(crate) fn loses_nothing<S: Modelled>() {
    explorer::expect_right::<S>(explorer::DEPTH);
}

#[test]
fn mpmc_follows_its_model() {
    follows_its_model::<Ring<Many, StdLock>>();
    follows_its_model::<Ring<Many, Narrow>>();
    follows_its_model::<StaticRing<Many>>();
    follows_its_model::<Buf<Many, LocalLock>>();
    follows_its_model::<StaticBuf<Many>>();
    critical::mpmc_follows_its_model();
}

#[test]
fn mpsc_follows_its_model() {
    follows_its_model::<Ring<One, StdLock>>();
    follows_its_model::<Ring<One, Narrow>>();
    follows_its_model::<StaticRing<One>>();
    follows_its_model::<Buf<One, LocalLock>>();
    follows_its_model::<StaticBuf<One>>();
    critical::mpsc_follows_its_model();
}

#[test]
fn priority_follows_its_model() {
    follows_its_model::<Urgent<StdLock>>();
    follows_its_model::<Urgent<LocalLock>>();
}

#[test]
fn mpmc_loses_nothing_in_any_short_script() {
    loses_nothing::<Ring<Many, StdLock>>();
    loses_nothing::<Buf<Many, LocalLock>>();
}

#[test]
fn mpsc_loses_nothing_in_any_short_script() {
    loses_nothing::<Ring<One, StdLock>>();
    loses_nothing::<Buf<One, LocalLock>>();
}

#[test]
fn priority_loses_nothing_in_any_short_script() {
    loses_nothing::<Urgent<LocalLock>>();
}
