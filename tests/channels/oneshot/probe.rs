//! Wakers and values that tell what was done with them.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::mem::ManuallyDrop;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, RawWaker, RawWakerVTable, Waker};

#[cfg(feature = "critical-section")]
pub(crate) use wakeful::lock::CriticalSectionLock as Third;
#[cfg(not(feature = "critical-section"))]
pub(crate) use wakeful::lock::StdLock as Third;

/// What is done with a waker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Call {
    Clone,
    Wake,
    Drop,
}

type Hook = Box<dyn Fn(Call)>;

#[derive(Default)]
struct Log {
    wakes: Cell<usize>,
    clones: Cell<usize>,
    drops: Cell<usize>,
    hook: RefCell<Option<Hook>>,
}

/// A task that counts; for one thread.
#[derive(Clone, Default)]
pub(crate) struct Probe(Rc<Log>);

impl Probe {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Runs `hook` once, at the next call of that kind.
    pub(crate) fn at(&self, call: Call, hook: impl FnOnce() + 'static) {
        let hook = Cell::new(Some(hook));
        *self.0.hook.borrow_mut() = Some(Box::new(move |now| {
            if now == call {
                if let Some(hook) = hook.take() {
                    hook();
                }
            }
        }));
    }

    pub(crate) fn wakes(&self) -> usize {
        self.0.wakes.get()
    }

    pub(crate) fn clones(&self) -> usize {
        self.0.clones.get()
    }

    /// Wakers that are alive somewhere.
    pub(crate) fn held(&self) -> usize {
        self.0.clones.get() - self.0.drops.get()
    }

    fn call(&self, call: Call) {
        let hook = self.0.hook.borrow_mut().take();
        if let Some(hook) = hook {
            hook(call);
            // What the hook has set meanwhile stays.
            self.0.hook.borrow_mut().get_or_insert(hook);
        }
    }

    /// Polls with the waker of this task.
    pub(crate) fn poll<F: Future + Unpin>(&self, future: &mut F) -> Poll<F::Output> {
        self.with(|cx| Pin::new(future).poll(cx))
    }

    pub(crate) fn with<R>(&self, f: impl FnOnce(&mut Context<'_>) -> R) -> R {
        // Borrowed, and neither counted nor dropped.
        let raw = RawWaker::new(Rc::as_ptr(&self.0).cast(), &VTABLE);
        // SAFETY: the log outlives the call; wakers of it stay in this thread.
        let waker = ManuallyDrop::new(unsafe { Waker::from_raw(raw) });
        f(&mut Context::from_waker(&waker))
    }
}

static VTABLE: RawWakerVTable = RawWakerVTable::new(clone, wake, wake_by_ref, drop_waker);

/// The probe of a waker, without owning it.
fn borrow(data: *const ()) -> ManuallyDrop<Probe> {
    // SAFETY: made by `Rc::as_ptr` or `Rc::into_raw`, and alive.
    ManuallyDrop::new(Probe(unsafe { Rc::from_raw(data.cast::<Log>()) }))
}

fn clone(data: *const ()) -> RawWaker {
    let probe = borrow(data);
    probe.0.clones.set(probe.clones() + 1);
    probe.call(Call::Clone);
    RawWaker::new(Rc::into_raw(probe.0.clone()).cast(), &VTABLE)
}

fn wake(data: *const ()) {
    wake_by_ref(data);
    drop_waker(data);
}

fn wake_by_ref(data: *const ()) {
    let probe = borrow(data);
    probe.0.wakes.set(probe.wakes() + 1);
    probe.call(Call::Wake);
}

fn drop_waker(data: *const ()) {
    let probe = ManuallyDrop::into_inner(borrow(data));
    probe.0.drops.set(probe.0.drops.get() + 1);
    probe.call(Call::Drop);
}

/// Counts the values that are alive.
#[derive(Clone, Default)]
pub(crate) struct Census(Rc<Cell<isize>>);

impl Census {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn value(&self) -> Tracked {
        self.0.set(self.0.get() + 1);
        Tracked { census: self.clone(), at_drop: None }
    }

    pub(crate) fn alive(&self) -> isize {
        self.0.get()
    }
}

/// A value that is counted.
pub(crate) struct Tracked {
    census: Census,
    at_drop: Option<Box<dyn FnOnce()>>,
}

impl Tracked {
    pub(crate) fn at_drop(mut self, f: impl FnOnce() + 'static) -> Self {
        self.at_drop = Some(Box::new(f));
        self
    }
}

impl Drop for Tracked {
    fn drop(&mut self) {
        self.census.0.set(self.census.0.get() - 1);
        if let Some(f) = self.at_drop.take() {
            f();
        }
    }
}
