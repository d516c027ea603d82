//! A pool ends whatever its tasks do, and leaves nothing.

use std::future::pending;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::Duration;

use wakeful::executor::{Shutdown, Spawner, ThreadPool, block_on};

use super::support::{Alive, LONG, count, ends, leave_waker, pool, wait_until, yields};

/// Tasks that wait, that wake themselves for ever, and that nobody has polled yet.
fn populate(pool: &ThreadPool, alive: &Alive) {
    for n in 0..if cfg!(miri) { 9 } else { 300 } {
        let token = alive.clone();
        pool.spawn(async move {
            let _token = token;
            match n % 3 {
                0 => pending().await,
                1 => loop {
                    yields().await;
                },
                _ => yields().await,
            }
        })
        .detach();
    }
}

fn leaves_nothing(end: impl Fn(ThreadPool) + Send + Sync + Copy + 'static) {
    for threads in if cfg!(miri) { 2..3 } else { 1..4 } {
        ends(move || {
            let (pool, alive) = (pool(threads), Alive::default());
            populate(&pool, &alive);
            end(pool);
            assert_eq!(alive.count(), 0);
        });
    }
}

#[test]
fn a_shutdown_drops_all_tasks() {
    leaves_nothing(|pool| pool.shutdown(Shutdown::Cancel));
}

#[cfg_attr(miri, ignore = "others go the same ways")]
#[test]
fn a_drop_drops_all_tasks() {
    leaves_nothing(drop);
}

#[cfg_attr(miri, ignore = "others go the same ways")]
#[test]
fn a_shutdown_that_waits_gives_up() {
    leaves_nothing(|pool| pool.shutdown(Shutdown::Wait(Duration::from_millis(5))));
}

#[test]
fn a_shutdown_waits_for_tasks_that_wait_for_others() {
    ends(|| {
        let pool = pool(2);
        let (spawner, done) = (pool.spawner(), Arc::new(AtomicUsize::new(0)));
        let (sender, receiver) = mpsc::channel::<std::task::Waker>();
        let counter = done.clone();
        pool.spawn(async move {
            let mut told = false;
            std::future::poll_fn(|cx| {
                if std::mem::replace(&mut told, true) {
                    return std::task::Poll::Ready(());
                }
                sender.send(cx.waker().clone()).unwrap();
                std::task::Poll::Pending
            })
            .await;
            count(&counter);
            let later = counter.clone();
            spawner
                .spawn(async move {
                    yields().await;
                    count(&later);
                })
                .detach();
        })
        .detach();
        let thread = thread::spawn(move || {
            let waker = receiver.recv().unwrap();
            thread::sleep(Duration::from_millis(2));
            waker.wake();
        });
        pool.shutdown(Shutdown::Wait(LONG));
        assert_eq!(done.load(Ordering::Relaxed), 2);
        thread.join().unwrap();
    });
}

#[cfg_attr(miri, ignore = "others go the same ways")]
#[test]
fn a_shutdown_of_an_idle_pool_waits_for_nothing() {
    ends(|| {
        let pool = pool(2);
        block_on(pool.spawn(yields())).unwrap();
        pool.shutdown(Shutdown::Wait(Duration::MAX));
    });
}

/// Spawns another one when it is dropped.
struct Respawn {
    spawner: Spawner,
    alive: Alive,
    again: usize,
}

impl Drop for Respawn {
    fn drop(&mut self) {
        if self.again > 0 {
            let (spawner, alive) = (self.spawner.clone(), self.alive.clone());
            let next = Self { spawner, alive, again: self.again - 1 };
            let task = async move {
                let _next = next;
                pending::<()>().await;
            };
            self.spawner.spawn(task).detach();
        }
    }
}

#[test]
fn tasks_that_spawn_while_the_pool_ends_are_dropped() {
    for threads in if cfg!(miri) { 2..3 } else { 1..3 } {
        ends(move || {
            let (pool, alive) = (pool(threads), Alive::default());
            for _ in 0..5 {
                let spawner = pool.spawner();
                let respawn = Respawn { spawner, alive: alive.clone(), again: 4 };
                let spawner = pool.spawner();
                let token = alive.clone();
                pool.spawn(async move {
                    let _held = (respawn, token.clone());
                    loop {
                        let token = token.clone();
                        spawner
                            .spawn(async move {
                                let _token = token;
                                yields().await;
                            })
                            .detach();
                        yields().await;
                    }
                })
                .detach();
            }
            thread::yield_now();
            pool.shutdown(Shutdown::Cancel);
            assert_eq!(alive.count(), 0);
        });
    }
}

