//! What is sound for channels, and why.

use crate::places::At;
use crate::probe::Traits;
use crate::rules::{arc, mutex, reference, rwlock, signal};

/// Messages go in on one thread and come out on another; no two threads see one at a time. So a channel
/// is to its messages what a mutex is to its value. It moves with what is in it.
pub(crate) fn hands_over(at: At) -> Traits {
    mutex(at)
}

/// Several receivers clone one message at a time: sharing the channel shares messages, too.
pub(crate) fn lets_all_look(at: At) -> Traits {
    rwlock(at)
}

/// What is sent is a byte. The value is made of it anew, by a function of its own that is safe to call
/// everywhere: nothing of it is moved.
pub(crate) fn sends_a_byte(at: At) -> Traits {
    signal(at)
}

/// How an end, or a future that borrows one, reaches its channel: as a reference to the channel, or as
/// one of those who own it together, of whom the last drops it.
#[derive(Clone, Copy)]
pub(crate) enum By {
    Reference,
    Shared,
}

/// Acts on the channel, and is that alone: `Send` and `Sync` as its way to the channel is. Nothing of
/// the user's lies in it, so it may be moved in any case.
pub(crate) fn end(by: By, channel: Traits) -> Traits {
    match by {
        By::Reference => reference(channel),
        By::Shared => arc(channel),
    }
}

/// Has borrowed an end that is unique, and may go wherever it may; holds no node.
pub(crate) fn future_of_unique_end(by: By, channel: Traits) -> Traits {
    end(by, channel)
}

/// As [`future_of_unique_end`], and carries a message to be sent, which `&` does not show.
pub(crate) fn future_with_message(by: By, channel: Traits, at: At) -> Traits {
    let end = end(by, channel);
    Traits { send: end.send && at.value.traits.send, sync: end.sync, unpin: true }
}

/// Has borrowed an end and looks at the channel through it; its node stays where it is.
pub(crate) fn future_with_node(channel: Traits) -> Traits {
    Traits { unpin: false, ..reference(channel) }
}

/// Has an end, or has borrowed one of that kind; its node stays where it is.
pub(crate) fn end_with_node(by: By, channel: Traits) -> Traits {
    Traits { unpin: false, ..end(by, channel) }
}
