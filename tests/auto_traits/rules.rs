//! What is sound, and why.
//!
//! Where a type has less than it could, the rule says so, and what it would take.

use crate::places::At;
use crate::probe::Traits;

const NOTHING: Traits = Traits { send: false, sync: false, unpin: true };

// What primitives are made of.

/// A state, and a list of wakers, which are `Send`. Sharing it needs a lock that may be shared. It
/// moves with the lock: those who wait have borrowed it, so only forgotten ones are in its list by
/// then, which nobody else can reach.
pub(crate) fn signal(at: At) -> Traits {
    at.lock.traits
}

/// Gives its value to one at a time, on any thread, and never to two: sharing it moves the value.
pub(crate) fn mutex(at: At) -> Traits {
    let (lock, value) = (at.lock.traits, at.value.traits);
    Traits {
        send: lock.send && value.send,
        sync: lock.sync && value.send,
        unpin: lock.unpin && value.unpin,
    }
}

/// Gives its value to one or lends it to many: sharing it moves and shares the value. The same
/// holds for a cell that one thread fills, others read, and yet another drops.
pub(crate) fn rwlock(at: At) -> Traits {
    let mutex = mutex(at);
    Traits { sync: mutex.sync && at.value.traits.sync, ..mutex }
}

/// Calls its closure through a reference, on any thread, and never moves it out.
pub(crate) fn closure_of_lazy(at: At) -> Traits {
    let (lock, closure) = (at.lock.traits, at.value.traits);
    Traits {
        send: lock.send && closure.send,
        sync: lock.sync && closure.sync,
        unpin: lock.unpin && closure.unpin,
    }
}

/// A queue for requests of this kind: whoever settles copies those that others made.
pub(crate) fn queue(at: At) -> Traits {
    Traits { unpin: true, ..mutex(at) }
}

// Handles.

/// Sharing is all that a reference does.
pub(crate) fn reference(target: Traits) -> Traits {
    Traits { send: target.sync, sync: target.sync, unpin: true }
}

/// Shares, and may be the last, which drops what it points to.
pub(crate) fn arc(target: Traits) -> Traits {
    let both = target.send && target.sync;
    Traits { send: both, sync: both, unpin: true }
}

/// Counts without atomics.
pub(crate) fn rc(_: Traits) -> Traits {
    NOTHING
}

/// The handle of a place, as one to `target`.
pub(crate) fn handle(at: At, target: Traits) -> Traits {
    (at.handle.to)(target)
}

// What reaches a primitive through a handle.

/// Others write to its node through the primitive: it stays where it is, and goes to another thread
/// if the primitive may be touched from there.
///
/// Through `&` one learns no more than whether it has completed, so it could always be `Sync`. It
/// asks for a handle that is, so that it may show its primitive one day.
pub(crate) fn future(at: At, target: Traits) -> Traits {
    let handle = handle(at, target);
    Traits { send: handle.send && target.sync, sync: handle.sync, unpin: false }
}

/// Gives back when it is dropped, through its handle, which it also shows.
pub(crate) fn permit(at: At, target: Traits) -> Traits {
    handle(at, target)
}

/// A permit that shows the request, too.
pub(crate) fn queue_permit(at: At) -> Traits {
    let (handle, request) = (handle(at, queue(at)), at.value.traits);
    Traits {
        send: handle.send && request.send,
        sync: handle.sync && request.sync,
        unpin: request.unpin,
    }
}

/// Moves the value with it. Through `&` it shows the value, and the mutex, which may be shared if
/// the value is `Send`.
pub(crate) fn mutex_guard(at: At) -> Traits {
    let (handle, value) = (handle(at, mutex(at)), at.value.traits);
    Traits { send: handle.send && value.send, sync: handle.sync && value.sync, unpin: true }
}

/// Moves or shares `part` alone, and unlocks through the handle.
///
/// Through `&` it shows no mutex, so with a `part` that is `Sync` it could be `Sync` for any value.
/// It asks what [`mutex_guard`] asks.
pub(crate) fn mapped_guard(at: At, target: Traits, part: Traits) -> Traits {
    let handle = handle(at, target);
    Traits { send: handle.send && part.send, sync: handle.sync && part.sync, unpin: true }
}

/// Shared with other readers (`Sync`); the writer's and the upgradable one move the value, too, and
/// a writer may come down to reading next to others.
///
/// Two of them could have more: a reader that borrows could be `Send` for any value that is `Sync`,
/// and all that borrow could be `Sync` for it. It would take a bound for each kind of handle and of
/// access, for values that are `Sync` and not `Send`: guards of std, mostly.
pub(crate) fn rwlock_guard(at: At) -> Traits {
    let (handle, value) = (handle(at, rwlock(at)), at.value.traits);
    let both = value.send && value.sync;
    Traits { send: handle.send && both, sync: handle.sync && both, unpin: true }
}

/// Waits in the list of a condition variable, then in the queue of the mutex.
pub(crate) fn condvar_wait(at: At) -> Traits {
    let (condvar, lock) = (reference(signal(at)), future(at, mutex(at)));
    Traits { send: condvar.send && lock.send, sync: condvar.sync && lock.sync, unpin: false }
}

/// A token of its own, and a reference to the one above.
pub(crate) fn child_token(at: At) -> Traits {
    let (own, parent) = (signal(at), reference(signal(at)));
    Traits { send: own.send && parent.send, sync: own.sync && parent.sync, unpin: true }
}

/// Borrows all tokens that it waits for.
pub(crate) fn child_future(at: At) -> Traits {
    Traits { unpin: false, ..reference(child_token(at)) }
}

/// Shares a node with the tokens below it, whoever of them goes last.
pub(crate) fn tree_token(at: At) -> Traits {
    arc(signal(at))
}
