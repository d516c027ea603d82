//! What a channel without room may do, whatever its schedule.

use std::task::Poll;

use wakeful::channel::{TryRecvError, TrySendError};

use crate::line::{All, Fault, Line};
use crate::model::{Doors, Model, require};

/// A sender that was polled, and waits until its value is taken.
#[derive(Clone, Debug)]
struct Offer {
    id: usize,
    value: usize,
    taken: bool,
    woken: bool,
}

/// Senders that hold out their values, in order; one value that is in nobody's future; and those who
/// wait for values.
#[derive(Clone, Debug)]
pub(crate) struct Meeting {
    doors: Doors,
    offers: Vec<Offer>,
    hand: Option<usize>,
    receiving: Line,
}

impl Meeting {
    /// The value in the hand was sent, and goes first. After a close, senders have theirs back.
    fn take(&mut self, value: usize) -> Result<(), Fault> {
        let mut offers = self.offers.iter_mut();
        let first = match self.hand.take() {
            Some(hand) => Some(hand),
            None => offers.find(|offer| !offer.taken && !self.doors.closed).map(|offer| {
                offer.taken = true;
                offer.value
            }),
        };
        require(first == Some(value), || format!("{value} was received instead of {first:?}"))
    }

    fn is_over(&self) -> Result<(), Fault> {
        require(self.doors.closed, || "an open channel is said to be closed".into())?;
        require(self.len() == 0, || format!("it is said to be over, and {} are left", self.len()))
    }
}

impl Model for Meeting {
    fn new(_: usize, _: bool) -> Self {
        let (doors, receiving) = (Doors::new(), Line::barging());
        Self { doors, offers: Vec::new(), hand: None, receiving }
    }

    fn len(&self) -> usize {
        let held_out = self.offers.iter().filter(|offer| !offer.taken && !self.doors.closed);
        held_out.count() + usize::from(self.hand.is_some())
    }

    fn doors(&self) -> &Doors {
        &self.doors
    }

    fn doors_mut(&mut self) -> &mut Doors {
        &mut self.doors
    }

    fn lives(&self, value: usize, in_future: bool) -> bool {
        let was_taken = self.offers.iter().any(|offer| offer.value == value && offer.taken);
        in_future && !was_taken || self.hand == Some(value)
    }

    fn send(&mut self, id: usize, value: usize, result: Poll<Result<(), ()>>) -> Result<(), Fault> {
        let mine = self.offers.iter().position(|offer| offer.id == id);
        let taken = mine.is_some_and(|at| self.offers[at].taken);
        match (result, mine) {
            (Poll::Pending, Some(at)) => {
                self.offers[at].woken = false;
                require(!taken && !self.doors.closed, || format!("{id} waits on, and need not"))
            }
            (Poll::Pending, None) => {
                self.offers.push(Offer { id, value, taken: false, woken: false });
                require(!self.doors.closed, || format!("{id} waits to send, after the close"))
            }
            (Poll::Ready(sent), mine) => {
                if let Some(at) = mine {
                    self.offers.remove(at);
                }
                require(sent.is_ok() == taken, || format!("{id}: sent {sent:?}, taken: {taken}"))?;
                require(taken || self.doors.closed, || format!("{id} gets its value back"))
            }
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
        let can = self.hand.is_none() && self.receiving.len() > self.len();
        match result {
            Ok(()) => {
                self.hand = Some(value);
                require(can && !self.doors.closed, || format!("{value} is sent to nobody"))
            }
            Err(TrySendError::Closed(())) => {
                require(self.doors.closed, || "an open channel is said to be closed".into())
            }
            Err(TrySendError::Full(())) => require(!can && !self.doors.closed, || {
                "nobody is said to wait, and somebody does".into()
            }),
        }
    }

    fn try_recv(&mut self, result: Result<usize, TryRecvError>) -> Result<(), Fault> {
        match result {
            Ok(value) => self.take(value),
            Err(TryRecvError::Closed) => self.is_over(),
            Err(TryRecvError::Empty) => {
                let over = self.doors.closed && self.len() == 0;
                let promised = self.receiving.may_refuse(self.len());
                require(!over && promised, || "it is said to be empty, and is not".into())
            }
        }
    }

    fn cancel(&mut self, id: usize) {
        self.offers.retain(|offer| offer.id != id);
        self.receiving.leave(id);
    }

    fn settle(&mut self, woken: &[usize]) -> Result<(), Fault> {
        let closed = self.doors.closed;
        for offer in &mut self.offers {
            let (id, now) = (offer.id, woken.contains(&offer.id));
            offer.woken |= now;
            let goes_on = offer.taken || closed;
            require(!now || goes_on, || format!("{id} was woken, and cannot go on"))?;
            require(offer.woken || !goes_on, || format!("{id} could go on, and is left asleep"))?;
        }
        let len = self.len();
        let all = match (closed, len) {
            (false, _) => All::Stay,
            (true, 0) => All::Go,
            (true, _) => All::WillGo,
        };
        self.receiving.settle(woken, len, all)
    }
}
