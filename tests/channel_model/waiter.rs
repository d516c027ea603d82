//! A future on one end, and the tasks that polled it.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll};

use crate::ends::{Receives, Sends, Token};
use crate::line::Fault;
use crate::probe::Probe;

/// What became of a wait.
pub(crate) enum Outcome {
    Sent,
    Refused(Token),
    Received(Token),
    Drained,
}

#[derive(Default)]
struct Task {
    probe: Arc<Probe>,
    seen: usize,
}

/// What a waiter waits for.
pub(crate) type Started<O> = Pin<Box<dyn Future<Output = O>>>;

pub(crate) struct Waiter<O = Outcome> {
    future: Option<Started<O>>,
    /// The value that it sends.
    pub(crate) value: Option<usize>,
    /// Those that polled it; the last is the newest.
    tasks: Vec<Task>,
    pub(crate) woken: bool,
    /// Nobody polls it, for now.
    pub(crate) held: bool,
}

impl Waiter {
    #[allow(
        clippy::await_holding_refcell_ref,
        reason = "as long as it waits, nobody else has the end"
    )]
    pub(crate) fn sends(sender: Rc<RefCell<impl Sends + 'static>>, token: Token) -> Self {
        let value = Some(token.id);
        let future = Box::pin(async move {
            match sender.borrow_mut().send(token).await {
                Ok(()) => Outcome::Sent,
                Err(back) => Outcome::Refused(back.0),
            }
        });
        Self { value, ..Self::on(future) }
    }

    #[allow(
        clippy::await_holding_refcell_ref,
        reason = "as long as it waits, nobody else has the end"
    )]
    pub(crate) fn receives(receiver: Rc<RefCell<impl Receives + 'static>>) -> Self {
        let future = Box::pin(async move {
            match receiver.borrow_mut().recv().await {
                Ok(token) => Outcome::Received(token),
                Err(_) => Outcome::Drained,
            }
        });
        Self::on(future)
    }
}

impl<O> Waiter<O> {
    pub(crate) fn on(future: Started<O>) -> Self {
        Self { future: Some(future), value: None, tasks: Vec::new(), woken: false, held: false }
    }

    /// Whether it was polled ever.
    pub(crate) fn was_polled(&self) -> bool {
        !self.tasks.is_empty()
    }

    pub(crate) fn waits(&self) -> bool {
        self.future.is_some()
    }

    pub(crate) fn can_be_polled(&self) -> bool {
        self.waits() && !self.held
    }

    pub(crate) fn poll(&mut self, new_waker: bool) -> Poll<O> {
        if new_waker || self.tasks.is_empty() {
            self.tasks.push(Task::default());
        }
        self.woken = false;
        let waker = self.tasks[self.tasks.len() - 1].probe.waker();
        let future = self.future.as_mut().expect("it waits");
        let polled = future.as_mut().poll(&mut Context::from_waker(&waker));
        if polled.is_ready() {
            self.future = None;
        }
        polled
    }

    pub(crate) fn cancel(&mut self) {
        self.future = None;
    }

    /// Whether it was woken since this was last asked: by its newest waker, and once for each poll.
    pub(crate) fn newly_woken(&mut self) -> Result<bool, Fault> {
        let newest = self.tasks.len().wrapping_sub(1);
        let mut now = false;
        for (at, task) in self.tasks.iter_mut().enumerate() {
            let wakes = task.probe.wakes();
            match wakes - std::mem::replace(&mut task.seen, wakes) {
                0 => continue,
                _ if at != newest => return Err("woken by a stale waker".into()),
                1 if self.future.is_some() && !self.woken => now = true,
                _ => return Err("woken twice, or after it was done".into()),
            }
        }
        self.woken |= now;
        Ok(now)
    }

    /// Whether somebody else keeps one of its wakers.
    pub(crate) fn is_kept(&self) -> bool {
        self.tasks.iter().any(|task| Arc::strong_count(&task.probe) > 1)
    }
}
