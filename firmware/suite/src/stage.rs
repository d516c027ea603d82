//! How a primitive presents itself to the promises.

use core::fmt;
use core::future::Future;
use core::pin::{Pin, pin};
use core::task::{Context, Poll, Waker};

use crate::facts::{Ebb, Facts};

/// How many can wait at a time.
pub const SEATS: usize = 5;

/// A row of the table: what is promised, and by whom.
#[derive(Clone, Copy, Debug)]
pub struct Subject {
    /// The primitive, and after a comma the way that is meant.
    pub name: &'static str,
    /// What the promises need to know.
    pub facts: Facts,
    /// Sets the scene: whoever comes has to wait.
    pub set: fn(Act<'_>),
}

impl Subject {
    /// A row.
    pub const fn new(name: &'static str, facts: Facts, set: fn(Act<'_>)) -> Self {
        Self { name, facts, set }
    }
}

/// What is done on a stage.
pub type Act<'a> = &'a mut dyn FnMut(&mut Stage<'_>);

/// What can be done to a scene by those who do not wait.
pub trait Moves {
    /// Lets waiters go on: how many, and until when, is what [`Serves`](crate::facts::Serves) says. May be
    /// called again at any time, and does nothing if there is nothing left to release.
    fn release(&self);

    /// Calls what the primitive offers and never waits. It leaves the scene as it was.
    fn poke(&self);

    /// One more comes, is polled, and leaves.
    fn come_and_go(&self);

    /// For channels: where the messages are.
    fn ebb(&self) -> Option<Ebb>;
}

/// A primitive in a state in which whoever comes has to wait, as functions.
pub struct Scene<W, R, P, E> {
    /// A new waiter.
    pub wait: W,
    /// See [`Moves::release`].
    pub release: R,
    /// See [`Moves::poke`].
    pub poke: P,
    /// See [`Moves::ebb`].
    pub ebb: E,
}

/// What is no channel has no messages.
pub const fn no_ebb() -> Option<Ebb> {
    None
}

impl<W, R, P, E> fmt::Debug for Scene<W, R, P, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Scene(..)")
    }
}

impl<F, W, R, P, E> Moves for Scene<W, R, P, E>
where
    F: Future,
    W: Fn() -> F,
    R: Fn(),
    P: Fn(),
    E: Fn() -> Option<Ebb>,
{
    fn release(&self) {
        (self.release)();
    }

    fn poke(&self) {
        (self.poke)();
    }

    fn come_and_go(&self) {
        let other = pin!((self.wait)());
        let _ = other.poll(&mut Context::from_waker(Waker::noop()));
    }

    fn ebb(&self) -> Option<Ebb> {
        (self.ebb)()
    }
}

/// Where one waits.
pub trait Seat {
    /// A new waiter takes it, who is not polled yet.
    fn sit(&mut self);

    /// Polls who is there. Who is done leaves, and what it got is dropped.
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()>;

    /// Drops who is there.
    fn leave(&mut self);

    /// Whether somebody is there.
    fn is_taken(&self) -> bool;
}

struct Chair<'a, F, W> {
    wait: &'a W,
    future: Pin<&'a mut Option<F>>,
}

impl<F: Future, W: Fn() -> F> Seat for Chair<'_, F, W> {
    fn sit(&mut self) {
        self.future.set(Some((self.wait)()));
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let future = self.future.as_mut().as_pin_mut().expect("nobody waits here");
        let polled = future.poll(cx);
        if polled.is_ready() {
            self.leave();
        }
        polled.map(drop)
    }

    fn leave(&mut self) {
        self.future.set(None);
    }

    fn is_taken(&self) -> bool {
        self.future.is_some()
    }
}

/// A scene, with seats for those who wait.
pub struct Stage<'a> {
    /// What others do.
    pub moves: &'a dyn Moves,
    /// The same for handlers, if the flavor is for them.
    pub remote: Option<&'a (dyn Moves + Sync)>,
    /// Where one waits.
    pub seats: [&'a mut dyn Seat; SEATS],
}

impl fmt::Debug for Stage<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Stage(..)")
    }
}

/// Lets `act` have the stage.
pub fn play<F, W, R, P, E>(
    scene: &Scene<W, R, P, E>,
    remote: Option<&(dyn Moves + Sync)>,
    act: Act<'_>,
) where
    F: Future,
    W: Fn() -> F,
    R: Fn(),
    P: Fn(),
    E: Fn() -> Option<Ebb>,
{
    let wait = &scene.wait;
    let (a, b, c) = (pin!(None), pin!(None), pin!(None));
    let (d, e) = (pin!(None), pin!(None));
    let [a, b, c, d, e] = &mut [a, b, c, d, e].map(|future| Chair { wait, future });
    act(&mut Stage { moves: scene, remote, seats: [a, b, c, d, e] });
}
