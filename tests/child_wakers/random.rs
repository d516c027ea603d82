//! Anything, in any order: nobody who was woken is forgotten, nobody else is polled.

use std::ops::ControlFlow::{Break, Continue};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::task::{Context, Waker};

use wakeful::future::generic::{WakerPool, Wakers};
use wakeful::lock::StdLock;

use crate::rig::Task;

/// Numbers that look like chance.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(0x1405_7B7E_F767_814F);
        ((self.0 >> 33) as usize) % n
    }
}

struct Life {
    wakers: Wakers<StdLock>,
    children: Vec<Option<Waker>>,
    /// Who was woken, and not polled since.
    woken: Vec<bool>,
    /// How many wakes of each have not caused a poll.
    wakes: Vec<usize>,
    task: Arc<Task>,
    waker: Waker,
    /// How often the task had been woken when it was polled last.
    seen: usize,
    /// The last round did not come to its end: the task polls again by itself.
    cut: bool,
    dice: Dice,
}

impl Life {
    fn new(wakers: Wakers<StdLock>, children: usize, seed: u64) -> Self {
        let (task, waker) = Task::new();
        let mut children: Vec<_> = (0..children).map(|_| None).collect();
        let mut wakers = wakers;
        let cx = &mut Context::from_waker(&waker);
        let _ = wakers.these(children.len(), 0..children.len(), cx, |child, cx| {
            children[child] = Some(cx.waker().clone());
            Continue::<()>(())
        });
        let (woken, wakes) = (vec![false; children.len()], vec![0; children.len()]);
        Self { wakers, children, woken, wakes, task, waker, seen: 0, cut: false, dice: Dice(seed) }
    }

    fn wake(&mut self) {
        let child = self.dice.below(self.children.len());
        self.woken[child] = true;
        self.wakes[child] += 1;
        self.children[child].as_ref().unwrap().wake_by_ref();
    }

    /// One round, in which children wake themselves and each other, stop the round, or panic.
    fn poll(&mut self) {
        let Self { wakers, children, woken, wakes, task, waker, seen, cut, dice } = self;
        let count = children.len();
        let from = dice.below(count);
        if dice.below(8) == 0 {
            (*task, *waker) = Task::new();
        }
        if dice.below(8) == 0 {
            wakers.start_over();
        }
        *seen = task.wakes();
        let mut polled = vec![false; count];
        let cx = &mut Context::from_waker(waker);
        let ended = catch_unwind(AssertUnwindSafe(|| {
            wakers.woken(count, from, cx, |child, cx| {
                assert!(!std::mem::replace(&mut polled[child], true), "{child} is polled twice");
                assert!(wakes[child] > 0, "{child} is polled for nothing");
                wakes[child] -= 1;
                woken[child] = false;
                match dice.below(12) {
                    0 => {
                        woken[child] = true;
                        wakes[child] += 1;
                        cx.waker().wake_by_ref();
                    }
                    1..3 => {
                        let other = dice.below(count);
                        woken[other] = true;
                        wakes[other] += 1;
                        children[other].as_ref().unwrap().wake_by_ref();
                    }
                    3 => return Break(()),
                    4 => std::panic::resume_unwind(Box::new(())),
                    5 => children[child] = Some(cx.waker().clone()),
                    _ => {}
                }
                Continue(())
            })
        }));
        if let Err(panic) = &ended {
            assert!(panic.is::<()>(), "{:?}", panic.downcast_ref::<String>());
        }
        *cut = !matches!(ended, Ok(Continue(())));
    }

    fn check(&self) {
        let sleeps = !self.cut && self.task.wakes() == self.seen;
        let forgotten = self.woken.iter().position(|&woken| woken);
        assert!(!sleeps || forgotten.is_none(), "{forgotten:?} was woken, and the task sleeps");
    }

    fn run(mut self, steps: usize) {
        for _ in 0..steps {
            if self.dice.below(3) == 0 {
                self.poll();
            } else {
                self.wake();
            }
            self.check();
        }
    }
}

#[test]
fn nobody_who_was_woken_is_forgotten() {
    let (seeds, steps) = if cfg!(miri) { (1, 60) } else { (20, 400) };
    for children in [1, 3, 63, 64, 65, 130, 4032, 4033] {
        if cfg!(miri) && children > 200 {
            continue;
        }
        for seed in 0..seeds {
            Life::new(Wakers::new(), children, seed).run(steps);
        }
    }
}

#[test]
fn nobody_who_was_woken_is_forgotten_in_a_pool() {
    static POOL: WakerPool<1, StdLock> = WakerPool::new();
    let (seeds, steps) = if cfg!(miri) { (2, 60) } else { (50, 400) };
    for children in [1, 3, Wakers::<StdLock>::SMALL] {
        for seed in 0..seeds {
            Life::new(Wakers::in_pool(&POOL), children, seed).run(steps);
        }
    }
}
