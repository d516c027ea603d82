//! Many tasks that wake each other at random: none waits for long, and none is polled for nothing.

use std::cell::RefCell;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

use wakeful::executor::generic::TaskCell;
use wakeful::lock::StdLock;

use crate::flavor::Critical;
use crate::kit::{Lock, executor, kept};

/// Which tasks are ready, since when, and what happened.
#[derive(Default)]
struct World {
    wakers: Vec<Option<Waker>>,
    /// At how many polls a task was woken, if it was not polled since.
    woken: Vec<Option<usize>>,
    polls: usize,
    longest: usize,
    seed: u64,
}

impl World {
    fn random(&mut self, below: usize) -> usize {
        self.seed ^= self.seed << 13;
        self.seed ^= self.seed >> 7;
        self.seed ^= self.seed << 17;
        (self.seed % below as u64) as usize
    }
}

const TASKS: usize = 7;
const POLLS: usize = if cfg!(miri) { 25 } else { 20_000 };

fn world<L: Lock>(seed: u64) -> usize {
    let on = executor::<L, { TASKS + 1 }, 1>();
    let world = Rc::new(RefCell::new(World {
        wakers: vec![None; TASKS],
        woken: vec![Some(0); TASKS],
        seed,
        ..World::default()
    }));
    on.run_local(async |spawner| {
        for me in 0..TASKS {
            let world = world.clone();
            let task = poll_fn(move |cx| {
                let world = &mut *world.borrow_mut();
                let since = world.woken[me].take().expect("polled for nothing");
                world.longest = world.longest.max(world.polls - since);
                world.polls += 1;
                world.wakers[me] = Some(cx.waker().clone());
                for _ in 0..world.random(4) {
                    let whom = world.random(TASKS);
                    if let Some(waker) = &world.wakers[whom] {
                        waker.wake_by_ref();
                        let polls = world.polls;
                        world.woken[whom].get_or_insert(polls);
                    }
                }
                Poll::<()>::Pending
            });
            let cell: &'static TaskCell<L, 64> = kept(TaskCell::new());
            spawner.spawn(cell, task).unwrap().detach();
        }
        poll_fn(|cx| {
            let world = &mut *world.borrow_mut();
            // When all have fallen asleep, one is woken from outside.
            if world.polls >= TASKS && world.woken.iter().all(Option::is_none) {
                let (whom, polls) = (world.random(TASKS), world.polls);
                world.woken[whom] = Some(polls);
                world.wakers[whom].as_ref().unwrap().wake_by_ref();
            }
            cx.waker().wake_by_ref();
            if world.polls < POLLS { Poll::Pending } else { Poll::Ready(()) }
        })
        .await;
    });
    let world = world.borrow();
    world.longest
}

#[test]
fn before_a_task_that_was_woken_each_other_is_polled_once_at_most() {
    fn check<L: Lock>() {
        for seed in &[1, 0xDEAD_BEEF, 42][..if cfg!(miri) { 1 } else { 3 }] {
            let longest = world::<L>(*seed);
            assert!((TASKS / 2..TASKS).contains(&longest), "{longest} polls, seed {seed}");
        }
    }
    check::<StdLock>();
    check::<Critical>();
}
