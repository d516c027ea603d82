//! Tasks: the end of one reaches who waits for it, and a wake by another thread reaches its executor.
//!
//! The wakes are those of the library, its very file; the executor, and what its tasks wait for, are the
//! model's.

#[allow(dead_code)]
#[path = "../../src/executor/local/far.rs"]
mod far;

use std::future::poll_fn;
use std::sync::Arc;
use std::task::{Context, Poll};

use far::{Link, Linked, Mark, Push, Stack, Word};
use loom::cell::UnsafeCell;
use loom::sync::atomic::{AtomicBool, AtomicPtr, AtomicUsize, Ordering};
use loom::thread;
use models::{LoomLock, Task, block_on, join, large_model, model, small_model};
use wakeful::executor::task_protocol::{End, Ending};
use wakeful::wait::WakerCell;

/// A task that ends, and its output.
struct Ends {
    ending: Ending<LoomLock>,
    output: UnsafeCell<usize>,
}

// SAFETY: loom watches over the output.
unsafe impl Sync for Ends {}

impl Ends {
    fn new() -> Arc<Self> {
        let this = Self { ending: Ending::new(), output: UnsafeCell::new(0) };
        // loom wants its atomics made before the race.
        assert!(this.ending.get().is_none() && this.ending.leave().is_none());
        Arc::new(this)
    }

    fn end(&self) {
        // SAFETY: loom watches.
        self.output.with_mut(|output| unsafe { *output = 7 });
        self.ending.set(End::Output);
    }

    fn poll(&self, cx: &mut Context<'_>) -> Poll<usize> {
        match self.ending.wait(cx.waker()) {
            None => Poll::Pending,
            Some(end) => {
                assert_eq!(end, End::Output);
                // SAFETY: loom watches.
                Poll::Ready(self.output.with(|output| unsafe { *output }))
            }
        }
    }
}

#[test]
fn the_end_of_a_task_reaches_its_handle() {
    small_model(|| {
        let task = Ends::new();
        let other = task.clone();
        let runner = thread::spawn(move || other.end());
        assert_eq!(block_on(poll_fn(|cx| task.poll(cx))), 7);
        drop(task.ending.leave());
        runner.join().unwrap();
    });
}

#[test]
fn the_end_of_a_task_reaches_the_newest_waker() {
    model(|| {
        let task = Ends::new();
        let other = task.clone();
        let runner = thread::spawn(move || other.end());
        let mut handle = Task::new(poll_fn(|cx| task.poll(cx)));
        let early = handle.poll();
        assert_eq!(early.unwrap_or_else(|| handle.migrate().run()), 7);
        drop(task.ending.leave());
        runner.join().unwrap();
    });
}

struct Bits(AtomicUsize);

impl Word for Bits {
    fn or(&self, bits: usize) -> usize {
        self.0.fetch_or(bits, Ordering::AcqRel)
    }

    fn and(&self, bits: usize) -> usize {
        self.0.fetch_and(bits, Ordering::AcqRel)
    }
}

struct Pointer(AtomicPtr<Woken>);

impl Link<Woken> for Pointer {
    fn load(&self) -> *const Woken {
        self.0.load(Ordering::Acquire)
    }

    fn store(&self, to: *const Woken) {
        self.0.store(to.cast_mut(), Ordering::Release);
    }

    fn swap(&self, to: *const Woken) -> *const Woken {
        self.0.swap(to.cast_mut(), Ordering::AcqRel)
    }

    fn exchange(&self, old: *const Woken, new: *const Woken) -> Result<(), *const Woken> {
        let (old, new) = (old.cast_mut(), new.cast_mut());
        let exchanged = self.0.compare_exchange(old, new, Ordering::AcqRel, Ordering::Acquire);
        exchanged.map(drop).map_err(<*mut Woken>::cast_const)
    }
}

/// A task that others wake.
struct Woken {
    mark: Mark<Bits>,
    link: Pointer,
    /// What it waits for. The orderings are the business of the wake alone.
    raised: AtomicBool,
    /// How often its own reference was given up, beside the model.
    released: std::sync::atomic::AtomicUsize,
}

