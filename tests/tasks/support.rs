//! What tests of tasks are made of.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, RawWaker, RawWakerVTable, Wake, Waker};

use wakeful::executor::JoinHandle;

/// An executor, for the promises that all keep.
pub(crate) trait Spawns {
    fn make() -> Self;
    fn spawn<F: Future<Output: Send> + Send + 'static>(&self, future: F) -> JoinHandle<F::Output>;
    /// Runs `future` on this thread, while the tasks run where they do.
    fn run<F: Future>(&self, future: F) -> F::Output;
}

/// A place to wait at, which opens once, from any thread.
#[derive(Clone, Default)]
pub(crate) struct Gate(Arc<Mutex<(bool, Vec<Waker>)>>);

impl Gate {
    pub(crate) fn open(&self) {
        let wakers = {
            let mut gate = self.0.lock().unwrap();
            gate.0 = true;
            std::mem::take(&mut gate.1)
        };
        wakers.into_iter().for_each(Waker::wake);
    }

    pub(crate) fn wait(&self) -> impl Future<Output = ()> + Send + use<> {
        let this = self.clone();
        poll_fn(move |cx| {
            let mut gate = this.0.lock().unwrap();
            if gate.0 {
                return Poll::Ready(());
            }
            gate.1.push(cx.waker().clone());
            Poll::Pending
        })
    }

    /// The wakers of those who wait, taken out.
    pub(crate) fn wakers(&self) -> Vec<Waker> {
        std::mem::take(&mut self.0.lock().unwrap().1)
    }

    /// How many times somebody was told to wait.
    pub(crate) fn waiting(&self) -> usize {
        self.0.lock().unwrap().1.len()
    }
}

/// Counts: polls, drops, wakes.
#[derive(Clone, Default)]
pub(crate) struct Count(Arc<AtomicUsize>);

impl Count {
    pub(crate) fn add(&self) {
        self.0.fetch_add(1, SeqCst);
    }

    pub(crate) fn get(&self) -> usize {
        self.0.load(SeqCst)
    }

    /// Counts its drop.
    pub(crate) fn on_drop(&self) -> OnDrop<impl FnMut() + Send + 'static> {
        let this = self.clone();
        OnDrop(move || this.add())
    }

    /// A waker that counts.
    pub(crate) fn waker(&self) -> Waker {
        struct Counts(Count);
        impl Wake for Counts {
            fn wake(self: Arc<Self>) {
                self.0.add();
            }
        }
        Waker::from(Arc::new(Counts(self.clone())))
    }
}

/// Does something when it is dropped.
pub(crate) struct OnDrop<F: FnMut()>(pub(crate) F);

impl<F: FnMut()> Drop for OnDrop<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

/// Panics when it is dropped.
pub(crate) fn bomb(message: &'static str) -> OnDrop<impl FnMut() + Send + 'static> {
    OnDrop(move || panic!("{message}"))
}

/// A waker that panics when it is woken.
pub(crate) fn panicking_waker() -> Waker {
    static VTABLE: RawWakerVTable =
        RawWakerVTable::new(|data| RawWaker::new(data, &VTABLE), |_| bang(), |_| bang(), |_| ());
    fn bang() {
        panic!("a waker panics");
    }
    // SAFETY: it has no data.
    unsafe { Waker::new(std::ptr::null(), &VTABLE) }
}

/// Polls once with this waker.
pub(crate) fn poll<F: Future + Unpin>(future: &mut F, waker: &Waker) -> Poll<F::Output> {
    Pin::new(future).poll(&mut Context::from_waker(waker))
}

/// Lets others go first until `condition` holds.
pub(crate) async fn until(condition: impl Fn() -> bool) {
    while !condition() {
        std::thread::yield_now();
        wakeful::future::yield_now().await;
    }
}
