//! Any buffer behind the lock of its channel.

use core::cell::UnsafeCell;
use core::fmt;
use core::marker::PhantomData;

use super::Side;
use super::buffer::RingBuf;
use super::store::{Judged, Refusal, Store, Turn};

/// How items become entries of the buffer, before the lock is taken.
pub trait Wrap {
    /// What users send.
    type Item;
    /// What the buffer holds.
    type Entry;

    /// Makes an entry. May run code of the user.
    fn wrap(item: Self::Item) -> Self::Entry;

    /// The item again.
    fn unwrap(entry: Self::Entry) -> Self::Item;
}

/// Items are what the buffer holds.
#[derive(Debug)]
pub struct AsIs<T>(PhantomData<T>);

impl<T> Wrap for AsIs<T> {
    type Item = T;
    type Entry = T;

    #[inline(always)]
    fn wrap(item: T) -> T {
        item
    }

    #[inline(always)]
    fn unwrap(entry: T) -> T {
        entry
    }
}

/// A buffer that only the holder of the channel's lock touches.
pub struct Guarded<B, W>(UnsafeCell<State<B>>, PhantomData<fn() -> W>);

/// What one side has to know of those who wait.
#[derive(Clone, Copy, Default)]
struct Flags {
    call: bool,
    strict: bool,
}

struct State<B> {
    buffer: B,
    closed: bool,
    promised: usize,
    senders: Flags,
    receivers: Flags,
}

impl<B> State<B> {
    fn flags(&mut self, side: Side) -> &mut Flags {
        match side {
            Side::Senders => &mut self.senders,
            Side::Receivers => &mut self.receivers,
        }
    }
}

impl<B: RingBuf> State<B> {
    fn room(&self) -> usize {
        if !self.buffer.can_push() {
            return 0;
        }
        self.buffer.capacity().saturating_sub(self.buffer.len()).saturating_sub(self.promised)
    }

    fn refused(&self, n: usize, turn: Turn) -> Option<Refusal> {
        if self.closed {
            return Some(Refusal::Closed);
        }
        let refused = self.senders.strict && turn == Turn::Newcomer || self.room() < n;
        refused.then_some(Refusal::Wait)
    }
}

impl<B: RingBuf, W: Wrap<Entry = B::Item>> Guarded<B, W> {
    /// An open channel's worth of `buffer`.
    pub const fn new(buffer: B) -> Self {
        const NONE: Flags = Flags { call: false, strict: false };
        let state = State { buffer, closed: false, promised: 0, senders: NONE, receivers: NONE };
        Self(UnsafeCell::new(state), PhantomData)
    }

    /// # Safety
    ///
    /// The *Store Rule* holds, and the result is not used beyond the call.
    #[allow(clippy::mut_from_ref, reason = "the lock of the channel makes it unique")]
    #[inline(always)]
    unsafe fn state(&self) -> &mut State<B> {
        // SAFETY: the Store Rule: the lock is held, so nobody else is in here.
        unsafe { &mut *self.0.get() }
    }
}

// SAFETY: by the Store Rule the lock gives the state to one at a time, so sharing it moves the buffer.
unsafe impl<B: Send, W> Sync for Guarded<B, W> {}

// SAFETY: never `LOCK_FREE`: each method has the state for itself. Values go through the buffer, which
// is safe code: it may lose them, or panic, and no more.
unsafe impl<B: RingBuf, W: Wrap<Entry = B::Item>> Store for Guarded<B, W> {
    type Item = W::Item;
    type Entry = W::Entry;
    const LOCK_FREE: bool = false;

    #[inline(always)]
    fn enter(item: W::Item) -> W::Entry {
        W::wrap(item)
    }

    #[inline(always)]
    fn leave(entry: W::Entry) -> W::Item {
        W::unwrap(entry)
    }

    unsafe fn capacity(&self) -> usize {
        // SAFETY: the Store Rule.
        unsafe { self.state() }.buffer.capacity()
    }

