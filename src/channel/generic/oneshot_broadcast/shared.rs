//! The channel in an allocation that its last end frees.

use super::{Channel, Receiver, Sender};
use crate::channel::{Allocated, Ends, Shared};
use crate::lock::RawLock;

// SAFETY: it has no tail.
unsafe impl<T, L: RawLock> Allocated for Channel<T, L> {
    type Cell = ();

    fn tail_len(&self) -> usize {
        0
    }
}

/// Both ends of a channel that they own: one allocation.
///
/// The flavors have one of their own, which does not ask for the lock.
#[allow(clippy::type_complexity, reason = "the flavors have aliases for it")]
pub fn channel<T, L: RawLock>() -> (Sender<Shared<Channel<T, L>>>, Receiver<Shared<Channel<T, L>>>)
{
    let channel = Shared::new(Channel::with_ends(Ends::pair()));
    (Sender::new(channel), Receiver::new(channel))
}
