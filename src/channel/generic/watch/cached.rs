//! A receiver with a copy of its own.

use core::fmt;

use super::body::Body;
use super::{Changed, Channel, Receiver, StateId};
use crate::channel::Anchor;
use crate::lock::RawLock;

/// A receiver with a copy of its own of the latest value: to look is a load, as long as nothing changes.
///
/// For settings that are read all the time and seldom change. Made by [`Receiver::cached`].
///
/// # Examples
///
/// ```
/// use wakeful::channel::watch;
///
/// let (tx, rx) = watch::channel(String::from("debug"));
/// let mut level = rx.cached();
/// assert_eq!(level.get(), "debug");
/// tx.send(String::from("warn")).unwrap();
/// assert_eq!(level.get(), "warn");
/// ```
pub struct Cached<A: Anchor<Channel: Body>> {
    receiver: Receiver<A>,
    /// What the receiver has marked as seen may be newer than the copy.
    id: StateId,
    value: <A::Channel as Body>::Value,
}

impl<T: Clone, L: RawLock, A: Anchor<Channel = Channel<T, L>>> Cached<A> {
    pub(super) fn new(mut receiver: Receiver<A>) -> Self {
        let (id, value) = receiver.borrow_and_update().into_parts();
        Self { receiver, id, value }
    }

    /// The latest value, which counts as seen.
    ///
    /// # Panics
    ///
    /// If a new value came and its clone panics, or the destructor of the old copy.
    #[inline]
    pub fn get(&mut self) -> &T {
        if !self.receiver.channel().store().is_shown(self.id) {
            self.refresh();
        }
        &self.value
    }

    #[cold]
    #[inline(never)]
    fn refresh(&mut self) {
        let (id, value) = self.receiver.borrow().into_parts();
        self.id = id;
        self.receiver.set_seen(id);
        self.value = value;
    }

    /// Waits for a value that was not seen yet; [`get`](Self::get) returns it then.
    ///
    /// # Errors
    ///
    /// [`RecvError`](crate::channel::RecvError) if there is none, and no sender is left.
    ///
    /// # Cancel safety
    ///
    /// Strict.
    pub fn changed(&mut self) -> Changed<'_, A> {
        self.receiver.changed()
    }

    /// The copy as it is.
    pub const fn cached(&self) -> &T {
        &self.value
    }

    /// The version of the copy.
    pub const fn id(&self) -> StateId {
        self.id
    }

    /// The receiver, without the copy.
    pub fn into_receiver(self) -> Receiver<A> {
        let Self { receiver, value, .. } = self;
        // Here, and not when the receiver is on its way out: it is dropped, too, should this panic.
        drop(value);
        receiver
    }
}

impl<A: Anchor<Channel: Body>> fmt::Debug for Cached<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cached").field("id", &self.id).finish_non_exhaustive()
    }
}
