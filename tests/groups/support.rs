//! Tasks that count their wakes, and children that count everything.

#![forbid(unsafe_code)]

use std::future::Future;
use std::marker::PhantomPinned;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

/// A task: its waker counts.
#[derive(Clone)]
pub(crate) struct Task {
    count: Arc<Count>,
    waker: Waker,
}

#[derive(Default)]
struct Count {
    wakes: AtomicUsize,
}

impl Wake for Count {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.wakes.fetch_add(1, SeqCst);
    }
}

impl Task {
    pub(crate) fn new() -> Self {
        let count = Arc::new(Count::default());
        Self { waker: Waker::from(count.clone()), count }
    }

    pub(crate) fn wakes(&self) -> usize {
        self.count.wakes.load(SeqCst)
    }

    pub(crate) fn cx(&self) -> Context<'_> {
        Context::from_waker(&self.waker)
    }

    pub(crate) fn poll<F: Future>(&self, future: Pin<&mut F>) -> Poll<F::Output> {
        future.poll(&mut self.cx())
    }

    /// How many wakers of this task there are beside its own.
    pub(crate) fn alive(&self) -> usize {
        Arc::strong_count(&self.count) - 2
    }
}

/// What a child does when it is polled, and what was done to it.
#[derive(Default)]
pub(crate) struct Remote {
    pub(crate) id: usize,
    polls: AtomicUsize,
    drops: AtomicUsize,
    ready: AtomicBool,
    wakes_itself: AtomicBool,
    panics_in_poll: AtomicBool,
    panics_in_drop: AtomicBool,
    waker: Mutex<Option<Waker>>,
}

impl Remote {
    pub(crate) fn new(id: usize) -> Arc<Self> {
        Arc::new(Self { id, ..Self::default() })
    }

    pub(crate) fn child(self: &Arc<Self>) -> Child {
        Child { remote: self.clone(), address: AtomicUsize::new(0), _pinned: PhantomPinned }
    }

    pub(crate) fn polls(&self) -> usize {
        self.polls.load(SeqCst)
    }

    pub(crate) fn drops(&self) -> usize {
        self.drops.load(SeqCst)
    }

    pub(crate) fn is_ready(&self) -> bool {
        self.ready.load(SeqCst)
    }

    pub(crate) fn wake(&self) {
        // Not under the lock.
        let waker = self.waker.lock().unwrap().clone();
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    pub(crate) fn waker(&self) -> Option<Waker> {
        self.waker.lock().unwrap().clone()
    }

    /// From now on ready, and woken.
    pub(crate) fn finish(&self) {
        self.ready.store(true, SeqCst);
        self.wake();
    }

    /// Wakes itself in each poll.
    pub(crate) fn spin(&self, spins: bool) {
        self.wakes_itself.store(spins, SeqCst);
    }

    pub(crate) fn spins(&self) -> bool {
        self.wakes_itself.load(SeqCst)
    }

    pub(crate) fn panic_in_poll(&self) {
        self.panics_in_poll.store(true, SeqCst);
    }

    pub(crate) fn panic_in_drop(&self) {
        self.panics_in_drop.store(true, SeqCst);
    }
}

/// A future that gives the number of its remote, and must not be moved after its first poll.
pub(crate) struct Child {
    remote: Arc<Remote>,
    address: AtomicUsize,
    _pinned: PhantomPinned,
}

impl Child {
    /// Where it is polled, and dropped.
    fn stays(&self) {
        let here = std::ptr::from_ref(self).addr();
        let before = self.address.swap(here, SeqCst);
        assert!(before == 0 || before == here, "a pinned future was moved");
    }
}

impl Future for Child {
    type Output = usize;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<usize> {
        self.stays();
        let remote = &self.remote;
        remote.polls.fetch_add(1, SeqCst);
        assert!(!remote.panics_in_poll.load(SeqCst), "a child panics");
        if remote.is_ready() {
            return Poll::Ready(remote.id);
        }
        let mut waker = remote.waker.lock().unwrap();
        let stale = match &mut *waker {
            Some(held) if held.will_wake(cx.waker()) => None,
            held => held.replace(cx.waker().clone()),
        };
        drop(waker);
        drop(stale);
        if remote.spins() {
            cx.waker().wake_by_ref();
        }
        Poll::Pending
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        if self.address.load(SeqCst) != 0 {
            self.stays();
        }
        self.remote.drops.fetch_add(1, SeqCst);
        let panics = self.remote.panics_in_drop.load(SeqCst);
        assert!(!panics || std::thread::panicking(), "a destructor panics");
    }
}

/// A future that keeps a reference to something of its own while the child waits, and changes that after it.
pub(crate) fn borrowing(child: Child) -> impl Future<Output = usize> {
    // In a box: beside something that changes by itself, Miri would not look that closely.
    let child = Box::pin(child);
    async {
        let mut numbers = [1, 2, 3];
        let last = &mut numbers[2];
        *last += child.await;
        *last
    }
}
