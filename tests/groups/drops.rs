//! Panics of children, destructors and handlers: everything is dropped once, and the rest goes on.

#![forbid(unsafe_code)]

use std::ops::ControlFlow::{Break, Continue};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use wakeful::executor::Loop;
use wakeful::future::Group;

use crate::caught::caught;
use crate::support::{Child, Remote, Task};

fn group(count: usize) -> (Vec<Arc<Remote>>, Group<Child>) {
    let remotes: Vec<_> = (0..count).map(Remote::new).collect();
    let group = remotes.iter().map(Remote::child).collect();
    (remotes, group)
}

fn next(task: &Task, group: &mut Group<Child>) -> Poll<Option<usize>> {
    task.poll(pin!(group.next())).map(|found| found.map(|(_, id)| id))
}

#[test]
fn a_child_that_panics_is_gone_and_the_others_go_on() {
    let task = Task::new();
    let (remotes, mut group) = group(12);
    // One in its first poll, which is before the first of others.
    remotes[4].panic_in_poll();
    assert!(caught(|| next(&task, &mut group)).is_err());
    assert_eq!((group.len(), remotes[4].drops()), (11, 1));
    assert!(next(&task, &mut group).is_pending());
    assert!(remotes.iter().all(|remote| remote.polls() == 1));
    // One when it was woken with others.
    for n in [2, 7, 9] {
        remotes[n].finish();
    }
    remotes[7].panic_in_poll();
    let mut found = Vec::new();
    let mut panics = 0;
    for _ in 0..3 {
        match caught(|| next(&task, &mut group)) {
            Ok(Poll::Ready(Some(id))) => found.push(id),
            Ok(other) => panic!("{other:?}"),
            Err(_) => panics += 1,
        }
    }
    found.sort_unstable();
    assert_eq!((found, panics), (vec![2, 9], 1));
    assert!(next(&task, &mut group).is_pending());
    assert_eq!(group.len(), 9 - 1);
    drop(group);
    assert!(remotes.iter().all(|remote| remote.drops() == 1));
}

#[test]
fn a_child_whose_destructor_panics_is_gone() {
    let task = Task::new();
    let (remotes, mut group) = group(3);
    assert!(next(&task, &mut group).is_pending());
    remotes[1].panic_in_drop();
    remotes[1].finish();
    assert!(caught(|| next(&task, &mut group)).is_err());
    assert_eq!(group.len(), 2);
    remotes[2].finish();
    assert_eq!(next(&task, &mut group), Poll::Ready(Some(2)));
    let late = Remote::new(9);
    late.panic_in_drop();
    let key = group.insert(late.child());
    assert!(caught(|| group.remove(key)).is_err());
    assert!(!group.contains(key));
    assert!(next(&task, &mut group).is_pending());
    drop(group);
    assert!(remotes.iter().chain([&late]).all(|remote| remote.drops() == 1));
}

#[test]
fn a_clear_that_panics_leaves_a_group_that_can_be_used() {
    let task = Task::new();
    let (remotes, mut group) = group(20);
    assert!(next(&task, &mut group).is_pending());
    remotes[5].panic_in_drop();
    assert!(caught(|| group.clear()).is_err());
    assert!(group.len() < 20);
    let left = group.len();
    group.clear();
    assert!(group.is_empty());
    assert_eq!(remotes.iter().map(|remote| remote.drops()).sum::<usize>(), 20, "{left}");
    group.insert(Remote::new(1).child());
    assert!(next(&task, &mut group).is_pending());
}

#[test]
fn a_group_that_is_dropped_drops_all_also_if_one_panics() {
    let task = Task::new();
    let (remotes, mut group) = group(20);
    assert!(next(&task, &mut group).is_pending());
    remotes[5].panic_in_drop();
    assert!(caught(|| drop(group)).is_err());
    assert!(remotes.iter().all(|remote| remote.drops() == 1));
}

#[test]
fn a_loop_whose_handler_panics_can_be_dropped() {
    let (task, remotes) = (Task::new(), [Remote::new(0), Remote::new(1), Remote::new(2)]);
    let mut events = 0;
    let made = {
        let [a, b, c] = &remotes;
        let mut looped = Box::pin(
            Loop::<_, ()>::new(&mut events)
                .on(|| a.child(), |_, _| Continue(()))
                .on(
                    || b.child(),
                    |events, id| {
                        *events += 1;
                        panic!("handler of {id}")
                    },
                )
                .on(|| c.child(), |_, _| Continue(())),
        );
        assert!(task.poll(looped.as_mut()).is_pending());
        b.finish();
        assert_eq!(caught(|| task.poll(looped.as_mut())).unwrap_err(), "handler of 1");
        assert_eq!(b.drops(), 1, "the event was over");
        drop(looped);
        [1, 1, 1]
    };
    assert_eq!(events, 1);
    assert_eq!(remotes.map(|remote| remote.drops()), made);
}

#[test]
fn a_loop_drops_its_sources_before_it_is_ready() {
    let (task, remotes) = (Task::new(), [Remote::new(0), Remote::new(1)]);
    let [a, b] = &remotes;
    let mut state = ();
    let looped = Loop::new(&mut state)
        .on(|| a.child(), |_, _| Continue(()))
        .on(|| b.child(), |_, id| Break(id));
    let mut looped = pin!(looped);
    assert!(task.poll(looped.as_mut()).is_pending());
    b.finish();
    assert_eq!(task.poll(looped.as_mut()), Poll::Ready(1));
    assert!(looped.is_terminated());
    assert_eq!((a.drops(), b.drops()), (1, 1));
    let message = caught(|| task.poll(looped.as_mut())).unwrap_err();
    assert!(message.contains("polled after it completed"), "{message}");
}
