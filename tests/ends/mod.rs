//! Channels as harnesses see them: two kinds of ends, whose values know what becomes of them.

// Each harness uses a part.
#![allow(dead_code, unused_imports, reason = "shared by test binaries")]

mod item;
mod leaked;
mod narrow;
mod oneshot;
mod queue;
mod rendezvous;
mod spsc;
mod token;

use std::future::Future;

use wakeful::channel::{RecvError, SendError, TryRecvError, TrySendError};

pub(crate) use self::item::{Census, Event, Item, hook_items};
pub(crate) use self::narrow::Narrow;
pub(crate) use self::oneshot::{Lite, Once, Whole};
pub(crate) use self::queue::{Buf, Ring, Static, Urgent};
pub(crate) use self::rendezvous::Rendezvous;
pub(crate) use self::spsc::{Spsc, StaticSpsc};
pub(crate) use self::token::{Ledger, Token, hook, next_of};

/// A kind of channel in one flavor, for a given capacity.
pub(crate) trait Subject: 'static {
    /// What it is called in reports.
    fn name() -> String {
        without_paths(std::any::type_name::<Self>())
    }

    /// Whether there can be many ends of that side.
    const MANY_SENDERS: bool;
    const MANY_RECEIVERS: bool;
    /// Whether the value of the highest [`rank`] comes first, and not the oldest.
    const BY_RANK: bool = false;
    /// What capacities it can have.
    const CAPACITIES: &'static [usize] = &[1, 2, 3];

    type Sender: Sends + 'static;
    type Receiver: Receives + 'static;

    fn channel(capacity: usize) -> (Self::Sender, Self::Receiver);
}

/// `Ring<Many, StdLock>` instead of `ends::queue::Ring<wakeful::channel::line::Many, …>`.
pub(crate) fn without_paths(name: &str) -> String {
    let words = name.split_inclusive(['<', ',', ' ', '>']);
    words.map(|word| word.rsplit("::").next().unwrap_or(word)).collect()
}

/// What both ends can do.
pub(crate) trait End: Sized {
    /// Another end of the same side.
    fn another(&self) -> Option<Self> {
        None
    }

    fn close(&mut self);
    fn is_closed(&self) -> bool;
    fn len(&self) -> usize;
}

pub(crate) trait Sends: End {
    fn try_send(&mut self, token: Token) -> Result<(), TrySendError<Token>>;
    fn send(&mut self, token: Token) -> impl Future<Output = Result<(), SendError<Token>>>;
}

pub(crate) trait Receives: End {
    fn try_recv(&mut self) -> Result<Token, TryRecvError>;
    fn recv(&mut self) -> impl Future<Output = Result<Token, RecvError>>;
}
