//! Children that do what they are told, and tell what happens to them.

use std::future::Future;
use std::marker::PhantomPinned;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;

/// What happened, in order.
#[derive(Clone, Default, Debug)]
pub(crate) struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    pub(crate) fn say(&self, what: impl Into<String>) {
        self.0.lock().unwrap().push(what.into());
    }

    /// What was said since the last time.
    pub(crate) fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

/// A value that says when it is dropped.
#[derive(Debug)]
pub(crate) struct Noisy {
    pub(crate) name: &'static str,
    log: Log,
    panics: bool,
}

impl Noisy {
    pub(crate) fn new(name: &'static str, log: &Log) -> Self {
        Self { name, log: log.clone(), panics: false }
    }

    /// One whose drop panics.
    pub(crate) fn bad(name: &'static str, log: &Log) -> Self {
        Self { name, log: log.clone(), panics: true }
    }
}

impl Drop for Noisy {
    fn drop(&mut self) {
        self.log.say(format!("drop {}", self.name));
        if self.panics && !std::thread::panicking() {
            panic!("{} panics", self.name);
        }
    }
}

/// The switch of a [`Child`].
#[derive(Debug)]
pub(crate) struct Gate<T>(Arc<Mutex<Inside<T>>>);

#[derive(Debug)]
struct Inside<T> {
    output: Option<T>,
    waker: Option<Waker>,
    polls: usize,
}

impl<T> Clone for Gate<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> Gate<T> {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Mutex::new(Inside { output: None, waker: None, polls: 0 })))
    }

    /// Lets the child be done with this output, and wakes it.
    pub(crate) fn open(&self, output: T) {
        self.0.lock().unwrap().output = Some(output);
        self.wake();
    }

    /// Wakes the child, for nothing if it is not done.
    pub(crate) fn wake(&self) {
        let waker = self.0.lock().unwrap().waker.take();
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// The waker that the child got last.
    pub(crate) fn waker(&self) -> Option<Waker> {
        self.0.lock().unwrap().waker.clone()
    }

    /// How often the child was polled since the last time that this was asked.
    pub(crate) fn polls(&self) -> usize {
        std::mem::take(&mut self.0.lock().unwrap().polls)
    }

    /// The child; its drop says its name.
    pub(crate) fn child(&self, noise: Noisy) -> Child<T> {
        Child { gate: self.clone(), noise: Some(noise), _pin: PhantomPinned }
    }

    /// The child, silent.
    pub(crate) fn quiet(&self) -> Child<T> {
        Child { gate: self.clone(), noise: None, _pin: PhantomPinned }
    }
}

/// A future that is done when its gate is open. It must not be moved once it has been polled.
#[derive(Debug)]
pub(crate) struct Child<T> {
    gate: Gate<T>,
    noise: Option<Noisy>,
    _pin: PhantomPinned,
}

impl<T> Future for Child<T> {
    type Output = T;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        if let Some(noise) = &self.noise {
            noise.log.say(format!("poll {}", noise.name));
        }
        let mut inside = self.gate.0.lock().unwrap();
        inside.polls += 1;
        match inside.output.take() {
            Some(output) => Poll::Ready(output),
            None => {
                inside.waker = Some(cx.waker().clone());
                Poll::Pending
            }
        }
    }
}

/// How often a task was woken.
#[derive(Default, Debug)]
pub(crate) struct Wakes(AtomicUsize);

impl Wake for Wakes {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, SeqCst);
    }
}

impl Wakes {
    pub(crate) fn new() -> (Arc<Self>, Waker) {
        let wakes = Arc::new(Self::default());
        (wakes.clone(), wakes.into())
    }

    /// How often since the last time.
    pub(crate) fn take(&self) -> usize {
        self.0.swap(0, SeqCst)
    }
}

/// Polls once, for nobody.
pub(crate) fn poll<F: Future>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

/// The output of a future that is ready at its first poll.
pub(crate) fn now<F: Future>(future: F) -> F::Output {
    match poll(pin!(future)) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("it is not ready"),
    }
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Runs a future on this thread, also where the crate has no `block_on`.
pub(crate) fn run<F: Future>(future: F) -> F::Output {
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(output) => return output,
            Poll::Pending => std::thread::park(),
        }
    }
}

/// Runs what panics, and returns what it says.
pub(crate) fn panics<R>(f: impl FnOnce() -> R) -> String {
    let hook = std::panic::AssertUnwindSafe(f);
    let panic = match std::panic::catch_unwind(|| { hook }.0()) {
        Ok(_) => panic!("it did not panic"),
        Err(panic) => panic,
    };
    match panic.downcast::<String>() {
        Ok(text) => *text,
        Err(panic) => panic.downcast_ref::<&str>().map_or(String::new(), |text| (*text).into()),
    }
}

/// Less of it under Miri.
pub(crate) fn times(n: usize) -> usize {
    if cfg!(miri) { n.div_ceil(50).min(20) } else { n }
}
