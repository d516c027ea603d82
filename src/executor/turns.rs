//! Tasks that are polled in turns, which somebody else's event loop begins.

use alloc::sync::Arc;
use alloc::task::Wake;
use core::cell::OnceCell;
use core::fmt;
use core::future::Future;
use core::sync::atomic::{AtomicUsize, Ordering};
use core::task::Waker;

use super::{JoinHandle, LocalExecutor, LocalSpawner};

/// Tasks of one thread that are polled in turns, which somebody else's event loop begins: that of a web page,
/// of a window system, of a game.
///
/// When there is something to do it calls a function of yours, once, and you see to it that
/// [`turn`](Self::turn) is called soon after. With the feature `web` there is a ready-made one for
/// JavaScript, `executor::web`. Where the thread may sleep while nothing is to do, use [`LocalExecutor`].
///
/// # Examples
///
/// ```
/// use std::cell::Cell;
/// use wakeful::channel::local::oneshot;
/// use wakeful::executor::{Pace, Turns};
///
/// thread_local! {
///     static QUEUED: Cell<u32> = const { Cell::new(0) };
/// }
/// fn queue(_: Pace) {
///     QUEUED.set(QUEUED.get() + 1);
/// }
///
/// let (click, clicked) = oneshot::channel();
/// let seen = Cell::new(0);
/// let tasks = Turns::new(queue);
/// tasks.spawn(async { seen.set(clicked.await.unwrap()) });
///
/// // The event loop:
/// tasks.turn();
/// assert_eq!((QUEUED.get(), seen.get()), (1, 0));
/// click.send(5).unwrap();
/// assert_eq!(QUEUED.get(), 2);
/// tasks.turn();
/// assert_eq!(seen.get(), 5);
/// ```
///
/// # Fairness
///
/// That of [`LocalExecutor::tick`]: a turn polls those who were ready when it began, and not too many of them; a
/// task that wakes itself starves nobody. If a turn leaves something to do, the next one is queued. After [`PATIENCE`]
/// turns in a row the next one is to come [later](Pace::Later), so that tasks which always have something to
/// do do not starve the event loop either.
///
/// # Re-entrancy
///
/// The function is called from `spawn`, from within a turn, from wakers, and on the thread that wakes, which
/// may be another one. It must not call `turn` itself.
///
/// # Panics
///
/// A panic of a task is the error of its handle. One of a waker that waits for such a handle goes on out of `turn`,
/// and the next turn is queued. If the function panics, no turn is queued: it is up to you to call `turn`.
///
/// # Cost
///
/// A wake while a turn is queued costs what it costs the [`LocalExecutor`], and calls nobody. One allocation with the
/// first task.
pub struct Turns<'a> {
    executor: LocalExecutor<'a>,
    call: fn(Pace),
    bell: OnceCell<(Arc<Bell>, Waker)>,
}

/// After how many turns in a row [`Turns`] lets the event loop go first.
pub const PATIENCE: usize = 32;

/// When the next turn is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// As soon as what the thread is doing is done: a microtask.
    Soon,
    /// After the event loop has looked after all else: a task of a page, an idle callback.
    Later,
}

impl<'a> Turns<'a> {
    /// No tasks; `call` queues a turn.
    pub const fn new(call: fn(Pace)) -> Self {
        Self { executor: LocalExecutor::new(), call, bell: OnceCell::new() }
    }

    /// Spawns a task. It is not polled in here, but in a turn.
    pub fn spawn<F: Future + 'a>(&self, future: F) -> JoinHandle<F::Output> {
        self.adopt();
        self.executor.spawn(future)
    }

    /// What spawns tasks here, for tasks.
    pub fn spawner(&self) -> LocalSpawner<'a> {
        self.adopt();
        self.executor.spawner()
    }

    /// Polls those who are ready, each once, and not too many of them. To be called once for each call of the
    /// function that queues turns; a call too many does no harm.
    pub fn turn(&self) {
        let (bell, waker) = self.bell();
        bell.begin();
        let mut turn = Turn { bell, waker, more: true };
        self.executor.set_parent(waker);
        turn.more = self.executor.tick();
    }

    /// Whether there are no tasks.
    pub fn is_empty(&self) -> bool {
        self.executor.is_empty()
    }

    /// Sees to it that the first task calls.
    fn adopt(&self) {
        if self.bell.get().is_none() {
            self.executor.set_parent(&self.bell().1);
        }
    }

    fn bell(&self) -> &(Arc<Bell>, Waker) {
        self.bell.get_or_init(|| {
            let bell = Arc::new(Bell::new(self.call));
            (bell.clone(), Waker::from(bell))
        })
    }
}

impl fmt::Debug for Turns<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Turns").field("executor", &self.executor).finish_non_exhaustive()
    }
}

/// A turn that is under way, maybe unwinding.
struct Turn<'a> {
    bell: &'a Bell,
    waker: &'a Waker,
    more: bool,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if self.more {
            self.waker.wake_by_ref();
        }
        self.bell.end();
    }
}

/// Who is called to begin a turn.
///
/// | `queued` | somebody wakes | the turn begins |
/// |---|---|---|
/// | 0 | → 1, calls | |
/// | 1 | | → 0, then looks who is ready |
struct Bell {
    call: fn(Pace),
    queued: AtomicUsize,
    /// How many turns there were in a row. A hint for all but the thread that has the turns.
    row: AtomicUsize,
}

impl Bell {
    const fn new(call: fn(Pace)) -> Self {
        Self { call, queued: AtomicUsize::new(0), row: AtomicUsize::new(0) }
    }

    fn begin(&self) {
        // A read-modify-write: it sees what happened before every wake that found the turn queued.
        self.queued.swap(0, Ordering::AcqRel);
        self.row.fetch_add(1, Ordering::Relaxed);
    }

    fn end(&self) {
        if self.queued.load(Ordering::Relaxed) == 0 {
            self.row.store(0, Ordering::Relaxed);
        }
    }

    fn ring(&self) {
        if self.queued.swap(1, Ordering::AcqRel) == 1 {
            return;
        }
        let late = self.row.load(Ordering::Relaxed) >= PATIENCE;
        if late {
            self.row.store(0, Ordering::Relaxed);
        }
        (self.call)(if late { Pace::Later } else { Pace::Soon });
    }
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.ring();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.ring();
    }
}
