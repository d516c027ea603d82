//! A small channel on one thread, that can be told to make a mistake.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::poll_fn;
use std::mem::ManuallyDrop;
use std::rc::Rc;
use std::task::{Poll, Waker};

use wakeful::channel::{RecvError, SendError, TryRecvError, TrySendError};

use crate::ends::{End, Receives, Sends, Subject, Token};
use crate::model::Modelled;
use crate::queue::Queue;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    None,
    /// A waiter that was woken and is dropped takes the wake-up with it.
    ForgetsToPassOn,
    /// A waiter is woken by the waker of its first poll.
    KeepsTheFirstWaker,
    WakesAll,
    WakesTheLast,
    /// Whoever is polled takes, also if it was not woken.
    Jumps,
    /// What wakes a receiver is given to it: dropped with it, it is lost.
    Assigns,
    /// Newcomers take what is there, however often.
    Overtakes,
    HasRoomForOneMore,
    SendsAfterClose,
    /// A close wakes nobody.
    ClosesSilently,
    /// A close wakes receivers, but not senders.
    ForgetsSenders,
    /// A receiver is told that all is over while there are values left.
    ForgetsTheRest,
    LastInFirstOut,
    /// A value that is received is dropped in the channel, too.
    KeepsACopy,
    /// A value that is refused is dropped, and given back.
    DropsTwice,
    /// A sender that is dropped while it waits has sent.
    SendsWhenDropped,
    /// The last end goes, and the other side waits on.
    LeavesSilently,
    SaysFull,
    KeepsTheWaker,
    /// A destructor that panics saves the values behind it.
    StopsAtAPanic,
    /// The values that nobody will receive are dropped under the lock.
    DropsUnderTheLock,
}

thread_local! {
    static PLANTED: Cell<Fault> = const { Cell::new(Fault::None) };
}

/// The toys that `f` makes have this fault.
pub(crate) fn plant<R>(fault: Fault, f: impl FnOnce() -> R) -> R {
    PLANTED.set(fault);
    let result = f();
    PLANTED.set(Fault::None);
    result
}

const SENDERS: usize = 0;
const RECEIVERS: usize = 1;

struct Place {
    ticket: usize,
    /// `None` if it was woken.
    waker: Option<Waker>,
    lost: u8,
}

struct State {
    queue: VecDeque<Token>,
    closed: bool,
    ends: [usize; 2],
    lines: [Vec<Place>; 2],
    tickets: usize,
    assigned: Vec<(usize, Token)>,
    leftover: Vec<Waker>,
}

struct Toy {
    fault: Fault,
    capacity: usize,
    state: RefCell<State>,
}

impl Toy {
    fn has(&self, fault: Fault) -> bool {
        self.fault == fault
    }

    /// For how many of that side there is something.
    fn for_many(&self, state: &State, side: usize) -> usize {
        let len = state.queue.len();
        let capacity = self.capacity + usize::from(self.has(Fault::HasRoomForOneMore));
        if side == RECEIVERS { len } else { capacity.saturating_sub(len) }
    }

    /// Wakes those who can go on.
    fn serve(&self) {
        let mut wakers = Vec::new();
        let mut state = self.state.borrow_mut();
        for side in [SENDERS, RECEIVERS] {
            let for_many = self.for_many(&state, side);
            let all = self.has(Fault::WakesAll) && for_many > 0;
            let all = all || state.closed && !(self.has(Fault::ForgetsSenders) && side == SENDERS);
            let places = state.lines[side].len();
            let many = if all { places } else { for_many.min(places) };
            let line = &mut state.lines[side];
            let woken = if self.has(Fault::WakesTheLast) { places - many..places } else { 0..many };
            wakers.extend(line[woken].iter_mut().filter_map(|place| place.waker.take()));
        }
        if self.has(Fault::Assigns) && !state.queue.is_empty() {
            if let Some(ticket) = state.lines[RECEIVERS].first().map(|place| place.ticket) {
                state.lines[RECEIVERS].remove(0);
                let token = state.queue.pop_front().expect("not empty");
                state.assigned.push((ticket, token));
            }
        }
        if self.has(Fault::KeepsTheWaker) {
            state.leftover.extend(wakers.first().cloned());
        }
        drop(state);
        wakers.into_iter().for_each(Waker::wake);
    }

