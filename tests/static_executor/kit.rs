//! What the tests are made of: executors that stay for ever, and tasks that are woken by hand.

use std::fmt;
use std::future::{Future, poll_fn};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use wakeful::executor::Park;
use wakeful::executor::generic::{StaticExecutor, TaskCell};
use wakeful::lock::ThreadSafe;

/// What a flavor is.
pub(crate) trait Lock: ThreadSafe + fmt::Debug + 'static {}

impl<L: ThreadSafe + fmt::Debug + 'static> Lock for L {}

/// A park of one thread: to sleep without a token would be for ever.
#[derive(Debug, Default)]
pub(crate) struct Strict {
    token: AtomicBool,
    pub(crate) unparks: AtomicUsize,
}

impl Park for Strict {
    fn park(&self) {
        assert!(self.token.swap(false, Ordering::Acquire), "sleeps for ever");
    }

    fn unpark(&self) {
        self.unparks.fetch_add(1, Ordering::Relaxed);
        self.token.store(true, Ordering::Release);
    }
}

pub(crate) type Exec<L, const N: usize, const LEVELS: usize = 1> =
    StaticExecutor<Strict, L, N, LEVELS>;

/// Keeps what lies there for ever, known to whoever looks for leaks.
pub(crate) fn kept<T: Sync + 'static>(value: T) -> &'static T {
    trait Kept: Sync {}
    impl<T: Sync> Kept for T {}
    static KEPT: Mutex<Vec<&'static (dyn Kept + 'static)>> = Mutex::new(Vec::new());
    let kept: &'static T = Box::leak(Box::new(value));
    KEPT.lock().unwrap().push(kept);
    kept
}

pub(crate) fn executor<L: Lock, const N: usize, const LEVELS: usize>() -> &'static Exec<L, N, LEVELS>
{
    kept(StaticExecutor::new(Strict::default()))
}

pub(crate) fn cell<L: Lock>() -> &'static TaskCell<L, 256> {
    kept(TaskCell::new())
}

/// What happened, in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Log<T = usize>(Arc<Mutex<Vec<T>>>);

impl<T> Log<T> {
    pub(crate) fn new() -> Self {
        Self(Arc::default())
    }

    pub(crate) fn push(&self, entry: T) {
        self.0.lock().unwrap().push(entry);
    }

    pub(crate) fn take(&self) -> Vec<T> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

/// A task that is woken, and finished, by hand.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hand(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    waker: Mutex<Option<Waker>>,
    polls: AtomicUsize,
    drops: AtomicUsize,
    done: AtomicBool,
}

impl Hand {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn poll(&self, cx: &mut Context<'_>) -> Poll<()> {
        *self.0.waker.lock().unwrap() = Some(cx.waker().clone());
        self.0.polls.fetch_add(1, Ordering::Relaxed);
        if self.0.done.load(Ordering::Relaxed) { Poll::Ready(()) } else { Poll::Pending }
    }

    pub(crate) fn future(&self) -> impl Future<Output = ()> + Send + 'static {
        let this = self.clone();
        let dropped = Dropped(self.clone());
        poll_fn(move |cx| {
            let _ = &dropped;
            this.poll(cx)
        })
    }

    pub(crate) fn waker(&self) -> Waker {
        self.0.waker.lock().unwrap().clone().expect("polled before")
    }

    pub(crate) fn wake(&self) {
        self.waker().wake();
    }

    pub(crate) fn finish(&self) {
        self.0.done.store(true, Ordering::Relaxed);
        self.wake();
    }

    pub(crate) fn polls(&self) -> usize {
        self.0.polls.load(Ordering::Relaxed)
    }

    pub(crate) fn drops(&self) -> usize {
        self.0.drops.load(Ordering::Relaxed)
    }
}

struct Dropped(Hand);

impl Drop for Dropped {
    fn drop(&mut self) {
        self.0.0.drops.fetch_add(1, Ordering::Relaxed);
    }
}

/// Runs `f` when it is dropped.
pub(crate) struct OnDrop<F: FnMut()>(pub(crate) F);

impl<F: FnMut()> Drop for OnDrop<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

/// Lets all go on who are ready, and what they wake, `turns` times.
pub(crate) async fn turns(turns: usize) {
    for _ in 0..turns {
        wakeful::future::yield_now().await;
    }
}
