//! Interrupts: at each place where they are on, one comes, and wakes.
//!
//! A lock of its own turns them off; right before and after that the handler is called, on the same thread, as
//! on a processor with one core.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};

use wakeful::executor::generic::{StaticExecutor, TaskCell};
use wakeful::executor::{Cancelled, Park};
use wakeful::lock::{LoadStore, RawLock, ThreadSafe};

use crate::kit::{Hand, kept, turns};

thread_local! {
    static OFF: Cell<bool> = const { Cell::new(false) };
    static HANDLER: RefCell<Option<Handler>> = const { RefCell::new(None) };
}

/// What an interrupt does.
type Handler = Box<dyn FnMut()>;

fn interrupt() {
    // Not within itself.
    let handler = HANDLER.take();
    if let Some(mut handler) = handler {
        handler();
        HANDLER.set(Some(handler));
    }
}

#[derive(Debug)]
struct Off;

// SAFETY: the tests of this file use a lock on one thread, and entering it twice panics.
unsafe impl RawLock for Off {
    const NEW: Self = Self;
    type Counter = LoadStore;

    fn with<R>(&self, f: impl FnOnce() -> R) -> R {
        interrupt();
        assert!(!OFF.replace(true), "interrupts are off already");
        let result = f();
        OFF.set(false);
        interrupt();
        result
    }
}

impl ThreadSafe for Off {}

#[derive(Debug)]
struct Token(AtomicBool);

impl Park for Token {
    fn park(&self) {
        interrupt();
        assert!(self.0.swap(false, Ordering::Relaxed), "sleeps for ever");
    }

    fn unpark(&self) {
        interrupt();
        self.0.store(true, Ordering::Relaxed);
        interrupt();
    }
}

type Exec = StaticExecutor<Token, Off, 4>;
type Cell256 = TaskCell<Off, 256>;

/// Runs `scene` once for each interrupt that there is in it: that one calls `handle`, or the next for which
/// `handle` says that it did something.
fn at_each_place(
    scene: impl Fn(&'static Exec, &'static Cell256, &[Hand; 2]),
    handle: impl Fn(&'static Exec, &[Hand; 2]) -> bool + Copy + 'static,
) {
    let step = if cfg!(miri) { 71 } else { 1 };
    for place in (0..).step_by(step) {
        let on: &'static Exec = kept(StaticExecutor::new(Token(AtomicBool::new(false))));
        let hands = [Hand::new(), Hand::new()];
        let (theirs, mut count) = (hands.clone(), 0);
        let rang = Rc::new(Cell::new(false));
        let ring = rang.clone();
        HANDLER.set(Some(Box::new(move || {
            count += 1;
            if count > place && !ring.get() {
                ring.set(handle(on, &theirs));
            }
        })));
        scene(on, kept(TaskCell::new()), &hands);
        HANDLER.set(None);
        if !rang.get() {
            assert!(place > 5, "there were {place} places alone");
            return;
        }
    }
}

#[test]
fn a_wake_at_any_place_is_one_poll() {
    at_each_place(
        |on, cell, [a, b]| {
            let task = on.spawn(cell, a.future()).unwrap();
            on.run_all((b.future(), turns(2), async {
                turns(6).await;
                // If no interrupt came, somebody else ends it.
                if a.polls() + b.polls() == 2 {
                    HANDLER.set(None);
                    a.finish();
                    b.finish();
                }
            }));
            assert_eq!(on.run(task), Ok(()));
            assert_eq!((a.polls(), b.polls()), (2, 2));
        },
        |_, [a, b]| {
            let polled = a.polls() > 0 && b.polls() > 0;
            if polled {
                a.finish();
                b.finish();
            }
            polled
        },
    );
}

#[test]
fn a_spawn_at_any_place_runs() {
    at_each_place(
        |on, cell, [a, b]| {
            on.spawn(cell, a.future()).unwrap().detach();
            on.run_all((
                async {
                    turns(2).await;
                    a.finish();
                    turns(2).await;
                },
                turns(1),
            ));
            on.run(turns(2));
            assert!(on.is_empty() == (b.polls() == 0) && cell.is_free() && a.polls() == 2);
            if b.polls() > 0 {
                b.finish();
            }
            on.run(turns(2));
            assert!(on.is_empty());
        },
        |on, [a, b]| {
            let begun = on.is_running() && a.drops() == 0;
            if begun {
                on.spawn(kept(Cell256::new()), b.future()).unwrap().detach();
            }
            begun
        },
    );
}

#[test]
fn a_stale_waker_at_any_place_harms_nobody() {
    at_each_place(
        |on, cell, [a, b]| {
            let first = on.spawn(cell, a.future()).unwrap();
            on.run(async {
                turns(1).await;
                assert_eq!(first.cancel().await, Err(Cancelled));
                // Takes the slot, and the cell.
                let second = on.spawn(cell, b.future()).unwrap();
                turns(3).await;
                assert_eq!(second.cancel().await, Err(Cancelled));
            });
            assert_eq!(b.polls(), 1);
            assert!(on.is_empty() && cell.is_free());
        },
        |_, [a, _]| {
            if a.polls() > 0 {
                a.wake();
            }
            a.polls() > 0
        },
    );
}
