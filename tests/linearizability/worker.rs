//! One thread of a round.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

use wakeful::channel::{TryRecvError, TrySendError};

use crate::ends::{End, Ledger, Receives, Sends};
use crate::gate::{Gate, Wakeup};
use crate::history::{Act, Event, Side, Wait};
use crate::script::{Script, Task};

/// The waker of one thread.
struct Bell {
    gate: Arc<Gate>,
    thread: usize,
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.gate.wake(self.thread);
    }
}

pub(crate) struct Worker<T, R> {
    pub(crate) gate: Arc<Gate>,
    pub(crate) thread: usize,
    pub(crate) sender: Option<T>,
    pub(crate) receiver: Option<R>,
    pub(crate) ledger: Arc<Ledger>,
    /// The numbers of the values that it sends start here.
    pub(crate) first_id: usize,
    /// How often this operation was polled in vain.
    pub(crate) lost: usize,
}

impl<T: Sends, R: Receives> Worker<T, R> {
    /// Returns what it saw, and how many values it made.
    pub(crate) fn run(mut self, script: &Script) -> (Vec<Event>, usize) {
        let mut events = Vec::with_capacity(script.tasks.len() + 2);
        let mut made = 0;
        let bell = Arc::new(Bell { gate: self.gate.clone(), thread: self.thread });
        let waker = Waker::from(bell);
        self.gate.arrive();
        for task in &script.tasks {
            let waits = match task {
                Task::Send { .. } => Some(Side::Senders),
                Task::Recv { .. } => Some(Side::Receivers),
                _ => None,
            };
            let id = self.first_id + made;
            made += usize::from(matches!(task, Task::TrySend | Task::Send { .. }));
            events.push(self.event(waits, |worker| worker.act(*task, id, &waker)));
        }
        if self.sender.is_some() {
            events.push(self.event(None, |worker| {
                worker.sender = None;
                Act::Left(Side::Senders)
            }));
        }
        if self.receiver.is_some() {
            events.push(self.event(None, |worker| {
                worker.receiver = None;
                Act::Left(Side::Receivers)
            }));
        }
        self.gate.rest();
        (events, made)
    }

    fn event(&mut self, waits: Option<Side>, act: impl FnOnce(&mut Self) -> Act) -> Event {
        let begin = self.gate.clock.begin();
        let act = act(self);
        let end = self.gate.clock.end();
        let lost = std::mem::take(&mut self.lost);
        let waits = waits.map(|side| Wait { side, since: begin, lost });
        Event { thread: self.thread, act, waits, begin, end }
    }

    fn act(&mut self, task: Task, id: usize, waker: &Waker) -> Act {
        let token = || self.ledger.token(id);
        let (gate, thread, lost) = (&*self.gate, self.thread, &mut self.lost);
        match (task, &mut self.sender, &mut self.receiver) {
            (Task::TrySend, Some(sender), _) => match sender.try_send(token()) {
                Ok(()) => Act::Sent(id),
                Err(TrySendError::Full(back)) => came_back(back.id, id, Act::Full),
                Err(TrySendError::Closed(back)) => came_back(back.id, id, Act::Refused),
            },
            (Task::TryRecv, _, Some(receiver)) => match receiver.try_recv() {
                Ok(token) => Act::Received(token.id),
                Err(TryRecvError::Empty) => Act::Empty,
                Err(TryRecvError::Closed) => Act::Drained,
            },
            (Task::Send { patience }, Some(sender), _) => {
                let side = Side::Senders;
                let sleeper = Sleeper { gate, thread, waker, side, patience, lost };
                match sleeper.wait(sender.send(token())) {
                    None => Act::GaveUp(Side::Senders),
                    Some(Ok(())) => Act::Sent(id),
                    Some(Err(back)) => came_back(back.0.id, id, Act::Refused),
                }
            }
            (Task::Recv { patience }, _, Some(receiver)) => {
                let side = Side::Receivers;
                let sleeper = Sleeper { gate, thread, waker, side, patience, lost };
                match sleeper.wait(receiver.recv()) {
                    None => Act::GaveUp(Side::Receivers),
                    Some(Ok(token)) => Act::Received(token.id),
                    Some(Err(_)) => Act::Drained,
                }
            }
            (_, Some(sender), None) => close(sender),
            (_, _, Some(receiver)) => close(receiver),
            (task, None, None) => unreachable!("{task:?} without an end"),
        }
    }
}

fn close(end: &mut impl End) -> Act {
    end.close();
    Act::Closed
}

fn came_back(back: usize, sent: usize, act: Act) -> Act {
    assert_eq!(back, sent, "a failed send gave back another value");
    act
}

/// How a thread waits.
struct Sleeper<'a> {
    gate: &'a Gate,
    thread: usize,
    waker: &'a Waker,
    side: Side,
    /// It sleeps at most so often.
    patience: usize,
    lost: &'a mut usize,
}

impl Sleeper<'_> {
    /// Polls until it is ready, there is no patience left, or nobody will wake this thread.
    fn wait<F: Future>(self, future: F) -> Option<F::Output> {
        let mut future = pin!(future);
        loop {
            self.gate.fresh(self.thread);
            let polled = future.as_mut().poll(&mut Context::from_waker(self.waker));
            if let Poll::Ready(output) = polled {
                return Some(output);
            }
            let is_patient = *self.lost < self.patience;
            if !is_patient || self.gate.sleep(self.thread, self.side) == Wakeup::GiveUp {
                return None;
            }
            *self.lost += 1;
        }
    }
}
