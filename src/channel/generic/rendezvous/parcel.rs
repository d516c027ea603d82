//! A value in a pinned future, and the line in which others find it.
//!
//! # The Hand Rule
//!
//! *While a parcel is in a line, its value is touched only by whoever has the `&mut Parcels` of that
//! line, which the lock around the line gives to one at a time. At any other time its owner alone
//! touches it.*
//!
//! The *Link Invariant* of the list sees to the rest: what is in the line is pinned and alive.

use core::cell::UnsafeCell;
use core::pin::Pin;
use core::ptr;
use core::task::Waker;

use crate::wait::{End, List, Node, Stage};

/// A value to be handed over, and its place in line. Only ever reached by `&Parcel`.
pub(in crate::channel::generic) struct Parcel<T> {
    node: Node<Place<T>>,
    value: UnsafeCell<Option<T>>,
}

/// Where the value of a parcel is: what its node asks for.
struct Place<T>(*const UnsafeCell<Option<T>>);

impl<T> Clone for Place<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Place<T> {}

// SAFETY: by the Hand Rule, to send a place is to send the value to whoever has the line.
unsafe impl<T: Send> Send for Place<T> {}

impl<T> Parcel<T> {
    #[inline(always)]
    pub(in crate::channel::generic) const fn new(value: Option<T>) -> Self {
        Self { node: Node::new(Place(ptr::null())), value: UnsafeCell::new(value) }
    }

    /// Where the parcel stands, for its owner: `Granted` and `Passed` are final, and say that it is in
    /// no line; so does `Fresh`.
    #[inline(always)]
    pub(in crate::channel::generic) fn stage(&self) -> Stage {
        self.node.stage()
    }

    /// The value.
    ///
    /// # Safety
    ///
    /// The caller is the owner, and the parcel is in no line. The reference ends before it joins one.
    #[allow(clippy::mut_from_ref, reason = "the contract says that there is one at a time")]
    #[inline(always)]
    pub(in crate::channel::generic) unsafe fn value(&self) -> &mut Option<T> {
        // SAFETY: the Hand Rule.
        unsafe { &mut *self.value.get() }
    }

    /// Makes a parcel that was handed over good for the next value.
    ///
    /// # Safety
    ///
    /// The caller is the owner, and the parcel is in no line.
    pub(in crate::channel::generic) unsafe fn reset(&self) {
        // SAFETY: the contract.
        unsafe { self.node.reset() };
    }
}

/// A line of parcels, first come, first served.
pub(in crate::channel::generic) struct Parcels<T>(List<Place<T>>);

impl<T> Parcels<T> {
    pub(in crate::channel::generic) const fn new() -> Self {
        Self(List::new())
    }

    pub(in crate::channel::generic) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// To the back of the line, at `Waiting`.
    ///
    /// # Safety
    ///
    /// The parcel is in no line. Its owner leaves this one before it drops the parcel, and keeps the
    /// Hand Rule.
    pub(in crate::channel::generic) unsafe fn join(
        &mut self,
        parcel: Pin<&Parcel<T>>,
        waker: Waker,
    ) {
        parcel.node.set_request(Place(&raw const parcel.value));
        // SAFETY: a field of what is pinned.
        let node = unsafe { parcel.map_unchecked(|parcel| &parcel.node) };
        // SAFETY: the contract.
        unsafe { self.0.link(node, End::Back, Stage::Waiting, waker) };
    }

    /// Out of the line, back to `Fresh`. Gives back the waker.
    ///
    /// # Safety
    ///
    /// The parcel is in this line.
    pub(in crate::channel::generic) unsafe fn leave(
        &mut self,
        parcel: &Parcel<T>,
    ) -> Option<Waker> {
        // SAFETY: the contract.
        unsafe { self.0.unlink(&parcel.node, Stage::Fresh) }
    }

    /// See [`renew`].
    ///
    /// # Safety
    ///
    /// The parcel is in this line.
    pub(in crate::channel::generic) unsafe fn renew(
        &mut self,
        parcel: &Parcel<T>,
        waker: &Waker,
        fresh: &mut Option<Waker>,
    ) -> bool {
        // SAFETY: the contract.
        unsafe { renew(&mut self.0, &parcel.node, waker, fresh) }
    }

    /// Takes the value of the first parcel, which is out of the line then, at `Granted`.
    #[inline(always)]
    pub(in crate::channel::generic) fn take_front(&mut self) -> Option<(T, Option<Waker>)> {
        let value = self.front_value()?.take()?;
        Some((value, self.0.walk().unlink(Stage::Granted)))
    }

    /// Takes the value of the first parcel, which stays in line, at `Offered`.
    #[inline(always)]
    pub(in crate::channel::generic) fn empty_front(&mut self) -> Option<(T, Option<Waker>)> {
        let value = self.front_value()?.take()?;
        let waker = self.0.front()?.take_waker(Stage::Offered);
        Some((value, waker))
    }

    /// Puts the first parcel out of the line with its value in it, at `Passed`.
    pub(in crate::channel::generic) fn dismiss_front(&mut self) -> Option<Waker> {
        self.0.walk().unlink(Stage::Passed)
    }

    #[inline(always)]
    fn front_value(&mut self) -> Option<&mut Option<T>> {
        let Place(place) = self.0.front()?.request();
        // SAFETY: the Hand Rule; `join` wrote the place, and the Link Invariant keeps it alive.
        Some(unsafe { &mut *UnsafeCell::raw_get(place) })
    }
}

/// Sees to it that a node at `Waiting` or `Offered` waits with `waker`. Returns `false` if that takes a
/// clone in `fresh`, which is to be made without the lock. What is in `fresh` afterwards is to be
/// dropped without the lock.
///
/// # Safety
///
/// The node is linked in `list`.
pub(super) unsafe fn renew<R>(
    list: &mut List<R>,
    node: &Node<R>,
    waker: &Waker,
    fresh: &mut Option<Waker>,
) -> bool {
    // SAFETY: the contract.
    let entry = unsafe { list.entry(node) };
    if entry.will_wake(waker) {
        return true;
    }
    match fresh.take() {
        None => false,
        Some(clone) => {
            *fresh = entry.put_waker(Stage::Waiting, clone);
            true
        }
    }
}
