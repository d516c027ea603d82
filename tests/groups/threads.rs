//! Children that are woken from other threads.

#![forbid(unsafe_code)]

use std::collections::BTreeSet;
use std::pin::pin;
use std::thread;

use wakeful::channel::oneshot;
use wakeful::executor::block_on;
use wakeful::future::Group;

use crate::support::{Remote, Task};

fn many() -> usize {
    match (cfg!(miri), std::env::var_os("WAKEFUL_SOAK").is_some()) {
        (true, _) => 6,
        (_, true) => 50_000,
        _ => 2_000,
    }
}

#[test]
fn outputs_come_from_several_threads() {
    let many = many();
    let (senders, receivers): (Vec<_>, Vec<_>) = (0..many).map(|_| oneshot::channel()).unzip();
    let mut group = Group::from_iter(receivers);
    thread::scope(|s| {
        let mut threads: [Vec<_>; 3] = Default::default();
        for (n, sender) in senders.into_iter().enumerate() {
            threads[n % 3].push((n, sender));
        }
        for senders in threads {
            s.spawn(|| {
                for (n, sender) in senders {
                    sender.send(n).unwrap();
                }
            });
        }
        let found: BTreeSet<_> = block_on(async {
            let mut found = BTreeSet::new();
            while let Some((_, n)) = group.next().await {
                assert!(found.insert(n.unwrap()));
            }
            found
        });
        assert_eq!(found.len(), many);
    });
}

#[test]
fn a_group_is_fed_while_its_children_are_woken() {
    let many = many();
    thread::scope(|s| {
        let (to_thread, senders) = std::sync::mpsc::channel::<oneshot::Sender<usize>>();
        s.spawn(move || {
            for (n, sender) in senders.into_iter().enumerate() {
                // The receiver of some is gone.
                let _ = sender.send(n);
            }
        });
        block_on(async {
            let mut group = Group::new();
            let (mut made, mut found) = (0, 0);
            while made < many || !group.is_empty() {
                while group.len() < 10 && made < many {
                    let (sender, receiver) = oneshot::channel();
                    let key = group.insert(receiver);
                    to_thread.send(sender).unwrap();
                    made += 1;
                    if made % 5 == 0 {
                        group.remove(key);
                    }
                }
                found += usize::from(group.next().await.is_some());
            }
            assert_eq!(found, many - many / 5);
            drop(to_thread);
        });
    });
}

#[test]
fn wakers_that_are_kept_are_woken_after_the_group_is_gone() {
    let rounds = if cfg!(miri) { 2 } else { 100 };
    for round in 0..rounds {
        let (task, remotes) = (Task::new(), [Remote::new(0), Remote::new(1), Remote::new(2)]);
        let mut group = Group::with_capacity(1 + round % 4);
        group.extend(remotes.iter().map(Remote::child));
        assert!(task.poll(pin!(group.next())).is_pending());
        thread::scope(|s| {
            for remote in &remotes {
                s.spawn(|| {
                    let waker = remote.waker().unwrap();
                    waker.wake_by_ref();
                    let another = waker.clone();
                    waker.wake();
                    drop(another);
                    remote.wake();
                });
            }
            s.spawn(|| drop(group));
        });
        drop(remotes);
        assert_eq!(task.alive(), 0, "nobody has a waker of the task");
    }
}
