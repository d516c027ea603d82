//! Wakers that count and call back, values that count their drops.

use std::cell::Cell;
use std::future::Future;
use std::mem::ManuallyDrop;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicPtr, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, RawWaker, RawWakerVTable, Waker};

/// What happens to a waker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Clone,
    Wake,
    Drop,
}

type Hook = Box<dyn Fn(Event) + Send>;

#[derive(Default)]
struct Counts {
    wakes: AtomicUsize,
    clones: AtomicUsize,
    alive: AtomicUsize,
    hook: Mutex<Option<Arc<Mutex<Hook>>>>,
}

/// A task: its waker counts.
pub(crate) struct Task {
    counts: Arc<Counts>,
    waker: Waker,
}

fn happens(counts: &Counts, event: Event) {
    let hook = counts.hook.lock().unwrap().clone();
    if let Some(hook) = hook {
        // Not again from within itself.
        if let Ok(hook) = hook.try_lock() {
            hook(event);
        }
    }
}

fn raw(counts: Arc<Counts>) -> RawWaker {
    static TABLE: RawWakerVTable = RawWakerVTable::new(
        |data| {
            let counts = borrow(data);
            counts.clones.fetch_add(1, Relaxed);
            counts.alive.fetch_add(1, Relaxed);
            happens(&counts, Event::Clone);
            raw(Arc::clone(&counts))
        },
        |data| {
            let counts = take(data);
            counts.alive.fetch_sub(1, Relaxed);
            counts.wakes.fetch_add(1, Relaxed);
            happens(&counts, Event::Wake);
        },
        |data| {
            let counts = borrow(data);
            counts.wakes.fetch_add(1, Relaxed);
            happens(&counts, Event::Wake);
        },
        |data| {
            let counts = take(data);
            counts.alive.fetch_sub(1, Relaxed);
            happens(&counts, Event::Drop);
        },
    );
    RawWaker::new(Arc::into_raw(counts).cast(), &TABLE)
}

fn take(data: *const ()) -> Arc<Counts> {
    // SAFETY: `raw` made it of such an `Arc`, and the waker is at its end.
    unsafe { Arc::from_raw(data.cast()) }
}

fn borrow(data: *const ()) -> ManuallyDrop<Arc<Counts>> {
    ManuallyDrop::new(take(data))
}

impl Task {
    pub(crate) fn new() -> Self {
        let counts = Arc::new(Counts::default());
        counts.alive.fetch_add(1, Relaxed);
        // SAFETY: the table keeps the contract of wakers; the counts are `Sync`.
        let waker = unsafe { Waker::from_raw(raw(Arc::clone(&counts))) };
        Self { counts, waker }
    }

    /// Calls `hook` whenever something happens to the waker.
    pub(crate) fn hooked(hook: impl Fn(Event) + Send + 'static) -> Self {
        let task = Self::new();
        *task.counts.hook.lock().unwrap() = Some(Arc::new(Mutex::new(Box::new(hook))));
        task
    }

    pub(crate) fn unhook(&self) {
        let hook = self.counts.hook.lock().unwrap().take();
        drop(hook);
    }

    pub(crate) fn wakes(&self) -> usize {
        self.counts.wakes.load(Relaxed)
    }

    pub(crate) fn clones(&self) -> usize {
        self.counts.clones.load(Relaxed)
    }

    /// How many wakers there are beside that of this task itself.
    pub(crate) fn kept(&self) -> usize {
        self.counts.alive.load(Relaxed) - 1
    }

    pub(crate) fn poll<F: Future>(&self, future: Pin<&mut F>) -> Poll<F::Output> {
        future.poll(&mut Context::from_waker(&self.waker))
    }

    pub(crate) fn poll_fn<T>(&self, f: impl FnOnce(&mut Context<'_>) -> T) -> T {
        f(&mut Context::from_waker(&self.waker))
    }
}

/// A future in a box with its task, polled once: it waits.
pub(crate) fn waiting<F: Future>(future: F) -> (Task, Pin<Box<F>>) {
    let (task, mut future) = (Task::new(), Box::pin(future));
    assert!(task.poll(future.as_mut()).is_pending(), "the future was to wait");
    (task, future)
}

/// What a future that need not wait resolves to.
pub(crate) fn ready<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("it waits"),
    }
}

/// Whether `f` panics, and with what.
pub(crate) fn panics(f: impl FnOnce()) -> Option<String> {
    let panic = catch_unwind(AssertUnwindSafe(f)).err()?;
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_string());
    Some(text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default())
}

/// How many [`Value`]s there are, and which of them are to panic when dropped.
#[derive(Default)]
pub(crate) struct Values {
    alive: Cell<isize>,
    made: Cell<usize>,
    bad: Cell<Option<u32>>,
}

/// A value that counts.
pub(crate) struct Value<'a> {
    pub(crate) n: u32,
    values: &'a Values,
}

impl Values {
    pub(crate) fn make(&self, n: u32) -> Value<'_> {
        self.alive.set(self.alive.get() + 1);
        self.made.set(self.made.get() + 1);
        Value { n, values: self }
    }

    pub(crate) fn alive(&self) -> isize {
        self.alive.get()
    }

    /// The value `n` panics when it is dropped.
    pub(crate) fn spoil(&self, n: u32) {
        self.bad.set(Some(n));
    }
}

impl Drop for Value<'_> {
    fn drop(&mut self) {
        self.values.alive.set(self.values.alive.get() - 1);
        if self.values.bad.get() == Some(self.n) {
            self.values.bad.set(None);
            panic!("value {} is spoilt", self.n);
        }
    }
}

/// Takes a result that does not matter.
pub(crate) fn ignore<T>(_: T) {}

/// Never drops `value`; what it holds stays where Miri sees that it is not lost.
pub(crate) fn bury<T>(value: T) {
    static GRAVES: Mutex<Vec<AtomicPtr<()>>> = Mutex::new(Vec::new());
    let grave = Box::into_raw(Box::new(value)).cast();
    GRAVES.lock().unwrap().push(AtomicPtr::new(grave));
}
