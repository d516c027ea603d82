//! A script on its way: the channel, its ends, who waits, and the model that watches.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::task::Poll;

use wakeful::channel::TrySendError;

use crate::ends::{End, Ledger, Receives, Sends, Token};
use crate::line::Fault;
use crate::model::{Doors, Model, Modelled};
use crate::waiter::{Outcome, Waiter};

/// What a script does. Ends and waiters are numbered from the first that was made.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step {
    /// Makes a future; it is not polled yet.
    Send(usize),
    Recv(usize),
    Poll {
        id: usize,
        new_waker: bool,
    },
    Drop(usize),
    /// It is not polled any more, and dropped when all is over.
    Hold(usize),
    TrySend(usize),
    TryRecv(usize),
    CloseSender(usize),
    CloseReceiver(usize),
    CloneSender(usize),
    CloneReceiver(usize),
    DropSender(usize),
    DropReceiver(usize),
}

type Ends<E> = Vec<Option<Rc<RefCell<E>>>>;

pub(crate) struct Run<S: Modelled> {
    senders: Ends<S::Sender>,
    receivers: Ends<S::Receiver>,
    waiters: Vec<Waiter>,
    ledger: Arc<Ledger>,
    values: usize,
    /// Those of them that have not been dropped.
    alive: Vec<usize>,
    model: S::Model,
}

/// More values than any script makes.
const VALUES: usize = 512;

impl<S: Modelled> Run<S> {
    pub(crate) fn new(capacity: usize) -> Self {
        let (sender, receiver) = S::channel(capacity);
        Self {
            senders: vec![Some(Rc::new(RefCell::new(sender)))],
            receivers: vec![Some(Rc::new(RefCell::new(receiver)))],
            waiters: Vec::new(),
            ledger: Ledger::of(VALUES),
            values: 0,
            alive: Vec::new(),
            model: S::Model::new(capacity, S::BY_RANK),
        }
    }

    /// The senders that are in no future's hands.
    pub(crate) fn idle_senders(&self) -> Vec<usize> {
        idle(&self.senders)
    }

    pub(crate) fn idle_receivers(&self) -> Vec<usize> {
        idle(&self.receivers)
    }

    /// How many futures were made: the number of the next.
    pub(crate) fn made(&self) -> usize {
        self.waiters.len()
    }

    /// The waiters that can be polled.
    pub(crate) fn live(&self) -> Vec<usize> {
        let all = 0..self.waiters.len();
        all.filter(|id| self.waiters[*id].can_be_polled()).collect()
    }

    /// Those of them that were woken since their last poll.
    pub(crate) fn woken(&self) -> Vec<usize> {
        self.live().into_iter().filter(|id| self.waiters[*id].woken).collect()
    }

    pub(crate) fn step(&mut self, step: Step) -> Result<(), Fault> {
        self.act(step)?;
        self.settle()
    }

    fn token(&mut self) -> Token {
        self.alive.push(self.values);
        self.values += 1;
        self.ledger.token(self.values - 1)
    }

    fn act(&mut self, step: Step) -> Result<(), Fault> {
        match step {
            Step::Send(end) => {
                let token = self.token();
                let sender = self.senders[end].clone().expect("it is there");
                self.waiters.push(Waiter::sends(sender, token));
            }
            Step::Recv(end) => {
                let receiver = self.receivers[end].clone().expect("it is there");
                self.waiters.push(Waiter::receives(receiver));
            }
            Step::Poll { id, new_waker } => self.poll(id, new_waker)?,
            Step::Drop(id) => {
                self.waiters[id].cancel();
                self.model.cancel(id);
            }
            Step::Hold(id) => self.waiters[id].held = true,
            Step::TrySend(end) => {
                let token = self.token();
                let value = token.id;
                let result =
                    self.senders[end].as_ref().expect("it is there").borrow_mut().try_send(token);
                let result = match result {
                    Ok(()) => Ok(()),
                    Err(TrySendError::Full(back)) => {
                        is_the_same(back.id, value)?;
                        Err(TrySendError::Full(()))
                    }
                    Err(TrySendError::Closed(back)) => {
                        is_the_same(back.id, value)?;
                        Err(TrySendError::Closed(()))
                    }
                };
                self.model.try_send(value, result)?;
            }
            Step::TryRecv(end) => {
                let result =
                    self.receivers[end].as_ref().expect("it is there").borrow_mut().try_recv();
                self.model.try_recv(result.map(|token| token.id))?;
            }
            Step::CloseSender(end) => close(&self.senders[end], self.model.doors_mut()),
            Step::CloseReceiver(end) => close(&self.receivers[end], self.model.doors_mut()),
            Step::CloneSender(end) => {
                if twin(&mut self.senders, end) {
                    self.model.doors_mut().sender_came();
                }
            }
            Step::CloneReceiver(end) => {
                if twin(&mut self.receivers, end) {
                    self.model.doors_mut().receiver_came();
                }
            }
            Step::DropSender(end) => {
                self.senders[end] = None;
                self.model.doors_mut().sender_left();
            }
            Step::DropReceiver(end) => {
                self.receivers[end] = None;
                self.model.doors_mut().receiver_left();
            }
        }
        Ok(())
    }

