//! A chunk of places is an allocation, and so are its wakers; nothing else allocates.

#[path = "../conformance/allocator.rs"]
mod allocator;

use std::ops::ControlFlow::{Break, Continue};
use std::pin::pin;
use std::sync::Arc;

use allocator::allocations;
use wakeful::executor::Loop;
use wakeful::future::Group;

use crate::support::{Remote, Task};

#[test]
fn a_group_allocates_for_chunks_and_their_wakers() {
    let task = Task::new();
    let remotes: Vec<_> = (0..24).map(Remote::new).collect();
    let (mut group, count) = allocations(Group::new);
    assert_eq!(count, 0);
    let ((), count) = allocations(|| group.extend(remotes[..8].iter().map(Remote::child)));
    assert_eq!(count, 4, "a chunk, and the lists of places, chunks, and their wakers");
    let (polled, count) = allocations(|| task.poll(pin!(group.next())).is_pending());
    assert_eq!((polled, count), (true, 2), "the wakers of the group, and of the chunk");
    let ((), count) = allocations(|| group.extend(remotes[8..].iter().map(Remote::child)));
    assert_eq!(count, 2, "a chunk, and the list of places");
    let (polled, count) = allocations(|| task.poll(pin!(group.next())).is_pending());
    assert_eq!((polled, count), (true, 1), "its wakers");
}

#[test]
fn a_group_that_has_its_memory_allocates_nothing() {
    let task = Task::new();
    let remotes: Vec<_> = (0..64).map(Remote::new).collect();
    let (mut group, count) = allocations(|| Group::with_capacity(64));
    assert_eq!(count, 4);
    group.extend(remotes.iter().map(Remote::child));
    assert!(task.poll(pin!(group.next())).is_pending());
    let more: Vec<_> = (0..if cfg!(miri) { 10 } else { 200 }).map(Remote::new).collect();
    let ((), count) = allocations(|| {
        for (n, remote) in more.iter().enumerate() {
            let ends: &Arc<Remote> = if n < 64 { &remotes[n] } else { &more[n - 64] };
            ends.finish();
            assert!(task.poll(pin!(group.next())).is_ready());
            group.insert(remote.child());
            assert!(task.poll(pin!(group.next())).is_pending());
        }
    });
    assert_eq!((count, group.len()), (0, 64));
    let ((), count) = allocations(|| group.clear());
    assert_eq!(count, 0);
}

#[test]
fn futures_that_are_ready_at_once_allocate_no_wakers() {
    let mut group = Group::with_capacity(100);
    let ((), count) = allocations(|| {
        let task = std::task::Waker::noop();
        let mut cx = std::task::Context::from_waker(task);
        for n in 0..100 {
            group.insert(std::future::ready(n));
        }
        while let std::task::Poll::Ready(Some(_)) = group.poll_next(&mut cx) {}
    });
    assert_eq!(count, 0);
}

#[test]
fn a_group_of_many_allocates_seldom() {
    let children = if cfg!(miri) { 30 } else { 10_000 };
    let task = Task::new();
    let remotes: Vec<_> = (0..children).map(Remote::new).collect();
    let mut group = Group::new();
    let ((), count) = allocations(|| {
        for remote in &remotes {
            group.insert(remote.child());
            assert!(task.poll(pin!(group.next())).is_pending());
        }
    });
    // Chunks of 8, 16, 32 ..., their places and wakers, and lists of the chunks, which double from 4.
    let chunks = (children / 8 + 1).ilog2() as usize + 1;
    assert!(count <= 3 * chunks + 1 + 2 * 3, "{count} for {chunks} chunks");
}

const EVENTS: usize = if cfg!(miri) { 70 } else { 500 };

#[test]
fn a_loop_allocates_its_wakers_and_nothing_else() {
    let (task, remotes) = (Task::new(), [Remote::new(0), Remote::new(1), Remote::new(2)]);
    let [a, b, c] = &remotes;
    let mut events = 0;
    let ((), count) = allocations(|| {
        let looped = Loop::new(&mut events)
            .on(
                || a.child(),
                |events, _| {
                    *events += 1;
                    if *events == EVENTS { Break(()) } else { Continue(()) }
                },
            )
            .on(|| b.child(), |_, _| Continue(()))
            .on(|| c.child(), |_, _| Continue(()));
        let mut looped = pin!(looped);
        assert!(task.poll(looped.as_mut()).is_pending());
        a.finish();
        while task.poll(looped.as_mut()).is_pending() {
            b.wake();
        }
    });
    assert_eq!((count, events), (1, EVENTS));
}

#[test]
fn a_loop_without_waiting_allocates_nothing() {
    let mut events = 0;
    let ((), count) = allocations(|| {
        let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
        let looped = Loop::new(&mut events).on(
            || std::future::ready(()),
            |events, ()| {
                *events += 1;
                if *events == 100 { Break(()) } else { Continue(()) }
            },
        );
        let mut looped = pin!(looped);
        while std::future::Future::poll(looped.as_mut(), &mut cx).is_pending() {}
    });
    assert_eq!((count, events), (0, 100));
}
