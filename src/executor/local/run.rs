//! The tasks on a thread that sleeps when there is nothing to do.

use core::future::Future;
use core::pin::pin;
use core::task::{Context, Poll};

use super::LocalExecutor;
use crate::executor::driver::{look, park};
use crate::executor::parking::{Kept, here};
use crate::executor::served::Serving;

/// After so many polls at the latest, timers are looked at.
const POLLS: usize = 32;

impl LocalExecutor<'_> {
    /// Runs `future` and the tasks on the current thread until `future` is ready. The thread sleeps while
    /// there is nothing to do.
    ///
    /// `future` is polled when it was woken, and once more when the thread has slept. Tasks that are not done
    /// stay for the next call, of this method or another.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::rc::Rc;
    /// use wakeful::channel::local::oneshot;
    /// use wakeful::executor::LocalExecutor;
    ///
    /// let executor = LocalExecutor::new();
    /// let (mut sender, receiver) = oneshot::channel();
    /// let seven = executor.run(async {
    ///     executor.spawn(async move { sender.send(Rc::new(7)).unwrap() }).detach();
    ///     receiver.await.unwrap()
    /// });
    /// assert_eq!(*seven, 7);
    /// ```
    ///
    /// # Timers
    ///
    /// A thread in here serves the timers of [`time`](crate::time) itself, if all of them are its own: no other
    /// thread is started for them.
    ///
    /// # Re-entrancy
    ///
    /// A task may call this: then `future` and the other tasks run, and that one waits. The park token of
    /// [`std::thread::park`] is left alone.
    ///
    /// # Panics
    ///
    /// If `future` does.
    pub fn run<F: Future>(&self, future: F) -> F::Output {
        let queue = self.queue();
        // SAFETY: the queue lives as long as the executor; dropped in this call.
        let _serving = unsafe { Serving::new(Some(&queue.current)) };
        let kept = Kept::take(here());
        let parking = kept.parking();
        let _leave = Leave(self);
        let mut future = pin!(future);
        let mut polls = 0;
        loop {
            let cx = &mut Context::from_waker(&parking.waker);
            if let Poll::Ready(output) = queue.actively(|| future.as_mut().poll(cx)) {
                return output;
            }
            // A turn in any case: `future` may wake itself all the time.
            loop {
                polls += 1 + queue.turn();
                if polls >= POLLS {
                    polls = 0;
                    queue.actively(look);
                }
                if parking.parker.take() {
                    break;
                }
                if queue.is_ready() {
                    continue;
                }
                if queue.rest(&parking.waker) {
                    park(&parking.parker, None);
                    break;
                }
            }
        }
    }
}

/// The call is over: others may run the tasks.
struct Leave<'a, 'b>(&'a LocalExecutor<'b>);

impl Drop for Leave<'_, '_> {
    fn drop(&mut self) {
        let stale = self.0.queue().parent.take();
        self.0.runners.wake();
        drop(stale);
    }
}
