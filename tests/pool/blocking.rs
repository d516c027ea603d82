//! Tasks that block their thread, and users who take part.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;

use wakeful::executor::{Shutdown, block_on};

use super::support::{LONG, ends, pool, yields};

#[test]
fn what_a_worker_was_to_poll_next_is_handed_over_when_it_blocks() {
    ends(|| {
        let pool = pool(2);
        let spawner = pool.spawner();
        let outer = pool.spawn(async move {
            // It is in the slot of this worker, which nobody steals from.
            let inner = spawner.spawn(async { 1 });
            block_on(async { inner.await.unwrap() + 1 })
        });
        assert_eq!(block_on(outer).unwrap(), 2);
    });
}

#[test]
fn what_a_worker_was_to_poll_next_is_handed_over_when_it_shuts_another_pool_down() {
    ends(|| {
        let (outer, inner) = (pool(2), pool(1));
        let spawner = outer.spawner();
        let done = outer.spawn(async move {
            // It is in the slot of this worker, and the other pool has a task that waits for it.
            let first = spawner.spawn(async { 1 });
            let second = inner.spawn(async { first.await.unwrap() + 1 });
            inner.shutdown(Shutdown::Wait(4 * LONG));
            second.await
        });
        assert_eq!(block_on(done).unwrap().unwrap(), 2);
    });
}

#[cfg_attr(miri, ignore = "others go the same ways")]
#[test]
fn tasks_that_wait_behind_a_blocked_worker_are_stolen() {
    ends(|| {
        let pool = pool(2);
        let spawner = pool.spawner();
        let (sender, receiver) = mpsc::channel();
        let blocked = pool.spawn(async move {
            for n in 0..3 {
                let sender = sender.clone();
                spawner
                    .spawn(async move {
                        yields().await;
                        sender.send(n).unwrap();
                    })
                    .detach();
            }
            block_on(yields());
            // The last one is in the slot until this ends: two are enough.
            let _ = (receiver.recv().unwrap(), receiver.recv().unwrap());
        });
        block_on(blocked).unwrap();
    });
}

#[cfg_attr(miri, ignore = "others go the same ways")]
#[test]
fn who_takes_the_token_of_a_thread_takes_no_wake_up() {
    ends(|| {
        let pool = pool(1);
        let parks = Arc::new(AtomicUsize::new(0));
        let rounds = if cfg!(miri) { 5 } else { 200 };
        for _ in 0..rounds {
            let parks = parks.clone();
            let task = pool.spawn(async move {
                let worker = thread::current();
                yields().await;
                // The token is the user's: what was put there is there later, and nothing else.
                worker.unpark();
                yields().await;
                thread::park();
                parks.fetch_add(1, Ordering::Relaxed);
            });
            block_on(task).unwrap();
        }
        assert_eq!(parks.load(Ordering::Relaxed), rounds);
    });
}
