//! Every channel that there is a model of, in every flavor.

#[cfg_attr(feature = "critical-section", path = "critical.rs")]
#[cfg_attr(not(feature = "critical-section"), path = "no_critical.rs")]
mod critical;

use wakeful::channel::generic::queue::{InlineBuf, InlineRing};
use wakeful::channel::{Many, One};
use wakeful::lock::{LocalLock, StdLock};

use crate::ends::{Static, Subject, Token, local, threads};
use crate::model::Modelled;
use crate::queue::Queue;
use crate::{drops, explorer, random};

impl Modelled for threads::Mpmc {
    type Model = Queue;
}

impl Modelled for threads::Mpsc {
    type Model = Queue;
}

impl Modelled for threads::Priority {
    type Model = Queue;
}

impl Modelled for local::Mpmc {
    type Model = Queue;
}

impl Modelled for local::Mpsc {
    type Model = Queue;
}

impl Modelled for local::Priority {
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

fn follows_its_model<S: Modelled>() {
    random::expect_right::<S>();
}

fn loses_nothing<S: Modelled>() {
    explorer::expect_right::<S>(explorer::DEPTH);
}

#[test]
fn mpmc_follows_its_model() {
    follows_its_model::<threads::Mpmc>();
    follows_its_model::<StaticRing<Many>>();
    follows_its_model::<local::Mpmc>();
    follows_its_model::<StaticBuf<Many>>();
    critical::mpmc_follows_its_model();
}

#[test]
fn mpsc_follows_its_model() {
    follows_its_model::<threads::Mpsc>();
    follows_its_model::<StaticRing<One>>();
    follows_its_model::<local::Mpsc>();
    follows_its_model::<StaticBuf<One>>();
    critical::mpsc_follows_its_model();
}

#[test]
fn priority_follows_its_model() {
    follows_its_model::<threads::Priority>();
    follows_its_model::<local::Priority>();
    critical::priority_follows_its_model();
}

#[test]
fn mpmc_loses_nothing_in_any_short_script() {
    loses_nothing::<threads::Mpmc>();
    loses_nothing::<local::Mpmc>();
}

#[test]
fn mpsc_loses_nothing_in_any_short_script() {
    loses_nothing::<threads::Mpsc>();
    loses_nothing::<local::Mpsc>();
}

#[test]
fn priority_loses_nothing_in_any_short_script() {
    loses_nothing::<threads::Priority>();
}

#[test]
fn each_value_is_dropped_once_however_a_channel_ends() {
    drops::expect_each_dropped_once::<threads::Mpmc>();
    drops::expect_each_dropped_once::<threads::Mpsc>();
    drops::expect_each_dropped_once::<threads::Priority>();
    drops::expect_each_dropped_once::<local::Mpmc>();
    drops::expect_each_dropped_once::<local::Mpsc>();
    drops::expect_each_dropped_once::<local::Priority>();
    drops::expect_each_dropped_once::<StaticRing<Many>>();
    drops::expect_each_dropped_once::<StaticBuf<One>>();
}
