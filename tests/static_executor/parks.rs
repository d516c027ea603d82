//! Parks, and one future that sleeps by one.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Poll, Wake};
use std::thread;

use wakeful::executor::{Park, SharedPark, ThreadPark, block_on_with};
use wakeful::future::yield_now;
use wakeful::sync::Notify;

use crate::kit::{Strict, kept};

/// Counts its wakes.
#[derive(Debug, Default)]
pub(crate) struct Count(pub(crate) AtomicUsize);

impl Wake for Count {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// Panics when it is woken.
pub(crate) struct Panics;

impl Wake for Panics {
    fn wake(self: Arc<Self>) {
        panic!("of a waker");
    }
}

fn ends<P: SharedPark>(park: P) {
    let output = block_on_with(park, async {
        for _ in 0..3 {
            yield_now().await;
        }
        4
    });
    assert_eq!(output, 4);
}

#[test]
fn a_future_sleeps_by_a_reference_and_by_an_arc() {
    ends(kept(Strict::default()));
    ends(kept(ThreadPark::default()));
    ends(Arc::new(Strict::default()));
    ends(Arc::new(ThreadPark::new()));
}

#[test]
fn a_future_is_polled_once_for_each_token() {
    let park = kept(Strict::default());
    let mut polls = 0;
    block_on_with(
        park,
        std::future::poll_fn(|cx| {
            polls += 1;
            cx.waker().wake_by_ref();
            cx.waker().wake_by_ref();
            if polls < 5 { Poll::Pending } else { Poll::Ready(()) }
        }),
    );
    assert_eq!(polls, 5);
    // One for each wake, and one that gives back what may have been somebody else's.
    assert_eq!(park.unparks.load(Ordering::Relaxed), 11);
}

#[test]
fn a_future_that_is_ready_leaves_the_park_alone() {
    let park = kept(Strict::default());
    block_on_with(park, async {});
    assert_eq!(park.unparks.load(Ordering::Relaxed), 0);
}

#[test]
fn wakers_of_one_park_are_the_same_and_may_outlive_the_call() {
    let parks = [kept(Strict::default()), kept(Strict::default())];
    let waker = |park: &'static Strict| {
        block_on_with(park, std::future::poll_fn(|cx| Poll::Ready(cx.waker().clone())))
    };
    let [a, again, b] = [parks[0], parks[0], parks[1]].map(waker);
    assert!(a.will_wake(&again) && !a.will_wake(&b));
    a.wake();
    assert_eq!(parks.map(|park| park.unparks.load(Ordering::Relaxed)), [1, 0]);

    let park = Arc::new(Strict::default());
    let get = std::future::poll_fn(|cx| Poll::Ready(cx.waker().clone()));
    let waker = block_on_with(park.clone(), get);
    let weak = Arc::downgrade(&park);
    drop(park);
    waker.wake_by_ref();
    drop(waker);
    assert!(weak.upgrade().is_none());
}

#[test]
fn a_future_is_woken_from_another_thread() {
    static READY: Notify = Notify::new();
    static PARK: ThreadPark = ThreadPark::new();
    for _ in 0..if cfg!(miri) { 3 } else { 100 } {
        let other = thread::spawn(|| READY.notify_one());
        block_on_with(&PARK, READY.notified());
        other.join().unwrap();
    }
}

#[test]
fn a_token_is_kept_for_the_next_park() {
    let park = ThreadPark::new();
    park.unpark();
    park.unpark();
    park.park();
    let other = &park;
    thread::scope(|s| {
        s.spawn(|| other.unpark());
        park.park();
    });
}
