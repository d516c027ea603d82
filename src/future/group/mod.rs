//! Futures of one type together, added and removed while they run.

#[cfg(feature = "futures-core")]
mod core_traits;
mod key;
mod next;
mod round;
mod slot;
mod store;

use alloc::vec::Vec;
use core::convert::Infallible;
use core::fmt;
use core::future::Future;
use core::ops::ControlFlow;
use core::task::{Context, Poll};

use self::round::Unfinished;
use self::store::Store;
use super::wakers::Wakers;

pub use self::key::Key;
pub use self::next::Next;

/// Futures of one type that run together in one task, added and removed at any time.
///
/// Use it for a number of futures that changes: the connections of a server, the downloads that are under
/// way. For a fixed number, known when the program is written, join or race a tuple or an array, which
/// allocate less. Futures of several types go in as boxes: `Group<Pin<Box<dyn Future<Output = T>>>>`.
///
/// # Examples
///
/// ```
/// use wakeful::executor::block_on;
/// use wakeful::future::Group;
///
/// /// Where the tree of binary numbers goes on below `n`.
/// async fn below(n: u32) -> Vec<u32> {
///     if n < 16 { vec![2 * n, 2 * n + 1] } else { vec![] }
/// }
///
/// let mut group = Group::from_iter([below(1)]);
/// let visited = block_on(async {
///     let mut visited = 0;
///     while let Some((_key, found)) = group.next().await {
///         visited += 1;
///         group.extend(found.into_iter().map(below));
///     }
///     visited
/// });
/// assert_eq!(visited, 31);
/// ```
///
/// # How it polls
///
/// A child is polled after it was inserted, and then once for each time that it was woken: children that
/// were not woken cost nothing. (Where there is neither compare-exchange nor the feature
/// `critical-section`, every child is polled each time.) One poll of [`next`](Self::next) polls each child
/// at most once, and ends when one has finished.
///
/// A future that was inserted is not polled before the group is, and inserting wakes nobody: whoever
/// inserts while another part of the same task waits for the group sees to it that the group is polled
/// again. (In a [`Loop`](super::Loop) that is so after every handler.)
///
/// # Fairness
///
/// Before a child that was woken is polled, at most as many others finish as are in the group. One that wakes
/// itself comes again with the next poll of the group only: it holds up nobody.
///
/// # Re-entrancy
///
/// Children, destructors and wakers run without any lock. Wakers may outlive the child and the group. One
/// that does may cause a poll too many of a child that came into the same place.
///
/// # Deadlocks
///
/// Children run only while the group is polled. If the task that owns it awaits something else for which
/// one of them is needed, both wait for ever.
///
/// # Panics
///
/// If a child panics, so does the poll of the group; that child is gone, and the group can be used as
/// before. `catch_unwind` makes the panic an output.
///
/// # Cost
///
/// Children lie in chunks, each twice as large as the one before. A new chunk is one allocation, and growth of
/// the lists beside; its wakers are one when the first of its children clones one (and there is one for the
/// group). Places are used again, so a group whose number of children stays below what it was once allocates
/// nothing. Beside the future, a child takes 16 bytes.
pub struct Group<F> {
    store: Store<F>,
    /// The wakers of each chunk's slots.
    wakers: Vec<Wakers>,
    /// The wakers of the chunks.
    root: Wakers,
    unfinished: Unfinished,
}

/// The first chunk of a group that was given no capacity has `1 << FIRST` slots.
const FIRST: u32 = 3;

impl<F> Group<F> {
    /// A group without futures and without memory.
    pub const fn new() -> Self {
        Self::of(FIRST)
    }

    const fn of(first: u32) -> Self {
        Self {
            store: Store::new(first),
            wakers: Vec::new(),
            root: Wakers::new(),
            unfinished: Unfinished::NONE,
        }
    }

    /// A group with room for `capacity` futures before it allocates again.
    ///
    /// # Panics
    ///
    /// If that is more than a `u32` can number.
    pub fn with_capacity(capacity: usize) -> Self {
        if capacity == 0 {
            return Self::new();
        }
        let mut group = Self::of(capacity.next_power_of_two().ilog2().max(1));
        group.grow();
        group
    }

    /// How many futures there are.
    pub const fn len(&self) -> usize {
        self.store.len()
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// For how many futures there is room.
    pub fn capacity(&self) -> usize {
        self.store.capacity()
    }

    /// Adds a future, which runs from the next poll of the group on.
    ///
    /// # Panics
    ///
    /// If there are more than 4 billion.
    pub fn insert(&mut self, future: F) -> Key {
        if self.store.is_full() {
            self.grow();
        }
        self.store.insert(future)
    }

    fn grow(&mut self) {
        self.wakers.reserve(1);
        self.store.grow();
        self.wakers.push(Wakers::new());
    }

    /// Drops the future of that name. Returns whether it was still there.
    pub fn remove(&mut self, key: Key) -> bool {
        let found = self.store.find(key);
        if let Some(index) = found {
            self.store.remove(index);
        }
        found.is_some()
    }

    /// Whether the future of that name is still there.
    pub fn contains(&self, key: Key) -> bool {
        self.store.find(key).is_some()
    }

    /// Drops all futures, and keeps the memory. If a destructor panics, some of them stay.
    pub fn clear(&mut self) {
        self.store.clear();
    }
}

impl<F: Future> Group<F> {
    /// Runs the futures until one of them is ready; gives its key and its output, or `None` if there are
    /// no futures.
    ///
    /// # Cancel safety
    ///
    /// Strict: nothing is lost, and the futures stay in the group.
    pub const fn next(&mut self) -> Next<'_, F> {
        Next::new(self)
    }

    /// The poll of [`next`](Self::next): polls the futures that were woken, until one of them is ready.
    pub fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<(Key, F::Output)>> {
        if self.is_empty() {
            return Poll::Ready(None);
        }
        let found = self.round(cx, ControlFlow::Break).break_value();
        found.map_or(Poll::Pending, |found| Poll::Ready(Some(found)))
    }

    /// Polls all futures that were woken, each once. The outputs are dropped.
    pub(crate) fn poll_all(&mut self, cx: &mut Context<'_>) {
        let _: ControlFlow<Infallible> = self.round(cx, |_| ControlFlow::Continue(()));
    }
}

impl<F> Default for Group<F> {
    fn default() -> Self {
        Self::new()
    }
}

impl<F> Extend<F> for Group<F> {
    fn extend<I: IntoIterator<Item = F>>(&mut self, futures: I) {
        for future in futures {
            self.insert(future);
        }
    }
}

impl<F> FromIterator<F> for Group<F> {
    fn from_iter<I: IntoIterator<Item = F>>(futures: I) -> Self {
        let futures = futures.into_iter();
        let mut group = Self::with_capacity(futures.size_hint().0);
        group.extend(futures);
        group
    }
}

impl<F> fmt::Debug for Group<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Group").field("len", &self.len()).finish_non_exhaustive()
    }
}
