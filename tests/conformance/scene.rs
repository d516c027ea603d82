//! How a primitive presents itself to the promises.

use std::cell::Cell;
use std::fmt::Debug;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

/// A primitive in a state in which whoever comes has to wait.
pub(crate) trait Scene: Debug {
    /// A new waiter.
    fn wait(&self) -> Waiting<'_>;

    /// Lets waiters go on: how many, and until when, is what [`Serves`] says. May be called again
    /// at any time, and does nothing if there is nothing left to release.
    fn release(&self);

    /// Calls what the primitive offers and never waits: a waker may do so at any time. It leaves the scene as
    /// it was.
    fn poke(&self);

    /// For channels: where the messages are.
    fn ebb(&self) -> Option<Ebb> {
        None
    }
}

/// Where the messages of a channel are, so that those can be counted who sent or received one.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Ebb {
    /// Those who wait receive: so many were sent, and so many have not been received.
    Taken { released: usize, left: usize },
    /// Those who wait send: so many were there, so many were received, and so many are there now.
    Put { full: usize, released: usize, left: usize },
    /// Those who wait receive, and there is one message, or a copy for each: so many have got it.
    Heard(usize),
}

impl Ebb {
    /// How many of those who waited must have gone on.
    pub(crate) fn moved(self) -> usize {
        match self {
            Self::Taken { released, left } => released - left,
            Self::Put { full, released, left } => left + released - full,
            Self::Heard(count) => count,
        }
    }
}

/// Whom a release lets go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Serves {
    /// The first release one; when what it got is dropped, the next, and so on.
    Holders,
    /// The first release one; when that one is done, the next, and so on.
    Chain,
    /// Each release one.
    Takers,
    /// The first release everybody.
    All,
}

/// What else the promises need to know of a primitive.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Facts {
    pub(crate) serves: Serves,
    /// There can be one waiter only: why?
    pub(crate) alone: Option<&'static str>,
    /// What was released is for those who waited, and not kept for a newcomer: why?
    pub(crate) unstored: Option<&'static str>,
    /// What was released for a waiter who never comes back is out of a newcomer's reach: why?
    pub(crate) strict: Option<&'static str>,
    /// What was released has taken effect on the one who was woken, also if it is dropped: why?
    pub(crate) effective: Option<&'static str>,
    /// The last waker stays with the primitive, until it is woken or replaced.
    pub(crate) keeps_waker: bool,
    /// How often each future may allocate, and why.
    pub(crate) allocates: Option<(usize, &'static str)>,
    /// What a poll after completion panics with.
    pub(crate) completed: &'static str,
}

impl Facts {
    pub(crate) const fn new(serves: Serves) -> Self {
        Self {
            serves,
            alone: None,
            unstored: None,
            strict: None,
            effective: None,
            keeps_waker: false,
            allocates: None,
            completed: "a wakeful future was polled after it completed",
        }
    }

    pub(crate) const fn alone(mut self, why: &'static str) -> Self {
        self.alone = Some(why);
        self
    }

    pub(crate) const fn unstored(mut self, why: &'static str) -> Self {
        self.unstored = Some(why);
        self
    }

    pub(crate) const fn strict(mut self, why: &'static str) -> Self {
        self.strict = Some(why);
        self
    }

    pub(crate) const fn effective(mut self, why: &'static str) -> Self {
        self.effective = Some(why);
        self
    }

    pub(crate) const fn keeps_waker(mut self) -> Self {
        self.keeps_waker = true;
        self
    }

    pub(crate) const fn allocates(mut self, most: usize, why: &'static str) -> Self {
        self.allocates = Some((most, why));
        self
    }

    /// For futures that are an `async fn`, whose panic the compiler writes.
    pub(crate) const fn async_fn(mut self) -> Self {
        self.completed = "resumed after completion";
        self
    }

    /// How many waiters to use when a promise would like to have `n`.
    pub(crate) const fn at_most(&self, n: usize) -> usize {
        if self.alone.is_some() { 1 } else { n }
    }
}

/// A row of the table: what is promised, and by whom.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Subject {
    pub(crate) name: &'static str,
    pub(crate) flavor: &'static str,
    pub(crate) facts: Facts,
    /// Sets the scene for so many waiters at most.
    pub(crate) set: fn(usize) -> Rc<dyn Scene>,
}

/// What a waiter gets in the end.
pub(crate) type Held<'a> = Box<dyn Anything + 'a>;

/// What can be dropped.
pub(crate) trait Anything {}
impl<T> Anything for T {}

/// The future of a waiter, of whatever type.
pub(crate) type Waiting<'a> = Pin<Box<dyn Future<Output = Held<'a>> + 'a>>;

struct Erased<'a, F: Future> {
    future: Pin<Box<F>>,
    /// Made beforehand, so that a poll allocates only if the future does.
    room: Option<Box<Option<F::Output>>>,
    /// How long what the future gives may live.
    life: PhantomData<&'a ()>,
}

impl<F: Future> Unpin for Erased<'_, F> {}

impl<'a, F: Future<Output: 'a> + 'a> Future for Erased<'a, F> {
    type Output = Held<'a>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Held<'a>> {
        self.future.as_mut().poll(cx).map(|output| {
            let mut room = self.room.take().expect("the future completed twice");
            *room = Some(output);
            room as Held<'a>
        })
    }
}

/// Forgets the type of `future`.
pub(crate) fn erase<'a, F: Future<Output: 'a> + 'a>(future: F) -> Waiting<'a> {
    let room = Some(Box::new(None));
    Box::pin(Erased { future: Box::pin(future), room, life: PhantomData })
}

/// The future of one who receives, which counts what it got.
pub(crate) struct Heard<'a, R> {
    recv: R,
    count: &'a Cell<usize>,
}

pub(crate) const fn heard<R>(recv: R, count: &Cell<usize>) -> Heard<'_, R> {
    Heard { recv, count }
}

impl<T, E, R: Future<Output = Result<T, E>>> Future for Heard<'_, R> {
    type Output = Result<T, E>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<T, E>> {
        let count = self.count;
        // SAFETY: pinned when this is, and not moved.
        let polled = unsafe { self.map_unchecked_mut(|this| &mut this.recv) }.poll(cx);
        if matches!(polled, Poll::Ready(Ok(_))) {
            count.set(count.get() + 1);
        }
        polled
    }
}

/// The output of a future that has no need to wait.
pub(crate) fn now<F: Future>(future: F) -> F::Output {
    match std::pin::pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("the scene could not be set: somebody had to wait for it"),
    }
}
