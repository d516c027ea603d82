//! A lite oneshot in an allocation that its last end frees.

use super::state::OPEN;
use super::{Oneshot, Receiver, Sender, State};
use crate::channel::{Allocated, Shared};
use crate::lock::RawLock;

// SAFETY: it has no tail.
unsafe impl<S, L> Allocated for Oneshot<S, L> {
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
pub fn channel<S: State, L: RawLock>()
-> (Sender<Shared<Oneshot<S, L>>>, Receiver<Shared<Oneshot<S, L>>>) {
    let channel = Shared::new(Oneshot::with_byte(OPEN));
    (Sender::new(channel), Receiver::new(channel))
}
