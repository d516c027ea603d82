//! A small queue behind a mutex, that can be told to make a mistake.

use std::cell::Cell;
use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Poll, Waker};

use wakeful::channel::{RecvError, SendError, TryRecvError, TrySendError};

use crate::ends::{End, Receives, Sends, Subject, Token};
use crate::history::Side;
use crate::jitter;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    None,
    /// A value that was sent is gone.
    Loses,
    /// A value comes twice.
    Duplicates,
    /// A value overtakes another.
    Reorders,
    SaysEmpty,
    SaysFull,
    /// Is there room? Others may come before it is filled.
    LooksThenPuts,
    /// Is it closed? Others may come before the value is in.
    LooksThenSends,
    /// A receiver is told that all is over while there are values left.
    ForgetsTheRest,
    AcceptsAfterClose,
    /// Only a value for an empty queue wakes a receiver.
    WakesOnlyFromEmpty,
    /// The last sender goes, and nobody says so.
    LeavesSilently,
    /// Looks, and is in line only later.
    LooksThenSleeps,
    /// A value that is refused is dropped twice.
    DropsTwice,
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

struct State {
    queue: VecDeque<Token>,
    closed: bool,
    senders: usize,
    receivers: usize,
    waiting: Vec<(Side, Waker)>,
    /// How many operations there were.
    turns: usize,
}

struct Toy {
    fault: Fault,
    capacity: usize,
    state: Mutex<State>,
}

impl Toy {
    fn lock(&self) -> MutexGuard<'_, State> {
        jitter::stir();
        self.state.lock().expect("no panic")
    }

    /// A mistake is not made each time.
    fn errs(&self, state: &State, fault: Fault) -> bool {
        self.fault == fault && state.turns % 3 == 0
    }

    fn try_send(&self, token: Token) -> Result<(), TrySendError<Token>> {
        let mut state = self.lock();
        state.turns += 1;
        if state.closed && !self.errs(&state, Fault::AcceptsAfterClose) {
            return self.refuse(token);
        }
        if state.queue.len() == self.capacity || self.errs(&state, Fault::SaysFull) {
            return Err(TrySendError::Full(token));
        }
        if matches!(self.fault, Fault::LooksThenPuts | Fault::LooksThenSends) {
            drop(state);
            state = self.lock();
            if state.closed && self.fault == Fault::LooksThenPuts {
                return self.refuse(token);
            }
        }
        if self.fault == Fault::LooksThenSends && state.queue.len() == self.capacity {
            return Err(TrySendError::Full(token));
        }
        if self.errs(&state, Fault::Duplicates) && state.queue.len() + 2 <= self.capacity {
            state.queue.push_back(token.forged());
        }
        let was_empty = state.queue.is_empty();
        if self.errs(&state, Fault::Reorders) {
            state.queue.push_front(token);
        } else if !self.errs(&state, Fault::Loses) {
            state.queue.push_back(token);
        }
        if was_empty || self.fault != Fault::WakesOnlyFromEmpty {
            let one = self.fault == Fault::WakesOnlyFromEmpty;
            wake(state, Side::Receivers, if one { 1 } else { usize::MAX });
        }
        Ok(())
    }

    fn refuse(&self, token: Token) -> Result<(), TrySendError<Token>> {
        if self.fault == Fault::DropsTwice {
            drop(token.forged());
        }
        Err(TrySendError::Closed(token))
    }

    fn try_recv(&self) -> Result<Token, TryRecvError> {
        let mut state = self.lock();
        state.turns += 1;
        if self.errs(&state, Fault::SaysEmpty) && !state.closed {
            return Err(TryRecvError::Empty);
        }
        if self.errs(&state, Fault::ForgetsTheRest) && state.closed {
            return Err(TryRecvError::Closed);
        }
        match state.queue.pop_front() {
            Some(token) => {
                wake(state, Side::Senders, usize::MAX);
                Ok(token)
            }
            None if state.closed => Err(TryRecvError::Closed),
            None => Err(TryRecvError::Empty),
        }
    }

    fn close(&self) {
        let mut state = self.lock();
        state.closed = true;
        let waiting = std::mem::take(&mut state.waiting);
        drop(state);
        waiting.into_iter().for_each(|(_, waker)| waker.wake());
    }

    fn enlist(&self, side: Side, waker: &Waker) {
        self.lock().waiting.push((side, waker.clone()));
    }

    /// Whoever has this waker does not wait any more.
    fn leave_line(&self, waker: &Waker) {
        self.lock().waiting.retain(|(_, other)| !other.will_wake(waker));
    }
}

