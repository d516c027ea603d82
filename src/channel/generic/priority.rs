//! The highest first.

use core::cmp::Reverse;
use core::fmt;
use core::marker::PhantomData;

use super::queue;
use crate::channel::buffer::Ranked;
use crate::channel::{Many, Wrap};

pub use super::queue::{
    Closed, InlineRanked, Receiver, Recv, RecvMany, RecvStream, Reserve, Send, Sender, Slot, Slots,
};

/// A bounded channel whose highest message comes out first; among equals, the oldest.
///
/// Use it for work of different urgency. The order is that of [`Priority::priority`], a number that is
/// asked for once, when the message is sent: what is compared under the lock is numbers.
///
/// It is an [`mpmc`](super::mpmc) channel in everything else.
///
/// # Examples
///
/// ```
/// use core::cmp::Reverse;
/// use wakeful::channel::local::priority;
///
/// let mut channel = priority::Channel::<(u8, &str), 4>::new();
/// let (tx, rx) = channel.split();
/// tx.try_send((1, "sweep")).unwrap();
/// tx.try_send((9, "put out the fire")).unwrap();
/// tx.try_send((1, "dust")).unwrap();
/// assert_eq!(rx.try_recv(), Ok((9, "put out the fire")));
/// assert_eq!(rx.try_recv(), Ok((1, "sweep")));
///
/// // The lowest first:
/// let mut deadlines = priority::Channel::<Reverse<u64>, 4>::new();
/// ```
///
/// # Cost
///
/// An operation is one pass under the lock, in every flavor. On *n* messages it compares about log *n*
/// numbers in there.
pub type Channel<S, L> = queue::Channel<S, Many, L>;

/// How urgent a message is.
///
/// For numbers, `bool` and `char` it is their order; [`Reverse`] turns it round; of a pair, the first counts.
/// Implement it for your own messages by any number.
pub trait Priority {
    /// The higher, the sooner. Asked for once per message, without any lock.
    fn priority(&self) -> u64;
}

/// Puts a message's rank beside it.
pub struct ByRank<T>(PhantomData<T>);

impl<T: Priority> Wrap for ByRank<T> {
    type Item = T;
    type Entry = Ranked<T>;

    fn wrap(item: T) -> Ranked<T> {
        Ranked::new(item.priority(), item)
    }

    fn unwrap(entry: Ranked<T>) -> T {
        entry.item
    }
}

impl<T> fmt::Debug for ByRank<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ByRank")
    }
}

impl<P: Priority> Priority for Reverse<P> {
    fn priority(&self) -> u64 {
        !self.0.priority()
    }
}

impl<P: Priority, T> Priority for (P, T) {
    fn priority(&self) -> u64 {
        self.0.priority()
    }
}

impl<P: Priority + ?Sized> Priority for &P {
    fn priority(&self) -> u64 {
        (**self).priority()
    }
}

impl Priority for bool {
    fn priority(&self) -> u64 {
        u64::from(*self)
    }
}

impl Priority for char {
    fn priority(&self) -> u64 {
        u64::from(*self)
    }
}

impl Priority for u8 {
    fn priority(&self) -> u64 {
        u64::from(*self)
    }
}

impl Priority for u16 {
    fn priority(&self) -> u64 {
        u64::from(*self)
    }
}

impl Priority for u32 {
    fn priority(&self) -> u64 {
        u64::from(*self)
    }
}

impl Priority for u64 {
    fn priority(&self) -> u64 {
        *self
    }
}

impl Priority for usize {
    fn priority(&self) -> u64 {
        *self as u64
    }
}

impl Priority for i8 {
    fn priority(&self) -> u64 {
        i64::from(*self).priority()
    }
}

impl Priority for i16 {
    fn priority(&self) -> u64 {
        i64::from(*self).priority()
    }
}

impl Priority for i32 {
    fn priority(&self) -> u64 {
        i64::from(*self).priority()
    }
}

impl Priority for i64 {
    fn priority(&self) -> u64 {
        // From the least to the greatest, as unsigned.
        (*self as u64) ^ (1 << 63)
    }
}

impl Priority for isize {
    fn priority(&self) -> u64 {
        (*self as i64).priority()
    }
}

#[cfg(feature = "alloc")]
mod shared;
#[cfg(feature = "alloc")]
pub use self::shared::channel;
