//! Groups: keys, polls, fairness.

#![forbid(unsafe_code)]

use std::collections::BTreeSet;
use std::future::{Future, pending, ready};
use std::pin::Pin;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use wakeful::executor::block_on;
use wakeful::future::{Group, yield_now};

use crate::support::{Child, Remote, Task};

fn remotes(count: usize) -> Vec<Arc<Remote>> {
    (0..count).map(Remote::new).collect()
}

fn polls(remotes: &[Arc<Remote>]) -> Vec<usize> {
    remotes.iter().map(|remote| remote.polls()).collect()
}

fn next(task: &Task, group: &mut Group<Child>) -> Poll<Option<usize>> {
    task.poll(pin!(group.next())).map(|found| found.map(|(_, id)| id))
}

#[test]
fn an_empty_group_has_nothing_to_wait_for() {
    let mut group = Group::<Child>::new();
    assert_eq!(next(&Task::new(), &mut group), Poll::Ready(None));
    assert!(group.is_empty());
    assert_eq!((group.len(), group.capacity()), (0, 0));
}

#[test]
fn all_outputs_come_with_their_keys() {
    let mut group = Group::new();
    let count = if cfg!(miri) { 20 } else { 100 };
    let keys: Vec<_> = (0..count).map(|n| (group.insert(async move { n }), n)).collect();
    let mut found = Vec::new();
    while let Some(output) = block_on(group.next()) {
        found.push(output);
    }
    found.sort_unstable();
    assert_eq!(found, keys, "keys are ordered as they were made");
}

#[test]
fn only_children_that_were_woken_are_polled_once_for_each_wake() {
    let count = if cfg!(miri) { 70 } else { 200 };
    let (task, remotes) = (Task::new(), remotes(count));
    let mut group = remotes.iter().map(Remote::child).collect();
    assert!(next(&task, &mut group).is_pending());
    let mut expected = vec![1; count];
    assert_eq!(polls(&remotes), expected);
    for round in 0..if cfg!(miri) { 2 } else { 10 } {
        let woken: BTreeSet<_> = (0..5).map(|n| (round * 37 + n * 71) % count).collect();
        let before = task.wakes();
        for &n in &woken {
            remotes[n].wake();
            remotes[n].wake();
            expected[n] += 1;
        }
        assert!(task.wakes() > before);
        assert!(next(&task, &mut group).is_pending());
        assert_eq!(polls(&remotes), expected);
        assert!(next(&task, &mut group).is_pending());
        assert_eq!(polls(&remotes), expected, "nobody was woken");
    }
}

#[test]
fn one_wake_is_one_wake_of_the_task() {
    let (task, remotes) = (Task::new(), remotes(if cfg!(miri) { 10 } else { 70 }));
    let mut group = remotes.iter().map(Remote::child).collect();
    assert!(next(&task, &mut group).is_pending());
    assert_eq!(task.wakes(), 0);
    for (n, remote) in remotes.iter().enumerate() {
        remote.wake();
        assert_eq!(task.wakes(), n + 1);
        assert!(next(&task, &mut group).is_pending());
    }
}

#[test]
fn those_that_finish_together_come_one_by_one_and_lose_no_poll() {
    let count = if cfg!(miri) { 70 } else { 300 };
    let (task, remotes) = (Task::new(), remotes(count));
    let mut group = remotes.iter().map(Remote::child).collect();
    assert!(next(&task, &mut group).is_pending());
    for remote in &remotes {
        remote.finish();
    }
    let mut found = BTreeSet::new();
    for left in (0..count).rev() {
        let Poll::Ready(Some(id)) = next(&task, &mut group) else { panic!("one was lost") };
        assert!(found.insert(id));
        assert_eq!(remotes[id].drops(), 1, "dropped at once");
        assert_eq!(group.len(), left);
    }
    assert_eq!(next(&task, &mut group), Poll::Ready(None));
    assert!(remotes.iter().all(|remote| (remote.polls(), remote.drops()) == (2, 1)));
}

#[test]
fn children_that_wake_themselves_starve_nobody_and_do_not_spin() {
    let (task, remotes) = (Task::new(), remotes(30));
    let mut group: Group<_> = remotes.iter().map(Remote::child).collect();
    for remote in &remotes[..29] {
        remote.spin(true);
    }
    for round in 1..=if cfg!(miri) { 3 } else { 20 } {
        let wakes = task.wakes();
        assert!(next(&task, &mut group).is_pending());
        assert!(task.wakes() > wakes, "they want to be polled again");
        assert!(remotes[..29].iter().all(|remote| remote.polls() == round));
    }
    remotes[29].finish();
    assert_eq!(next(&task, &mut group), Poll::Ready(Some(29)));
    assert!(remotes[..29].iter().all(|remote| remote.polls() <= 21));
    let late = Remote::new(99);
    late.finish();
    group.insert(late.child());
    assert_eq!(next(&task, &mut group), Poll::Ready(Some(99)));
    assert!(remotes[..29].iter().all(|remote| remote.polls() <= 22));
}