    unsafe fn most_promised(&self) -> usize {
        // SAFETY: the Store Rule.
        unsafe { self.capacity() }
    }

    unsafe fn push(&self, entry: &mut Option<W::Entry>, turn: Turn) -> Result<bool, Refusal> {
        // SAFETY: the Store Rule.
        let state = unsafe { self.state() };
        if let Some(refusal) = state.refused(1, turn) {
            return Err(refusal);
        }
        if let Some(entry) = entry.take() {
            state.buffer.push(entry);
        }
        Ok(state.receivers.call)
    }

    unsafe fn pop(&self, place: &mut Option<W::Entry>, turn: Turn) -> Result<bool, Refusal> {
        // SAFETY: the Store Rule.
        let state = unsafe { self.state() };
        if state.buffer.is_empty() {
            return Err(if state.closed { Refusal::Closed } else { Refusal::Wait });
        }
        if state.receivers.strict && turn == Turn::Newcomer {
            return Err(Refusal::Wait);
        }
        *place = Some(state.buffer.pop());
        Ok(state.senders.call)
    }

    unsafe fn reserve(&self, n: usize, turn: Turn) -> Result<(), Refusal> {
        // SAFETY: the Store Rule.
        let state = unsafe { self.state() };
        match state.refused(n, turn) {
            Some(refusal) => Err(refusal),
            None => {
                state.promised += n;
                Ok(())
            }
        }
    }

    unsafe fn unreserve(&self, n: usize) {
        // SAFETY: the Store Rule.
        unsafe { self.state() }.promised -= n;
    }

    unsafe fn fill(&self, entry: &mut Option<W::Entry>) -> Result<bool, Refusal> {
        // SAFETY: the Store Rule.
        let state = unsafe { self.state() };
        state.promised -= 1;
        if state.closed {
            return Err(Refusal::Closed);
        }
        if let Some(entry) = entry.take() {
            state.buffer.push(entry);
        }
        Ok(state.receivers.call)
    }

    unsafe fn judge(&self, side: Side) -> Judged {
        // SAFETY: the Store Rule.
        let state = unsafe { self.state() };
        let ready = match side {
            _ if state.closed => Judged::ALL,
            // Whatever a buffer says, it does not say that the channel is closed.
            Side::Senders => state.room().min(Judged::ALL - 1),
            Side::Receivers => state.buffer.len().min(Judged::ALL - 1),
        };
        Judged { ready, word: 0 }
    }

    unsafe fn publish(&self, side: Side, _: Judged, call: bool, strict: bool) -> bool {
        // SAFETY: the Store Rule.
        *unsafe { self.state() }.flags(side) = Flags { call, strict };
        true
    }

    unsafe fn close(&self) -> bool {
        // SAFETY: the Store Rule.
        !core::mem::replace(&mut unsafe { self.state() }.closed, true)
    }

    unsafe fn is_closed(&self) -> bool {
        // SAFETY: the Store Rule.
        unsafe { self.state() }.closed
    }

    unsafe fn len(&self) -> usize {
        // SAFETY: the Store Rule.
        unsafe { self.state() }.buffer.len()
    }

    fn reopen(&mut self) {
        let state = self.0.get_mut();
        (state.closed, state.promised) = (false, 0);
        (state.senders, state.receivers) = (Flags::default(), Flags::default());
    }
}

impl<B, W> fmt::Debug for Guarded<B, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Guarded(..)")
    }
}

// SAFETY: what lies behind it is the buffer's.
#[cfg(feature = "alloc")]
unsafe impl<B: super::Allocated, W> super::Allocated for Guarded<B, W> {
    type Cell = B::Cell;

    fn tail_len(&self) -> usize {
        // SAFETY: asked by whoever has the channel for himself: no lock is held anywhere.
        unsafe { &*self.0.get() }.buffer.tail_len()
    }
}
