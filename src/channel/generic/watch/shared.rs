//! The shared form: one allocation, which the last end frees.

use super::channel::Holders;
use super::version::FIRST;
use super::{Channel, Receiver, Sender, StateId};
use crate::channel::{Allocated, Shared};
use crate::lock::RawLock;

// SAFETY: there is no tail.
unsafe impl<T, L: RawLock> Allocated for Channel<T, L> {
    type Cell = ();

    fn tail_len(&self) -> usize {
        0
    }
}

/// A channel in one allocation, with its first value, which the receiver has seen.
#[allow(clippy::type_complexity, reason = "the aliases of the flavors are short")]
pub fn channel<T, L: RawLock>(
    initial: T,
) -> (Sender<Shared<Channel<T, L>>>, Receiver<Shared<Channel<T, L>>>) {
    let anchor = Shared::new(Channel::with_holders(initial, Holders::pair()));
    (Sender::new(anchor), Receiver::new(anchor, StateId(FIRST)))
}
