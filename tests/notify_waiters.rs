//! `notify_waiters` wakes all who wait, whatever others do between two batches of its wake-ups.

#![cfg(feature = "std")]

use std::cell::RefCell;
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Wake, Waker};

use wakeful::sync::Notify;

/// A waker that does something when it is woken first, as another thread might at that moment.
struct Meddler {
    wakes: AtomicUsize,
    act: Mutex<Option<Box<dyn FnOnce() + Send>>>,
}

impl Wake for Meddler {
    fn wake(self: Arc<Self>) {
        self.wakes.fetch_add(1, Ordering::Relaxed);
        let act = self.act.lock().expect("nobody panics").take();
        if let Some(act) = act {
            act();
        }
    }
}

type Kept = Vec<Pin<Box<dyn Future<Output = ()>>>>;

std::thread_local! {
    static KEPT: RefCell<Kept> = const { RefCell::new(Vec::new()) };
}

#[test]
fn a_newcomer_that_notify_last_raised_keeps_nobody_asleep() {
    static NOTIFY: Notify = Notify::new();
    fn newcomer_is_raised() {
        let mut future: Pin<Box<dyn Future<Output = ()>>> = Box::pin(NOTIFY.notified());
        assert!(future.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        KEPT.with_borrow_mut(|kept| kept.push(future));
        NOTIFY.notify_last();
    }
    fn another_takes_its_permit() {
        if format!("{NOTIFY:?}").contains("true") {
            let taken = pin!(NOTIFY.notified()).poll(&mut Context::from_waker(Waker::noop()));
            assert!(taken.is_ready());
        }
    }
    let meddlers: Vec<Arc<Meddler>> = (0..40)
        .map(|index| {
            let act: Option<Box<dyn FnOnce() + Send>> = match index {
                0 => Some(Box::new(newcomer_is_raised)),
                7..20 => Some(Box::new(another_takes_its_permit)),
                _ => None,
            };
            Arc::new(Meddler { wakes: AtomicUsize::new(0), act: Mutex::new(act) })
        })
        .collect();
    let mut waiters: Vec<_> = meddlers.iter().map(|_| Box::pin(NOTIFY.notified())).collect();
    for (waiter, meddler) in waiters.iter_mut().zip(&meddlers) {
        let waker = Waker::from(meddler.clone());
        assert!(waiter.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
    }
    NOTIFY.notify_waiters();
    let wakes: Vec<usize> =
        meddlers.iter().map(|meddler| meddler.wakes.load(Ordering::Relaxed)).collect();
    assert_eq!(wakes, [1; 40]);
    KEPT.take();
}