#[test]
fn those_that_were_woken_are_not_starved_by_those_that_come() {
    let (task, remotes) = (Task::new(), remotes(20));
    let mut group: Group<_> = remotes.iter().map(Remote::child).collect();
    assert!(next(&task, &mut group).is_pending());
    remotes[13].finish();
    let mut others = 0;
    loop {
        let busy = Remote::new(99);
        busy.finish();
        group.insert(busy.child());
        match next(&task, &mut group) {
            Poll::Ready(Some(13)) => break,
            Poll::Ready(Some(99)) => others += 1,
            other => panic!("{other:?}"),
        }
    }
    assert!(others <= 20, "{others}");
}

#[test]
fn children_come_while_the_group_runs() {
    let (task, mut group) = (Task::new(), Group::new());
    let mut remotes = Vec::new();
    for n in 0..if cfg!(miri) { 12 } else { 50 } {
        let remote = Remote::new(n);
        group.insert(remote.child());
        remotes.push(remote);
        assert_eq!(group.len(), n + 1);
        assert!(next(&task, &mut group).is_pending());
        assert_eq!(polls(&remotes), vec![1; n + 1]);
    }
    let before = group.len();
    for n in [0, before - 1, 7] {
        remotes[n].finish();
        assert_eq!(next(&task, &mut group), Poll::Ready(Some(n)));
    }
    assert_eq!(group.len(), before - 3);
}

#[test]
fn a_child_can_be_removed_at_any_time() {
    let (task, remotes) = (Task::new(), remotes(5));
    let mut group = Group::new();
    let keys: Vec<_> = remotes.iter().map(|remote| group.insert(remote.child())).collect();
    // Before the first poll, in the middle of those that were not polled.
    assert!(group.remove(keys[2]));
    assert!(!group.remove(keys[2]), "it is gone");
    assert!(next(&task, &mut group).is_pending());
    // Pending; woken; finished, but not polled.
    assert!(group.remove(keys[0]));
    remotes[1].wake();
    assert!(group.remove(keys[1]));
    remotes[3].finish();
    assert!(group.remove(keys[3]));
    assert!(next(&task, &mut group).is_pending());
    assert_eq!(group.len(), 1);
    assert_eq!(polls(&remotes), [1, 1, 0, 1, 1]);
    for (n, remote) in remotes.iter().enumerate() {
        assert_eq!(remote.drops(), usize::from(n != 4));
        assert_eq!(group.contains(keys[n]), n == 4);
    }
    assert!(group.remove(keys[4]));
    assert_eq!(next(&task, &mut group), Poll::Ready(None));
}

#[test]
fn a_stale_key_finds_nothing_in_a_place_that_is_used_again() {
    let mut group = Group::with_capacity(2);
    let mut stale = Vec::new();
    for n in 0..if cfg!(miri) { 6 } else { 50 } {
        let key = group.insert(ready(n));
        assert!(stale.iter().all(|&key| !group.contains(key) && !group.remove(key)));
        assert!(group.contains(key));
        assert_eq!(block_on(group.next()), Some((key, n)));
        assert!(!group.contains(key));
        stale.push(key);
    }
    assert_eq!(group.capacity(), 2, "places are used again");
    let elsewhere = Group::from_iter((0..20).map(ready)).insert(ready(1));
    assert!(!group.contains(elsewhere), "no such place");
}

#[test]
fn a_waker_of_a_child_that_is_gone_harms_nobody() {
    let (task, remotes) = (Task::new(), remotes(3));
    let mut group = Group::new();
    let key = group.insert(remotes[0].child());
    assert!(next(&task, &mut group).is_pending());
    let stale = remotes[0].waker().unwrap();
    assert!(group.remove(key));
    group.insert(remotes[1].child());
    stale.wake_by_ref();
    assert!(next(&task, &mut group).is_pending());
    assert_eq!(remotes[1].polls(), 1);
    stale.wake_by_ref();
    assert!(next(&task, &mut group).is_pending());
    assert!(remotes[1].polls() <= 2, "a poll too many at most");
    remotes[1].finish();
    assert_eq!(next(&task, &mut group), Poll::Ready(Some(1)));
    drop(group);
    stale.wake();
    remotes[1].wake();
}

#[test]
fn wakers_that_outlive_the_group_keep_no_waker_of_the_task() {
    let (task, remotes) = (Task::new(), remotes(70));
    let mut group = remotes.iter().map(Remote::child).collect();
    assert!(next(&task, &mut group).is_pending());
    drop(group);
    let wakes = task.wakes();
    for remote in &remotes {
        remote.wake();
    }
    assert_eq!((task.wakes(), task.alive()), (wakes, 0));
}

