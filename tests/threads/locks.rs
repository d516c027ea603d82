//! Locks: exclusion holds and nobody is forgotten, with cancelled waiters among the others.

use wakeful::executor::block_on;
use wakeful::lock::{RawLock, StdLock};
use wakeful::sync::generic::{Condvar, Mutex, OnceCell, RwLock, Semaphore};

use super::{ROUNDS, THREADS, give_up, on_threads};

fn a_mutex_counts_every_round<L: RawLock + Send + Sync>(mutex: Mutex<usize, L>) {
    on_threads(|thread, round| {
        if (thread + round) % 3 == 0 {
            drop(give_up(mutex.lock()));
        }
        block_on(async {
            let mut count = mutex.lock().await;
            let seen = *count;
            std::hint::black_box(&count);
            *count = seen + 1;
        });
    });
    assert_eq!(mutex.into_inner(), ROUNDS * THREADS);
}

#[test]
fn mutex_counts_every_round() {
    a_mutex_counts_every_round::<StdLock>(Mutex::new(0));
}

#[test]
fn fair_mutex_counts_every_round() {
    a_mutex_counts_every_round::<StdLock>(Mutex::fair(0));
}

#[test]
#[cfg(feature = "critical-section")]
fn critical_mutex_counts_every_round() {
    a_mutex_counts_every_round::<wakeful::lock::CriticalSectionLock>(Mutex::new(0));
}

// parking_lot keeps pointers in integers, which strict provenance forbids.
#[test]
#[cfg(all(feature = "lock_api", not(miri)))]
fn mutex_over_parking_lot_counts_every_round() {
    a_mutex_counts_every_round::<wakeful::lock::LockApi<parking_lot::RawMutex>>(Mutex::new(0));
}

#[test]
#[cfg(feature = "lock_api")]
fn mutex_over_a_spin_lock_counts_every_round() {
    a_mutex_counts_every_round::<wakeful::lock::LockApi<spin::Mutex<()>>>(Mutex::new(0));
}

#[test]
fn rwlock_readers_see_whole_writes() {
    let lock: RwLock<(usize, usize), StdLock> = RwLock::new((0, 0));
    on_threads(|thread, round| {
        block_on(async {
            match (thread + round) % 4 {
                0 => {
                    let mut both = lock.write().await;
                    both.0 += 1;
                    both.1 += 1;
                }
                1 => {
                    let seen = lock.upgradable_read().await;
                    assert_eq!(seen.0, seen.1);
                    let mut both = seen.upgrade().await;
                    both.0 += 1;
                    both.1 += 1;
                    let both = both.downgrade();
                    assert_eq!(both.0, both.1);
                }
                2 => drop(give_up(lock.write())),
                _ => {
                    let both = lock.read().await;
                    assert_eq!(both.0, both.1);
                }
            }
        });
    });
    assert!(lock.try_write().is_ok(), "somebody is still counted as a holder");
    let both = lock.into_inner();
    assert_eq!(both.0, both.1);
}

#[test]
fn an_upgrade_that_gives_up_leaves_the_lock_free() {
    let lock: RwLock<usize, StdLock> = RwLock::new(0);
    on_threads(|thread, round| {
        block_on(async {
            if (thread + round) % 2 == 0 {
                drop(lock.read().await);
            } else {
                let seen = lock.upgradable_read().await;
                drop(give_up(seen.upgrade()));
            }
        });
    });
    assert!(lock.try_write().is_ok());
}

#[test]
fn a_semaphore_keeps_its_permits() {
    let semaphore: Semaphore<StdLock> = Semaphore::new(3);
    on_threads(|thread, round| {
        let n = ((thread + round) % 3 + 1) as u32;
        if round % 5 == 0 {
            drop(give_up(semaphore.acquire_many(n)));
        }
        let mut permit = block_on(semaphore.acquire_many(n)).expect("nobody closes it");
        drop(permit.split(1));
    });
    assert_eq!(semaphore.available_permits(), 3);
}

#[test]
fn a_closed_semaphore_lets_everybody_go() {
    for _ in 0..ROUNDS / 8 + 1 {
        let semaphore: Semaphore<StdLock> = Semaphore::new(0);
        std::thread::scope(|scope| {
            for _ in 0..THREADS {
                scope.spawn(|| assert!(block_on(semaphore.acquire()).is_err()));
            }
            scope.spawn(|| semaphore.close());
        });
    }
}

#[test]
fn a_queue_of_a_mutex_and_a_condition_variable_loses_nothing() {
    let queue: Mutex<Vec<usize>, StdLock> = Mutex::new(Vec::new());
    let (filled, room) = (Condvar::new(), Condvar::new());
    let taken = Mutex::<usize, StdLock>::new(0);
    std::thread::scope(|scope| {
        for producer in 0..2 {
            let (queue, filled, room) = (&queue, &filled, &room);
            scope.spawn(move || {
                for round in 0..ROUNDS {
                    block_on(async {
                        let full = |queue: &mut Vec<usize>| queue.len() == 2;
                        let mut queue = room.wait_while(queue.lock().await, full).await;
                        queue.push(round);
                        match (producer + round) % 2 {
                            0 => filled.notify_one(),
                            _ => filled.notify_all(),
                        }
                    });
                }
            });
        }
        for _ in 0..2 {
            let (queue, filled, room, taken) = (&queue, &filled, &room, &taken);
            scope.spawn(move || {
                for round in 0..ROUNDS {
                    block_on(async {
                        if round % 3 == 0 {
                            // A waiter that gives up passes its notification on.
                            drop(give_up(filled.wait(queue.lock().await)));
                        }
                        let empty = |queue: &mut Vec<usize>| queue.is_empty();
                        let mut queue = filled.wait_while(queue.lock().await, empty).await;
                        queue.pop();
                        room.notify_one();
                        *taken.lock().await += 1;
                    });
                }
            });
        }
    });
    assert_eq!(taken.into_inner(), 2 * ROUNDS);
    assert!(queue.into_inner().is_empty());
}

#[test]
fn a_once_cell_is_filled_once() {
    for _ in 0..ROUNDS / 8 + 1 {
        let cell: OnceCell<usize, StdLock> = OnceCell::new();
        std::thread::scope(|scope| {
            for thread in 0..THREADS {
                let cell = &cell;
                scope.spawn(move || {
                    let _ = give_up(cell.get_or_init(std::future::pending));
                    let value = block_on(cell.get_or_init(|| async move { thread }));
                    assert_eq!(cell.get(), Some(value));
                });
            }
        });
    }
}

#[test]
#[cfg(feature = "critical-section")]
fn a_lock_can_be_printed_while_another_thread_holds_it() {
    use wakeful::lock::{CriticalSectionLock, Locked};
    let count: Locked<usize, CriticalSectionLock> = Locked::new(0);
    on_threads(|thread, _| match thread {
        0 => drop(format!("{:?}", count.lock())),
        _ => count.with(|count| *count += 1),
    });
    assert_eq!(count.with(|count| *count), ROUNDS * (THREADS - 1));
}
