//! What the hardware and the operating system allow: the same work without any library.

mod list;
mod threads;
mod words;

use crate::row::{Batch, Row};

/// A floor, by what it is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Floor {
    /// An acquire load of a hot line.
    Load,
    /// A compare-exchange and a swap: lock and unlock.
    ExchangeSwap,
    /// A compare-exchange and a subtraction: acquire and release.
    ExchangeSubtract,
    /// A cache line that goes from one core to another.
    LineTransfer,
    /// A thread that sleeps in the kernel until another one wakes it.
    FutexWake,
    /// A node pushed to and unlinked from a doubly linked list.
    List,
    /// A waker of an `Arc`, cloned and dropped.
    WakerClone,
    /// The two before: what it takes to wait in a queue.
    Waiter,
}

impl Floor {
    const ALL: [Self; 8] = [
        Self::Load,
        Self::ExchangeSwap,
        Self::ExchangeSubtract,
        Self::LineTransfer,
        Self::FutexWake,
        Self::List,
        Self::WakerClone,
        Self::Waiter,
    ];

    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::Load => "F0",
            Self::ExchangeSwap => "F1",
            Self::ExchangeSubtract => "F1b",
            Self::LineTransfer => "F3",
            Self::FutexWake => "F6",
            Self::List => "F11",
            Self::WakerClone => "F13",
            Self::Waiter => "F11+F13",
        }
    }

    pub(crate) fn meaning(self) -> &'static str {
        match self {
            Self::Load => "acquire load of a hot line",
            Self::ExchangeSwap => "compare-exchange + swap on a hot line",
            Self::ExchangeSubtract => "compare-exchange + fetch_sub on a hot line",
            Self::LineTransfer => "cache line bounced between two cores, one way",
            Self::FutexWake => "futex: from wake until a sleeping thread runs",
            Self::List => "intrusive list, push + unlink",
            Self::WakerClone => "clone + drop of an Arc waker",
            Self::Waiter => "list push + unlink and waker clone + drop",
        }
    }

    /// The work itself, once per operation.
    pub(crate) fn batch(self) -> Batch {
        match self {
            Self::Load => words::load(),
            Self::ExchangeSwap => words::exchange_swap(),
            Self::ExchangeSubtract => words::exchange_subtract(),
            Self::LineTransfer => threads::line_transfer(),
            Self::FutexWake => threads::futex_wake_up(),
            Self::List => list::push_unlink(),
            Self::WakerClone => list::clone_drop(),
            Self::Waiter => list::waiter(),
        }
    }

    fn threads(self) -> usize {
        match self {
            Self::LineTransfer | Self::FutexWake => 2,
            _ => 1,
        }
    }
}

/// The floors by themselves.
pub(crate) fn rows() -> Vec<Row> {
    Floor::ALL
        .into_iter()
        .map(|floor| {
            let name = format!("{} {}", floor.id(), floor.meaning());
            Row::new("floors", name).threads(floor.threads()).floor(floor)
        })
        .collect()
}
