//! `block_on`: nesting, foreign park tokens, late and early wake-ups, panics.

#![cfg(feature = "std")]

use std::future::{Future, poll_fn};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::task::{Poll, Wake, Waker};
use std::thread;

use wakeful::executor::block_on;
use wakeful::sync::Notify;

/// Ready at the second poll; wakes itself in between.
fn yield_now() -> impl Future<Output = ()> {
    let mut yielded = false;
    poll_fn(move |cx| {
        if yielded {
            return Poll::Ready(());
        }
        yielded = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    })
}

#[test]
fn returns_the_output() {
    assert_eq!(block_on(async { 7 }), 7);
}

#[test]
fn a_future_that_wakes_itself_goes_on() {
    block_on(async {
        for _ in 0..100 {
            yield_now().await;
        }
    });
}

#[test]
fn a_future_is_polled_once_for_each_wake() {
    let polls = AtomicUsize::new(0);
    let mut left = 10;
    block_on(poll_fn(|cx| {
        polls.fetch_add(1, Ordering::Relaxed);
        if left == 0 {
            return Poll::Ready(());
        }
        left -= 1;
        let waker = cx.waker().clone();
        thread::spawn(move || waker.wake());
        Poll::Pending
    }));
    assert_eq!(polls.into_inner(), 11);
}

#[test]
fn nested_calls_do_not_take_each_others_wake_ups() {
    let (outer, inner) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    block_on(async {
        let mut waiting = std::pin::pin!(outer.notified());
        // Registers the waker of the outer call.
        poll_fn(|cx| {
            assert!(waiting.as_mut().poll(cx).is_pending());
            Poll::Ready(())
        })
        .await;
        let (outer, inner) = (outer.clone(), inner.clone());
        let notifier = {
            let inner = inner.clone();
            thread::spawn(move || {
                outer.notify_one();
                inner.notify_one();
            })
        };
        block_on(inner.notified());
        notifier.join().expect("it does not panic");
        waiting.await;
    });
}

#[test]
fn a_thief_of_the_park_token_disturbs_nothing() {
    let notify = Arc::new(Notify::new());
    let sleeper = thread::current();
    let thief = {
        let notify = notify.clone();
        thread::spawn(move || {
            for _ in 0..100 {
                sleeper.unpark();
            }
            notify.notify_one();
        })
    };
    block_on(notify.notified());
    thief.join().expect("it does not panic");
    // The token is still there for whom it was meant.
    thread::park();

    // And a future that parks by itself swallows no wake-up of `block_on`.
    block_on(async {
        thread::current().unpark();
        yield_now_parking().await;
    });
}

fn yield_now_parking() -> impl Future<Output = ()> {
    let mut yielded = false;
    poll_fn(move |cx| {
        if yielded {
            return Poll::Ready(());
        }
        yielded = true;
        cx.waker().wake_by_ref();
        thread::park();
        Poll::Pending
    })
}

#[test]
fn wakers_may_outlive_the_call() {
    let kept = Mutex::new(Vec::new());
    for _ in 0..3 {
        block_on(async {
            let mut polled = false;
            poll_fn(|cx| {
                kept.lock().expect("nobody panics").push(cx.waker().clone());
                if std::mem::replace(&mut polled, true) {
                    return Poll::Ready(());
                }
                cx.waker().wake_by_ref();
                Poll::Pending
            })
            .await;
        });
    }
    let kept = kept.into_inner().expect("nobody panics");
    thread::spawn(move || kept.into_iter().for_each(Waker::wake)).join().expect("no panic");
    block_on(yield_now());
}

#[test]
fn the_first_waker_may_be_cloned_on_another_thread_during_the_poll() {
    let (sender, receiver) = mpsc::channel();
    let mut started = false;
    block_on(poll_fn(|cx| {
        if started {
            return Poll::Ready(());
        }
        started = true;
        let waker = cx.waker();
        thread::scope(|scope| {
            scope.spawn(|| sender.send(waker.clone()).expect("the receiver is there"));
            scope.spawn(|| {
                let clone = waker.clone();
                clone.wake_by_ref();
            });
        });
        receiver.recv().expect("it was sent").wake();
        Poll::Pending
    }));
}

#[test]
fn clones_wake_the_same_task() {
    block_on(poll_fn(|cx| {
        let clone = cx.waker().clone();
        assert!(clone.will_wake(&clone.clone()));
        Poll::Ready(())
    }));
}

#[test]
fn a_panicking_future_leaves_the_thread_usable() {
    for _ in 0..2 {
        let caught = std::panic::catch_unwind(|| {
            block_on(async {
                yield_now().await;
                panic!("on purpose");
            })
        });
        assert!(caught.is_err());
    }
    block_on(yield_now());
}

#[test]
fn a_waker_that_is_woken_from_a_thread_local_destructor_works() {
    struct AtEnd(Waker);
    impl Drop for AtEnd {
        fn drop(&mut self) {
            self.0.wake_by_ref();
            block_on(yield_now());
        }
    }
    std::thread_local! {
        static AT_END: std::cell::RefCell<Option<AtEnd>> = const { std::cell::RefCell::new(None) };
    }
    struct Count(AtomicUsize);
    impl Wake for Count {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
    let count = Arc::new(Count(AtomicUsize::new(0)));
    let waker = Waker::from(count.clone());
    thread::spawn(move || {
        AT_END.with(|at_end| *at_end.borrow_mut() = Some(AtEnd(waker)));
        block_on(yield_now());
    })
    .join()
    .expect("it does not panic");
    assert_eq!(count.0.load(Ordering::Relaxed), 1);
}
