//! The channel: values, those who wait, and who is there.

use core::fmt;

use super::look::Pin;
use super::slot::Loan;
use super::store::{Newest, News, Store};
use super::version::{Alone, CLOSED, FIRST, Newer, StateId, VERSION};
use super::{Receiver, Sender};
use crate::lock::{RawLock, State};
use crate::wait::{Change, WaitQueue};

/// One value, the latest, and who waits for a newer one: the borrowed and the static form.
///
/// See the [module documentation](super) for what it does.
///
/// # Examples
///
/// ```
/// use wakeful::channel::watch::Channel;
/// use wakeful::executor::block_on;
///
/// let mut channel = Channel::new(20);
/// let (tx, mut rx) = channel.split();
/// tx.send_modify(|degrees| *degrees += 1);
/// assert_eq!(block_on(rx.recv()), Ok(21));
///
/// static LEVEL: Channel<u8> = Channel::new(0);
/// let (tx, rx) = LEVEL.split_static();
/// tx.send(3).unwrap();
/// assert_eq!(*rx.borrow(), 3);
/// ```
pub struct Channel<T, L: RawLock> {
    store: Store<T, L>,
    /// The low bits of the version that is shown, and `CLOSED`.
    pub(super) states: WaitQueue<Newer, L>,
    /// How many receivers there are.
    pub(super) receivers: WaitQueue<Alone, L>,
    pub(super) holders: Holders<L>,
}

// SAFETY: values move between threads (`T: Send`) and are looked at by several at once (`T: Sync`); the
// Slot Rule and the Loan Rule say who may touch them. The other fields are `Sync` if the lock is.
unsafe impl<T: Send + Sync, L: RawLock + Sync> Sync for Channel<T, L> {}

impl<T, L: RawLock> Channel<T, L> {
    /// A channel with its first value.
    pub const fn new(initial: T) -> Self {
        Self::with_holders(initial, Holders::none())
    }

    pub(super) const fn with_holders(initial: T, holders: Holders<L>) -> Self {
        Self {
            store: Store::new(initial),
            states: WaitQueue::new(FIRST as usize * VERSION),
            receivers: WaitQueue::new(1),
            holders,
        }
    }

    /// The ends. The channel keeps its latest value, which the receiver has seen; whoever had ends
    /// before, or forgot them, is forgotten.
    pub fn split(&mut self) -> (Sender<&Self>, Receiver<&Self>) {
        let version = self.store.version();
        self.store.reopen();
        self.states = WaitQueue::new((version as usize).wrapping_mul(VERSION) & VERSIONS);
        self.receivers = WaitQueue::new(1);
        self.holders.reset();
        (Sender::new(self), Receiver::new(self, StateId(version)))
    }

    /// The ends of a channel in a `static`, once.
    ///
    /// # Panics
    ///
    /// The second time.
    pub fn split_static(&'static self) -> (Sender<&'static Self>, Receiver<&'static Self>) {
        if !self.holders.start() {
            split_twice();
        }
        (Sender::new(self), Receiver::new(self, StateId(FIRST)))
    }