    /// Whether somebody who stands there, or is new, may take one now.
    fn may_take(&self, side: usize, ticket: Option<usize>) -> bool {
        let state = self.state.borrow();
        let line = &state.lines[side];
        let for_many = self.for_many(&state, side);
        match ticket.and_then(|ticket| line.iter().position(|place| place.ticket == ticket)) {
            Some(at) => at < for_many || self.has(Fault::Jumps) && for_many > 0,
            None if self.has(Fault::Overtakes) => for_many > 0,
            // A newcomer may overtake, but not too often.
            None => {
                for_many > 0 && line.first().is_none_or(|front| front.lost < 3)
                    || for_many > line.len()
            }
        }
    }

    fn try_send(&self, token: Token, ticket: Option<usize>) -> Result<(), TrySendError<Token>> {
        if self.state.borrow().closed && !self.has(Fault::SendsAfterClose) {
            if self.has(Fault::DropsTwice) {
                drop(token.forged());
            }
            return Err(TrySendError::Closed(token));
        }
        let says_full = self.has(Fault::SaysFull) && self.state.borrow().queue.len() == 1;
        if !self.may_take(SENDERS, ticket) || says_full && ticket.is_none() {
            return Err(TrySendError::Full(token));
        }
        self.state.borrow_mut().queue.push_back(token);
        Ok(())
    }

    fn try_recv(&self, ticket: Option<usize>) -> Result<Token, TryRecvError> {
        let assigned = |(to, _): &(usize, Token)| Some(*to) == ticket;
        let mut state = self.state.borrow_mut();
        if let Some(at) = state.assigned.iter().position(assigned) {
            return Ok(state.assigned.remove(at).1);
        }
        let over = state.queue.is_empty() || self.has(Fault::ForgetsTheRest);
        if state.closed && over {
            return Err(TryRecvError::Closed);
        }
        drop(state);
        if !self.may_take(RECEIVERS, ticket) {
            return Err(TryRecvError::Empty);
        }
        let queue = &mut self.state.borrow_mut().queue;
        let last = self.has(Fault::LastInFirstOut);
        let token = if last { queue.pop_back() } else { queue.pop_front() };
        let token = token.expect("there is one");
        if self.has(Fault::KeepsACopy) {
            drop(token.forged());
        }
        Ok(token)
    }

    fn enlist(&self, side: usize, ticket: &mut Option<usize>, waker: &Waker) {
        let mut state = self.state.borrow_mut();
        let mine = *ticket;
        let at = state.lines[side].iter().position(|place| Some(place.ticket) == mine);
        let Some(at) = at else {
            state.tickets += 1;
            *ticket = Some(state.tickets);
            let place = Place { ticket: state.tickets, waker: Some(waker.clone()), lost: 0 };
            return state.lines[side].push(place);
        };
        let place = &mut state.lines[side][at];
        if place.waker.is_none() {
            place.lost += u8::from(at == 0);
            place.waker = Some(waker.clone());
        } else if !self.has(Fault::KeepsTheFirstWaker) {
            place.waker = Some(waker.clone());
        }
    }

    fn leave(&self, side: usize, ticket: Option<usize>) {
        let mut state = self.state.borrow_mut();
        state.lines[side].retain(|place| Some(place.ticket) != ticket);
        let assigned = state.assigned.iter().position(|(to, _)| Some(*to) == ticket);
        let lost = assigned.map(|at| state.assigned.remove(at));
        drop(state);
        drop(lost);
    }

    fn close(&self) {
        self.state.borrow_mut().closed = true;
        if !self.has(Fault::ClosesSilently) {
            self.serve();
        }
    }
}

/// One who waits. Out of the line when it is dropped.
struct Ticket<'a> {
    toy: &'a Toy,
    side: usize,
    number: Option<usize>,
    token: Option<Token>,
    served: bool,
}

impl Drop for Ticket<'_> {
    fn drop(&mut self) {
        self.toy.leave(self.side, self.number);
        if self.toy.has(Fault::SendsWhenDropped) && self.number.is_some() {
            self.toy.state.borrow_mut().queue.extend(self.token.take());
        }
        if self.served || !self.toy.has(Fault::ForgetsToPassOn) {
            self.toy.serve();
        }
    }
}

