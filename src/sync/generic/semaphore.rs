//! So many at a time.

use core::fmt;

use crate::lock::RawLock;
use crate::sync::{Closed, TryAcquireError};
use crate::wait::{
    Acquire, Change, Grant, Handle, Outcome, Permit, Policy, Primitive, STATE_BITS, WaitQueue,
};

const CLOSED: usize = 1;
const PERMIT: usize = 2;

/// The rules of a semaphore.
///
/// The state is the number of permits that are available, and a bit that says *closed*. A request
/// for `n` is granted if `n` are available, and takes them; once closed, everybody is let through
/// and takes nothing.
#[derive(Debug)]
pub struct Counting;

impl Policy for Counting {
    type Request = u32;
    const EXCLUSIVE: bool = false;

    #[inline(always)]
    fn grant(state: usize, n: u32) -> Option<usize> {
        if state & CLOSED != 0 {
            return Some(state);
        }
        state.checked_sub((n as usize).checked_mul(PERMIT)?)
    }

    #[inline(always)]
    fn refund(n: u32) -> usize {
        (n as usize).wrapping_mul(PERMIT)
    }
}

/// A number of permits that tasks take and give back.
///
/// Use it to limit how many do something at the same time: connections, open files, requests.
///
/// # Examples
///
/// ```
/// use wakeful::executor::block_on;
/// use wakeful::sync::Semaphore;
///
/// static FILES: Semaphore = Semaphore::new(2);
///
/// block_on(async {
///     let one = FILES.acquire().await.unwrap();
///     let _two = FILES.acquire().await.unwrap();
///     assert!(FILES.try_acquire().is_err());
///     drop(one);
///     assert!(FILES.try_acquire().is_ok());
/// });
/// ```
///
/// # Fairness
///
/// Newcomers may take permits before those who were woken for them, and small requests before a
/// large one that waits; but when a waiter was passed by at four releases, nobody new takes
/// anything until it is served. [`fair`](Self::fair) serves strictly in order.
///
/// # Cancel safety
///
/// Strict: a dropped future takes no permits with it.
///
/// # Deadlocks
///
/// A request for more permits than will ever exist waits for ever, and everybody behind it. For
/// strict hand-over see [`Mutex`](super::Mutex#deadlocks).
///
/// # Panics
///
/// [`new`](Self::new) and [`release`](Self::release) panic if that makes more than
/// [`MAX_PERMITS`](Self::MAX_PERMITS) available. They do not see permits that are held; a program
/// that makes eight times as many as that in all finds that some are gone.
///
/// # Cost
///
/// Three words; the future is six, a permit two. In the thread-safe flavor an uncontended acquire
/// and release are two atomic read-modify-writes, in the local one none.
pub struct Semaphore<L> {
    queue: WaitQueue<Counting, L>,
}

// SAFETY: the queue is the field.
unsafe impl<L: RawLock> Primitive for Semaphore<L> {
    type Policy = Counting;
    type Lock = L;

    #[inline(always)]
    fn queue(&self) -> &WaitQueue<Counting, L> {
        &self.queue
    }
}

/// The future of [`Semaphore::acquire`].
pub type AcquirePermit<H> = Acquire<H, OrClosed>;

impl<L: RawLock> Semaphore<L> {
    /// How many permits may be available at most: 2^23 on 32-bit targets, 2^55 on 64-bit ones.
    pub const MAX_PERMITS: usize = 1 << (STATE_BITS - 4);

    /// A semaphore with `permits`.
    ///
    /// # Panics
    ///
    /// If `permits` is above [`MAX_PERMITS`](Self::MAX_PERMITS).
    pub const fn new(permits: usize) -> Self {
        assert!(permits <= Self::MAX_PERMITS, "a semaphore holds at most `MAX_PERMITS`");
        Self { queue: WaitQueue::new(permits * PERMIT) }
    }

    /// A semaphore that serves strictly in order.
    ///
    /// # Panics
    ///
    /// If `permits` is above [`MAX_PERMITS`](Self::MAX_PERMITS).
    pub const fn fair(permits: usize) -> Self {
        assert!(permits <= Self::MAX_PERMITS, "a semaphore holds at most `MAX_PERMITS`");
        Self { queue: WaitQueue::fair(permits * PERMIT) }
    }

    /// Waits for a permit.
    ///
    /// Resolves to [`Closed`] if the semaphore is or gets closed.
    ///
    /// # Cancel safety
    ///
    /// Strict. A dropped future loses its place in the queue and nothing else.
    #[inline(always)]
    pub const fn acquire(&self) -> AcquirePermit<&Self> {
        Acquire::of(self, 1)
    }

