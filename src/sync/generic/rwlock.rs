//! Many readers or one writer.

use core::cell::UnsafeCell;
use core::fmt;

use super::rwlock_guard::{ReadGuard, Shared, Unique, Upgradable, UpgradableGuard, WriteGuard};
use crate::lock::RawLock;
use crate::sync::TryLockError;
use crate::wait::{Acquire, Policy, Primitive, STATE_BITS, WaitQueue};

const WRITER: usize = 1;
const UPGRADABLE: usize = 2;
const READER: usize = 4;
/// The readers' count has come so far that no more are let in, or it would wrap.
const FULL: usize = 1 << (STATE_BITS - 1);

/// The rules of a reader-writer lock.
///
/// The state is a bit for the writer, one for the upgradable reader, and the number of readers.
///
/// | request | granted if there is no | adds |
/// |---|---|---|
/// | `Read` | writer | a reader |
/// | `Upgradable` | writer, upgradable reader | the upgradable reader |
/// | `Write` | writer, upgradable reader, reader | the writer |
/// | `Upgrade` | writer, reader | the writer, beside the upgradable reader that asks |
#[derive(Debug)]
pub struct ReadWrite;

/// What can be asked of an [`RwLock`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
// As wide as the other fields of a node that are written for it: a future is often moved right
// after it was made, and a load that spans several smaller stores stalls (12 ns instead of 5).
#[repr(u32)]
pub enum Mode {
    /// Shared access.
    Read,
    /// Shared access that may become exclusive.
    Upgradable,
    /// Exclusive access.
    Write,
    /// Exclusive access for who has the upgradable one.
    Upgrade,
}

impl Mode {
    #[inline(always)]
    pub(super) const fn weight(self) -> usize {
        match self {
            Self::Read => READER,
            Self::Upgradable => UPGRADABLE,
            Self::Write | Self::Upgrade => WRITER,
        }
    }
}

impl Policy for ReadWrite {
    type Request = Mode;
    const EXCLUSIVE: bool = false;

    #[inline(always)]
    fn grant(state: usize, mode: Mode) -> Option<usize> {
        let free = match mode {
            Mode::Read => state & (WRITER | FULL) == 0,
            Mode::Upgradable => state & (WRITER | UPGRADABLE) == 0,
            Mode::Write => state == 0,
            Mode::Upgrade => state == UPGRADABLE,
        };
        free.then(|| state + mode.weight())
    }

    /// The writers before an upgrade wait for the upgradable read that it holds.
    #[inline(always)]
    fn goes_first(mode: Mode) -> bool {
        mode == Mode::Upgrade
    }

    #[inline(always)]
    fn refund(mode: Mode) -> usize {
        mode.weight().wrapping_neg()
    }
}

/// A value that many may read or one may write at a time, also across `.await`.
///
/// Use it where reads outnumber writes and last long enough for sharing to pay; otherwise a
/// [`Mutex`](super::Mutex) is smaller and as fast.
///
/// # Examples
///
/// ```
/// use wakeful::executor::block_on;
/// use wakeful::sync::RwLock;
///
/// let config = RwLock::new(String::from("v1"));
/// block_on(async {
///     {
///         let (a, b) = (config.read().await, config.read().await);
///         assert_eq!(*a, *b);
///     }
///     let seen = config.upgradable_read().await;
///     if *seen == "v1" {
///         *seen.upgrade().await = String::from("v2");
///     }
///     assert_eq!(*config.read().await, "v2");
/// });
/// ```
///
/// # States
///
/// | held by | `read` | `upgradable_read` | `write` | `upgrade` |
/// |---|---|---|---|---|
/// | nobody | yes | yes | yes | |
/// | readers | yes | yes | waits | |
/// | an upgradable reader, readers | yes | waits | waits | waits for the readers |
/// | a writer | waits | waits | waits | |
///
/// # Fairness
///
/// Newcomers may overtake those who wait, readers above all, but not for ever: when a waiting
/// writer was passed by at four releases, newcomers queue behind it. An upgrade goes first, and
/// while it waits nobody new gets in. [`fair`](Self::fair) serves strictly in order.
///
/// # Cancel safety
///
/// Strict, but for [`upgrade`](super::RwLockGuard::upgrade), which is weak: dropped, it releases
/// the upgradable read, too.
///
/// # Deadlocks
///
/// A task that asks for a second guard while it holds one may wait for itself, also if both are
/// for reading: a writer may stand between them. For strict hand-over see
/// [`Mutex`](super::Mutex#deadlocks).
///
/// # Panics
///
/// A panic while the lock is held releases it; there is no poison.
///
/// # Cost
///
/// Three words and the value; futures are six words, guards one. In the thread-safe flavor an
/// uncontended pair is two atomic read-modify-writes, in the local one none.
pub struct RwLock<T: ?Sized, L> {
    pub(super) queue: WaitQueue<ReadWrite, L>,
    pub(super) value: UnsafeCell<T>,
}

