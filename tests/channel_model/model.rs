//! What a channel may do, whatever its schedule.

use std::fmt::Debug;
use std::task::Poll;

use wakeful::channel::{TryRecvError, TrySendError};

use crate::ends::Subject;
use crate::line::Fault;

/// A kind of channel that there is a model of.
pub(crate) trait Modelled: Subject {
    type Model: Model;
}

/// A sequential channel that is told what was seen, and says what is wrong with it.
pub(crate) trait Model: Debug {
    fn new(capacity: usize, by_rank: bool) -> Self;

    /// How many values can be received.
    fn len(&self) -> usize;
    fn doors(&self) -> &Doors;
    fn doors_mut(&mut self) -> &mut Doors;

    /// Whether this value is still to come, if it is in a future that sends it, or is not.
    fn lives(&self, value: usize, in_future: bool) -> bool;

    /// A sender was polled: it sent, got its value back, or waits.
    fn send(&mut self, id: usize, value: usize, result: Poll<Result<(), ()>>) -> Result<(), Fault>;
    /// A receiver was polled: it received, learned that all is over, or waits.
    fn recv(&mut self, id: usize, result: Poll<Option<usize>>) -> Result<(), Fault>;
    fn try_send(&mut self, value: usize, result: Result<(), TrySendError<()>>)
    -> Result<(), Fault>;
    fn try_recv(&mut self, result: Result<usize, TryRecvError>) -> Result<(), Fault>;
    /// A future was dropped.
    fn cancel(&mut self, id: usize);
    /// After a step that woke these.
    fn settle(&mut self, woken: &[usize]) -> Result<(), Fault>;
}

/// Who is there, and whether it is closed.
#[derive(Clone, Debug)]
pub(crate) struct Doors {
    pub(crate) closed: bool,
    senders: usize,
    receivers: usize,
}

impl Doors {
    pub(crate) fn new() -> Self {
        Self { closed: false, senders: 1, receivers: 1 }
    }

    /// Whether nobody can receive what is in the channel.
    pub(crate) fn is_orphaned(&self) -> bool {
        self.receivers == 0
    }

    pub(crate) fn sender_came(&mut self) {
        self.senders += 1;
    }

    pub(crate) fn receiver_came(&mut self) {
        self.receivers += 1;
    }

    pub(crate) fn sender_left(&mut self) {
        self.senders -= 1;
        self.closed |= self.senders == 0;
    }

    pub(crate) fn receiver_left(&mut self) {
        self.receivers -= 1;
        self.closed |= self.receivers == 0;
    }
}

pub(crate) fn require(is_so: bool, otherwise: impl FnOnce() -> Fault) -> Result<(), Fault> {
    if is_so { Ok(()) } else { Err(otherwise()) }
}
