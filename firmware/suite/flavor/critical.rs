//! For the thread and for handlers: what a scene consists of has to be `Sync`.

use core::future::Future;

pub(crate) use suite::Shared;
pub(crate) use suite::facts::{Ebb, Facts, Serves};
use suite::stage;
pub(crate) use suite::stage::{Act, Scene, Subject, no_ebb};
pub(crate) use wakeful::{
    channel::critical as channel, sync::critical as sync, time::critical as time,
};

/// Lets `act` have the stage.
pub(crate) fn play<F, W, R, P, E>(scene: Scene<W, R, P, E>, act: Act<'_>)
where
    F: Future,
    W: Fn() -> F + Sync,
    R: Fn() + Sync,
    P: Fn() + Sync,
    E: Fn() -> Option<Ebb> + Sync,
{
    stage::play(&scene, Some(&scene), act);
}
