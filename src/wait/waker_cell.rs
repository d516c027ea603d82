//! A place for one waker.

use core::cell::UnsafeCell;
use core::fmt;
use core::task::Waker;

use crate::lock::{RawLock, State};

/// The slot holds a waker.
const SET: usize = 1;
/// Somebody has the slot for himself.
const BUSY: usize = 2;
/// A wake came while the slot was busy: who has it wakes when done.
const WOKEN: usize = 4;

/// The waker of the one task that waits, for primitives with one waiter.
///
/// Use it where one task at a time waits and any number of others, interrupt handlers included,
/// wake it. For many waiters use a [`WaitQueue`](super::WaitQueue).
///
/// The one who waits *registers, then checks* its condition; the one who wakes *makes the
/// condition true, then wakes*. Then no wake-up is lost.
///
/// # Examples
///
/// ```
/// use std::future::poll_fn;
/// use std::sync::atomic::{AtomicBool, Ordering};
/// use std::task::Poll;
/// use wakeful::{lock::StdLock, wait::WakerCell};
///
/// static READY: AtomicBool = AtomicBool::new(false);
/// static CELL: WakerCell<StdLock> = WakerCell::new();
///
/// std::thread::spawn(|| {
///     READY.store(true, Ordering::Relaxed);
///     CELL.wake();
/// });
/// wakeful::executor::block_on(poll_fn(|cx| {
///     CELL.register(cx.waker());
///     if READY.load(Ordering::Relaxed) { Poll::Ready(()) } else { Poll::Pending }
/// }));
/// ```
///
/// # States
///
/// | state | slot belongs to | `register` | `take`, `wake` |
/// |---|---|---|---|
/// | 0 | nobody, empty | → `BUSY`, write → `SET` | nothing to do |
/// | `SET` | nobody, full | → `BUSY`, replace if it is another task → `SET` | → `BUSY`, take → 0 |
/// | `BUSY` | whoever set it | wakes its own task, which tries again | → `BUSY`, `WOKEN` |
/// | `BUSY`, `WOKEN` | whoever set it | wakes its own task | stays |
///
/// # Memory ordering
///
/// A wake is a read-modify-write even if nobody is registered. A mere load would lose wake-ups:
///
/// 1. The waker's store of the condition is still in its store buffer.
/// 2. It loads "nobody is registered".
/// 3. The waiter registers, and reads the old condition.
/// 4. The store arrives, and nobody is woken.
///
/// # Cost
///
/// Four words. `register` and `wake` are two read-modify-writes each, a `wake` without effect one;
/// `register` again with the same waker is two and clones nothing.
pub struct WakerCell<L> {
    state: State<L>,
    slot: UnsafeCell<Option<Waker>>,
}

// The *Slot Rule*: the slot is touched only by the one whose exchange set `BUSY`, until his
// exchange clears it.

// SAFETY: by the Slot Rule sharing the cell moves wakers, which are `Send`, and never shares them.
unsafe impl<L: Sync> Sync for WakerCell<L> {}

impl<L: RawLock> WakerCell<L> {
    /// A cell without a waker.
    pub const fn new() -> Self {
        Self { state: State::new(0), slot: UnsafeCell::new(None) }
    }

    /// Sees to it that `waker` is woken by the next [`wake`](Self::wake).
    ///
    /// Replaces the waker that was registered before. If a wake or another registration goes on at
    /// the same time, `waker` is woken at once, and its task can check its condition again.
    pub fn register(&self, waker: &Waker) {
        let mut state = self.state.load();
        let mut stale = None;
        if state == SET {
            match self.state.exchange(SET, BUSY) {
                Ok(()) => {
                    // SAFETY: the Slot Rule.
                    let slot = unsafe { &mut *self.slot.get() };
                    if slot.as_ref().is_some_and(|held| held.will_wake(waker)) {
                        return self.publish();
                    }
                    // The clone below is user code, so it runs with the cell free again. A wake
                    // that comes meanwhile finds nobody, but its condition is checked afterwards.
                    stale = slot.take();
                    if self.free() {
                        waker.wake_by_ref();
                        return;
                    }
                    state = 0;
                }
                Err(now) => state = now,
            }
        }
        if state != 0 {
            return waker.wake_by_ref();
        }
        let mut fresh = Some(waker.clone());
        if self.state.exchange(0, BUSY).is_err() {
            waker.wake_by_ref();
            return;
        }
        // SAFETY: the Slot Rule.
        core::mem::swap(unsafe { &mut *self.slot.get() }, &mut fresh);
        self.publish();
        drop((fresh, stale));
    }

    /// Takes the registered waker out.
    #[inline]
    pub fn take(&self) -> Option<Waker> {
        // The load is a hint: it tells which read-modify-write is likely to be the only one.
        let mut state = self.state.load();
        if state == 0 {
            state = self.state.touch();
            if state == 0 {
                return None;
            }
        }
        loop {
            let next = match state {
                0 => 0,
                SET => BUSY,
                _ => BUSY | WOKEN,
            };
            match self.state.exchange(state, next) {
                Ok(()) if state == SET => break,
                Ok(()) => return None,
                Err(now) => state = now,
            }
        }
        // SAFETY: the Slot Rule.
        let waker = unsafe { &mut *self.slot.get() }.take();
        self.free();
        waker
    }

    /// Wakes the registered task, if there is one.
    #[inline]
    pub fn wake(&self) {
        if let Some(waker) = self.take() {
            waker.wake();
        }
    }

    /// From `BUSY` to `SET`; if a wake came meanwhile, to 0, and the waker is woken.
    fn publish(&self) {
        if self.state.exchange(BUSY, SET).is_err() {
            // SAFETY: the Slot Rule: the exchange failed, so the slot is still ours.
            let waker = unsafe { &mut *self.slot.get() }.take();
            self.free();
            if let Some(waker) = waker {
                waker.wake();
            }
        }
    }

    /// From `BUSY` to 0. Returns whether a wake came meanwhile.
    fn free(&self) -> bool {
        let mut state = BUSY;
        while let Err(now) = self.state.exchange(state, 0) {
            state = now;
        }
        state != BUSY
    }
}

impl<L: RawLock> Default for WakerCell<L> {
    fn default() -> Self {
        Self::new()
    }
}

impl<L: RawLock> fmt::Debug for WakerCell<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WakerCell").field("registered", &(self.state.load() == SET)).finish()
    }
}
