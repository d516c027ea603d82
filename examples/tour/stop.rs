//! The end before the end: everybody hears of it.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

use wakeful::channel::broadcast;

/// Why the tour is to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    Interrupted,
    Failed,
}

/// Tells everybody that the tour is to stop.
#[derive(Debug)]
pub(crate) struct Stop(broadcast::Sender<Reason>);

/// Hears that the tour is to stop. Those who work look between two pieces of work.
#[derive(Debug)]
pub(crate) struct Stopped {
    news: broadcast::Receiver<Reason>,
    reason: Option<Reason>,
}

impl Stop {
    /// Who tells it, and the first who hears it.
    pub(crate) fn new() -> (Self, Stopped) {
        let (tell, news) = broadcast::channel(1);
        (Self(tell), Stopped { news, reason: None })
    }

    /// Says it; once is enough, and with nobody left to hear it the tour is over.
    pub(crate) fn say(&self, reason: Reason) {
        let _ = self.0.try_send(reason);
    }
}

impl Stopped {
    /// Another who hears everything that this one has not heard yet.
    pub(crate) fn listen(&self) -> Self {
        Self { news: self.news.clone(), reason: self.reason }
    }

    /// Whether it is so.
    pub(crate) fn now(&mut self) -> bool {
        while self.reason.is_none() {
            match self.news.try_recv() {
                Ok(reason) => self.reason = Some(reason),
                // Said twice, and the first was overwritten: the next is there.
                Err(broadcast::TryRecvError::Lagged(_)) => {}
                Err(_) => return false,
            }
        }
        true
    }

    /// Awaits `future`; `None` if the tour is stopped before that.
    pub(crate) async fn unless<F: Future>(&mut self, future: F) -> Option<F::Output> {
        if self.now() {
            return None;
        }
        // By one waker, unlike a `race`: so it allocates nothing.
        let (mut future, mut said) = (pin!(future), pin!(self.news.recv()));
        let (output, reason) = poll_fn(|cx| match said.as_mut().poll(cx) {
            Poll::Ready(said) => Poll::Ready((None, said.ok())),
            Poll::Pending => future.as_mut().poll(cx).map(|output| (Some(output), None)),
        })
        .await;
        self.reason = reason;
        output
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use wakeful::executor::block_on;

    use super::*;

    #[test]
    fn everybody_hears_it_once_and_remembers() {
        let (stop, mut first) = Stop::new();
        let mut second = first.listen();
        assert!(!first.now() && !second.now());
        stop.say(Reason::Interrupted);
        stop.say(Reason::Failed);
        let mut third = second.listen();
        for stopped in [&mut first, &mut second, &mut third] {
            assert!(stopped.now() && stopped.now());
        }
    }

    #[test]
    fn who_waits_hears_it_at_once() {
        let (stop, mut stopped) = Stop::new();
        assert_eq!(block_on(stopped.unless(ready(1))), Some(1));
        std::thread::scope(|threads| {
            threads.spawn(|| stop.say(Reason::Interrupted));
            assert_eq!(block_on(stopped.unless(pending::<()>())), None);
        });
        assert!(stopped.now());
        assert_eq!(block_on(stopped.unless(ready(1))), None);
    }
}
