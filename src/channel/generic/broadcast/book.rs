//! What the lock guards: the ring, who is there, who waits. Every change ends by serving those who wait.

use core::pin::Pin;
use core::task::Waker;

use super::ring::{Cursor, Ring, Slots};
use super::slot::Slot;
use crate::channel::Storage;
use crate::wait::{Batch, End, LOST_POLLS, List, Node, OFFERS, Stage};

/// All of a channel but its slots.
///
/// Nodes carry a number: those of receivers the message they wait for, the others the *era*, which
/// changes when the last receiver goes or the channel is closed. Who waits with another number than
/// the present one passes.
///
/// The low bits of a number are enough: every change lets pass as many as there is room for in a batch, so
/// nobody is left who is a full turn behind.
pub(super) struct Book {
    pub(super) ring: Ring,
    pub(super) senders: usize,
    pub(super) receivers: usize,
    pub(super) closed: bool,
    era: u32,
    /// Receivers that have seen all there is.
    hearing: List<u32>,
    /// Senders that found no room.
    sending: List<u32>,
    /// Senders that wait until nobody listens.
    closing: List<u32>,
}

/// Which list.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Queue {
    Hearing,
    Sending,
    Closing,
}

/// How a pass ended that may have to wait.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Ready,
    Pending,
    /// To wait it needs a clone of the waker, made without the lock.
    NeedsWaker,
    /// It need not wait after all, and has wakers in hand, to be dropped first.
    HasWaker,
}

/// More ends than that on one side have been forgotten.
const MOST: usize = usize::MAX >> 2;

impl Book {
    pub(super) const fn new(lossless: bool) -> Self {
        Self {
            ring: Ring::new(lossless),
            senders: 0,
            receivers: 0,
            closed: false,
            era: 0,
            hearing: List::new(),
            sending: List::new(),
            closing: List::new(),
        }
    }

    /// One end on each side, and nobody else. The ring is empty.
    ///
    /// Nodes in the lists belong to futures that were forgotten: nobody touches them again.
    pub(super) fn restart(&mut self) {
        (self.senders, self.receivers, self.closed) = (1, 1, false);
        self.hearing = List::new();
        self.sending = List::new();
        self.closing = List::new();
    }

    /// Counts a sender in, unless there are too many.
    pub(super) fn enter_sender(&mut self) -> Option<()> {
        enter(&mut self.senders)
    }

    /// Counts a receiver in, unless there are too many; returns where it starts.
    pub(super) fn enter_receiver(&mut self) -> Option<Cursor> {
        enter(&mut self.receivers).map(|()| self.ring.end())
    }

    pub(super) fn leave_sender(&mut self) {
        self.senders -= 1;
        if self.senders == 0 {
            self.close();
        }
    }

    pub(super) fn leave_receiver(&mut self) {
        self.receivers -= 1;
        if self.receivers == 0 {
            self.era = self.era.wrapping_add(1);
        }
    }

    pub(super) fn close(&mut self) {
        if !self.closed {
            self.closed = true;
            self.era = self.era.wrapping_add(1);
        }
    }

    /// Whether nobody would get what is sent.
    #[inline(always)]
    pub(super) fn is_gone(&self) -> bool {
        self.closed || self.receivers == 0
    }

    /// Whether a newcomer may send: the first of those who wait was not overtaken too often.
    #[inline(always)]
    pub(super) fn is_fair(&self) -> bool {
        self.sending.front().is_none_or(|front| front.losses() < LOST_POLLS)
    }

    /// Whether who polls with `node` may send if there is room. When newcomers may not, those alone may who
    /// are first, as many as there is room for: neither may others that wait overtake the first one.
    pub(super) fn may_send<T, S>(&mut self, storage: &S, node: Pin<&Node<u32>>) -> bool
    where
        S: Storage<Cell = Slot<T>>,
    {
        if self.is_fair() {
            return true;
        }
        let room = self.slots(storage).room();
        let mut walk = self.sending.walk();
        for _ in 0..room {
            match walk.entry() {
                Some(entry) if entry.is(&node) => return true,
                Some(_) => walk.skip(),
                None => break,
            }
        }
        false
    }

