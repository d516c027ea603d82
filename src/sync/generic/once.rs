//! A cell that is filled by the first who needs it.

use core::cell::UnsafeCell;
use core::convert::Infallible;
use core::fmt;
use core::future::Future;
use core::mem::MaybeUninit;

use crate::lock::RawLock;
use crate::wait::{Acquire, Grant, Handle, Outcome, Permit, Policy, Primitive, WaitQueue};

const EMPTY: usize = 0;
const FILLING: usize = 1;
const FULL: usize = 2;

/// The rules of a [`OnceCell`].
///
/// | state | `grant` |
/// |---|---|
/// | `EMPTY` | the right to fill it: `FILLING` |
/// | `FILLING` | refused; a release makes it `EMPTY` again |
/// | `FULL` | passes |
#[derive(Debug)]
pub struct Once;

impl Policy for Once {
    type Request = ();
    const EXCLUSIVE: bool = false;

    #[inline(always)]
    fn grant(state: usize, (): ()) -> Option<usize> {
        match state {
            EMPTY => Some(FILLING),
            FULL => Some(FULL),
            _ => None,
        }
    }

    #[inline(always)]
    fn refund((): ()) -> usize {
        FILLING.wrapping_neg()
    }
}

/// A cell that is written once and then read without waiting.
///
/// Use it for a value whose making awaits and that many need. If making it never awaits, std's
/// `OnceLock` is enough.
///
/// # Examples
///
/// ```
/// use wakeful::executor::block_on;
/// use wakeful::sync::OnceCell;
///
/// static CONFIG: OnceCell<String> = OnceCell::new();
///
/// block_on(async {
///     let config = CONFIG.get_or_init(|| async { String::from("read from a file") }).await;
///     assert_eq!(CONFIG.get(), Some(config));
/// });
/// ```
///
/// # States
///
/// | | [`get`](Self::get) | [`set`](Self::set) | [`get_or_init`](Self::get_or_init) |
/// |---|---|---|---|
/// | empty | `None` | fills it | runs its closure |
/// | being filled | `None` | gives the value back | waits |
/// | full | the value | gives the value back | the value |
///
/// # Cancel safety
///
/// Weak: if the one who fills the cell is dropped, fails or panics, the work of its closure is lost,
/// and another who waits runs its own.
///
/// # Deadlocks
///
/// A closure that needs the cell that it fills waits for itself.
///
/// # Cost
///
/// Three words and the value. `get` is a load.
pub struct OnceCell<T, L: RawLock> {
    queue: WaitQueue<Once, L>,
    value: UnsafeCell<MaybeUninit<T>>,
}

// The *Once Rule*: in `EMPTY` nobody touches the value; in `FILLING` the one who was granted it
// does; in `FULL`, which never ends while the cell is shared, it is written and only read.

// SAFETY: by the Once Rule sharing the cell shares the value (`T: Sync`), and may move it from
// who fills it to who drops the cell (`T: Send`); `L: Sync` says that the queue may be shared.
unsafe impl<T: Send + Sync, L: RawLock + Sync> Sync for OnceCell<T, L> {}

// SAFETY: the queue is the field.
unsafe impl<T, L: RawLock> Primitive for OnceCell<T, L> {
    type Policy = Once;
    type Lock = L;

    #[inline(always)]
    fn queue(&self) -> &WaitQueue<Once, L> {
        &self.queue
    }
}

/// What a task finds that asked for its turn.
enum Turn<H: Handle> {
    Full,
    Fill(Permit<H>),
}

impl<H: Handle> Outcome<H> for Turn<H> {
    type Output = Self;

    fn from_grant(permit: Permit<H>, grant: Grant) -> Self {
        match grant {
            Grant::Took => Self::Fill(permit),
            Grant::Passed => {
                permit.forget();
                Self::Full
            }
        }
    }
}

impl<T, L: RawLock> OnceCell<T, L> {
    /// An empty cell.
    pub const fn new() -> Self {
        Self { queue: WaitQueue::new(EMPTY), value: UnsafeCell::new(MaybeUninit::uninit()) }
    }

    /// A full cell.
    pub const fn from_value(value: T) -> Self {
        Self { queue: WaitQueue::new(FULL), value: UnsafeCell::new(MaybeUninit::new(value)) }
    }

