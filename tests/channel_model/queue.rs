//! What a channel with room may do, whatever its schedule.

use std::collections::VecDeque;
use std::task::Poll;

use wakeful::channel::{TryRecvError, TrySendError};

use crate::ends::next_of;
use crate::line::{All, Fault, Line};
use crate::model::{Doors, Model, require};

/// Values in their order, and a line on each side.
#[derive(Clone, Debug)]
pub(crate) struct Queue {
    capacity: usize,
    by_rank: bool,
    queue: VecDeque<usize>,
    doors: Doors,
    sending: Line,
    receiving: Line,
}

impl Queue {
    fn free(&self) -> usize {
        self.capacity - self.len()
    }

    fn put(&mut self, value: usize) -> Result<(), Fault> {
        require(!self.doors.closed, || format!("{value} was sent after the close"))?;
        require(self.free() > 0, || format!("{value} was sent, and there is no room"))?;
        self.queue.push_back(value);
        Ok(())
    }

    fn take(&mut self, value: usize) -> Result<(), Fault> {
        let first = next_of(&self.queue, self.by_rank).and_then(|at| self.queue.remove(at));
        require(first == Some(value), || format!("{value} was received instead of {first:?}"))
    }

    fn is_over(&self) -> Result<(), Fault> {
        require(self.doors.closed, || "an open channel is said to be closed".into())?;
        require(self.len() == 0, || format!("{:?} are left, and it is said to be over", self.queue))
    }
}

impl Model for Queue {
    fn new(capacity: usize, by_rank: bool) -> Self {
        let (sending, receiving) = (Line::default(), Line::default());
        Self { capacity, by_rank, queue: VecDeque::new(), doors: Doors::new(), sending, receiving }
    }

    fn len(&self) -> usize {
        self.queue.len()
    }

    fn doors(&self) -> &Doors {
        &self.doors
    }

    fn doors_mut(&mut self) -> &mut Doors {
        &mut self.doors
    }

    fn lives(&self, value: usize, in_future: bool) -> bool {
        in_future || self.queue.contains(&value)
    }

    fn send(&mut self, id: usize, value: usize, result: Poll<Result<(), ()>>) -> Result<(), Fault> {
        let free = self.free();
        match result {
            Poll::Ready(Err(())) => {
                self.sending.leave(id);
                require(self.doors.closed, || {
                    format!("{id} gets its value back from an open channel")
                })
            }
            Poll::Ready(Ok(())) => {
                self.put(value)?;
                self.sending.poll(id, Poll::Ready(()), free)
            }
            Poll::Pending if self.doors.closed => {
                Err(format!("{id} waits to send, after the close"))
            }
            Poll::Pending => self.sending.poll(id, Poll::Pending, free),
        }
    }

    fn recv(&mut self, id: usize, result: Poll<Option<usize>>) -> Result<(), Fault> {
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
            Poll::Pending if self.doors.closed && len == 0 => {
                Err(format!("{id} waits for nothing"))
            }
            Poll::Pending => self.receiving.poll(id, Poll::Pending, len),
        }
    }

    fn try_send(
        &mut self,
        value: usize,
        result: Result<(), TrySendError<()>>,
    ) -> Result<(), Fault> {
        match result {
            Ok(()) => self.put(value),
            Err(TrySendError::Closed(())) => {
                require(self.doors.closed, || "an open channel is said to be closed".into())
            }
            // Room may be promised to those who wait.
            Err(TrySendError::Full(())) => {
                let promised = self.sending.may_refuse(self.free());
                require(!self.doors.closed && promised, || {
                    "it is said to be full, and is not".into()
                })
            }
        }
    }

    fn try_recv(&mut self, result: Result<usize, TryRecvError>) -> Result<(), Fault> {
        match result {
            Ok(value) => self.take(value),
            Err(TryRecvError::Closed) => self.is_over(),
            // A value may be promised to those who wait.
            Err(TryRecvError::Empty) => {
                let over = self.doors.closed && self.len() == 0;
                let promised = self.receiving.may_refuse(self.len());
                require(!over && promised, || "it is said to be empty, and is not".into())
            }
        }
    }

    fn cancel(&mut self, id: usize) {
        self.sending.leave(id);
        self.receiving.leave(id);
    }

    fn settle(&mut self, woken: &[usize]) -> Result<(), Fault> {
        let (free, len) = (self.free(), self.len());
        let senders = if self.doors.closed { All::Go } else { All::Stay };
        let receivers = match (self.doors.closed, len) {
            (false, _) => All::Stay,
            (true, 0) => All::Go,
            (true, _) => All::WillGo,
        };
        self.sending.settle(woken, free, senders)?;
        self.receiving.settle(woken, len, receivers)
    }
}
