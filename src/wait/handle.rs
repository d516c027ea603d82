//! How a future or a guard reaches its primitive.

use super::{Policy, WaitQueue};
use crate::lock::RawLock;

/// Something with a [`WaitQueue`] inside: a queue, or a primitive of this crate.
///
/// Sealed, because who can name it can reach the queue of a mutex, and release what another holds.
///
/// # Safety
///
/// `queue` returns the same queue every time, one that lies in `self` or outlives it.
#[allow(unreachable_pub, reason = "sealed: public in bounds, and nameable by nobody outside")]
pub unsafe trait Primitive {
    /// The rules.
    type Policy: Policy;
    /// The lock.
    type Lock: RawLock;

    /// The queue.
    fn queue(&self) -> &WaitQueue<Self::Policy, Self::Lock>;
}

/// How a future or a guard reaches its primitive and keeps it alive: `&P`, `Rc<P>`, `Arc<P>`.
///
/// `P` is a [`WaitQueue`] or a primitive of this crate. To reach a queue in a struct of your own
/// through an `Arc` of the whole, implement it for a newtype of that `Arc`, with the queue as target.
///
/// # Safety
///
/// `target` gives the same target every time, also after the handle was moved, and the target stays
/// where it is and alive as long as the handle (or a clone of it) does.
pub unsafe trait Handle {
    /// The primitive, or the queue.
    type Target: Primitive + ?Sized;

    /// The primitive.
    fn target(&self) -> &Self::Target;
}

// SAFETY: a shared reference points to the same place as long as it lives.
unsafe impl<P: Primitive + ?Sized> Handle for &P {
    type Target = P;

    #[inline(always)]
    fn target(&self) -> &P {
        self
    }
}

/// What a waiter on the primitive behind `H` asks for.
pub type Request<H> = <<<H as Handle>::Target as Primitive>::Policy as Policy>::Request;