    /// The value, if the cell is full.
    #[inline]
    pub fn get(&self) -> Option<&T> {
        // SAFETY: the Once Rule: the cell is full.
        (self.queue.state() == FULL).then(|| unsafe { self.value() })
    }

    /// The value, if the cell is full.
    pub fn get_mut(&mut self) -> Option<&mut T> {
        let full = self.queue.state() == FULL;
        // SAFETY: the Once Rule: the cell is full, and borrowed exclusively.
        full.then(|| unsafe { self.value.get_mut().assume_init_mut() })
    }

    /// Fills the cell.
    ///
    /// # Errors
    ///
    /// The value, if the cell is full or being filled.
    pub fn set(&self, value: T) -> Result<(), T> {
        match self.queue.try_acquire(()) {
            Some(Grant::Took) => {
                self.fill(Permit::of(self, ()), value);
                Ok(())
            }
            Some(Grant::Passed) | None => Err(value),
        }
    }

    /// The value, made by `init` if the cell is empty. Others wait meanwhile.
    ///
    /// # Cancel safety
    ///
    /// Weak: if this is dropped while `init` runs, its work is lost, and another who waits runs its
    /// own.
    pub async fn get_or_init<F, Fut>(&self, init: F) -> &T
    where
        F: FnOnce() -> Fut,
        Fut: Future<Output = T>,
    {
        if let Some(value) = self.get() {
            return value;
        }
        let init = || async { Ok::<T, Infallible>(init().await) };
        match self.get_or_try_init(init).await {
            Ok(value) => value,
            Err(never) => match never {},
        }
    }

    /// The value, made by `init` if the cell is empty. If that fails, the cell stays empty.
    ///
    /// # Errors
    ///
    /// What `init` failed with. Others who wait run their own.
    ///
    /// # Cancel safety
    ///
    /// Weak: if this is dropped while `init` runs, its work is lost, and another who waits runs its
    /// own.
    pub async fn get_or_try_init<F, Fut, E>(&self, init: F) -> Result<&T, E>
    where
        F: FnOnce() -> Fut,
        Fut: Future<Output = Result<T, E>>,
    {
        if let Some(value) = self.get() {
            return Ok(value);
        }
        match Acquire::<&Self, Turn<&Self>>::of(self, ()).await {
            // SAFETY: the Once Rule: only a full cell lets pass.
            Turn::Full => Ok(unsafe { self.value() }),
            Turn::Fill(permit) => {
                let value = init().await?;
                Ok(self.fill(permit, value))
            }
        }
    }

    /// The value.
    pub fn into_inner(mut self) -> Option<T> {
        self.take()
    }

    /// Takes the value out and leaves the cell empty.
    pub fn take(&mut self) -> Option<T> {
        if self.queue.state() != FULL {
            return None;
        }
        self.queue = WaitQueue::new(EMPTY);
        // SAFETY: the cell was full, and is borrowed exclusively; it is empty from now on.
        Some(unsafe { self.value.get_mut().assume_init_read() })
    }

    fn fill(&self, permit: Permit<&Self>, value: T) -> &T {
        // SAFETY: the Once Rule: the permit is the right to write.
        unsafe { (*self.value.get()).write(value) };
        permit.forget();
        self.queue.add(FULL - FILLING);
        // SAFETY: the Once Rule: full since the line above.
        unsafe { self.value() }
    }

    /// # Safety
    ///
    /// The cell is full.
    unsafe fn value(&self) -> &T {
        // SAFETY: the Once Rule: written, and only read.
        let value = unsafe { &*self.value.get() };
        // SAFETY: likewise.
        unsafe { value.assume_init_ref() }
    }
}

impl<T, L: RawLock> Drop for OnceCell<T, L> {
    fn drop(&mut self) {
        drop(self.take());
    }
}

impl<T, L: RawLock> From<T> for OnceCell<T, L> {
    fn from(value: T) -> Self {
        Self::from_value(value)
    }
}

impl<T, L: RawLock> Default for OnceCell<T, L> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: fmt::Debug, L: RawLock> fmt::Debug for OnceCell<T, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("OnceCell").field(&self.get()).finish()
    }
}
