//! A waker that counts, calls back, and panics on request.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::task::{RawWaker, RawWakerVTable, Waker};
use std::thread::{self, ThreadId};

use crate::watched;

/// What can happen to a waker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Clone,
    Wake,
    Drop,
}

impl Event {
    pub(crate) const ALL: [Self; 3] = [Self::Clone, Self::Wake, Self::Drop];
}

type Hook = Rc<dyn Fn(Event)>;

/// What a waker and its clones have in common.
pub(crate) struct Probe {
    thread: ThreadId,
    clones: Cell<usize>,
    wakes: Cell<usize>,
    /// How many wakers there are of this probe.
    alive: Cell<usize>,
    hook: RefCell<Option<Hook>>,
    calling: Cell<bool>,
}

impl Probe {
    pub(crate) fn new() -> Rc<Self> {
        Rc::new(Self {
            thread: thread::current().id(),
            clones: Cell::new(0),
            wakes: Cell::new(0),
            alive: Cell::new(0),
            hook: RefCell::new(None),
            calling: Cell::new(false),
        })
    }

    /// A first waker, from which the others are cloned.
    pub(crate) fn waker(self: &Rc<Self>) -> Waker {
        self.alive.set(self.alive.get() + 1);
        // SAFETY: the functions of the table take the pointer for what it is, an `Rc<Probe>` that
        // belongs to the waker. Threads: every function asserts the *One Thread Rule*.
        unsafe { Waker::from_raw(raw(self.clone())) }
    }

    pub(crate) fn clones(&self) -> usize {
        self.clones.get()
    }

    pub(crate) fn wakes(&self) -> usize {
        self.wakes.get()
    }

    pub(crate) fn alive(&self) -> usize {
        self.alive.get()
    }

    /// Calls `hook` at every event from now on, but not for what happens inside of the call.
    pub(crate) fn on_event(&self, hook: impl Fn(Event) + 'static) {
        *self.hook.borrow_mut() = Some(Rc::new(hook));
    }

    /// Panics at the next `event`.
    pub(crate) fn panic_at(&self, event: Event) {
        let armed = Cell::new(true);
        self.on_event(move |now| {
            if now == event && armed.replace(false) {
                panic!("{PANIC}");
            }
        });
    }

    pub(crate) fn calm(&self) {
        *self.hook.borrow_mut() = None;
    }

    fn notice(&self, event: Event) {
        // When a test has failed, a second panic would abort.
        if !watched::user_code_runs() || self.calling.get() || thread::panicking() {
            return;
        }
        let hook = self.hook.borrow().clone();
        let Some(hook) = hook else { return };
        let _calling = Calling::begin(&self.calling);
        hook(event);
    }
}

/// What a waker panics with.
pub(crate) const PANIC: &str = "the waker panics, as it was told to";

struct Calling<'a>(&'a Cell<bool>);

impl<'a> Calling<'a> {
    fn begin(calling: &'a Cell<bool>) -> Self {
        calling.set(true);
        Self(calling)
    }
}

impl Drop for Calling<'_> {
    fn drop(&mut self) {
        self.0.set(false);
    }
}

// The *One Thread Rule*: a probe's wakers stay on the thread that made them, though `Waker` is
// `Send`. Each function of the table asserts it before it touches the `Rc`.

static TABLE: RawWakerVTable = RawWakerVTable::new(clone, wake, wake_by_ref, drop_waker);

fn raw(probe: Rc<Probe>) -> RawWaker {
    RawWaker::new(Rc::into_raw(probe).cast(), &TABLE)
}

/// The probe behind a waker's pointer; `owned` says that the waker ends here.
fn probe(data: *const (), owned: bool) -> Rc<Probe> {
    let data = data.cast::<Probe>();
    // SAFETY: the pointer is of an `Rc` that the waker keeps alive, and the id never changes.
    assert_eq!(unsafe { &(*data).thread }, &thread::current().id(), "a probe changed its thread");
    if !owned {
        // SAFETY: as above, and the One Thread Rule was asserted.
        unsafe { Rc::increment_strong_count(data) };
    }
    // SAFETY: one count belongs to the result: the waker's own, or the one made above.
    unsafe { Rc::from_raw(data) }
}

fn clone(data: *const ()) -> RawWaker {
    let probe = probe(data, false);
    probe.clones.set(probe.clones.get() + 1);
    probe.notice(Event::Clone);
    probe.alive.set(probe.alive.get() + 1);
    raw(probe)
}

fn wake(data: *const ()) {
    let probe = probe(data, true);
    probe.alive.set(probe.alive.get() - 1);
    probe.wakes.set(probe.wakes.get() + 1);
    probe.notice(Event::Wake);
}

fn wake_by_ref(data: *const ()) {
    let probe = probe(data, false);
    probe.wakes.set(probe.wakes.get() + 1);
    probe.notice(Event::Wake);
}

fn drop_waker(data: *const ()) {
    let probe = probe(data, true);
    probe.alive.set(probe.alive.get() - 1);
    probe.notice(Event::Drop);
}
