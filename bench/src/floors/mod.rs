//! What the hardware and the operating system allow: the same work without any library.

mod heap;
mod list;
mod ring;
mod task;
mod threads;
mod timers;
mod words;

use crate::row::{Batch, Row};
use timers::{IndexedHeap, LinkedWheel};

/// A floor, by what it is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Floor {
    /// An acquire load of a hot line.
    Load,
    /// A compare-exchange and a swap: lock and unlock.
    ExchangeSwap,
    /// A compare-exchange and a subtraction: acquire and release.
    ExchangeSubtract,
    /// A store, a full fence and a load: *is anybody asleep?*
    StoreFenceLoad,
    /// The same question as one swap.
    Swap,
    /// A cache line that goes from one core to another.
    LineTransfer,
    /// An item through a ring of one writer and one reader, both on this thread.
    Ring,
    /// The same, and after each item a look at who may be asleep.
    RingFence,
    /// The same in batches, each published at once.
    RingBatch,
    /// The same in batches that are copied as a whole.
    RingCopy,
    /// An item through the ring from one core to another.
    RingApart,
    /// The same, and after each item a look at who may be asleep.
    RingFenceApart,
    /// The same in batches, each published at once.
    RingBatchApart,
    /// The same in batches that are copied as a whole.
    RingCopyApart,
    /// Two threads that add to one word.
    SharedAdd,
    /// Two threads that compare and exchange one word until they succeed.
    SharedExchange,
    /// A thread that sleeps in the kernel until another one wakes it.
    FutexWake,
    /// A thread that sleeps until a file can be read, and reads it.
    FileWake,
    /// A block of the heap, as large as a oneshot channel of 8 bytes.
    Heap,
    /// The same and two read-modify-writes: what a oneshot channel of 8 bytes takes.
    HeapMeet,
    /// The same for 64 bytes.
    HeapMeet64,
    /// A node pushed to and unlinked from a doubly linked list.
    List,
    /// A copy of 8 bytes.
    Copy,
    /// A copy of 64 bytes.
    Copy64,
    /// A copy of 8 bytes there and back, and one read-modify-write.
    Meet,
    /// The same for 64 bytes.
    Meet64,
    /// A waker of an `Arc`, cloned and dropped.
    WakerClone,
    /// The two before: what it takes to wait in a queue.
    Waiter,
    /// A task pushed to and popped from a queue, and one indirect poll.
    TaskPoll,
    /// The same with a block of the heap for the task: what it takes to spawn one that is ready.
    TaskLife,
    /// The time is asked for.
    Now,
    /// A deadline among so many others in a heap, inserted and removed.
    TimerHeap(usize),
    /// The same with a waker, and with a lock for either half.
    TimerHeapWaiter(usize),
    /// A deadline among so many others in a wheel, inserted and removed.
    TimerWheel(usize),
    /// The same, and the time is asked for.
    TimerWheelNow(usize),
    /// The same with a waker, and with a lock for either half.
    TimerWheelWaiter(usize),
}

