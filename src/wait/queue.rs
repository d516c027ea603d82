//! The word and the list: taking, giving back, changing, waiting. The contended case is in
//! [`serve`](super::serve).

use core::fmt;
use core::marker::PhantomData;
use core::sync::atomic::Ordering::{AcqRel, Acquire, Release};

use super::serve::Again;
use super::value::{CALL, FAIR, QUEUED, SHIFT, STRICT, Value};
use super::{Grant, List, Policy, Primitive, flash};
use crate::lock::{Locked, RawLock, Word};

/// Whom a change of state concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// Nobody: the change makes nothing possible that was not before.
    Nobody,
    /// Those who must be told of a release.
    Release,
    /// All who wait: the change may serve more of them than a release could.
    Everybody,
}

/// A state in one word, and the tasks that wait for it to change.
///
/// See the [module documentation](crate::wait) for how to make a primitive of it.
///
/// # Memory ordering
///
/// What happened before a release (or [`update`](Self::update)) is seen after the grant that it
/// made possible.
///
/// # Cost
///
/// Three words. Uncontended, [`try_acquire`](Self::try_acquire) is one compare-exchange and
/// [`release`](Self::release) one fetch-and-add, or one pass under the lock where the word is plain.
pub struct WaitQueue<P: Policy, L> {
    word: Word,
    pub(super) list: Locked<List<P::Request>, L>,
    policy: PhantomData<fn() -> P>,
}

impl<P: Policy, L: RawLock> WaitQueue<P, L> {
    /// A queue in `state`: newcomers may overtake those who wait, within bounds.
    pub const fn new(state: usize) -> Self {
        Self::with_word(state << SHIFT)
    }

    /// A queue in `state` that serves strictly in order.
    pub const fn fair(state: usize) -> Self {
        Self::with_word(state << SHIFT | FAIR)
    }

    const fn with_word(word: usize) -> Self {
        Self { word: Word::new(word), list: Locked::new(List::new()), policy: PhantomData }
    }

    /// The state now.
    #[inline]
    pub fn state(&self) -> usize {
        if L::LOCK_FREE {
            // SAFETY: the Word Rule, `LOCK_FREE`.
            unsafe { self.load() }.state()
        } else {
            // SAFETY: the Word Rule, inside `with`.
            self.list.with(|_| unsafe { self.load() }).state()
        }
    }

    /// Takes what `request` asks for, if it can be granted now and nobody is served strictly.
    #[inline]
    pub fn try_acquire(&self, request: P::Request) -> Option<Grant> {
        if L::LOCK_FREE {
            // SAFETY: the Word Rule, `LOCK_FREE`.
            unsafe { self.take(request) }
        } else if flash::SCARCE {
            self.try_shared(request)
        } else {
            // SAFETY: the Word Rule, inside `with`.
            self.list.with(|_| unsafe { self.take(request) })
        }
    }

    /// [`try_acquire`](Self::try_acquire), compiled once.
    #[inline(never)]
    fn try_shared(&self, request: P::Request) -> Option<Grant> {
        // SAFETY: the Word Rule, inside `with`.
        self.list.with(|_| unsafe { self.take(request) })
    }

    /// Gives back what a granted `request` took.
    #[inline]
    pub fn release(&self, request: P::Request) {
        self.add(P::refund(request));
    }

    /// Adds `delta` to the state, wrapping, and serves those whom it lets in.
    #[inline]
    pub fn add(&self, delta: usize) {
        let delta = delta << SHIFT;
        // ORDERING: Release: pairs with the Acquire of the next `take` or `settle`. The value
        // replaced tells whether to serve: a flag set later was judged on a later value.
        // SAFETY: the Word Rule, `LOCK_FREE` or inside `with`.
        let add = || Value(unsafe { self.list.lock().fetch_add(&self.word, delta, Release) });
        if flash::SCARCE && !L::LOCK_FREE {
            return self.locked(|list, batch| {
                ((), if add().has(CALL) { self.released(list, batch) } else { Again::No })
            });
        }
        let old = if L::LOCK_FREE { add() } else { self.list.with(|_| add()) };
        if old.has(CALL) {
            self.serve_release();
        }
    }

    /// Changes the state by a rule of your own and serves those whom the change lets in.
    ///
    /// `change` gets the state and returns the next one, or `None` to leave it. It may run several
    /// times, and runs under the lock where the word is plain: it must be pure. Returns the state
    /// that was replaced, or `Err` of the state that was left.
    ///
    /// # Errors
    ///
    /// The current state, if `change` returned `None`.
    #[inline]
    pub fn update(&self, change: impl FnMut(usize) -> Option<usize>) -> Result<usize, usize> {
        self.change(Change::Everybody, change)
    }

    #[inline]
    pub(crate) fn change(
        &self,
        whom: Change,
        change: impl FnMut(usize) -> Option<usize>,
    ) -> Result<usize, usize> {
        let old = if L::LOCK_FREE {
            // SAFETY: the Word Rule, `LOCK_FREE`.
            unsafe { self.replace(change) }
        } else {
            // SAFETY: the Word Rule, inside `with`.
            self.list.with(|_| unsafe { self.replace(change) })
        }?;
        match whom {
            Change::Release if old.has(CALL) => self.serve_release(),
            Change::Everybody if old.has(QUEUED) => self.serve_all(),
            _ => {}
        }
        Ok(old.state())
    }