    /// The ring and its slots, which are those of the same channel.
    #[inline(always)]
    pub(super) const fn slots<'a, S>(&mut self, storage: &'a S) -> Slots<'_, 'a, S> {
        Slots { ring: &mut self.ring, storage }
    }

    fn list(&mut self, queue: Queue) -> &mut List<u32> {
        match queue {
            Queue::Hearing => &mut self.hearing,
            Queue::Sending => &mut self.sending,
            Queue::Closing => &mut self.closing,
        }
    }

    /// What a node waits with now.
    fn number(&self, queue: Queue) -> u32 {
        match queue {
            // After the close there is no message to wait for.
            Queue::Hearing if self.closed => u32::MAX,
            Queue::Hearing => self.ring.tail() as u32 & (u32::MAX >> 1),
            Queue::Sending | Queue::Closing => self.era,
        }
    }

    /// Where `node` stands, which waits in `queue` if it does.
    pub(super) fn stage(&mut self, queue: Queue, node: Pin<&Node<u32>>) -> Stage {
        // SAFETY: the list guards the node: it was linked in no other one.
        unsafe { self.list(queue).entry(&node) }.stage()
    }

    /// Lets `node` wait in `queue`, with a clone of `waker`; one that it had goes to `stale`.
    pub(super) fn park(
        &mut self,
        queue: Queue,
        node: Pin<&Node<u32>>,
        waker: &Waker,
        fresh: &mut Option<Waker>,
        stale: &mut Option<Waker>,
    ) -> Step {
        let number = self.number(queue);
        let list = self.list(queue);
        // SAFETY: the list guards the node: it was linked in no other one.
        let entry = unsafe { list.entry(&node) };
        let stage = entry.stage();
        if stage == Stage::Waiting && entry.will_wake(waker) {
            return Step::Pending;
        }
        let Some(fresh) = fresh.take() else { return Step::NeedsWaker };
        if matches!(stage, Stage::Waiting | Stage::Offered) {
            if stage == Stage::Offered {
                entry.add_losses(1);
            }
            *stale = entry.put_waker(Stage::Waiting, fresh);
        } else {
            node.set_request(number);
            // SAFETY: the node is in no list; its owner calls `leave` before it is dropped.
            unsafe { list.link(node, End::Back, Stage::Waiting, fresh) };
        }
        Step::Pending
    }

    /// Lets `node`, which waits in `queue`, have what was not offered to it; returns its waker.
    pub(super) fn prefer(&mut self, queue: Queue, node: Pin<&Node<u32>>) -> Option<Waker> {
        // SAFETY: the list guards the node: it was linked in no other one.
        unsafe { self.list(queue).entry(&node) }.take_waker(Stage::Offered)
    }

    /// Takes `node` out of `queue`, if it is in there; returns the waker that it held.
    #[inline(always)]
    pub(super) fn leave(&mut self, queue: Queue, node: Pin<&Node<u32>>) -> Option<Waker> {
        let list = self.list(queue);
        // SAFETY: the list guards the node: it was linked in no other one.
        match unsafe { list.entry(&node) }.stage() {
            // SAFETY: linked here.
            Stage::Waiting | Stage::Offered => unsafe { list.unlink(&node, Stage::Fresh) },
            _ => None,
        }
    }

    /// Serves those who wait; ends every operation. Returns whether the batch had no room for all.
    #[inline(always)]
    pub(super) fn serve<T, S>(&mut self, storage: &S, batch: &mut Batch) -> bool
    where
        S: Storage<Cell = Slot<T>>,
    {
        let idle = self.hearing.is_empty() && self.sending.is_empty() && self.closing.is_empty();
        !idle && (self.pass(batch) || !self.sending.is_empty() && self.offer(storage, batch))
    }

    /// Lets those pass who wait with another number than they would now.
    #[inline(never)]
    fn pass(&mut self, batch: &mut Batch) -> bool {
        let message = self.number(Queue::Hearing);
        pass(&mut self.hearing, message, batch)
            || pass(&mut self.closing, self.era, batch)
            || pass(&mut self.sending, self.era, batch)
    }

    /// Offers the room there is, from the front.
    #[inline(never)]
    fn offer<T, S>(&mut self, storage: &S, batch: &mut Batch) -> bool
    where
        S: Storage<Cell = Slot<T>>,
    {
        let offers = self.slots(storage).room().min(OFFERS);
        let mut walk = self.sending.walk();
        for _ in 0..offers {
            let Some(entry) = walk.entry() else { break };
            if entry.stage() == Stage::Waiting {
                if batch.room() == 0 {
                    return true;
                }
                batch.push(entry.take_waker(Stage::Offered));
            }
            walk.skip();
        }
        false
    }
}

fn enter(ends: &mut usize) -> Option<()> {
    *ends = ends.checked_add(1).filter(|&ends| ends <= MOST)?;
    Some(())
}

/// Lets those pass who wait with another number. They are at the front: who came later has a later one.
#[inline(always)]
fn pass(list: &mut List<u32>, number: u32, batch: &mut Batch) -> bool {
    let mut walk = list.walk();
    while let Some(entry) = walk.entry() {
        if entry.request() == number {
            break;
        }
        if batch.room() == 0 {
            return true;
        }
        batch.push(walk.unlink(Stage::Passed));
    }
    false
}
