//! Loops: who is polled when, fairness, bounds.

#![forbid(unsafe_code)]

use std::cell::{Cell, RefCell};
use std::future::{pending, ready};
use std::ops::ControlFlow::{self, Break, Continue};
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use wakeful::executor::{Loop, block_on};
use wakeful::future::event_loop::TURNS;
use wakeful::future::yield_now;

use crate::support::{Child, Remote, Task, borrowing};

/// A source that knows all the futures that it made.
struct Made {
    id: usize,
    remotes: RefCell<Vec<Arc<Remote>>>,
}

impl Made {
    const fn new(id: usize) -> Self {
        Self { id, remotes: RefCell::new(Vec::new()) }
    }

    fn make(&self) -> Child {
        let remote = Remote::new(self.id);
        self.remotes.borrow_mut().push(remote.clone());
        remote.child()
    }

    fn latest(&self) -> Arc<Remote> {
        self.remotes.borrow().last().unwrap().clone()
    }

    fn made(&self) -> usize {
        self.remotes.borrow().len()
    }

    fn polls(&self) -> usize {
        self.remotes.borrow().iter().map(|remote| remote.polls()).sum()
    }
}

/// So many events of a source that is always ready.
const MANY: usize = if cfg!(miri) { 50 } else { 1000 };

fn note(events: &mut Vec<usize>, id: usize) -> ControlFlow<usize> {
    events.push(id);
    if events.len() == 5 { Break(events.iter().sum()) } else { Continue(()) }
}

#[test]
fn a_loop_handles_events_until_a_handler_breaks() {
    let (task, a, b) = (Task::new(), Made::new(1), Made::new(10));
    let mut events = Vec::new();
    let mut looped = Box::pin(Loop::new(&mut events).on(|| a.make(), note).on(|| b.make(), note));
    assert_eq!((a.made(), b.made()), (0, 0), "nobody is asked before the first poll");
    for source in [&a, &b, &b, &a] {
        assert!(task.poll(looped.as_mut()).is_pending());
        source.latest().finish();
    }
    assert!(task.poll(looped.as_mut()).is_pending());
    b.latest().finish();
    assert_eq!(task.poll(looped.as_mut()), Poll::Ready(32));
    drop(looped);
    assert_eq!(events, [1, 10, 10, 1, 10]);
    assert_eq!((a.made(), b.made()), (3, 3), "who breaks is not asked again");
}

#[test]
fn only_sources_that_were_woken_are_polled() {
    let (task, sources) = (Task::new(), [Made::new(0), Made::new(1), Made::new(2)]);
    let [a, b, c] = &sources;
    let mut events = Vec::new();
    let looped =
        Loop::new(&mut events).on(|| a.make(), note).on(|| b.make(), note).on(|| c.make(), note);
    let mut looped = pin!(looped);
    let polls = || [a.polls(), b.polls(), c.polls()];
    assert!(task.poll(looped.as_mut()).is_pending());
    assert_eq!(polls(), [1, 1, 1]);
    assert!(task.poll(looped.as_mut()).is_pending());
    assert_eq!(polls(), [1, 1, 1]);
    b.latest().wake();
    assert_eq!(task.wakes(), 1);
    assert!(task.poll(looped.as_mut()).is_pending());
    assert_eq!(polls(), [1, 2, 1]);
    c.latest().finish();
    assert_eq!(task.wakes(), 2);
    assert!(task.poll(looped.as_mut()).is_pending());
    assert_eq!(polls(), [1, 2, 3], "the last event, and the first look for the next");
    assert_eq!(c.made(), 2);
    assert_eq!(task.wakes(), 2, "nothing is left to do");
}

#[test]
fn sources_that_look_at_the_state_are_polled_after_any_handler() {
    #[derive(Default)]
    struct State {
        queue: Vec<usize>,
        looks: usize,
        handled: usize,
    }
    let (task, made) = (Task::new(), Made::new(7));
    let mut state = State::default();
    let looked = Cell::new(0);
    let looped = Loop::<_, ()>::new(&mut state)
        .on_poll(
            |state: &mut State, _| {
                state.looks += 1;
                looked.set(state.looks);
                state.queue.pop().map_or(Poll::Pending, Poll::Ready)
            },
            |state, event| {
                state.handled += event;
                Continue(())
            },
        )
        .on(
            || made.make(),
            |state, event| {
                state.queue.extend([event, event]);
                Continue(())
            },
        );
    let mut looped = Box::pin(looped);
    assert!(task.poll(looped.as_mut()).is_pending());
    assert_eq!(looked.get(), 1);
    made.latest().wake();
    assert!(task.poll(looped.as_mut()).is_pending());
    assert_eq!(looked.get(), 1, "no handler has run");
    made.latest().finish();
    assert!(task.poll(looped.as_mut()).is_pending());
    assert_eq!(looked.get(), 4, "two events, and a last look");
    assert_eq!(made.polls(), 4);
    drop(looped);
    assert_eq!(state.handled, 14);
}

#[test]
fn a_source_that_looks_is_polled_once_for_several_handlers_before_it() {
    let looks = Cell::new(0);
    let (task, a, b) = (Task::new(), Made::new(1), Made::new(2));
    let mut state = ();
    let looped = Loop::<_, ()>::new(&mut state)
        .on(|| a.make(), |_, _| Continue(()))
        .on(|| b.make(), |_, _| Continue(()))
        .on_poll(
            |_, _: &mut Context<'_>| {
                looks.set(looks.get() + 1);
                Poll::<()>::Pending
            },
            |_, ()| Continue(()),
        );
    let mut looped = pin!(looped);
    assert!(task.poll(looped.as_mut()).is_pending());
    assert_eq!(looks.get(), 1);
    a.latest().finish();
    b.latest().finish();
    assert!(task.poll(looped.as_mut()).is_pending());
    assert_eq!(looks.get(), 2, "both have run in one turn");
}