// SAFETY: a field that is used for nothing else.
unsafe impl Linked for Woken {
    type Link = Pointer;

    fn link(&self) -> &Pointer {
        &self.link
    }
}

struct World {
    tasks: [Woken; 2],
    stack: Stack<Pointer>,
    parent: WakerCell<LoomLock>,
}

fn pointer() -> Pointer {
    Pointer(AtomicPtr::new(std::ptr::null_mut()))
}

impl World {
    fn new() -> Arc<Self> {
        let task = || Woken {
            mark: Mark(Bits(AtomicUsize::new(0))),
            link: pointer(),
            raised: AtomicBool::new(false),
            released: 0.into(),
        };
        let parent = WakerCell::new();
        assert!(parent.take().is_none());
        Arc::new(Self { tasks: [task(), task()], stack: Stack(pointer()), parent })
    }

    /// A wake by another thread, as the library does it.
    fn wake(&self, task: usize) {
        let task = &self.tasks[task];
        task.raised.store(true, Ordering::Relaxed);
        if !task.mark.call() {
            return;
        }
        // SAFETY: the world outlives all.
        match unsafe { self.stack.push(task) } {
            Push::First => self.parent.wake(),
            Push::More => {}
            Push::Closed if !task.mark.come() => task.release(),
            Push::Closed => {}
        }
    }

    /// The executor comes to those that were woken; whether each that is alive is raised.
    fn turn(&self) {
        for task in self.stack.take() {
            self.come(task);
        }
    }

    fn come(&self, task: *const Woken) {
        // SAFETY: the world outlives all.
        let task = unsafe { &*task };
        if !task.mark.come() {
            task.release();
        } else if task.raised.load(Ordering::Relaxed) {
            task.end();
        }
    }

    fn is_done(&self, tasks: usize) -> bool {
        self.tasks[..tasks].iter().all(|task| task.released() == 1)
    }

    /// Runs the first of the tasks until they are done.
    fn run(&self, tasks: usize) {
        let mut again = false;
        block_on(poll_fn(|cx| {
            // Who finds another one at the cell is woken at once, until that one is done.
            if std::mem::replace(&mut again, true) {
                thread::yield_now();
            }
            loop {
                self.turn();
                if self.is_done(tasks) {
                    return Poll::Ready(());
                }
                self.parent.register(cx.waker());
                if self.stack.is_empty() {
                    return Poll::Pending;
                }
            }
        }));
    }

    /// The executor is dropped.
    fn close(&self) {
        self.tasks.iter().for_each(|task| {
            if task.released() == 0 {
                task.end();
            }
        });
        for task in self.stack.close() {
            self.come(task);
        }
        drop(self.parent.take());
    }
}

impl Woken {
    fn end(&self) {
        if self.mark.end() {
            self.release();
        }
    }

    fn release(&self) {
        self.released.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    }

    fn released(&self) -> usize {
        self.released.load(std::sync::atomic::Ordering::Relaxed)
    }
}

#[test]
fn a_wake_by_another_thread_reaches_a_sleeping_executor() {
    model(|| {
        let world = World::new();
        let other = world.clone();
        let waker = thread::spawn(move || {
            other.wake(0);
            other.wake(1);
        });
        world.run(2);
        waker.join().unwrap();
    });
}

#[test]
fn wakes_by_two_threads_are_on_the_stack_once() {
    large_model(|| {
        let world = World::new();
        let wakers = [0, 1].map(|at| {
            let other = world.clone();
            thread::spawn(move || {
                other.wake(at);
                other.wake(0);
            })
        });
        world.run(2);
        join(wakers);
    });
}

#[test]
fn an_executor_is_dropped_while_its_tasks_are_woken() {
    model(|| {
        let world = World::new();
        let wakers = [0, 1].map(|at| {
            let other = world.clone();
            thread::spawn(move || {
                other.wake(at);
                other.wake(1);
            })
        });
        world.turn();
        world.close();
        join(wakers);
        assert!(world.tasks.iter().all(|task| task.released() == 1));
    });
}