#[test]
fn other_threads_spawn_while_the_pool_ends() {
    ends(|| {
        for _ in 0..if cfg!(miri) { 2 } else { 30 } {
            let (pool, alive) = (pool(2), Alive::default());
            let stop = Arc::new(AtomicBool::new(false));
            let (spawner, token, until) = (pool.spawner(), alive.clone(), stop.clone());
            let thread = thread::spawn(move || {
                let mut handles = Vec::new();
                while !until.load(Ordering::Relaxed) {
                    let token = token.clone();
                    handles.push(spawner.spawn(async move {
                        let _token = token;
                        pending::<()>().await;
                    }));
                    thread::yield_now();
                }
                handles
            });
            thread::yield_now();
            pool.shutdown(Shutdown::Cancel);
            stop.store(true, Ordering::Relaxed);
            for handle in thread.join().unwrap() {
                assert!(block_on(handle).unwrap_err().is_cancelled());
            }
            assert_eq!(alive.count(), 0);
        }
    });
}

#[cfg_attr(miri, ignore = "others go the same ways")]
#[test]
fn a_spawner_that_outlives_its_pool_cancels() {
    let pool = pool(1);
    let spawner = pool.spawner();
    drop(pool);
    assert!(block_on(spawner.spawn(async {})).unwrap_err().is_cancelled());
}

#[test]
fn wakers_outlive_their_pool() {
    ends(|| {
        let (pool, wakers) = (pool(2), Arc::new(Mutex::new(Vec::new())));
        let many = if cfg!(miri) { 4 } else { 100 };
        for _ in 0..many {
            pool.spawn(leave_waker(wakers.clone())).detach();
        }
        wait_until(|| wakers.lock().unwrap().len() >= many);
        let others: Vec<_> = wakers.lock().unwrap().clone();
        let stop = Arc::new(AtomicBool::new(false));
        let until = stop.clone();
        let thread = thread::spawn(move || {
            while !until.load(Ordering::Relaxed) {
                others.iter().for_each(std::task::Waker::wake_by_ref);
            }
        });
        pool.shutdown(Shutdown::Cancel);
        stop.store(true, Ordering::Relaxed);
        thread.join().unwrap();
        for waker in wakers.lock().unwrap().drain(..) {
            let other = waker.clone();
            waker.wake_by_ref();
            other.wake();
        }
    });
}

/// Ends `pool` in one of its own tasks.
fn ends_itself(end: fn(ThreadPool)) {
    for threads in if cfg!(miri) { 2..3 } else { 1..3 } {
        ends(move || {
            let (pool, alive) = (pool(threads), Alive::default());
            populate(&pool, &alive);
            let (spawner, done) = (pool.spawner(), Arc::new(AtomicBool::new(false)));
            let told = done.clone();
            spawner
                .spawn(async move {
                    yields().await;
                    end(pool);
                    told.store(true, Ordering::Relaxed);
                })
                .detach();
            wait_until(|| done.load(Ordering::Relaxed) && alive.count() == 0);
        });
    }
}

#[test]
fn a_task_drops_its_own_pool() {
    ends_itself(drop);
}

#[cfg_attr(miri, ignore = "others go the same ways")]
#[test]
fn a_task_shuts_its_own_pool_down() {
    ends_itself(|pool| pool.shutdown(Shutdown::Cancel));
    ends_itself(|pool| pool.shutdown(Shutdown::Wait(LONG)));
}

#[cfg_attr(miri, ignore = "others go the same ways")]
#[test]
fn a_task_that_is_dropped_with_its_pool_owns_the_pool() {
    ends(|| {
        let (owner, alive) = (pool(1), Alive::default());
        let spawner = owner.spawner();
        populate(&owner, &alive);
        let (sender, receiver) = mpsc::channel();
        let task = spawner.spawn(async move {
            let _owner = owner;
            sender.send(()).unwrap();
            pending::<()>().await;
        });
        receiver.recv().unwrap();
        assert!(block_on(task.cancel()).is_err());
        wait_until(|| alive.count() == 0);
    });
}

#[cfg_attr(miri, ignore = "others go the same ways")]
#[test]
fn a_long_chain_of_destructors_that_spawn_needs_no_stack() {
    ends(|| {
        let (pool, alive) = (pool(1), Alive::default());
        let spawner = pool.spawner();
        let respawn = Respawn { spawner, alive: alive.clone(), again: 20_000 };
        let task = async move {
            let _respawn = respawn;
            pending::<()>().await;
        };
        pool.spawn(task).detach();
        block_on(pool.spawn(yields())).unwrap();
        pool.shutdown(Shutdown::Cancel);
        assert_eq!(alive.count(), 0);
    });
}
