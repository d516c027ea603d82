//! Futures of this crate together, in a task that has to be `Send`: it is enough that this compiles.
//!
//! The compiler forgets lifetimes when it asks whether a task is `Send`; a future whose type names one twice is
//! not known to be a future then, and cannot be in a combinator.

use std::sync::Arc;
use std::time::Duration;

use wakeful::channel::{broadcast, exchange, mpmc, mpsc, oneshot, rendezvous, spsc, watch};
use wakeful::future::{Join, Race, Select};
use wakeful::sync::{Barrier, Condvar, Latch, ManualResetEvent, Mutex, Notify, RwLock, Semaphore};
use wakeful::time::{sleep, timeout};

use crate::kit::run;

fn sent<T: Send>(value: T) -> T {
    value
}

#[test]
fn locks_can_be_waited_for_together() {
    run(sent(async {
        let mutexes = [Mutex::new(1), Mutex::new(2)];
        let [a, b] = mutexes.each_ref().map(Mutex::lock).join().await;
        assert_eq!(*a + *b, 3);
        drop((a, b));
        let mut race = std::pin::pin!(mutexes.each_ref().map(Mutex::lock).race());
        assert!(race.as_mut().winners().next().await.is_some());
        let select = mutexes.each_ref().map(Mutex::lock).map(Box::pin).select();
        drop(select.await);
        let (rw, semaphore) = ([(); 3].map(RwLock::new), Semaphore::new(2));
        let all = (
            rw[0].read(),
            rw[1].upgradable_read(),
            rw[2].write(),
            semaphore.acquire(),
            semaphore.acquire_many(1),
        );
        let (_, upgradable, ..) = all.join().await;
        let _ = (upgradable.upgrade(), async {}).join().await;
        let (mutex, rw) = (Arc::new(Mutex::new(1)), Arc::new(RwLock::new(2)));
        let both = (mutex.lock_owned(), rw.read_owned()).join().await;
        assert_eq!(*both.0 + *both.1, 3);
    }));
}

#[test]
fn signals_can_be_waited_for_together() {
    run(sent(async {
        let (event, latch, notify) = (ManualResetEvent::new(true), Latch::new(0), Notify::new());
        notify.notify_one();
        (event.wait(), latch.wait(), notify.notified()).join().await;
        let barrier = Barrier::new(2);
        (barrier.wait(), barrier.wait()).join().await;
        let (mutex, condvar) = (Mutex::new(1), Condvar::new());
        let guard = mutex.lock().await;
        let _ = (condvar.wait_while(guard, |_| false), async {}).join().await;
    }));
}

#[test]
fn channels_can_be_waited_for_together() {
    run(sent(async {
        let (tx, rx) = mpmc::channel::<u32>(1);
        (tx.send(1), rx.recv()).join().await.0.unwrap();
        let (tx, mut rx) = mpsc::channel::<u32>(1);
        (tx.send(1), rx.recv()).join().await.0.unwrap();
        let (mut tx, mut rx) = spsc::channel::<u32>(1);
        (tx.send(1), rx.recv()).join().await.0.unwrap();
        let (tx, mut rx) = watch::channel::<u32>(1);
        tx.send(1).unwrap();
        (rx.changed(), async {}).join().await.0.unwrap();
        let (tx, mut rx) = broadcast::channel::<u32>(1);
        let _ = (tx.send(1), rx.recv()).join().await;
        let (tx, rx) = oneshot::channel::<u32>();
        tx.send(1).unwrap();
        (rx, async {}).join().await.0.unwrap();
        let (tx, rx) = rendezvous::channel::<u32>();
        (tx.send(1), rx.recv()).join().await.0.unwrap();
        let place = exchange::Exchange::<u32>::new();
        (place.exchange(1), place.exchange(2)).join().await;
    }));
}

#[test]
fn timers_can_be_waited_for_together() {
    run(sent(async {
        let mutex = Mutex::new(1);
        let short = Duration::from_micros(1);
        (sleep(short), timeout(short, mutex.lock())).join().await.1.map(drop).unwrap();
    }));
}
