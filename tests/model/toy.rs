//! A small fair mutex that can be told to make a mistake.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use crate::mutex::{Locked, Never};
use crate::primitive::{Primitive, Waiting};

/// What a toy does right.
pub(crate) trait Fault: 'static {
    const PASSES_ON: bool = true;
    const RENEWS_WAKERS: bool = true;
    const KEEPS_OTHERS_OUT: bool = true;
}

pub(crate) struct Careful;
impl Fault for Careful {}

/// A waiter that was woken and is dropped takes the lock with it.
pub(crate) struct ForgetsToPassOn;
impl Fault for ForgetsToPassOn {
    const PASSES_ON: bool = false;
}

/// A waiter is woken by the waker of its first poll.
pub(crate) struct HoldsTheFirstWaker;
impl Fault for HoldsTheFirstWaker {
    const RENEWS_WAKERS: bool = false;
}

/// Whoever is polled twice goes in.
pub(crate) struct LetsTwoIn;
impl Fault for LetsTwoIn {
    const KEEPS_OTHERS_OUT: bool = false;
}

#[derive(Default)]
struct State {
    locked: bool,
    tickets: usize,
    queue: VecDeque<(usize, Waker)>,
    /// Whose turn it is.
    granted: Option<usize>,
}

pub(crate) struct Toy<F> {
    state: RefCell<State>,
    fault: PhantomData<F>,
}

impl<F: Fault> Toy<F> {
    fn unlock(&self) {
        let mut state = self.state.borrow_mut();
        state.locked = false;
        if let Some((ticket, waker)) = state.queue.pop_front() {
            state.locked = true;
            state.granted = Some(ticket);
            drop(state);
            waker.wake();
        }
    }
}

struct Lock<'a, F: Fault> {
    toy: &'a Toy<F>,
    ticket: Option<usize>,
}

impl<'a, F: Fault> Future for Lock<'a, F> {
    type Output = Option<Guard<'a, F>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let toy = self.toy;
        let mut state = toy.state.borrow_mut();
        let is_next = self.ticket.is_some() && state.granted == self.ticket;
        let barges = self.ticket.is_some() && !F::KEEPS_OTHERS_OUT;
        if is_next || barges || !state.locked {
            if is_next {
                state.granted = None;
            }
            state.queue.retain(|(ticket, _)| Some(*ticket) != self.ticket);
            self.ticket = None;
            state.locked = true;
            return Poll::Ready(Some(Guard(toy)));
        }
        match self.ticket {
            None => {
                let ticket = state.tickets;
                state.tickets += 1;
                state.queue.push_back((ticket, cx.waker().clone()));
                self.ticket = Some(ticket);
            }
            Some(mine) if F::RENEWS_WAKERS => {
                let entry = state.queue.iter_mut().find(|(ticket, _)| *ticket == mine);
                entry.expect("it waits").1 = cx.waker().clone();
            }
            Some(_) => {}
        }
        Poll::Pending
    }
}

impl<F: Fault> Drop for Lock<'_, F> {
    fn drop(&mut self) {
        let Some(mine) = self.ticket else { return };
        let mut state = self.toy.state.borrow_mut();
        state.queue.retain(|(ticket, _)| *ticket != mine);
        if state.granted == Some(mine) {
            state.granted = None;
            if F::PASSES_ON {
                drop(state);
                self.toy.unlock();
            } else {
                state.locked = false;
            }
        }
    }
}

pub(crate) struct Guard<'a, F: Fault>(&'a Toy<F>);

impl<F: Fault> Drop for Guard<'_, F> {
    fn drop(&mut self) {
        self.0.unlock();
    }
}

impl<F: Fault> Primitive for Toy<F> {
    const NAME: &'static str = "Toy";

    type Model = Locked;
    type Guard<'a> = Guard<'a, F>;

    const FORMS: &'static [bool] = &[true];
    const ASKS: &'static [()] = &[()];
    const FEW: usize = 1;
    const SIGNALS: &'static [Never] = &[];
    const HELD: &'static [&'static [()]] = &[&[()]];
    const SCRIPTS: &'static [[usize; 7]] = &[];

    fn new(_: bool) -> Self {
        Self { state: RefCell::default(), fault: PhantomData }
    }

    fn model() -> Locked {
        Locked(false)
    }

    fn wait(&self, (): ()) -> Waiting<'_, Self> {
        Box::pin(Lock { toy: self, ticket: None })
    }

    fn signal(&self, signal: Never) -> Option<usize> {
        match signal {}
    }

    fn seen(&self) -> Option<usize> {
        Some(usize::from(self.state.borrow().locked))
    }
}
