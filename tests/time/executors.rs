//! Executors that know nothing of us, and a dog that watches.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Condvar, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::Duration;

use wakeful::executor;

/// Fails if `test` takes far too long.
pub(crate) fn watched<R: Send + 'static>(test: impl FnOnce() -> R + Send + 'static) -> R {
    let (done, result) = mpsc::channel();
    let runner = thread::spawn(move || done.send(test()));
    match result.recv_timeout(Duration::from_secs(60)) {
        Ok(result) => result,
        Err(mpsc::RecvTimeoutError::Timeout) => panic!("somebody was not woken"),
        // It panicked.
        Err(mpsc::RecvTimeoutError::Disconnected) => match runner.join() {
            Err(panic) => std::panic::resume_unwind(panic),
            Ok(_) => panic!("the result is lost"),
        },
    }
}

pub(crate) type Boxed<'a> = Pin<Box<dyn Future<Output = ()> + 'a>>;
pub(crate) type Executor = fn(Boxed<'_>);

pub(crate) const EXECUTORS: [Executor; 4] = [ours, parking, signalled, queued];

pub(crate) fn ours(future: Boxed<'_>) {
    executor::block_on(future);
}

/// Sleeps by the token of `std::thread::park`.
pub(crate) fn parking(mut future: Boxed<'_>) {
    struct Unpark(Thread, AtomicBool);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.1.store(true, Ordering::Release);
            self.0.unpark();
        }
    }
    let unpark = Arc::new(Unpark(thread::current(), AtomicBool::new(false)));
    let waker = Waker::from(Arc::clone(&unpark));
    while future.as_mut().poll(&mut Context::from_waker(&waker)).is_pending() {
        while !unpark.1.swap(false, Ordering::Acquire) {
            thread::park();
        }
    }
}

/// Sleeps by a condition variable, and has a new waker for each poll.
pub(crate) fn signalled(mut future: Boxed<'_>) {
    struct Signal(Mutex<bool>, Condvar);
    impl Wake for Signal {
        fn wake(self: Arc<Self>) {
            *self.0.lock().unwrap() = true;
            self.1.notify_one();
        }
    }
    loop {
        let signal = Arc::new(Signal(Mutex::new(false), Condvar::new()));
        let waker = Waker::from(Arc::clone(&signal));
        if future.as_mut().poll(&mut Context::from_waker(&waker)).is_ready() {
            return;
        }
        let mut woken = signal.0.lock().unwrap();
        while !*woken {
            woken = signal.1.wait(woken).unwrap();
        }
    }
}

/// A queue of tasks, of which there is one.
pub(crate) fn queued(mut future: Boxed<'_>) {
    struct Task(Sender<()>);
    impl Wake for Task {
        fn wake(self: Arc<Self>) {
            self.wake_by_ref();
        }
        fn wake_by_ref(self: &Arc<Self>) {
            let _ = self.0.send(());
        }
    }
    let (sender, queue) = mpsc::channel();
    let waker = Waker::from(Arc::new(Task(sender)));
    while future.as_mut().poll(&mut Context::from_waker(&waker)).is_pending() {
        queue.recv().unwrap();
    }
}

/// Polls once with the waker of whoever runs it, and goes on.
pub(crate) async fn begin<F: Future>(mut future: Pin<&mut F>) -> Option<F::Output> {
    std::future::poll_fn(|cx| match future.as_mut().poll(cx) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending => Poll::Ready(None),
    })
    .await
}

/// All of them, with one waker.
pub(crate) async fn all<F: Future<Output = ()>>(futures: impl IntoIterator<Item = F>) {
    let mut left: Vec<_> = futures.into_iter().map(Box::pin).collect();
    let poll = std::future::poll_fn(move |cx| {
        left.retain_mut(|future| future.as_mut().poll(cx).is_pending());
        if left.is_empty() { Poll::Ready(()) } else { Poll::Pending }
    });
    pin!(poll).await;
}