    /// Looks at the value that is shown.
    #[inline(always)]
    pub(super) fn pin(&self) -> Pin<'_, T, L> {
        Pin::new(self, self.store.pin())
    }

    /// The version that is shown.
    pub(super) fn latest(&self) -> StateId {
        self.pin().id()
    }

    #[inline(always)]
    pub(super) const fn store(&self) -> &Store<T, L> {
        &self.store
    }

    /// Wakes those who wait for what is new, and drops what is old.
    #[inline(always)]
    pub(super) fn tell(&self, news: News<T>) {
        // If a waker panics, what is old is dropped by unwinding.
        let News { steps, closed, stale } = news;
        if steps != 0 || closed {
            let steps = (steps as usize).wrapping_mul(VERSION);
            let next = |state: usize| state.wrapping_add(steps) & VERSIONS | state & CLOSED;
            let _ = self.states.update(|state| Some(next(state) | usize::from(closed)));
        }
        drop(stale);
    }

    pub(super) fn send(&self, value: T) {
        self.tell(self.store.add(value));
    }

    /// Sends a value, and returns the one that was the newest before.
    pub(super) fn replace(&self, value: T) -> T
    where
        T: Clone,
    {
        let (news, old) = self.store.replace(value);
        let old = old.map_err(|newest| Kept { channel: self, newest });
        self.tell(news);
        match old {
            Ok(value) => value,
            Err(kept) => kept.take(),
        }
    }

    /// Sends what `modify` makes of a copy of the newest value, if it says so.
    pub(super) fn modify(&self, mut modify: impl FnMut(&mut T) -> bool) -> bool
    where
        T: Clone,
    {
        loop {
            let (seen, mut copy) = self.copy_newest();
            if !modify(&mut copy) {
                return false;
            }
            match self.store.add_after(seen, copy) {
                Ok(news) => {
                    self.tell(news);
                    return true;
                }
                // Another value came first: this copy is dropped, and the next is made of that one.
                Err(copy) => drop(copy),
            }
        }
    }

    fn copy_newest(&self) -> (u64, T)
    where
        T: Clone,
    {
        let loan = Loan::empty();
        match self.store.newest(&loan) {
            Newest::Own => {
                let _back = Back { channel: self, loan: &loan };
                // SAFETY: the Loan Rule: the owner.
                let value = unsafe { loan.value() };
                (loan.version.get(), value.expect("it was filled").clone())
            }
            newest => Kept { channel: self, newest }.copy(),
        }
    }

    /// The last sender has gone.
    pub(super) fn close(&self) {
        if self.store.close() {
            self.tell(News { steps: 0, closed: true, stale: [None, None] });
        }
    }

    /// Whether the last sender has gone, and its last value is shown.
    #[inline]
    pub(super) fn is_closed(&self) -> bool {
        self.states.state() & CLOSED != 0
    }

    /// One receiver more.
    pub(super) fn enter_receiver(&self) {
        // First: it may panic, and then no receiver is counted.
        self.holders.enter_receiver();
        let counted = self.receivers.change(Change::Nobody, |n| Some(n + 1));
        debug_assert!(counted.is_ok());
    }

    pub(super) fn receiver_count(&self) -> usize {
        self.receivers.state()
    }
}

const _: () =
    assert!(MOST < 1 << crate::wait::STATE_BITS, "the state of `receivers` counts them all");

/// The bits of the version in the state.
const VERSIONS: usize = (1 << crate::wait::STATE_BITS) - VERSION;

/// The newest value, pinned.
struct Kept<'a, T, L: RawLock> {
    channel: &'a Channel<T, L>,
    newest: Newest<T>,
}

impl<T: Clone, L: RawLock> Kept<'_, T, L> {
    /// The value, which is not the newest any more: itself, or a clone if somebody else looks at it.
    fn take(self) -> T {
        let Newest::Slot(slot) = self.newest else { return self.copy().1 };
        let store = &self.channel.store;
        if !store.is_last_pin(slot) {
            return self.copy().1;
        }
        let channel = self.channel;
        core::mem::forget(self);
        // SAFETY: pinned by `newest`, which is forgotten.
        let last = unsafe { store.unpin(slot) };
        debug_assert!(last);
        // SAFETY: the last pin of a slot that is not shown.
        let mut news = unsafe { store.empty(slot) };
        let value = news.stale[0].take();
        channel.tell(news);
        value.expect("the slot was full")
    }

    fn copy(self) -> (u64, T) {
        match self.newest {
            Newest::Slot(slot) => {
                // SAFETY: the Slot Rule: pinned.
                let entry = unsafe { self.channel.store.entry(slot) };
                (entry.version, entry.value.clone())
            }
            Newest::Lent(loan) => {
                // SAFETY: the Loan Rule: counted as a reader.
                let loan = unsafe { loan.as_ref() };
                // SAFETY: likewise.
                let value = unsafe { loan.value() };
                (loan.version.get(), value.expect("it is lent").clone())
            }
            Newest::Own => unreachable!("who has a loan gives it back"),
        }
    }
}

impl<T, L: RawLock> Drop for Kept<'_, T, L> {
    fn drop(&mut self) {
        match self.newest {
            Newest::Slot(slot) => drop(Pin::new(self.channel, slot)),
            // SAFETY: counted as a reader, once.
            Newest::Lent(loan) => unsafe { self.channel.store.unpin_loan(loan) },
            Newest::Own => {}
        }
    }
}

