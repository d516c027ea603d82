//! An executor of one thread: a queue of those who are ready, first come, first polled.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread, ThreadId};

/// Tasks that count something, made before the clock runs.
pub(crate) struct Tasks<F> {
    tasks: Vec<(Option<Pin<Box<F>>>, Waker)>,
    ready: Arc<Ready>,
}

/// Who is ready, and whom to wake when somebody is.
struct Ready {
    queue: Mutex<VecDeque<usize>>,
    owner: Thread,
    owner_id: ThreadId,
}

/// The waker of one task.
struct Place {
    task: usize,
    ready: Arc<Ready>,
}

impl<F: Future<Output = u64>> Tasks<F> {
    /// As many tasks as `len`, all ready to be run by this thread.
    pub(crate) fn new(len: usize, make: impl Fn() -> F) -> Self {
        Self::of((0..len).map(|_| make()))
    }

    /// These tasks, all ready to be run by this thread.
    pub(crate) fn of(futures: impl IntoIterator<Item = F>) -> Self {
        let owner = thread::current();
        let owner_id = owner.id();
        let ready = Arc::new(Ready { queue: Mutex::default(), owner, owner_id });
        let tasks: Vec<_> = futures
            .into_iter()
            .enumerate()
            .map(|(task, future)| {
                let place = Arc::new(Place { task, ready: Arc::clone(&ready) });
                (Some(Box::pin(future)), place.into())
            })
            .collect();
        ready.queue.lock().unwrap().extend(0..tasks.len());
        Self { tasks, ready }
    }

    /// Runs all to their end, and says what they counted together.
    pub(crate) fn run(&mut self) -> u64 {
        let mut counted = 0;
        let mut left = self.tasks.len();
        while left > 0 {
            let Some(task) = self.ready.next() else {
                thread::park();
                continue;
            };
            let (slot, waker) = &mut self.tasks[task];
            // A task that was woken once too often may have ended.
            let Some(future) = slot else { continue };
            if let Poll::Ready(count) = future.as_mut().poll(&mut Context::from_waker(waker)) {
                counted += count;
                left -= 1;
                *slot = None;
            }
        }
        counted
    }
}

impl Ready {
    fn next(&self) -> Option<usize> {
        self.queue.lock().unwrap().pop_front()
    }
}

impl Wake for Place {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.ready.queue.lock().unwrap().push_back(self.task);
        if thread::current().id() != self.ready.owner_id {
            self.ready.owner.unpark();
        }
    }
}

/// Lets the other tasks of this thread run once.
pub(crate) async fn yield_now() {
    let mut yielded = false;
    poll_fn(|context| {
        if yielded {
            return Poll::Ready(());
        }
        yielded = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tasks_that_wake_themselves_run_to_their_end() {
        let mut tasks = Tasks::new(5, || {
            let mut polls = 0;
            poll_fn(move |context| {
                polls += 1;
                context.waker().wake_by_ref();
                if polls == 3 { Poll::Ready(polls) } else { Poll::Pending }
            })
        });
        assert_eq!(tasks.run(), 15);
    }

    #[test]
    fn tasks_take_turns() {
        let log = Mutex::new(String::new());
        let mut tasks = Tasks::new(2, async || {
            for letter in ['a', 'b'] {
                log.lock().unwrap().push(letter);
                yield_now().await;
            }
            1
        });
        assert_eq!(tasks.run(), 2);
        drop(tasks);
        assert_eq!(log.into_inner().unwrap(), "aabb");
    }

    #[test]
    fn a_task_is_woken_by_another_thread() {
        let mut tasks = Tasks::new(1, || {
            let mut polls = 0;
            poll_fn(move |context| {
                polls += 1;
                let waker = context.waker().clone();
                if polls == 1 {
                    thread::spawn(move || waker.wake());
                    return Poll::Pending;
                }
                Poll::Ready(polls)
            })
        });
        assert_eq!(tasks.run(), 2);
    }
}
