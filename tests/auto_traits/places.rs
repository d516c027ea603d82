//! Where a type of the crate may stand: which lock, which handle, which value.

use std::cell::Cell;
use std::marker::{PhantomData, PhantomPinned};
use std::rc::Rc;
use std::sync::{Arc, MutexGuard};

use wakeful::lock::{LoadStore, LocalLock, RawLock, StdLock};
use wakeful::wait::Policy;

use crate::probe::Traits;
use crate::rules;

/// A type that others are made of.
#[derive(Clone, Copy)]
pub(crate) struct Part {
    pub(crate) name: &'static str,
    pub(crate) traits: Traits,
}

/// A handle: what it makes of the traits of its target.
#[derive(Clone, Copy)]
pub(crate) struct Reach {
    pub(crate) name: &'static str,
    pub(crate) to: fn(Traits) -> Traits,
}

/// A place. What a type does not mention is as in [`At::ANY`].
#[derive(Clone, Copy)]
pub(crate) struct At {
    pub(crate) lock: Part,
    pub(crate) handle: Reach,
    pub(crate) value: Part,
}

const ALL: Traits = Traits { send: true, sync: true, unpin: true };
const SEND: Traits = Traits { sync: false, ..ALL };
const SYNC: Traits = Traits { send: false, ..ALL };
const NEITHER: Traits = Traits { send: false, sync: false, ..ALL };
const PINNED: Traits = Traits { unpin: false, ..ALL };

impl At {
    pub(crate) const ANY: Self =
        Self { lock: part("-", ALL), handle: reach("-", |target| target), value: part("-", ALL) };
}

pub(crate) const fn part(name: &'static str, traits: Traits) -> Part {
    Part { name, traits }
}

pub(crate) const fn reach(name: &'static str, to: fn(Traits) -> Traits) -> Reach {
    Reach { name, to }
}

pub(crate) type Ref<P> = &'static P;
pub(crate) const REF: Reach = reach("&", rules::reference);
pub(crate) type Shared<P> = Arc<P>;
pub(crate) const ARC: Reach = reach("Arc", rules::arc);
pub(crate) type Counted<P> = Rc<P>;
pub(crate) const RC: Reach = reach("Rc", rules::rc);

/// A lock of the kind of `K`, for the bounds alone.
pub(crate) struct LockLike<K>(PhantomData<K>);

// SAFETY: no closure ever runs.
unsafe impl<K> RawLock for LockLike<K> {
    const NEW: Self = Self(PhantomData);
    type Counter = LoadStore;

    fn with<R>(&self, _: impl FnOnce() -> R) -> R {
        unreachable!("a lock for its traits is not entered")
    }
}

pub(crate) type Threads = StdLock;
pub(crate) const THREADS: Part = part("StdLock", ALL);
pub(crate) type Local = LocalLock;
pub(crate) const LOCAL: Part = part("LocalLock", SEND);
pub(crate) type SyncLock = LockLike<MutexGuard<'static, ()>>;
pub(crate) const SYNC_LOCK: Part = part("a lock that is only Sync", SYNC);
pub(crate) type PlainLock = LockLike<*const ()>;
pub(crate) const PLAIN_LOCK: Part = part("a lock that is neither", NEITHER);

pub(crate) type Both = u32;
pub(crate) const BOTH: Part = part("u32", ALL);
pub(crate) type SendOnly = Cell<u32>;
pub(crate) const SEND_ONLY: Part = part("Cell<u32>", SEND);
pub(crate) type SyncOnly = MutexGuard<'static, u32>;
pub(crate) const SYNC_ONLY: Part = part("std::sync::MutexGuard<u32>", SYNC);
pub(crate) type Neither = Rc<u32>;
pub(crate) const NEITHER_OF_THEM: Part = part("Rc<u32>", NEITHER);
pub(crate) type Pointer = *const u32;
pub(crate) const POINTER: Part = part("*const u32", NEITHER);
pub(crate) type Pinned = PhantomPinned;
pub(crate) const PINNED_VALUE: Part = part("PhantomPinned", PINNED);

/// The rules of a queue whose requests are of the kind of `K`.
pub(crate) struct Asking<K>(PhantomData<K>);

impl<K> Policy for Asking<K> {
    type Request = PhantomData<K>;
    const EXCLUSIVE: bool = false;

    fn grant(_: usize, _: PhantomData<K>) -> Option<usize> {
        None
    }
}

/// The traits of a type at all places, by what it mentions: `L` a lock, `H` a handle, `T` a value.
macro_rules! places {
    ($Type:ty, $($mentions:ident)*) => {{
        let mut found = Vec::new();
        places!(@found, $crate::places::At::ANY, $Type, $($mentions)*);
        found
    }};
    (@$found:ident, $at:expr, $Type:ty,) => {
        $found.push(($at, traits!($Type)))
    };
    (@$found:ident, $at:expr, $Type:ty, L $($rest:ident)*) => {
        places!(@$found, $at, $Type, [$($rest)*] lock L:
            Threads = THREADS, Local = LOCAL, SyncLock = SYNC_LOCK, PlainLock = PLAIN_LOCK);
    };
    (@$found:ident, $at:expr, $Type:ty, T $($rest:ident)*) => {
        places!(@$found, $at, $Type, [$($rest)*] value T:
            Both = BOTH, SendOnly = SEND_ONLY, SyncOnly = SYNC_ONLY, Neither = NEITHER_OF_THEM,
            Pointer = POINTER, Pinned = PINNED_VALUE);
    };
    (@$found:ident, $at:expr, $Type:ty, H $($rest:ident)*) => {
        places!(@$found, $at, $Type, [$($rest)*] handle H<P>:
            Ref = REF, Shared = ARC, Counted = RC);
    };
    (@$found:ident, $at:expr, $Type:ty, $rest:tt $field:ident $Name:ident<P>:
        $($Is:ident = $IS:ident),*) => {$({
        type $Name<P> = $crate::places::$Is<P>;
        let at = $crate::places::At { $field: $crate::places::$IS, ..$at };
        places!(@$found, at, $Type, then $rest);
    })*};
    (@$found:ident, $at:expr, $Type:ty, $rest:tt $field:ident $Name:ident:
        $($Is:ident = $IS:ident),*) => {$({
        type $Name = $crate::places::$Is;
        let at = $crate::places::At { $field: $crate::places::$IS, ..$at };
        places!(@$found, at, $Type, then $rest);
    })*};
    (@$found:ident, $at:expr, $Type:ty, then [$($rest:ident)*]) => {
        places!(@$found, $at, $Type, $($rest)*)
    };
}
