//! What the tests are made of.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};

use wakeful::executor::ThreadPool;

/// A test that takes longer hangs.
pub(crate) const LONG: Duration = Duration::from_secs(30);

pub(crate) fn pool(threads: usize) -> ThreadPool {
    ThreadPool::builder().threads(threads).build().unwrap()
}

/// Waits until `condition` holds.
#[track_caller]
pub(crate) fn wait_until(condition: impl Fn() -> bool) {
    let start = Instant::now();
    while !condition() {
        assert!(start.elapsed() < LONG, "it does not come true");
        thread::sleep(Duration::from_micros(200));
    }
}

/// Runs `f` on a thread of its own; fails if it does not end.
#[track_caller]
pub(crate) fn ends(f: impl FnOnce() + Send + 'static) {
    let (sender, receiver) = mpsc::channel();
    let thread = thread::spawn(move || {
        f();
        // Of a test that has failed, nobody waits.
        let _ = sender.send(());
    });
    match receiver.recv_timeout(LONG) {
        Err(RecvTimeoutError::Timeout) => panic!("it does not end"),
        _ => thread.join().unwrap(),
    }
}

/// Counts how many of its clones are alive.
#[derive(Clone, Default)]
pub(crate) struct Alive(Arc<()>);

impl Alive {
    pub(crate) fn count(&self) -> usize {
        Arc::strong_count(&self.0) - 1
    }
}

/// Wakes its task, and waits, once.
#[derive(Default)]
pub(crate) struct Yield(bool);

impl Future for Yield {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

pub(crate) fn yields() -> Yield {
    Yield::default()
}

/// Waits for ever, and gives its waker to `place`.
pub(crate) async fn leave_waker(place: Arc<Mutex<Vec<Waker>>>) {
    std::future::poll_fn(|cx| {
        place.lock().unwrap().push(cx.waker().clone());
        Poll::<()>::Pending
    })
    .await;
}

/// One more.
pub(crate) fn count(counter: &AtomicUsize) -> usize {
    counter.fetch_add(1, Ordering::Relaxed) + 1
}