    /// Changes the state if nobody waits; returns `false` if somebody does.
    #[inline]
    pub(crate) fn change_if_idle(&self, change: impl Fn(usize) -> usize) -> bool {
        if L::LOCK_FREE {
            // SAFETY: the Word Rule, `LOCK_FREE`.
            unsafe { self.replace_if_idle(change) }
        } else {
            // SAFETY: the Word Rule, inside `with`.
            self.list.with(|_| unsafe { self.replace_if_idle(change) })
        }
    }

    /// Whether somebody is in the queue.
    pub fn has_waiters(&self) -> bool {
        self.list.with(|list| !list.is_empty())
    }

    /// The state after `request`, if it may be granted at `value`: by the rules, and by the order
    /// if somebody is served strictly.
    #[inline(always)]
    pub(super) fn allowed(value: Value, request: P::Request) -> Option<usize> {
        let next = P::grant(value.state(), request)?;
        let takes = next != value.state();
        if takes && value.has(STRICT) && !P::goes_first(request) {
            return None;
        }
        Some(next)
    }

    // What follows touches the word: each carries the Word Rule as its contract.

    /// # Safety
    ///
    /// The *Word Rule* holds.
    #[inline(always)]
    pub(super) unsafe fn load(&self) -> Value {
        // SAFETY: the caller keeps the Word Rule.
        Value(unsafe { self.list.lock().load(&self.word) })
    }

    /// # Safety
    ///
    /// The *Word Rule* holds.
    #[inline(always)]
    pub(super) unsafe fn take(&self, request: P::Request) -> Option<Grant> {
        // SAFETY: the caller keeps the Word Rule.
        let mut value = unsafe { self.load() };
        loop {
            let next = Self::allowed(value, request)?;
            if next == value.state() {
                return Some(Grant::Passed);
            }
            // ORDERING: Acquire: pairs with the Release of `add` and `replace`.
            // SAFETY: the caller keeps the Word Rule.
            match unsafe { self.exchange(value, value.with_state(next), Acquire) } {
                Ok(()) => return Some(Grant::Took),
                Err(now) => value = now,
            }
        }
    }

    /// # Safety
    ///
    /// The *Word Rule* holds.
    #[inline(always)]
    pub(super) unsafe fn replace(
        &self,
        mut change: impl FnMut(usize) -> Option<usize>,
    ) -> Result<Value, usize> {
        // SAFETY: the caller keeps the Word Rule.
        let mut value = unsafe { self.load() };
        loop {
            let next = value.with_state(change(value.state()).ok_or(value.state())?);
            // SAFETY: the caller keeps the Word Rule.
            match unsafe { self.write(value, next) } {
                Ok(()) => return Ok(value),
                Err(now) => value = now,
            }
        }
    }

    /// # Safety
    ///
    /// The *Word Rule* holds.
    #[inline(always)]
    unsafe fn replace_if_idle(&self, change: impl Fn(usize) -> usize) -> bool {
        // SAFETY: the caller keeps the Word Rule.
        let mut value = unsafe { self.load() };
        while !value.has(QUEUED) {
            let next = value.with_state(change(value.state()));
            // SAFETY: the caller keeps the Word Rule.
            match unsafe { self.write(value, next) } {
                Ok(()) => return true,
                Err(now) => value = now,
            }
        }
        false
    }

    /// Exchanges the word, also for the value that it has: the write is what others acquire.
    ///
    /// # Safety
    ///
    /// The *Word Rule* holds.
    #[inline(always)]
    unsafe fn write(&self, old: Value, new: Value) -> Result<(), Value> {
        if old != new {
            // SAFETY: the caller keeps the Word Rule.
            return unsafe { self.exchange(old, new, AcqRel) };
        }
        // Cheaper than an exchange, which would have to be compared.
        // SAFETY: the caller keeps the Word Rule.
        let now = Value(unsafe { self.list.lock().fetch_add(&self.word, 0, AcqRel) });
        if now == old { Ok(()) } else { Err(now) }
    }

    /// # Safety
    ///
    /// The *Word Rule* holds.
    #[inline(always)]
    pub(super) unsafe fn exchange(
        &self,
        old: Value,
        new: Value,
        order: core::sync::atomic::Ordering,
    ) -> Result<(), Value> {
        let lock = self.list.lock();
        // Under the lock, what was read is what is there: the compiler need not compare.
        // SAFETY: the caller keeps the Word Rule.
        let old = if flash::SCARCE && !L::LOCK_FREE { unsafe { self.load() } } else { old };
        // SAFETY: the caller keeps the Word Rule.
        let result = unsafe { lock.compare_exchange(&self.word, old.0, new.0, order) };
        result.map(|_| ()).map_err(Value)
    }
}

// SAFETY: it is the queue.
unsafe impl<P: Policy, L: RawLock> Primitive for WaitQueue<P, L> {
    type Policy = P;
    type Lock = L;

    #[inline(always)]
    fn queue(&self) -> &Self {
        self
    }
}

impl<P: Policy, L: RawLock> fmt::Debug for WaitQueue<P, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitQueue")
            .field("state", &self.state())
            .field("waiters", &self.has_waiters())
            .finish()
    }
}