#[test]
fn the_newest_task_is_woken() {
    let (tasks, remote) = ([Task::new(), Task::new()], Remote::new(7));
    let mut group = Group::from_iter([remote.child()]);
    assert!(next(&tasks[0], &mut group).is_pending());
    assert!(next(&tasks[1], &mut group).is_pending());
    remote.finish();
    assert_eq!((tasks[0].wakes(), tasks[1].wakes()), (0, 1));
    assert_eq!(next(&tasks[1], &mut group), Poll::Ready(Some(7)));
}

#[test]
fn a_cleared_group_can_be_used_again() {
    let (task, remotes) = (Task::new(), remotes(20));
    let mut group = Group::new();
    for round in 0..3 {
        let keys: Vec<_> = remotes.iter().map(|remote| group.insert(remote.child())).collect();
        if round != 1 {
            assert!(next(&task, &mut group).is_pending());
            remotes[3].wake();
        }
        group.clear();
        assert_eq!(group.len(), 0);
        assert!(keys.iter().all(|&key| !group.contains(key)));
        assert!(remotes.iter().all(|remote| remote.drops() == round + 1));
        assert_eq!(next(&task, &mut group), Poll::Ready(None));
    }
    assert_eq!(group.capacity(), 24);
}

#[test]
fn a_future_that_is_dropped_leaves_the_group_as_it_is() {
    let (task, remote) = (Task::new(), Remote::new(7));
    let mut group = Group::from_iter([remote.child()]);
    for _ in 0..3 {
        let mut next = pin!(group.next());
        assert!(task.poll(next.as_mut()).is_pending());
        assert_eq!(format!("{next:?}"), "Next { completed: false }");
    }
    assert_eq!(remote.polls(), 1);
    remote.finish();
    drop(group.next());
    assert_eq!(next(&task, &mut group), Poll::Ready(Some(7)));
    assert_eq!(format!("{group:?}"), "Group { len: 0, .. }");
}

#[test]
fn boxed_futures_of_several_types_go_together() {
    type Boxed = Pin<Box<dyn Future<Output = u32> + Send>>;
    let mut group = Group::<Boxed>::default();
    group.extend([Box::pin(pending()) as Boxed, Box::pin(ready(1))]);
    group.insert(Box::pin(async {
        yield_now().await;
        2
    }));
    let outputs = block_on(async { [group.next().await, group.next().await] });
    assert_eq!(outputs.map(|found| found.unwrap().1), [1, 2]);
    assert_eq!(group.len(), 1);
}

#[test]
fn children_may_borrow_from_themselves() {
    let mut group = Group::new();
    let count = if cfg!(miri) { 13 } else { 30 };
    let keys: Vec<_> = (1..count)
        .map(|n| {
            group.insert(async move {
                let mut sums = [0; 4];
                for sum in &mut sums {
                    yield_now().await;
                    *sum += n;
                }
                sums.iter().sum::<u64>()
            })
        })
        .collect();
    let mut total = 0;
    block_on(async {
        while !group.is_empty() {
            assert!(keys.iter().filter(|&&key| group.contains(key)).count() == group.len());
            if group.len() == 10 {
                let left: Vec<_> = keys.iter().filter(|&&key| group.contains(key)).collect();
                assert!(group.remove(*left[5]));
                total += 1;
            }
            if let Some((_, sum)) = group.next().await {
                total += u64::from(sum % 4 == 0);
            }
        }
    });
    assert_eq!(total, count - 1);
}

#[test]
fn a_hundred_thousand_children_run() {
    let count = if cfg!(miri) { 130 } else { 100_000 };
    let (task, remotes) = (Task::new(), remotes(count));
    let mut group = remotes.iter().map(Remote::child).collect();
    assert!(next(&task, &mut group).is_pending());
    // One in a thousand is woken, and only these are polled.
    for remote in remotes.iter().step_by(1000) {
        remote.wake();
    }
    assert!(next(&task, &mut group).is_pending());
    let total: usize = remotes.iter().map(|remote| remote.polls()).sum();
    assert_eq!(total, count + count.div_ceil(1000));
    for remote in remotes.iter().rev() {
        remote.finish();
    }
    let mut sum = 0;
    while let Poll::Ready(Some(id)) = next(&task, &mut group) {
        sum += id;
    }
    assert_eq!(sum, count * (count - 1) / 2);
    assert!(group.is_empty());
    let polled = |remote: &Arc<Remote>| remote.polls() == 2 + usize::from(remote.id % 1000 == 0);
    assert!(remotes.iter().all(polled));
}

#[test]
fn groups_go_between_threads_as_far_as_their_futures_do() {
    const fn send<T: Send>() {}
    const fn sync<T: Sync>() {}
    const fn unpin<T: Unpin>() {}
    send::<Group<Child>>();
    sync::<Group<Child>>();
    unpin::<Group<Child>>();
    const EMPTY: Group<Child> = Group::new();
    assert!(EMPTY.is_empty());
}
