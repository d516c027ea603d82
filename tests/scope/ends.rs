//! How a scope ends.

use std::pin::pin;

use wakeful::executor::block_on;
use wakeful::executor::scope::generic::{Local, Threads};
use wakeful::executor::scope::local;
use wakeful::future::yield_now;

use crate::flavors::{Any, each};
use crate::support::{Remote, Task};

fn all_children_are_gone_when_a_scope_is_ready<K: Any>() {
    let (task, remotes) = (Task::new(), [0, 1].map(Remote::new));
    let mut running = pin!(K::open(async |s| {
        s.spawn(remotes[0].child()).detach();
        yield_now().await;
        // This one was never polled.
        s.spawn(remotes[1].child()).detach();
    }));
    assert!(task.poll(running.as_mut()).is_pending());
    assert!(task.poll(running.as_mut()).is_ready());
    assert_eq!(remotes.each_ref().map(|remote| remote.drops()), [1, 1]);
    assert_eq!(remotes.each_ref().map(|remote| remote.polls()), [1, 0]);
}

#[test]
fn no_child_outlives_its_scope() {
    each(
        all_children_are_gone_when_a_scope_is_ready::<Local>,
        all_children_are_gone_when_a_scope_is_ready::<Threads>,
    );
}

#[test]
fn a_scope_that_was_never_polled_runs_nothing() {
    drop(local::scope(async |_| unreachable!("never polled")));
}

#[test]
fn what_a_destructor_spawns_is_dropped_too() {
    struct Spawns<'env>(local::Scope<'env>, &'env Remote, Option<crate::support::Child>);
    impl Drop for Spawns<'_> {
        fn drop(&mut self) {
            drop(self.0.spawn(std::future::ready(self.1.id)));
            drop(self.2.take());
        }
    }
    let remote = Remote::new(0);
    block_on(local::scope(async |s| {
        let spawns = Spawns(s.clone(), &remote, Some(remote.child()));
        s.spawn(async move {
            let _spawns = spawns;
            std::future::pending::<()>().await;
        })
        .detach();
        yield_now().await;
    }));
    assert_eq!(remote.drops(), 1);
}

#[test]
fn wait_all_waits_for_those_too_that_come_meanwhile() {
    let remote = Remote::new(0);
    block_on(local::scope(async |s| {
        let (again, remote) = (s.clone(), &remote);
        s.spawn(async move {
            yield_now().await;
            again.spawn(async move { remote.finish() }).detach();
            again.spawn(remote.child()).detach();
        })
        .detach();
        assert_eq!(s.len(), 1);
        s.wait_all().await;
        assert_eq!((s.len(), remote.drops()), (0, 1));
        s.wait_all().await;
    }));
}
