//! What a bounded channel may do, whatever its schedule.

use std::collections::VecDeque;
use std::task::Poll;

use wakeful::channel::{TryRecvError, TrySendError};

use crate::ends::next_of;
use crate::line::{All, Fault, Line};

#[derive(Clone, Debug)]
pub(crate) struct Model {
    capacity: usize,
    by_rank: bool,
    queue: VecDeque<usize>,
    closed: bool,
    senders: usize,
    receivers: usize,
    sending: Line,
    receiving: Line,
}

impl Model {
    pub(crate) fn new(capacity: usize, by_rank: bool) -> Self {
        Self {
            capacity,
            by_rank,
            queue: VecDeque::new(),
            closed: false,
            senders: 1,
            receivers: 1,
            sending: Line::default(),
            receiving: Line::default(),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.queue.len()
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.closed
    }

    /// Whether this value is in the channel.
    pub(crate) fn holds(&self, value: usize) -> bool {
        self.queue.contains(&value)
    }

    /// Whether nobody can receive what is in the channel.
    pub(crate) fn is_orphaned(&self) -> bool {
        self.receivers == 0
    }

    fn free(&self) -> usize {
        self.capacity - self.len()
    }

    fn put(&mut self, value: usize) -> Result<(), Fault> {
        require(!self.closed, || format!("{value} was sent after the close"))?;
        require(self.free() > 0, || format!("{value} was sent, and there is no room"))?;
        self.queue.push_back(value);
        Ok(())
    }

    fn take(&mut self, value: usize) -> Result<(), Fault> {
        let first = next_of(&self.queue, self.by_rank).and_then(|at| self.queue.remove(at));
        require(first == Some(value), || format!("{value} was received instead of {first:?}"))
    }

    /// A sender was polled: it sent, got its value back, or waits.
    pub(crate) fn send(
        &mut self,
        id: usize,
        value: usize,
        result: Poll<Result<(), ()>>,
    ) -> Result<(), Fault> {
        let free = self.free();
        match result {
            Poll::Ready(Err(())) => {
                self.sending.leave(id);
                require(self.closed, || format!("{id} gets its value back from an open channel"))
            }
            Poll::Ready(Ok(())) => {
                self.put(value)?;
                self.sending.poll(id, Poll::Ready(()), free)
            }
            Poll::Pending if self.closed => Err(format!("{id} waits to send, after the close")),
            Poll::Pending => self.sending.poll(id, Poll::Pending, free),
        }
    }

    /// A receiver was polled: it received, learned that all is over, or waits.
    pub(crate) fn recv(&mut self, id: usize, result: Poll<Option<usize>>) -> Result<(), Fault> {
        let len = self.len();
        match result {
            Poll::Ready(None) => {
                self.receiving.leave(id);
                self.is_over()
            }
            Poll::Ready(Some(value)) => {
                self.take(value)?;
                self.receiving.poll(id, Poll::Ready(()), len)
            }
            Poll::Pending if self.closed && len == 0 => Err(format!("{id} waits for nothing")),
            Poll::Pending => self.receiving.poll(id, Poll::Pending, len),
        }
    }

    fn is_over(&self) -> Result<(), Fault> {
        require(self.closed, || "an open channel is said to be closed".into())?;
        require(self.len() == 0, || format!("{:?} are left, and it is said to be over", self.queue))
    }

    /// Room may be promised to those who wait.
    pub(crate) fn try_send(
        &mut self,
        value: usize,
        result: Result<(), TrySendError<()>>,
    ) -> Result<(), Fault> {
        match result {
            Ok(()) => self.put(value),
            Err(TrySendError::Closed(())) => {
                require(self.closed, || "an open channel is said to be closed".into())
            }
            Err(TrySendError::Full(())) => {
                let promised = self.free() <= self.sending.len();
                require(!self.closed && promised, || "it is said to be full, and is not".into())
            }
        }
    }

    /// A value may be promised to those who wait.
    pub(crate) fn try_recv(&mut self, result: Result<usize, TryRecvError>) -> Result<(), Fault> {
        match result {
            Ok(value) => self.take(value),
            Err(TryRecvError::Closed) => self.is_over(),
            Err(TryRecvError::Empty) => {
                let over = self.closed && self.len() == 0;
                let promised = self.len() <= self.receiving.len();
                require(!over && promised, || "it is said to be empty, and is not".into())
            }
        }
    }

    pub(crate) fn cancel(&mut self, id: usize) {
        self.sending.leave(id);
        self.receiving.leave(id);
    }

    pub(crate) fn close(&mut self) {
        self.closed = true;
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

    /// After a step that woke these.
    pub(crate) fn settle(&mut self, woken: &[usize]) -> Result<(), Fault> {
        let (free, len) = (self.free(), self.len());
        let senders = if self.closed { All::Go } else { All::Stay };
        let receivers = match (self.closed, len) {
            (false, _) => All::Stay,
            (true, 0) => All::Go,
            (true, _) => All::WillGo,
        };
        self.sending.settle(woken, free, senders)?;
        self.receiving.settle(woken, len, receivers)
    }
}

fn require(is_so: bool, otherwise: impl FnOnce() -> Fault) -> Result<(), Fault> {
    if is_so { Ok(()) } else { Err(otherwise()) }
}