pub(crate) struct ToyEnd {
    toy: Rc<Toy>,
    side: usize,
}

pub(crate) struct Toys;

impl Subject for Toys {
    const MANY_SENDERS: bool = true;
    const MANY_RECEIVERS: bool = true;

    type Sender = ToyEnd;
    type Receiver = ToyEnd;

    fn channel(capacity: usize) -> (ToyEnd, ToyEnd) {
        let state = State {
            queue: VecDeque::new(),
            closed: false,
            ends: [1, 1],
            lines: [Vec::new(), Vec::new()],
            tickets: 0,
            assigned: Vec::new(),
            leftover: Vec::new(),
        };
        let toy = Rc::new(Toy { fault: PLANTED.get(), capacity, state: RefCell::new(state) });
        (ToyEnd { toy: toy.clone(), side: SENDERS }, ToyEnd { toy, side: RECEIVERS })
    }
}

impl Modelled for Toys {
    type Model = Queue;
}

impl Drop for ToyEnd {
    fn drop(&mut self) {
        let mut state = self.toy.state.borrow_mut();
        state.ends[self.side] -= 1;
        if state.ends[self.side] > 0 {
            return;
        }
        state.closed = true;
        if self.side == RECEIVERS {
            if self.toy.has(Fault::DropsUnderTheLock) {
                while let Some(token) = state.queue.pop_front() {
                    drop(token);
                }
            }
            if self.toy.has(Fault::StopsAtAPanic) {
                let mut queue = ManuallyDrop::new(std::mem::take(&mut state.queue));
                drop(state);
                while let Some(token) = queue.pop_front() {
                    drop(token);
                }
                return self.toy.close();
            }
        }
        drop(state);
        if !self.toy.has(Fault::LeavesSilently) {
            self.toy.close();
        }
    }
}

impl End for ToyEnd {
    fn another(&self) -> Option<Self> {
        self.toy.state.borrow_mut().ends[self.side] += 1;
        Some(Self { toy: self.toy.clone(), side: self.side })
    }

    fn close(&mut self) {
        self.toy.close();
    }

    fn is_closed(&self) -> bool {
        self.toy.state.borrow().closed
    }

    fn len(&self) -> usize {
        self.toy.state.borrow().queue.len()
    }
}

impl Sends for ToyEnd {
    fn try_send(&mut self, token: Token) -> Result<(), TrySendError<Token>> {
        self.toy.try_send(token, None)?;
        self.toy.serve();
        Ok(())
    }

    async fn send(&mut self, token: Token) -> Result<(), SendError<Token>> {
        let (toy, token) = (&*self.toy, Some(token));
        let mut ticket = Ticket { toy, side: SENDERS, number: None, token, served: false };
        poll_fn(|cx| {
            let token = ticket.token.take().expect("it is not done");
            let result = match toy.try_send(token, ticket.number) {
                Ok(()) => Ok(()),
                Err(TrySendError::Closed(back)) => Err(SendError(back)),
                Err(TrySendError::Full(back)) => {
                    ticket.token = Some(back);
                    toy.enlist(SENDERS, &mut ticket.number, cx.waker());
                    return Poll::Pending;
                }
            };
            ticket.served = true;
            Poll::Ready(result)
        })
        .await
    }
}

impl Receives for ToyEnd {
    fn try_recv(&mut self) -> Result<Token, TryRecvError> {
        let token = self.toy.try_recv(None)?;
        self.toy.serve();
        Ok(token)
    }

    async fn recv(&mut self) -> Result<Token, RecvError> {
        let toy = &*self.toy;
        let mut ticket = Ticket { toy, side: RECEIVERS, number: None, token: None, served: false };
        poll_fn(|cx| {
            let result = match toy.try_recv(ticket.number) {
                Ok(token) => Ok(token),
                Err(TryRecvError::Closed) => Err(RecvError),
                Err(TryRecvError::Empty) => {
                    toy.enlist(RECEIVERS, &mut ticket.number, cx.waker());
                    return Poll::Pending;
                }
            };
            ticket.served = true;
            Poll::Ready(result)
        })
        .await
    }
}
