//! A rendezvous in an allocation of its own.

use super::{Channel, Receiver, Sender, ends};
use crate::channel::{Allocated, Ends, Shared};
use crate::lock::RawLock;

// SAFETY: it has no cells.
unsafe impl<T, L: RawLock> Allocated for Channel<T, L> {
    type Cell = ();

    fn tail_len(&self) -> usize {
        0
    }
}

/// The ends of a channel that belongs to them: one allocation, which the last end frees.
pub fn channel<T, L: RawLock>() -> (Sender<Shared<Channel<T, L>>>, Receiver<Shared<Channel<T, L>>>)
{
    let channel = Shared::new(Channel::with_ends(Ends::pair()));
    // SAFETY: that counts these two.
    unsafe { ends::pair(channel) }
}