/// Gives a loan back, also when the copy panics.
struct Back<'a, T, L: RawLock> {
    channel: &'a Channel<T, L>,
    loan: &'a Loan<T>,
}

impl<T, L: RawLock> Drop for Back<'_, T, L> {
    fn drop(&mut self) {
        let mut turn = 0;
        loop {
            if let Some(news) = self.channel.store.give_back(self.loan) {
                return self.channel.tell(news);
            }
            // Readers in this thread have ended: they began later. Others copy the value.
            if L::LOCK_FREE {
                L::pause(turn);
            } else {
                core::hint::spin_loop();
            }
            turn = turn.saturating_add(1);
        }
    }
}

/// How many senders there are, and how many ends in all, in one word.
///
/// An end leaves in two steps, so that the channel is there while it closes: first it is one sender or
/// receiver less, and wakes the other side if it was the last; then it is one end less, and frees the
/// channel if it was the last.
pub(super) struct Holders<L>(State<L>);

const SENDER: usize = 1;
const END: usize = 1 << (usize::BITS / 2);
/// Set for good when the channel has ends for the first time.
const SPLIT: usize = END / 2;
const SENDERS: usize = SPLIT - 1;
/// At most so many senders, and ends: a margin is left for those who find out that they are too many.
const MOST: usize = SENDERS / 2;
const PAIR: usize = 2 * END + SPLIT + SENDER;

impl<L: RawLock> Holders<L> {
    const fn none() -> Self {
        Self(State::new(0))
    }

    /// One end on each side.
    #[cfg(feature = "alloc")]
    pub(super) const fn pair() -> Self {
        Self(State::new(PAIR))
    }

    fn reset(&mut self) {
        *self.0.get_mut() = PAIR;
    }

    fn start(&self) -> bool {
        self.0.exchange(0, PAIR).is_ok()
    }

    pub(super) fn enter_sender(&self) {
        self.enter(END + SENDER);
    }

    fn enter_receiver(&self) {
        self.enter(END);
    }

    fn enter(&self, end: usize) {
        if self.0.add(end) / END >= MOST {
            // Or a caller that catches the panics could make the count overflow, and free the channel.
            self.0.add(end.wrapping_neg());
            too_many();
        }
    }

    /// One sender less, which is still an end; whether it was the last.
    #[must_use]
    pub(super) fn leave_sender(&self) -> bool {
        self.0.add(SENDER.wrapping_neg()) & SENDERS == SENDER
    }

    /// One end less; whether it was the last.
    #[must_use]
    pub(super) fn leave(&self) -> bool {
        self.0.add(END.wrapping_neg()) / END == 1
    }

    pub(super) fn senders(&self) -> usize {
        self.0.load() & SENDERS
    }
}

#[cold]
#[inline(never)]
fn too_many() -> ! {
    panic!("a wakeful channel has too many ends: clones of an end are forgotten somewhere")
}

#[cold]
#[inline(never)]
fn split_twice() -> ! {
    panic!(
        "a static wakeful channel was split twice: split it once, and clone the ends, or put the channel \
         into a variable and use `split`"
    )
}

impl<T, L: RawLock> fmt::Debug for Channel<T, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Channel")
            .field("senders", &self.holders.senders())
            .field("receivers", &self.receiver_count())
            .field("is_closed", &self.is_closed())
            .finish_non_exhaustive()
    }
}

#[cfg(all(test, feature = "std"))]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;
    use crate::lock::LocalLock;

    #[test]
    fn too_many_ends_panic_and_are_not_counted() {
        let mut channel = Channel::<u8, LocalLock>::new(0);
        let (tx, rx) = channel.split();
        let holders = &tx.channel().holders;
        holders.0.add((MOST - 3) * END);
        let third = rx.clone();
        for _ in 0..3 {
            assert!(catch_unwind(AssertUnwindSafe(|| rx.clone())).is_err());
            assert!(catch_unwind(AssertUnwindSafe(|| tx.clone())).is_err());
            assert!(catch_unwind(AssertUnwindSafe(|| tx.subscribe())).is_err());
            assert_eq!(holders.0.load() / END, MOST);
            assert_eq!((tx.sender_count(), tx.receiver_count()), (1, 2));
        }
        drop(third);
        drop(rx.clone());
        assert_eq!(tx.receiver_count(), 1);
    }
}
