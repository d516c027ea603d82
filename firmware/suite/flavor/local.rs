//! For the thread alone.

use core::future::Future;

pub(crate) use suite::Shared;
pub(crate) use suite::facts::{Ebb, Facts, Serves};
use suite::stage;
pub(crate) use suite::stage::{Act, Scene, Subject, no_ebb};
pub(crate) use wakeful::{channel::local as channel, sync::local as sync, time::local as time};

/// Lets `act` have the stage.
pub(crate) fn play<F, W, R, P, E>(scene: Scene<W, R, P, E>, act: Act<'_>)
where
    F: Future,
    W: Fn() -> F,
    R: Fn(),
    P: Fn(),
    E: Fn() -> Option<Ebb>,
{
    stage::play(&scene, None, act);
}
