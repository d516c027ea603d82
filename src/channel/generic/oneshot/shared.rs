//! A oneshot in an allocation that its last end frees.

use super::{Oneshot, Receiver, Sender};
use crate::channel::{Allocated, Shared};
use crate::lock::RawLock;

// SAFETY: it has no tail.
unsafe impl<T, L: RawLock> Allocated for Oneshot<T, L> {
    type Cell = ();

    #[inline(always)]
    fn tail_len(&self) -> usize {
        0
    }
}

/// Both ends of a channel that they own: one allocation.
///
/// The flavors have one of their own, which does not ask for the lock.
#[allow(clippy::type_complexity, reason = "the flavors have aliases for it")]
pub fn channel<T, L: RawLock>() -> (Sender<Shared<Oneshot<T, L>>>, Receiver<Shared<Oneshot<T, L>>>)
{
    let channel = Shared::new(Oneshot::new());
    (Sender::new(channel), Receiver::new(channel))
}
