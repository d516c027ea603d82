//! A combinator made of nothing but its children's wakers.

use std::mem::take;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, RawWaker, RawWakerVTable, Waker};

use wakeful::future::generic::Wakers;
use wakeful::lock::ThreadSafe;

/// A task that counts how often it is woken.
#[derive(Default)]
pub(crate) struct Task(AtomicUsize);

impl Task {
    /// A task and its waker. The one of std has no table of its own: under Miri, no two of them are the same.
    pub(crate) fn new() -> (Arc<Self>, Waker) {
        let task = Arc::new(Self::default());
        let raw = RawWaker::new(Arc::into_raw(Arc::clone(&task)).cast(), &TABLE);
        // SAFETY: the table is made for an `Arc` of a task.
        (task, unsafe { Waker::from_raw(raw) })
    }

    pub(crate) fn wakes(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

static TABLE: RawWakerVTable = RawWakerVTable::new(
    |data| {
        // SAFETY: the data of a waker is an `Arc` of a task.
        unsafe { Arc::increment_strong_count(data.cast::<Task>()) };
        RawWaker::new(data, &TABLE)
    },
    // SAFETY: likewise; it is consumed.
    |data| wake(&*unsafe { Arc::from_raw(data.cast::<Task>()) }),
    // SAFETY: likewise; it stays.
    |data| wake(unsafe { &*data.cast::<Task>() }),
    // SAFETY: likewise; it is consumed.
    |data| drop(unsafe { Arc::from_raw(data.cast::<Task>()) }),
);

fn wake(task: &Task) {
    task.0.fetch_add(1, Ordering::Relaxed);
}

/// What a child does when it is polled.
#[derive(Clone, Copy, Default)]
pub(crate) enum Does {
    /// Keeps its waker, and waits.
    #[default]
    Wait,
    /// Is ready.
    End,
    /// Wakes itself by reference, and waits.
    Again,
    /// Panics.
    Panic,
    /// Waits, and keeps no waker.
    Nothing,
    /// Waits, and ends the round.
    Stop,
}

#[derive(Default)]
pub(crate) struct Child {
    pub(crate) does: Does,
    pub(crate) waker: Option<Waker>,
    pub(crate) polls: usize,
    /// How often it had to clone its waker.
    pub(crate) clones: usize,
    done: bool,
}

impl Child {
    fn poll(&mut self, cx: &mut Context<'_>) -> ControlFlow<()> {
        self.polls += 1;
        match self.does {
            Does::Wait | Does::Stop => {
                let waker = self.waker.take().filter(|waker| waker.will_wake(cx.waker()));
                self.waker = Some(waker.unwrap_or_else(|| {
                    self.clones += 1;
                    cx.waker().clone()
                }));
                if matches!(self.does, Does::Stop) {
                    return ControlFlow::Break(());
                }
            }
            Does::End => self.done = true,
            Does::Again => cx.waker().wake_by_ref(),
            Does::Panic => panic!("a child panics"),
            Does::Nothing => {}
        }
        ControlFlow::Continue(())
    }
}

/// Children, and their wakers.
pub(crate) struct Rig<L: ThreadSafe + 'static> {
    pub(crate) wakers: Wakers<L>,
    pub(crate) children: Vec<Child>,
    /// How many were in the first round.
    pub(crate) begun: usize,
    /// Those polled, in order, since this was taken.
    pub(crate) polled: Vec<usize>,
}

impl<L: ThreadSafe + 'static> Rig<L> {
    pub(crate) fn new(wakers: Wakers<L>, children: usize) -> Self {
        let polled = Vec::with_capacity(children.min(4096) * 4);
        let children = (0..children).map(|_| Child::default()).collect();
        Self { wakers, children, begun: 0, polled }
    }

    pub(crate) fn all(mut self, does: Does) -> Self {
        self.children.iter_mut().for_each(|child| child.does = does);
        self
    }

    /// One poll of the combinator, from `from` on. Returns who was polled.
    pub(crate) fn poll_from(&mut self, from: usize, waker: &Waker) -> ControlFlow<()> {
        let Self { wakers, children, begun, polled } = self;
        let (count, cx) = (children.len(), &mut Context::from_waker(waker));
        if *begun < count {
            let mut which = *begun..count;
            return wakers.these(count, &mut which, cx, |index, cx| {
                *begun = index + 1;
                polled.push(index);
                children[index].poll(cx)
            });
        }
        wakers.woken(count, from, cx, |index, cx| {
            polled.push(index);
            if children[index].done {
                return ControlFlow::Continue(());
            }
            children[index].poll(cx)
        })
    }

    pub(crate) fn poll(&mut self, waker: &Waker) -> Vec<usize> {
        let _ = self.poll_from(0, waker);
        self.polled()
    }

    pub(crate) fn polled(&mut self) -> Vec<usize> {
        take(&mut self.polled)
    }

    pub(crate) fn waker(&self, child: usize) -> &Waker {
        self.children[child].waker.as_ref().expect("polled, and waiting")
    }

    pub(crate) fn wake(&self, child: usize) {
        self.waker(child).wake_by_ref();
    }
}
