//! What children borrow.

use std::cell::{Cell, RefCell};
use std::pin::pin;

use wakeful::executor::scope::local;
use wakeful::executor::{block_on, scope};
use wakeful::future::{Join, Race, yield_now};
use wakeful::sync::Mutex;

use crate::support::{Remote, Task};

#[test]
fn children_borrow_what_outlives_the_scope() {
    let words = vec![String::from("a"), String::from("bb"), String::from("ccc")];
    let mut longest = 0;
    let lengths = block_on(scope(async |s| {
        let handles = words.iter().map(|word| {
            s.spawn(async move {
                yield_now().await;
                word.len()
            })
        });
        let handles: Vec<_> = handles.collect();
        let mut lengths = Vec::new();
        for handle in handles {
            lengths.push(handle.await.unwrap());
        }
        longest = *lengths.iter().max().unwrap();
        lengths
    }));
    assert_eq!((lengths, longest), (vec![1, 2, 3], 3));
    drop(words);
}

#[test]
fn one_child_has_something_for_itself() {
    let (mut left, mut right) = ([1, 2], [3, 4]);
    block_on(scope(async |s| {
        let (left, right) = (&mut left, &mut right);
        s.spawn(async move { left[0] = 5 }).detach();
        s.spawn(async move { right[1] = 6 }).detach();
        s.wait_all().await;
    }));
    assert_eq!((left, right), ([5, 2], [3, 6]));
}

#[test]
fn scopes_nest_and_inner_children_borrow_from_the_outer_body() {
    let count = Cell::new(0);
    block_on(local::scope(async |outer| {
        let step = Cell::new(1);
        local::scope(async |inner| {
            for _ in 0..3 {
                inner.spawn(async { count.set(count.get() + step.get()) }).detach();
            }
            inner.wait_all().await;
        })
        .await;
        let count = &count;
        let child = outer.spawn(async move {
            let own = Cell::new(10);
            local::scope(async |inner| {
                inner.spawn(async { count.set(count.get() + own.get()) }).await.unwrap();
            })
            .await;
        });
        child.await.unwrap();
    }));
    assert_eq!(count.get(), 13);
}

#[test]
fn scopes_run_in_a_join_and_lose_a_race() {
    let (mutex, remote) = (Mutex::new(0), Remote::new(0));
    let add = || {
        scope(async |s| {
            for _ in 0..3 {
                s.spawn(async { *mutex.lock().await += 1 }).detach();
            }
            s.wait_all().await;
        })
    };
    block_on((add(), add()).join());
    assert_eq!(*mutex.try_lock().unwrap(), 6);
    let never = scope(async |s| {
        s.spawn(remote.child()).detach();
        s.wait_all().await;
        "never"
    });
    let later = async {
        yield_now().await;
        "now"
    };
    assert_eq!(block_on((never, later).race()), "now");
    assert_eq!((remote.polls(), remote.drops()), (1, 1));
}

#[test]
fn children_spawn_each_other() {
    fn dive<'env>(s: &local::Scope<'env>, depth: u32, log: &'env RefCell<Vec<u32>>) {
        let again = s.clone();
        s.spawn(async move {
            log.borrow_mut().push(depth);
            yield_now().await;
            if depth > 0 {
                dive(&again, depth - 1, log);
            }
        })
        .detach();
    }
    let log = RefCell::new(Vec::new());
    block_on(local::scope(async |s| {
        dive(&s, 20, &log);
        s.wait_all().await;
    }));
    assert!(log.into_inner().into_iter().eq((0..=20).rev()));
}

#[test]
#[cfg_attr(miri, ignore = "it leaks what it forgets")]
fn a_scope_that_is_forgotten_touches_nothing_any_more() {
    let (task, remote) = (Task::new(), Remote::new(0));
    let mut value = String::from("borrowed");
    let child = remote.child();
    let mut running = Box::pin(scope(async |s| {
        let value = &mut value;
        s.spawn(async move {
            child.await;
            value.push('!');
        })
        .detach();
        s.wait_all().await;
    }));
    assert!(task.poll(running.as_mut()).is_pending());
    std::mem::forget(running);
    value.push('?');
    remote.finish();
    assert_eq!(value, "borrowed?");
    assert_eq!((remote.polls(), remote.drops()), (1, 0));
}

#[test]
fn dropped_at_any_await_a_scope_drops_all() {
    for polls in 0..6 {
        let (task, remotes) = (Task::new(), [0, 1, 2].map(Remote::new));
        let late = remotes[2].child();
        let mut late = Some(late);
        {
            let mut running = pin!(local::scope(async |s| {
                let _handle = s.spawn(remotes[0].child());
                yield_now().await;
                let again = s.clone();
                let (second, late) = (remotes[1].child(), late.take());
                s.spawn(async move {
                    again.spawn(second).detach();
                    yield_now().await;
                    again.spawn(late.unwrap()).await.unwrap();
                })
                .detach();
                s.wait_all().await;
            }));
            for _ in 0..polls {
                assert!(task.poll(running.as_mut()).is_pending());
            }
        }
        let spawned = remotes.iter().map(|remote| remote.drops()).sum::<usize>();
        drop(late);
        assert!(remotes.iter().all(|remote| remote.drops() <= 1), "after {polls} polls");
        assert_eq!(spawned, [0, 1, 3, 3, 3, 3][polls], "after {polls} polls");
        // Wakers that are left wake nobody, and keep nothing.
        remotes.iter().for_each(|remote| remote.finish());
        drop(remotes);
        assert_eq!(task.alive(), 0);
    }
}