fn wake(mut state: MutexGuard<'_, State>, side: Side, most: usize) {
    let waiting = std::mem::take(&mut state.waiting);
    let (mut woken, rest): (Vec<_>, Vec<_>) =
        waiting.into_iter().partition(|(other, _)| *other == side);
    let stay = woken.split_off(woken.len().min(most));
    state.waiting = rest.into_iter().chain(stay).collect();
    drop(state);
    woken.into_iter().for_each(|(_, waker)| waker.wake());
}

/// One end of a toy.
pub(crate) struct ToyEnd {
    toy: Arc<Toy>,
    side: Side,
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
            senders: 1,
            receivers: 1,
            waiting: Vec::new(),
            turns: 0,
        };
        let toy = Arc::new(Toy { fault: PLANTED.get(), capacity, state: Mutex::new(state) });
        let receiver = ToyEnd { toy: toy.clone(), side: Side::Receivers };
        (ToyEnd { toy, side: Side::Senders }, receiver)
    }
}

impl ToyEnd {
    fn count(state: &mut State, side: Side) -> &mut usize {
        match side {
            Side::Senders => &mut state.senders,
            Side::Receivers => &mut state.receivers,
        }
    }
}

impl Drop for ToyEnd {
    fn drop(&mut self) {
        let mut state = self.toy.lock();
        let count = Self::count(&mut state, self.side);
        *count -= 1;
        if *count > 0 {
            return;
        }
        drop(state);
        if self.toy.fault == Fault::LeavesSilently {
            self.toy.lock().closed = true;
        } else {
            self.toy.close();
        }
    }
}

impl End for ToyEnd {
    fn another(&self) -> Option<Self> {
        *Self::count(&mut self.toy.lock(), self.side) += 1;
        Some(Self { toy: self.toy.clone(), side: self.side })
    }

    fn close(&mut self) {
        self.toy.close();
    }

    fn is_closed(&self) -> bool {
        self.toy.lock().closed
    }

    fn len(&self) -> usize {
        self.toy.lock().queue.len()
    }
}

/// A place in the line, as long as the future lives.
struct Line<'a> {
    toy: &'a Toy,
    waker: Option<Waker>,
}

impl Line<'_> {
    fn enter(&mut self, side: Side, waker: &Waker) {
        self.toy.enlist(side, waker);
        self.waker = Some(waker.clone());
    }

    fn leave(&mut self) {
        if let Some(waker) = self.waker.take() {
            self.toy.leave_line(&waker);
        }
    }
}

impl Drop for Line<'_> {
    fn drop(&mut self) {
        self.leave();
    }
}

/// Until `attempt` has a result. A careful toy is in line before it looks.
async fn wait<R>(toy: &Toy, side: Side, mut attempt: impl FnMut() -> Option<R>) -> R {
    let is_careful = toy.fault != Fault::LooksThenSleeps;
    let mut line = Line { toy, waker: None };
    poll_fn(|cx| {
        line.leave();
        if is_careful {
            line.enter(side, cx.waker());
        }
        if let Some(result) = attempt() {
            return Poll::Ready(result);
        }
        if !is_careful {
            line.enter(side, cx.waker());
        }
        Poll::Pending
    })
    .await
}

impl Sends for ToyEnd {
    fn try_send(&mut self, token: Token) -> Result<(), TrySendError<Token>> {
        self.toy.try_send(token)
    }

    async fn send(&mut self, token: Token) -> Result<(), SendError<Token>> {
        let mut token = Some(token);
        let attempt = || match self.toy.try_send(token.take()?) {
            Ok(()) => Some(Ok(())),
            Err(TrySendError::Closed(back)) => Some(Err(SendError(back))),
            Err(TrySendError::Full(back)) => {
                token = Some(back);
                None
            }
        };
        wait(&self.toy, Side::Senders, attempt).await
    }
}

impl Receives for ToyEnd {
    fn try_recv(&mut self) -> Result<Token, TryRecvError> {
        self.toy.try_recv()
    }

    async fn recv(&mut self) -> Result<Token, RecvError> {
        let attempt = || match self.toy.try_recv() {
            Ok(token) => Some(Ok(token)),
            Err(TryRecvError::Closed) => Some(Err(RecvError)),
            Err(TryRecvError::Empty) => None,
        };
        wait(&self.toy, Side::Receivers, attempt).await
    }
}
