//! An event loop over one state.

mod list;
mod source;
#[cfg(feature = "futures-core")]
mod stream;
#[cfg(feature = "futures-core")]
mod terminated;
mod turn;

use core::cell::UnsafeCell;
use core::fmt;
use core::future::Future;
use core::marker::PhantomData;
use core::ops::ControlFlow;
use core::pin::Pin;
use core::task::{Context, Poll};

use self::list::Sources;
use self::turn::Due;
use super::wakers::Wakers;
use crate::wait::completed;

pub use self::list::And;
pub use self::source::{On, OnPoll};
#[cfg(feature = "futures-core")]
pub use self::stream::OnStream;

/// An event loop over one state: a future that waits for events from several sources, handles them one at
/// a time, and ends when a handler says so.
///
/// Use it for a task that reacts: a connection, a device, a user interface. All handlers have the state
/// for themselves while they run, so it needs no lock. What makes it different from a `select` in a loop:
/// the future of an event is never dropped because another one came first, so nothing has to be
/// cancel-safe; only sources that were woken are polled; none starves another one.
///
/// # Examples
///
/// ```
/// use std::ops::ControlFlow::{Break, Continue};
/// use wakeful::channel::mpmc;
/// use wakeful::executor::{Loop, block_on};
///
/// let (mut numbers, mut words) = (mpmc::Channel::<_, 4>::new(), mpmc::Channel::<_, 4>::new());
/// let ((to_numbers, numbers), (to_words, words)) = (numbers.split(), words.split());
/// to_numbers.try_send(20).unwrap();
/// to_words.try_send("twenty-two").unwrap();
/// drop(to_words);
///
/// let mut total = 0;
/// let sum = block_on(
///     Loop::new(&mut total)
///         .on(|| numbers.recv(), |total, number| {
///             *total += number.unwrap();
///             Continue(())
///         })
///         .on(|| words.recv(), |total, word: Result<&str, _>| match word {
///             Ok(word) => {
///                 *total += word.len();
///                 Continue(())
///             }
///             Err(_) => Break(*total),
///         }),
/// );
/// assert_eq!(sum, 30);
/// ```
///
/// # Sources
///
/// | | an event is | asked for again |
/// |---|---|---|
/// | [`on`](Self::on) | the output of a future, which a closure makes | when the last one was handled |
/// | [`on_poll`](Self::on_poll) | what a poll function finds ready, in the state or elsewhere | when it was woken, and when any handler has run |
/// | `on_stream` | the item of a stream (feature `futures-core`) | when the last one was handled |
///
/// An event that may come in several ways is a future, too: `.on(|| (a.recv(), b.recv()).race(), …)`. For a
/// number of futures that changes keep a `Group` in the state, and poll it by `on_poll`.
///
/// # Fairness
///
/// The loop goes in turns. In a turn each source is polled at most once, so it has at most one event; the
/// source that the turn begins with moves on with each. After [`TURNS`] turns the loop lets the other tasks
/// of its executor go first: a loop that is never short of events blocks nobody.
///
/// # Cancel safety
///
/// Weak: events that came are handled at once, but a loop that is dropped drops the futures of events
/// that have not come yet, and these lose what they lose then.
///
/// # Deadlocks
///
/// A handler cannot wait. What takes time goes into a source.
///
/// # Panics
///
/// If a source or a handler does; after that the loop should be dropped. If all of its sources have ended
/// (only streams do), because nobody could end the loop then. If polled after it completed.
///
/// # Cost
///
/// The sources lie in the loop; more than `usize::BITS` of them do not compile. One allocation, for the wakers,
/// when a source first clones or wakes its own (none without `alloc`: then all are polled when one was woken).
#[must_use = "futures do nothing unless polled"]
pub struct Loop<'s, S: ?Sized, T, L = ()> {
    state: &'s mut S,
    wakers: Wakers,
    due: Due,
    completed: bool,
    broken: PhantomData<fn() -> T>,
    /// Pinned with the loop. In a cell, because a shared reference to the loop may not see what a future in there
    /// borrows from itself.
    sources: UnsafeCell<L>,
}

// SAFETY: the state and the sources are reached by unique references alone.
unsafe impl<S: ?Sized, T, L> Sync for Loop<'_, S, T, L> where Wakers: Sync {}