    /// Waits until `n` permits are available, and takes them together. For 0 it never waits.
    ///
    /// Resolves to [`Closed`] if the semaphore is or gets closed.
    ///
    /// # Cancel safety
    ///
    /// Strict. A dropped future loses its place in the queue and nothing else.
    #[inline(always)]
    pub const fn acquire_many(&self, n: u32) -> AcquirePermit<&Self> {
        Acquire::of(self, n)
    }

    /// Takes a permit if one is available.
    ///
    /// # Errors
    ///
    /// If none is, or the semaphore is closed.
    #[inline]
    pub fn try_acquire(&self) -> Result<Permit<&Self>, TryAcquireError> {
        Permit::try_from_handle(self, 1)
    }

    /// Takes `n` permits if they are available.
    ///
    /// # Errors
    ///
    /// If they are not, or the semaphore is closed.
    #[inline]
    pub fn try_acquire_many(&self, n: u32) -> Result<Permit<&Self>, TryAcquireError> {
        Permit::try_from_handle(self, n)
    }

    /// Adds `n` permits, which need not have been acquired before.
    ///
    /// # Panics
    ///
    /// If more than [`MAX_PERMITS`](Self::MAX_PERMITS) would be available.
    pub fn release(&self, n: usize) {
        let result = self.queue.change(Change::Release, |state| {
            let permits = (state / PERMIT).checked_add(n)?;
            (permits <= Self::MAX_PERMITS).then_some((permits * PERMIT) | (state & CLOSED))
        });
        assert!(result.is_ok(), "a semaphore holds at most `MAX_PERMITS`");
    }

    /// Takes up to `n` of the available permits away for good; returns how many.
    pub fn forget_permits(&self, n: usize) -> usize {
        let taken = |state: usize| n.min(state / PERMIT);
        match self.queue.change(Change::Nobody, |state| Some(state - taken(state) * PERMIT)) {
            Ok(state) | Err(state) => taken(state),
        }
    }

    /// How many permits are available now.
    pub fn available_permits(&self) -> usize {
        self.queue.state() / PERMIT
    }

    /// Lets nobody acquire any more: those who wait and those who come get [`Closed`].
    ///
    /// Permits that are held stay valid.
    pub fn close(&self) {
        let _ = self.queue.update(|state| Some(state | CLOSED));
    }

    /// Whether the semaphore was closed.
    pub fn is_closed(&self) -> bool {
        self.queue.state() & CLOSED != 0
    }
}

impl<L: RawLock> fmt::Debug for Semaphore<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Semaphore")
            .field("available_permits", &self.available_permits())
            .field("closed", &self.is_closed())
            .finish()
    }
}

/// What an [`AcquirePermit`] makes of its permit.
#[derive(Debug)]
#[allow(unreachable_pub, reason = "a parameter of public types, and nameable by nobody outside")]
pub struct OrClosed;

impl<H, L> Outcome<H> for OrClosed
where
    H: Handle<Target = Semaphore<L>>,
    L: RawLock,
{
    type Output = Result<Permit<H>, Closed>;

    #[inline(always)]
    fn from_grant(permit: Permit<H>, grant: Grant) -> Result<Permit<H>, Closed> {
        // A request for 0 passes without being closed out.
        if grant == Grant::Passed && (permit.request() > 0 || permit.handle().target().is_closed())
        {
            permit.forget();
            return Err(Closed);
        }
        Ok(permit)
    }
}

/// The permits of a [`Semaphore`].
impl<H, L> Permit<H>
where
    H: Handle<Target = Semaphore<L>>,
    L: RawLock,
{
    #[inline]
    pub(crate) fn try_from_handle(handle: H, n: u32) -> Result<Self, TryAcquireError> {
        let grant = handle.target().queue.try_acquire(n).ok_or(TryAcquireError::NoPermits)?;
        OrClosed::from_grant(Self::of(handle, n), grant).map_err(|Closed| TryAcquireError::Closed)
    }

    /// How many permits this is.
    pub const fn num_permits(&self) -> u32 {
        self.request()
    }

    /// Splits `n` permits off, or returns `None` if there are fewer.
    pub fn split(&mut self, n: u32) -> Option<Self>
    where
        H: Clone,
    {
        let rest = self.request().checked_sub(n)?;
        // Cloned first: should that panic, nothing has changed.
        let handle = self.handle().clone();
        self.set_request(rest);
        Some(Self::of(handle, n))
    }

    /// Adds the permits of `other`.
    ///
    /// # Panics
    ///
    /// If `other` is of another semaphore, or the sum exceeds `u32::MAX`.
    pub fn merge(&mut self, other: Self) {
        let same = core::ptr::eq::<Semaphore<L>>(self.handle().target(), other.handle().target());
        assert!(same, "permits of different semaphores cannot be merged");
        let sum = self.request().checked_add(other.request());
        self.set_request(sum.expect("merged permits exceed `u32::MAX`: keep them apart"));
        other.forget();
    }
}