impl Floor {
    const ALL: [Self; 42] = [
        Self::Load,
        Self::ExchangeSwap,
        Self::ExchangeSubtract,
        Self::StoreFenceLoad,
        Self::Swap,
        Self::LineTransfer,
        Self::Ring,
        Self::RingFence,
        Self::RingBatch,
        Self::RingCopy,
        Self::RingApart,
        Self::RingFenceApart,
        Self::RingBatchApart,
        Self::RingCopyApart,
        Self::SharedAdd,
        Self::SharedExchange,
        Self::FutexWake,
        Self::FileWake,
        Self::Heap,
        Self::HeapMeet,
        Self::HeapMeet64,
        Self::List,
        Self::Copy,
        Self::Copy64,
        Self::Meet,
        Self::Meet64,
        Self::WakerClone,
        Self::Waiter,
        Self::TaskPoll,
        Self::TaskLife,
        Self::Now,
        Self::TimerHeap(100),
        Self::TimerHeap(10_000),
        Self::TimerHeap(1_000_000),
        Self::TimerHeapWaiter(10_000),
        Self::TimerWheel(100),
        Self::TimerWheel(10_000),
        Self::TimerWheel(1_000_000),
        Self::TimerWheelNow(100),
        Self::TimerWheelNow(10_000),
        Self::TimerWheelNow(1_000_000),
        Self::TimerWheelWaiter(10_000),
    ];

    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::Load => "F0",
            Self::ExchangeSwap => "F1",
            Self::ExchangeSubtract => "F1b",
            Self::StoreFenceLoad => "F2",
            Self::Swap => "F2b",
            Self::LineTransfer => "F3",
            Self::Ring => "F4",
            Self::RingFence => "F4+F2",
            Self::RingBatch => "F4b",
            Self::RingCopy => "F4c",
            Self::RingApart => "F4 apart",
            Self::RingFenceApart => "F4+F2 apart",
            Self::RingBatchApart => "F4b apart",
            Self::RingCopyApart => "F4c apart",
            Self::SharedAdd => "F5",
            Self::SharedExchange => "F5b",
            Self::FutexWake => "F6",
            Self::FileWake => "F7",
            Self::Heap => "F9",
            Self::HeapMeet | Self::HeapMeet64 => "F9+2 RMW",
            Self::List => "F11",
            Self::Copy | Self::Copy64 => "F12",
            Self::Meet | Self::Meet64 => "F12+1 RMW",
            Self::WakerClone => "F13",
            Self::Waiter => "F11+F13",
            Self::TaskPoll => "F8",
            Self::TaskLife => "F8+F9",
            Self::Now => "F10",
            Self::TimerHeap(_) => "F14",
            Self::TimerHeapWaiter(_) => "F14+F13+2 F1",
            Self::TimerWheel(_) => "F14b",
            Self::TimerWheelNow(_) => "F14b+F10",
            Self::TimerWheelWaiter(_) => "F14b+F13+2 F1",
        }
    }

    fn meaning(self) -> String {
        let meaning = match self {
            Self::Load => "acquire load of a hot line",
            Self::ExchangeSwap => "compare-exchange + swap on a hot line",
            Self::ExchangeSubtract => "compare-exchange + fetch_sub on a hot line",
            Self::StoreFenceLoad => "store, full fence, load",
            Self::Swap => "swap, load",
            Self::LineTransfer => "cache line bounced between two cores, one way",
            Self::Ring => "ring without wakers, one item, one thread",
            Self::RingFence => "ring, one item, and store, full fence, load; one thread",
            Self::RingBatch => "ring without wakers, batches of 64, one thread",
            Self::RingCopy => "ring without wakers, 64 items copied, one thread",
            Self::RingApart => "ring without wakers, one item, two threads",
            Self::RingFenceApart => "ring, one item, and store, full fence, load; two threads",
            Self::RingBatchApart => "ring without wakers, batches of 64, two threads",
            Self::RingCopyApart => "ring without wakers, 64 items copied, two threads",
            Self::SharedAdd => "two threads on one word: fetch_add",
            Self::SharedExchange => "two threads on one word: compare-exchange loop",
            Self::FutexWake => "futex: from wake until a sleeping thread runs",
            Self::FileWake => "eventfd, edge-triggered epoll, read: from write until it was read",
            Self::Heap => "allocate + free, as for a oneshot of 8 bytes",
            Self::HeapMeet => "allocate + free and two exchanges, oneshot of 8 bytes",
            Self::HeapMeet64 => "allocate + free and two exchanges, oneshot of 64 bytes",
            Self::List => "intrusive list, push + unlink",
            Self::Copy => "memcpy of 8 bytes",
            Self::Copy64 => "memcpy of 64 bytes",
            Self::Meet => "8 bytes in and out and one exchange",
            Self::Meet64 => "64 bytes in and out and one exchange",
            Self::WakerClone => "clone + drop of an Arc waker",
            Self::Waiter => "list push + unlink and waker clone + drop",
            Self::TaskPoll => "queue push + pop and one indirect poll",
            Self::TaskLife => "allocate + free a task, and push, pop, poll",
            Self::Now => "Instant::now",
            Self::TimerHeap(pending) => {
                return format!("bare heap, insert + remove, {pending} others");
            }
            Self::TimerHeapWaiter(pending) => {
                return format!("heap, a waker, and two locks, {pending} others");
            }
            Self::TimerWheel(pending) => {
                return format!("bare wheel, insert + remove, {pending} others");
            }
            Self::TimerWheelNow(pending) => {
                return format!("Instant::now and bare wheel, {pending} others");
            }
            Self::TimerWheelWaiter(pending) => {
                return format!("wheel, a waker, and two locks, {pending} others");
            }
        };
        meaning.into()
    }

    /// The work itself, once per operation.
    pub(crate) fn batch(self) -> Batch {
        match self {
            Self::Load => words::load(),
            Self::ExchangeSwap => words::exchange_swap(),
            Self::ExchangeSubtract => words::exchange_subtract(),
            Self::StoreFenceLoad => words::store_fence_load(),
            Self::Swap => words::swap(),
            Self::LineTransfer => threads::line_transfer(),
            Self::Ring => ring::near::<1, false>(),
            Self::RingFence => ring::near::<1, true>(),
            Self::RingBatch => ring::near::<64, false>(),
            Self::RingCopy => ring::near_copied::<64>(),
            Self::RingApart => ring::apart::<1, false>(),
            Self::RingFenceApart => ring::apart::<1, true>(),
            Self::RingBatchApart => ring::apart::<64, false>(),
            Self::RingCopyApart => ring::apart_copied::<64>(),
            Self::SharedAdd => threads::shared_add(),
            Self::SharedExchange => threads::shared_exchange(),
            Self::FutexWake => threads::futex_wake_up(),
            Self::FileWake => threads::file_wake_up(),
            Self::Heap => heap::allocate_free::<1, 0>(),
            Self::HeapMeet => heap::allocate_free::<1, 2>(),
            Self::HeapMeet64 => heap::allocate_free::<8, 2>(),
            Self::List => list::push_unlink(),
            Self::Copy => heap::copy::<1>(),
            Self::Copy64 => heap::copy::<8>(),
            Self::Meet => heap::meet::<1>(),
            Self::Meet64 => heap::meet::<8>(),
            Self::WakerClone => list::clone_drop(),
            Self::Waiter => list::waiter(),
            Self::TaskPoll => task::push_pop_poll(),
            Self::TaskLife => task::life(),
            Self::Now => timers::now(),
            Self::TimerHeap(pending) => timers::bare::<IndexedHeap>(pending),
            Self::TimerHeapWaiter(pending) => timers::waiter::<IndexedHeap>(pending),
            Self::TimerWheel(pending) => timers::bare::<LinkedWheel>(pending),
            Self::TimerWheelNow(pending) => timers::real::<LinkedWheel>(pending),
            Self::TimerWheelWaiter(pending) => timers::waiter::<LinkedWheel>(pending),
        }
    }

    fn threads(self) -> usize {
        match self {
            Self::LineTransfer
            | Self::RingApart
            | Self::RingFenceApart
            | Self::RingBatchApart
            | Self::RingCopyApart
            | Self::SharedAdd
            | Self::SharedExchange
            | Self::FutexWake
            | Self::FileWake => 2,
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
