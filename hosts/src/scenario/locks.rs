//! Locks, semaphores, cells that are filled once.

use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::SeqCst;

use wakeful::future::yield_now;

use super::flavor::sync::{
    Condvar, Lazy, Mutex, MutexGuard, OnceCell, OwnedMutexGuard, RwLock, Semaphore,
};
use super::flavor::{Host, Owner};
use super::{Step, all, spawn_many};

pub(super) const STEPS: &[Step] = &[
    Step(
        &["Mutex", "MutexGuard", "OwnedMutexGuard", "MappedMutexGuard", "OwnedMappedMutexGuard"],
        |host| Box::pin(mutex(host)),
    ),
    Step(
        &[
            "RwLock",
            "RwLockReadGuard",
            "RwLockUpgradableReadGuard",
            "RwLockWriteGuard",
            "OwnedRwLockReadGuard",
            "OwnedRwLockUpgradableReadGuard",
            "OwnedRwLockWriteGuard",
        ],
        |host| Box::pin(rwlock(host)),
    ),
    Step(&["Semaphore", "SemaphorePermit", "Permit", "OwnedSemaphorePermit"], |host| {
        Box::pin(semaphore(host))
    }),
    Step(&["Condvar"], |host| Box::pin(condvar(host))),
    Step(&["OnceCell"], |host| Box::pin(once_cell(host))),
    Step(&["Lazy"], |host| Box::pin(lazy(host))),
];

const ROUNDS: u32 = 20;

async fn mutex(host: Host) {
    let counts = Owner::new(Mutex::new((0, 0)));
    let tasks = spawn_many(&host, 4, |host, number| {
        let counts = counts.clone();
        host.spawn(async move {
            for _ in 0..ROUNDS {
                // Others ask while this one has it.
                if number % 2 == 0 {
                    let mut guard = counts.lock().await;
                    let before = guard.0;
                    yield_now().await;
                    guard.0 = before + 1;
                } else {
                    let guard = counts.lock_owned().await;
                    let mut first = OwnedMutexGuard::map(guard, |two| &mut two.0);
                    let before = *first;
                    yield_now().await;
                    *first = before + 1;
                }
            }
        })
    });
    all(tasks).await;
    let guard = counts.lock().await;
    let first = MutexGuard::map(guard, |two| &mut two.0);
    assert_eq!(*first, 4 * ROUNDS);
}

async fn rwlock(host: Host) {
    let pair = Owner::new(RwLock::new((0, 0)));
    let tasks = spawn_many(&host, 6, |host, number| {
        let pair = pair.clone();
        host.spawn(async move {
            for _ in 0..ROUNDS {
                match number {
                    0 => {
                        let mut guard = pair.write().await;
                        guard.0 += 1;
                        yield_now().await;
                        guard.1 += 1;
                    }
                    1 => {
                        let mut guard = pair.write_owned().await;
                        guard.0 += 1;
                        yield_now().await;
                        guard.1 += 1;
                    }
                    2 => {
                        let guard = pair.upgradable_read().await;
                        let before = *guard;
                        yield_now().await;
                        let mut guard = guard.upgrade().await;
                        assert_eq!(*guard, before, "nobody wrote in between");
                        *guard = (before.0 + 1, before.1 + 1);
                    }
                    3 => {
                        let guard = pair.upgradable_read_owned().await;
                        assert_eq!(guard.0, guard.1);
                    }
                    4 => {
                        let guard = pair.read_owned().await;
                        yield_now().await;
                        assert_eq!(guard.0, guard.1);
                    }
                    _ => {
                        let guard = pair.read().await;
                        yield_now().await;
                        assert_eq!(guard.0, guard.1);
                    }
                }
            }
        })
    });
    all(tasks).await;
    assert_eq!(*pair.read().await, (3 * ROUNDS, 3 * ROUNDS));
}

async fn semaphore(host: Host) {
    let permits = Owner::new(Semaphore::new(3));
    let inside = Owner::new(AtomicUsize::new(0));
    let tasks = spawn_many(&host, 5, |host, number| {
        let (permits, inside) = (permits.clone(), inside.clone());
        host.spawn(async move {
            let work = async |n: usize| {
                assert!(inside.fetch_add(n, SeqCst) + n <= 3);
                yield_now().await;
                inside.fetch_sub(n, SeqCst);
            };
            for _ in 0..ROUNDS {
                if number == 0 {
                    let _both = permits.acquire_many(2).await.unwrap();
                    work(2).await;
                } else {
                    let _one = permits.acquire_owned().await.unwrap();
                    work(1).await;
                }
            }
        })
    });
    all(tasks).await;
    assert_eq!(permits.available_permits(), 3);

    // Closed while somebody waits.
    let all_three = permits.acquire_many(3).await.unwrap();
    let waiter = host.spawn({
        let permits = permits.clone();
        async move { permits.acquire().await.is_err() }
    });
    yield_now().await;
    permits.close();
    assert_eq!(waiter.await, Ok(true));
    drop(all_three);
}

async fn condvar(host: Host) {
    let queue = Owner::new((Mutex::new(Vec::new()), Condvar::new()));
    let takers = spawn_many(&host, 3, |host, _| {
        let queue = queue.clone();
        host.spawn(async move {
            let (items, filled) = &*queue;
            let mut sum = 0;
            loop {
                let guard = items.lock().await;
                let mut items = filled.wait_while(guard, |items| items.is_empty()).await;
                match items.pop().expect("it is not empty") {
                    0 => return sum,
                    item => sum += item,
                }
            }
        })
    });
    let (items, filled) = &*queue;
    for item in 1..=ROUNDS {
        items.lock().await.push(item);
        filled.notify_one();
        yield_now().await;
    }
    // What is left is in front of the ends.
    items.lock().await.splice(0..0, [0, 0, 0]);
    filled.notify_all();
    assert_eq!(all(takers).await.iter().sum::<u32>(), ROUNDS * (ROUNDS + 1) / 2);
}

async fn once_cell(host: Host) {
    let (cell, made) = (Owner::new(OnceCell::new()), Owner::new(AtomicUsize::new(0)));
    let tasks = spawn_many(&host, 4, |host, number| {
        let (cell, made) = (cell.clone(), made.clone());
        host.spawn(async move {
            let make = || async move {
                made.fetch_add(1, SeqCst);
                yield_now().await;
                number
            };
            *cell.get_or_init(make).await
        })
    });
    let seen = all(tasks).await;
    assert!(seen.iter().all(|value| value == &seen[0]), "{seen:?}");
    assert_eq!((made.load(SeqCst), cell.get()), (1, Some(&seen[0])));
}

async fn lazy(host: Host) {
    async fn make() -> Owner<str> {
        yield_now().await;
        "made".into()
    }
    let lazy = Owner::new(Lazy::new(make));
    let tasks = spawn_many(&host, 4, |host, _| {
        let lazy = lazy.clone();
        host.spawn(async move { lazy.get().await.clone() })
    });
    let seen = all(tasks).await;
    assert!(seen.iter().all(|value| Owner::ptr_eq(value, &seen[0])), "made once");
}