/// After how many turns a [`Loop`] lets other tasks go first: so many events of each source are handled in
/// one poll at most.
pub const TURNS: usize = 32;

impl<'s, S: ?Sized, T> Loop<'s, S, T> {
    /// A loop over `state`, which has no sources yet.
    pub const fn new(state: &'s mut S) -> Self {
        Self {
            state,
            wakers: Wakers::new(),
            due: Due::ALL,
            completed: false,
            broken: PhantomData,
            sources: UnsafeCell::new(()),
        }
    }
}

impl<'s, S: ?Sized, T, L> Loop<'s, S, T, L> {
    /// Adds a source of events, each the output of a future that `source` makes.
    ///
    /// `source` is called when the loop is first polled, and each time an event was handled. `handler` is
    /// given the state and the event, and says whether the loop goes on.
    pub fn on<F: Future, M: FnMut() -> F, H>(
        self,
        source: M,
        handler: H,
    ) -> Loop<'s, S, T, And<L, On<M, F, H>>>
    where
        H: FnMut(&mut S, F::Output) -> ControlFlow<T>,
    {
        self.and(On::new(source, handler))
    }

    /// Adds a source that is polled: what `poll` finds ready is an event.
    ///
    /// Use it for sources that lie in the state, such as a receiver that handlers use, too. `poll` is called
    /// when it was woken, and after any handler has run, because the state may have changed.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::ops::ControlFlow::{Break, Continue};
    /// use wakeful::channel::spsc;
    /// use wakeful::executor::{Loop, block_on};
    ///
    /// struct State {
    ///     jobs: spsc::Receiver<u32>,
    ///     done: u32,
    /// }
    ///
    /// let (mut tx, jobs) = spsc::channel(4);
    /// tx.try_send(30).unwrap();
    /// tx.try_send(12).unwrap();
    /// drop(tx);
    /// let mut state = State { jobs, done: 0 };
    /// let done = block_on(Loop::new(&mut state).on_poll(
    ///     |state, cx| state.jobs.poll_recv(cx),
    ///     |state, job| match job {
    ///         Ok(job) => {
    ///             state.done += job;
    ///             Continue(())
    ///         }
    ///         Err(_) => Break(state.done),
    ///     },
    /// ));
    /// assert_eq!(done, 42);
    /// ```
    pub fn on_poll<E, P, H>(self, poll: P, handler: H) -> Loop<'s, S, T, And<L, OnPoll<P, E, H>>>
    where
        P: FnMut(&mut S, &mut Context<'_>) -> Poll<E>,
        H: FnMut(&mut S, E) -> ControlFlow<T>,
    {
        self.and(OnPoll::new(poll, handler))
    }

    fn and<X>(self, source: X) -> Loop<'s, S, T, And<L, X>> {
        let Self { state, wakers, due, completed, broken, sources } = self;
        let sources = UnsafeCell::new(And::new(sources.into_inner(), source));
        Loop { state, wakers, due, completed, broken, sources }
    }

    /// Whether the loop has ended, and must not be polled again.
    pub const fn is_terminated(&self) -> bool {
        self.completed
    }
}

impl<S: ?Sized, T, L, X> Future for Loop<'_, S, T, And<L, X>>
where
    And<L, X>: Sources<S, T>,
{
    type Output = T;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        // SAFETY: the sources are not moved; there is no `Drop` to move them.
        let this = unsafe { self.get_unchecked_mut() };
        // SAFETY: a field that is pinned with the loop.
        let mut sources = unsafe { Pin::new_unchecked(this.sources.get_mut()) };
        if this.completed {
            completed();
        }
        for _ in 0..TURNS {
            let broken = this.due.turn(sources.as_mut(), this.state, &mut this.wakers, cx);
            if let ControlFlow::Break(value) = broken {
                this.completed = true;
                sources.clear();
                return Poll::Ready(value);
            }
            if this.due.is_empty() {
                return Poll::Pending;
            }
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

impl<S: ?Sized, T, L> fmt::Debug for Loop<'_, S, T, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Loop").field("completed", &self.completed).finish_non_exhaustive()
    }
}