    fn poll(&mut self, id: usize, new_waker: bool) -> Result<(), Fault> {
        let waiter = &mut self.waiters[id];
        let polled = waiter.poll(new_waker);
        match (waiter.value, polled) {
            (Some(value), Poll::Pending) => self.model.send(id, value, Poll::Pending),
            (Some(value), Poll::Ready(Outcome::Refused(back))) => {
                is_the_same(back.id, value)?;
                self.model.send(id, value, Poll::Ready(Err(())))
            }
            (Some(value), Poll::Ready(_)) => self.model.send(id, value, Poll::Ready(Ok(()))),
            (None, Poll::Pending) => self.model.recv(id, Poll::Pending),
            (None, Poll::Ready(Outcome::Received(token))) => {
                self.model.recv(id, Poll::Ready(Some(token.id)))
            }
            (None, Poll::Ready(_)) => self.model.recv(id, Poll::Ready(None)),
        }
    }

    /// After each step: are those awake who should be, and is every value where it should be?
    fn settle(&mut self) -> Result<(), Fault> {
        let mut woken = Vec::new();
        for (id, waiter) in self.waiters.iter_mut().enumerate() {
            if waiter.newly_woken().map_err(|fault| format!("{id} was {fault}"))? {
                woken.push(id);
            }
        }
        if let Some(id) = self.waiters.iter().position(|waiter| !waiter.waits() && waiter.is_kept())
        {
            return Err(format!("a waker of {id} outlived its future"));
        }
        self.model.settle(&woken)?;
        self.looks_right(&self.senders)?;
        self.looks_right(&self.receivers)?;
        self.conserves()
    }

    /// What the ends say of the channel.
    fn looks_right<E: End>(&self, ends: &Ends<E>) -> Result<(), Fault> {
        for end in ends.iter().flatten() {
            let Ok(end) = end.try_borrow() else { continue };
            let (len, closed) = (end.len(), end.is_closed());
            let (model, doors) = (&self.model, self.model.doors());
            // What nobody can receive may be gone at once.
            let len_is_right = len == model.len() || doors.is_orphaned() && len == 0;
            if !len_is_right || closed != doors.closed {
                return Err(format!("{len} values and closed: {closed} are seen, not {model:?}"));
            }
        }
        Ok(())
    }

    /// A value that is dropped now, and once more later, is found at the end.
    fn conserves(&mut self) -> Result<(), Fault> {
        for at in (0..self.alive.len()).rev() {
            let value = self.alive[at];
            let drops = self.ledger.drops(value);
            let mut waiters = self.waiters.iter();
            let in_future = waiters.any(|waiter| waiter.value == Some(value) && waiter.waits());
            let lives = self.model.lives(value, in_future);
            let may_be_gone = !in_future && self.model.doors().is_orphaned();
            if drops != usize::from(!lives) && !(may_be_gone && drops == 1) {
                return Err(format!("value {value} was dropped {drops} times"));
            }
            if drops == 1 {
                self.alive.swap_remove(at);
            }
        }
        Ok(())
    }

    /// Everybody goes on as long as there is something to go on with, and then leaves; then nothing
    /// is left.
    pub(crate) fn finish(mut self) -> Result<(), Fault> {
        self.drain()?;
        for waiter in &mut self.waiters {
            waiter.held = false;
        }
        self.drain()?;
        while let Some(end) = self.idle_receivers().pop() {
            self.step(Step::DropReceiver(end))?;
        }
        while let Some(end) = self.idle_senders().pop() {
            self.step(Step::DropSender(end))?;
        }
        if let Some(value) = (0..self.values).find(|value| self.ledger.drops(*value) != 1) {
            let drops = self.ledger.drops(value);
            return Err(format!("at the end, value {value} was dropped {drops} times"));
        }
        Ok(())
    }

    fn drain(&mut self) -> Result<(), Fault> {
        loop {
            if let Some(id) = self.woken().pop() {
                self.step(Step::Poll { id, new_waker: false })?;
            } else if let Some(id) = self.live().pop() {
                self.step(Step::Drop(id))?;
            } else {
                return Ok(());
            }
        }
    }
}

fn idle<E>(ends: &Ends<E>) -> Vec<usize> {
    // Whoever waits has a handle to its end, too.
    let is_idle =
        |end: &Option<Rc<RefCell<E>>>| end.as_ref().is_some_and(|end| Rc::strong_count(end) == 1);
    (0..ends.len()).filter(|at| is_idle(&ends[*at])).collect()
}

fn close<E: End>(end: &Option<Rc<RefCell<E>>>, doors: &mut Doors) {
    end.as_ref().expect("it is there").borrow_mut().close();
    doors.closed = true;
}

/// Whether there is one end more.
fn twin<E: End>(ends: &mut Ends<E>, at: usize) -> bool {
    let Some(twin) = ends[at].as_ref().and_then(|end| end.borrow().another()) else { return false };
    ends.push(Some(Rc::new(RefCell::new(twin))));
    true
}

fn is_the_same(back: usize, sent: usize) -> Result<(), Fault> {
    if back == sent { Ok(()) } else { Err(format!("{back} came back instead of {sent}")) }
}