#[test]
fn sources_that_are_always_ready_have_the_same_number_of_events() {
    let mut counts = [0_usize; 3];
    let count = |n: usize| {
        move |counts: &mut [usize; 3], ()| {
            counts[n] += 1;
            let (most, least) = (counts.iter().max().unwrap(), counts.iter().min().unwrap());
            // At most one event each in a turn.
            assert!(most - least <= 2, "{counts:?}");
            if counts.iter().sum::<usize>() == 3 * MANY { Break(()) } else { Continue(()) }
        }
    };
    block_on(
        Loop::new(&mut counts)
            .on(|| ready(()), count(0))
            .on_poll(|_, _| Poll::Ready(()), count(1))
            .on(|| ready(()), count(2)),
    );
    assert!(counts.iter().all(|&count| count >= MANY - 1), "{counts:?}");
}

#[test]
fn the_source_that_a_turn_begins_with_moves_on() {
    let mut events = Vec::new();
    let tell = |n: usize| {
        move |events: &mut Vec<usize>, ()| {
            events.push(n);
            if events.len() == 9 { Break(()) } else { Continue(()) }
        }
    };
    block_on(
        Loop::new(&mut events)
            .on(|| ready(()), tell(0))
            .on(|| ready(()), tell(1))
            .on(|| ready(()), tell(2)),
    );
    assert_eq!(events, [0, 1, 2, 1, 2, 0, 2, 0, 1]);
}

#[test]
fn a_busy_source_does_not_starve_one_that_is_woken() {
    let (task, made) = (Task::new(), Made::new(7));
    let mut events = (0, 0);
    let looped = Loop::new(&mut events)
        .on(
            || ready(()),
            |events: &mut (usize, usize), ()| {
                events.0 += 1;
                if events.0 % 10 == 0 {
                    made.latest().finish();
                }
                if events.0 == MANY { Break(*events) } else { Continue(()) }
            },
        )
        .on(
            || made.make(),
            |events, _| {
                events.1 += 1;
                // It was woken in this turn or the one before.
                assert!(events.0 % 10 <= 1, "{events:?}");
                Continue(())
            },
        );
    let mut looped = pin!(looped);
    let events = loop {
        if let Poll::Ready(events) = task.poll(looped.as_mut()) {
            break events;
        }
    };
    assert!(events.1 >= MANY / 10 - 1, "{events:?}");
}

#[test]
fn a_loop_that_is_never_short_of_events_lets_others_go_first() {
    let task = Task::new();
    let mut events = 0;
    let looped = Loop::<_, ()>::new(&mut events).on(
        || ready(()),
        |events, ()| {
            *events += 1;
            Continue(())
        },
    );
    let mut looped = Box::pin(looped);
    const POLLS: usize = if cfg!(miri) { 2 } else { 10 };
    for polls in 1..=POLLS {
        assert!(task.poll(looped.as_mut()).is_pending());
        assert_eq!(task.wakes(), polls, "it wants to go on");
    }
    drop(looped);
    assert_eq!(events, POLLS * TURNS);
}

#[test]
fn a_loop_in_a_loop_is_an_event() {
    let mut outer = 0;
    let total = block_on(Loop::new(&mut outer).on(
        || async {
            let mut inner = 0;
            Loop::new(&mut inner)
                .on(yield_now, |inner, ()| {
                    *inner += 1;
                    if *inner == 10 { Break(*inner) } else { Continue(()) }
                })
                .await
        },
        |outer, inner| {
            *outer += inner;
            if *outer == 50 { Break(*outer) } else { Continue(()) }
        },
    ));
    assert_eq!(total, 50);
}

#[test]
fn a_loop_goes_between_threads_as_far_as_its_parts_do() {
    fn send<T: Send>(value: T) -> T {
        value
    }
    let mut state = 1;
    let looped = send(
        Loop::new(&mut state)
            .on(|| ready(3), |_, n| Break(n))
            .on(pending::<()>, |_, ()| Continue(())),
    );
    assert_eq!(format!("{looped:?}"), "Loop { completed: false, .. }");
    let spawned = std::thread::scope(|s| s.spawn(|| block_on(looped)).join().unwrap());
    assert_eq!(spawned, 3);
}

#[test]
fn a_state_may_be_without_a_size() {
    let mut state = [1, 2, 3];
    let slice: &mut [i32] = &mut state;
    block_on(Loop::new(slice).on(
        || ready(2),
        |state, n| {
            state[n] = 0;
            Break(())
        },
    ));
    assert_eq!(state, [1, 2, 0]);
}

#[test]
fn sources_that_point_into_themselves_may_be_asked_while_they_wait() {
    let (task, made) = (Task::new(), Made::new(7));
    let mut events = Vec::new();
    let mut looped = pin!(Loop::new(&mut events).on(
        || borrowing(made.make()),
        |events, n| {
            events.push(n);
            if events.len() == 2 { Break(()) } else { Continue(()) }
        }
    ));
    for _ in 0..2 {
        assert!(task.poll(looped.as_mut()).is_pending());
        assert!(!looped.is_terminated());
        assert_eq!(format!("{looped:?}"), "Loop { completed: false, .. }");
        made.latest().finish();
    }
    assert!(task.poll(looped.as_mut()).is_ready());
    assert!(looped.is_terminated());
}
