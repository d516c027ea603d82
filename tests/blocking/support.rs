//! Pools whose threads end, and waits that fail instead of hanging.

#![forbid(unsafe_code)]

use std::any::Any;
use std::future::{Future, poll_fn};
use std::ops::Deref;
use std::panic::{self, AssertUnwindSafe};
use std::pin::pin;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;
use std::time::{Duration, Instant};

use wakeful::executor::BlockingPool;

/// Longer than anything takes that is not wrong.
const LONG: Duration = Duration::from_secs(30);

/// So many calls: in the soak, a million.
pub(crate) fn calls(debug: usize) -> usize {
    match () {
        () if cfg!(miri) => debug / 500,
        () if std::env::var_os("WAKEFUL_SOAK").is_some() => 1_000_000,
        () => debug,
    }
}

/// What `f` panics with.
pub(crate) fn payload<R>(f: impl FnOnce() -> R) -> Box<dyn Any + Send> {
    panic::catch_unwind(AssertUnwindSafe(f)).err().expect("it does not panic")
}

/// Waits until it is so.
#[track_caller]
pub(crate) fn eventually(is: impl Fn() -> bool) {
    let begin = Instant::now();
    while !is() {
        assert!(begin.elapsed() < LONG, "it does not come to pass");
        thread::sleep(Duration::from_millis(1));
    }
}

/// A pool of threads that end as soon as they have nothing to do; all have when it is dropped.
pub(crate) struct Pool(BlockingPool);

impl Pool {
    pub(crate) fn new(threads: usize) -> Self {
        Self::of(threads, Duration::ZERO)
    }

    pub(crate) fn of(threads: usize, keep_alive: Duration) -> Self {
        Self(BlockingPool::builder().threads(threads).keep_alive(keep_alive).build())
    }
}

impl Deref for Pool {
    type Target = BlockingPool;

    fn deref(&self) -> &BlockingPool {
        &self.0
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        if !thread::panicking() {
            eventually(|| self.0.threads() == 0);
        }
    }
}

/// A task that sleeps in a channel.
struct Bell(Mutex<Sender<()>>);

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        let _ = self.0.lock().unwrap().send(());
    }
}

/// Runs a future that is ready sooner or later.
#[track_caller]
pub(crate) fn run<F: Future>(future: F) -> F::Output {
    let (bell, rung) = channel();
    let waker = Waker::from(Arc::new(Bell(Mutex::new(bell))));
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return output;
        }
        match rung.recv_timeout(LONG) {
            Ok(()) => while rung.try_recv().is_ok() {},
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                panic!("nobody wakes the task");
            }
        }
    }
}

/// Polls once.
pub(crate) fn poll_once<F: Future + Unpin>(future: &mut F) -> Poll<F::Output> {
    run(poll_fn(|cx| Poll::Ready(pin!(&mut *future).poll(cx))))
}

/// A closure that returns when it is let go, and tells when it began.
pub(crate) struct Gate {
    pub(crate) begun: Receiver<()>,
    pub(crate) go: Sender<()>,
}

impl Gate {
    pub(crate) fn new() -> (Self, impl FnOnce() + Send + 'static) {
        let ((begin, begun), (go, wait)) = (channel(), channel());
        let closure = move || {
            let _ = begin.send(());
            let _ = wait.recv_timeout(LONG);
        };
        (Self { begun, go }, closure)
    }

    #[track_caller]
    pub(crate) fn wait_begun(&self) {
        self.begun.recv_timeout(LONG).expect("it does not begin");
    }

    pub(crate) fn open(self) {
        let _ = self.go.send(());
    }
}

/// Tells when it is dropped, and on which thread.
pub(crate) struct Dropped(Sender<thread::ThreadId>);

impl Dropped {
    pub(crate) fn new() -> (Self, Receiver<thread::ThreadId>) {
        let (tell, told) = channel();
        (Self(tell), told)
    }
}

impl Drop for Dropped {
    fn drop(&mut self) {
        let _ = self.0.send(thread::current().id());
    }
}

/// Where it was dropped.
#[track_caller]
pub(crate) fn dropped_on(told: &Receiver<thread::ThreadId>) -> thread::ThreadId {
    told.recv_timeout(LONG).expect("it is not dropped")
}
