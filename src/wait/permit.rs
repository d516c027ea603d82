//! What a future resolves to: the permit, and what is made of it.

use core::fmt;
use core::mem::ManuallyDrop;

use super::{Grant, Handle, Policy, Primitive, Request, WaitQueue};
use crate::lock::RawLock;

/// What an [`Acquire`](super::Acquire) makes of the permit that it got.
///
/// Let a type of its own implement it that names no handle: `Acquire<H, Guard<H>>` would name it twice. The
/// compiler forgets that the lifetimes in both are the same when it asks whether a task is `Send`, and
/// then cannot tell what the future in a combinator resolves to.
pub trait Outcome<H: Handle> {
    /// What the future resolves to.
    type Output;

    /// Turns a grant into the result. If it is [`Grant::Passed`], nothing was taken, and the permit
    /// has to be [forgotten](Permit::forget): dropped, it would release what it does not have.
    fn from_grant(permit: Permit<H>, grant: Grant) -> Self::Output;
}

/// For policies of which some requests may pass: the [`Permit`], or `None` if this one did.
#[derive(Debug)]
pub struct MayPass;

impl<H: Handle> Outcome<H> for MayPass {
    type Output = Option<Permit<H>>;

    #[inline(always)]
    fn from_grant(permit: Permit<H>, grant: Grant) -> Option<Permit<H>> {
        match grant {
            Grant::Took => Some(permit),
            Grant::Passed => {
                permit.forget();
                None
            }
        }
    }
}

/// For primitives that are waited for and not held.
impl<H: Handle> Outcome<H> for () {
    type Output = ();

    fn from_grant(permit: Permit<H>, _: Grant) {
        permit.forget();
    }
}

/// What was taken from a primitive; dropping it gives it back.
pub struct Permit<H: Handle> {
    handle: H,
    request: Request<H>,
}

impl<P: Policy, L: RawLock, H: Handle<Target = WaitQueue<P, L>>> Permit<H> {
    /// The permit for a `request` that [`WaitQueue::try_acquire`] granted; dropping it releases.
    #[inline(always)]
    pub const fn new(handle: H, request: P::Request) -> Self {
        Self { handle, request }
    }
}

impl<H: Handle> Permit<H> {
    /// The permit for a `request` that was granted.
    #[inline(always)]
    pub(crate) const fn of(handle: H, request: Request<H>) -> Self {
        Self { handle, request }
    }

    /// The primitive's handle.
    #[inline(always)]
    pub const fn handle(&self) -> &H {
        &self.handle
    }

    /// What was asked for.
    #[inline(always)]
    pub const fn request(&self) -> Request<H> {
        self.request
    }

    /// Keeps what was taken for ever, and gives the handle back.
    #[inline(always)]
    pub fn forget(self) -> H {
        let this = ManuallyDrop::new(self);
        // SAFETY: `this` is not used again, nor dropped: the handle is moved out once.
        unsafe { core::ptr::read(&this.handle) }
    }

    /// Asks for a different release than what was granted, as when a permit was split.
    #[inline(always)]
    pub(crate) fn set_request(&mut self, request: Request<H>) {
        self.request = request;
    }
}

impl<H: Handle> Drop for Permit<H> {
    #[inline(always)]
    fn drop(&mut self) {
        self.handle.target().queue().release(self.request);
    }
}

impl<H: Handle> fmt::Debug for Permit<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Permit").finish_non_exhaustive()
    }
}
