//! The scenario in the local flavor: its tasks are not `Send`.

use core::fmt;
use core::future::Future;
use core::pin::Pin;

use self::channel::oneshot;

pub(crate) use std::rc::Rc as Owner;
pub(crate) use wakeful::executor::scope::local::scope;
pub(crate) use wakeful::time::local::{MockClock, Timers};
pub(crate) use wakeful::{channel::local as channel, sync::local as sync};

#[path = "scenario/mod.rs"]
mod scenario;

pub use self::scenario::{names, run, steps};

/// A task to be spawned.
pub type Task = Pin<Box<dyn Future<Output = ()>>>;

/// An executor: it spawns.
#[derive(Clone)]
pub struct Host(Owner<dyn Fn(Task)>);

impl Host {
    /// One that spawns by `spawn`.
    pub fn new(spawn: impl Fn(Task) + 'static) -> Self {
        Self(Owner::new(spawn))
    }

    /// Spawns a task; its output comes from the receiver.
    pub(crate) fn spawn<F>(&self, future: F) -> oneshot::Receiver<F::Output>
    where
        F: Future<Output: 'static> + 'static,
    {
        let (sender, receiver) = oneshot::channel();
        (self.0)(Box::pin(async move {
            // Nobody has to wait for it.
            let _ = sender.send(future.await);
        }));
        receiver
    }
}

impl fmt::Debug for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Host(..)")
    }
}