// SAFETY: a shared lock gives `&mut T` to one (`T: Send`) or `&T` to many threads (`T: Sync`);
// `L: Sync` says that the queue may be shared.
unsafe impl<T: ?Sized + Send + Sync, L: Sync> Sync for RwLock<T, L> {}

// SAFETY: the queue is the field.
unsafe impl<T: ?Sized, L: RawLock> Primitive for RwLock<T, L> {
    type Policy = ReadWrite;
    type Lock = L;

    #[inline(always)]
    fn queue(&self) -> &WaitQueue<ReadWrite, L> {
        &self.queue
    }
}

/// The future of [`RwLock::read`].
pub type Read<H> = Acquire<H, Shared>;
/// The future of [`RwLock::upgradable_read`].
pub type UpgradableRead<H> = Acquire<H, Upgradable>;
/// The future of [`RwLock::write`].
pub type Write<H> = Acquire<H, Unique>;

impl<T, L: RawLock> RwLock<T, L> {
    /// A lock that nobody holds.
    pub const fn new(value: T) -> Self {
        Self { queue: WaitQueue::new(0), value: UnsafeCell::new(value) }
    }

    /// A lock that is handed over strictly in order.
    pub const fn fair(value: T) -> Self {
        Self { queue: WaitQueue::fair(0), value: UnsafeCell::new(value) }
    }

    /// The value.
    pub fn into_inner(self) -> T {
        self.value.into_inner()
    }
}

impl<T: ?Sized, L: RawLock> RwLock<T, L> {
    /// Waits until nobody writes, and reads.
    ///
    /// # Cancel safety
    ///
    /// Strict. A dropped future loses its place in the queue and nothing else.
    #[inline(always)]
    pub const fn read(&self) -> Read<&Self> {
        Acquire::of(self, Mode::Read)
    }

    /// Waits until nobody writes or reads upgradably, and reads with the right to
    /// [`upgrade`](UpgradableGuard::upgrade).
    ///
    /// # Cancel safety
    ///
    /// Strict. A dropped future loses its place in the queue and nothing else.
    #[inline(always)]
    pub const fn upgradable_read(&self) -> UpgradableRead<&Self> {
        Acquire::of(self, Mode::Upgradable)
    }

    /// Waits until nobody reads or writes, and writes.
    ///
    /// # Cancel safety
    ///
    /// Strict. A dropped future loses its place in the queue and nothing else.
    #[inline(always)]
    pub const fn write(&self) -> Write<&Self> {
        Acquire::of(self, Mode::Write)
    }

    /// Reads if that is possible now.
    ///
    /// # Errors
    ///
    /// [`TryLockError`] if somebody writes, or a writer is served strictly.
    #[inline]
    pub fn try_read(&self) -> Result<ReadGuard<&Self>, TryLockError> {
        ReadGuard::try_from_handle(self)
    }

    /// Reads with the right to upgrade, if that is possible now.
    ///
    /// # Errors
    ///
    /// [`TryLockError`] if somebody writes or reads upgradably, or a waiter is served strictly.
    #[inline]
    pub fn try_upgradable_read(&self) -> Result<UpgradableGuard<&Self>, TryLockError> {
        UpgradableGuard::try_from_handle(self)
    }

    /// Writes if that is possible now.
    ///
    /// # Errors
    ///
    /// [`TryLockError`] if somebody reads or writes, or a waiter is served strictly.
    #[inline]
    pub fn try_write(&self) -> Result<WriteGuard<&Self>, TryLockError> {
        WriteGuard::try_from_handle(self)
    }

    /// The value, which the exclusive borrow proves to be free.
    pub fn get_mut(&mut self) -> &mut T {
        self.value.get_mut()
    }
}

impl<T: Default, L: RawLock> Default for RwLock<T, L> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T, L: RawLock> From<T> for RwLock<T, L> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T: ?Sized + fmt::Debug, L: RawLock> fmt::Debug for RwLock<T, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("RwLock");
        match self.try_read() {
            Ok(guard) => out.field("value", &&*guard),
            Err(_) => out.field("value", &format_args!("<locked>")),
        };
        out.finish_non_exhaustive()
    }
}
