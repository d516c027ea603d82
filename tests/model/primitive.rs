//! What is run, and what it should be.

use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;

use crate::world::Entry;

/// The sequential form of a primitive: its state, and what can be done to it.
pub(crate) trait Model: Clone + PartialEq + Debug + 'static {
    /// What a waiter asks for, and what a guard holds.
    type Ask: Copy + PartialEq + Debug + 'static;
    /// What can be done to the primitive as a whole: notify, close.
    type Signal: Copy + Debug + 'static;

    /// Whether who is served has a guard to give back.
    const HOLDS: bool;

    /// What a future that is made now asks for.
    fn made(&self, ask: Self::Ask) -> Self::Ask {
        ask
    }

    /// What it asks for when it joins the queue now.
    fn queued(&self, ask: Self::Ask) -> Self::Ask {
        ask
    }

    /// Whether it goes on without taking anything.
    fn passes(&self, ask: Self::Ask) -> bool {
        let _ = ask;
        false
    }

    /// The state after it took what it asks for.
    fn take(&self, ask: Self::Ask) -> Option<Self>;

    /// What was taken comes back.
    fn give_back(&mut self, ask: Self::Ask);

    /// A future is dropped before it is served.
    fn abandon(&mut self, ask: Self::Ask) {
        let _ = ask;
    }

    /// Whether it goes before all others.
    fn goes_first(ask: Self::Ask) -> bool {
        let _ = ask;
        false
    }

    /// Does what the signal says; returns what the primitive returns.
    fn signal(&mut self, signal: Self::Signal, queue: &mut Vec<Entry<Self::Ask>>) -> Option<usize>;

    /// What a guard can become: another guard, or a waiter that goes first.
    fn turns(ask: Self::Ask) -> &'static [Self::Ask] {
        let _ = ask;
        &[]
    }

    /// The last waiter has left the queue.
    fn idle(&mut self) {}

    /// What can be seen from outside.
    fn seen(&self) -> Option<usize> {
        None
    }

    /// A request for all there is; `None` if there is nothing.
    fn everything(&self) -> Option<Self::Ask>;

    /// Whether everything that exists is back.
    fn is_whole(&self) -> bool;
}

pub(crate) type Ask<P> = <<P as Primitive>::Model as Model>::Ask;
pub(crate) type Signal<P> = <<P as Primitive>::Model as Model>::Signal;
/// A future that resolves to a guard, if there is something to hold.
pub(crate) type Waiting<'a, P> =
    Pin<Box<dyn Future<Output = Option<<P as Primitive>::Guard<'a>>> + 'a>>;

/// What became of a guard.
pub(crate) enum Turned<'a, P: Primitive> {
    Guard(P::Guard<'a>),
    Waiting(Waiting<'a, P>),
}

/// The depth for primitives with more than 100,000 scripts: without optimization these take a minute.
pub(crate) const DEEP: usize = if cfg!(debug_assertions) { 5 } else { 6 };

/// A primitive as scripts see it.
pub(crate) trait Primitive: Sized + 'static {
    const NAME: &'static str;

    type Model: Model;
    type Guard<'a>;

    /// For each form there is, whether it is fair.
    const FORMS: &'static [bool];
    /// What waiters ask for.
    const ASKS: &'static [Ask<Self>];
    /// How many of `ASKS`, from the first, exhaustive scripts use.
    const FEW: usize;
    const SIGNALS: &'static [Signal<Self>];
    /// How many of `SIGNALS`, from the first, exhaustive scripts use.
    const FEW_SIGNALS: usize = Self::SIGNALS.len();
    /// What is held when an exhaustive script begins; one run for each.
    const HELD: &'static [&'static [Ask<Self>]];
    /// How long exhaustive scripts get.
    const DEPTH: usize = 6;
    /// For each form, how many exhaustive scripts there are of no step, of one, and so on.
    const SCRIPTS: &'static [[usize; 7]];

    fn new(fair: bool) -> Self;
    fn model() -> Self::Model;
    fn wait(&self, ask: Ask<Self>) -> Waiting<'_, Self>;
    fn signal(&self, signal: Signal<Self>) -> Option<usize>;

    fn turn<'a>(&'a self, guard: Self::Guard<'a>, into: Ask<Self>) -> Turned<'a, Self> {
        let _ = into;
        Turned::Guard(guard)
    }

    fn seen(&self) -> Option<usize> {
        None
    }
}
