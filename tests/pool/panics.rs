//! Whatever panics, the pool goes on.

use std::future::{Future, pending};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;

use wakeful::executor::{Shutdown, ThreadPool, block_on};

use super::support::{count, ends, pool, yields};

/// Panics when it is dropped.
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        panic!("dropped");
    }
}

/// Panics when it is woken.
struct Alarm(AtomicUsize);

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        count(&self.0);
        panic!("woken");
    }
}

fn goes_on(pool: &ThreadPool) {
    for _ in 0..4 {
        assert_eq!(block_on(pool.spawn(async { 1 })).unwrap(), 1);
    }
}

#[cfg_attr(miri, ignore = "others go the same ways")]
#[test]
fn a_panic_of_a_task_is_its_handle_s() {
    let pool = pool(1);
    let error = block_on(pool.spawn(async { panic!("mine") })).unwrap_err();
    assert_eq!(error.into_panic().downcast_ref(), Some(&"mine"));
    let error = block_on(pool.spawn(async {
        yields().await;
        panic!("later")
    }));
    assert!(error.unwrap_err().is_panic());
    goes_on(&pool);
}

#[test]
fn destructors_panic() {
    ends(|| {
        let pool = pool(1);
        // Of the future after it completed, of an output that nobody takes, of a future that is cancelled.
        let bomb = Bomb;
        let held = pool.spawn(async move {
            let _bomb = bomb;
            yields().await;
        });
        assert!(block_on(held).unwrap_err().is_panic());
        pool.spawn(async { Bomb }).detach();
        let cancelled = pool.spawn(async {
            let _bomb = Bomb;
            pending::<()>().await;
        });
        block_on(pool.spawn(yields())).unwrap();
        assert!(block_on(cancelled.cancel()).is_err());
        goes_on(&pool);
        for _ in 0..3 {
            pool.spawn(async {
                let _bomb = Bomb;
                pending::<()>().await;
            })
            .detach();
        }
        pool.shutdown(Shutdown::Cancel);
    });
}

#[test]
fn the_waker_of_one_who_awaits_a_task_panics() {
    ends(|| {
        let pool = pool(1);
        let alarm = Arc::new(Alarm(AtomicUsize::new(0)));
        let mut task = Box::pin(pool.spawn(async {
            yields().await;
            yields().await;
        }));
        let loud = Waker::from(alarm.clone());
        while alarm.0.load(Ordering::Relaxed) == 0 {
            // A task that ends at this moment wakes whoever is about to wait.
            let polled = catch_unwind(AssertUnwindSafe(|| {
                task.as_mut().poll(&mut Context::from_waker(&loud))
            }));
            if matches!(polled, Ok(Poll::Ready(_))) {
                return goes_on(&pool);
            }
            thread::yield_now();
        }
        block_on(task).unwrap();
        goes_on(&pool);
    });
}

#[cfg_attr(miri, ignore = "others go the same ways")]
#[test]
fn hooks_panic() {
    ends(|| {
        let pool = ThreadPool::builder()
            .threads(2)
            .on_start(|_| panic!("start"))
            .on_stop(|_| panic!("stop"))
            .build()
            .unwrap();
        goes_on(&pool);
        pool.shutdown(Shutdown::Cancel);
    });
}

#[cfg_attr(miri, ignore = "others go the same ways")]
#[test]
fn threads_that_were_started_end_when_another_one_cannot_be() {
    ends(|| {
        let stopped = Arc::new(AtomicUsize::new(0));
        let counter = stopped.clone();
        let builder = ThreadPool::builder()
            .threads(3)
            .thread_name_fn(|n| if n < 2 { format!("{n}") } else { panic!("name") })
            .on_stop(move |_| _ = count(&counter));
        assert!(catch_unwind(AssertUnwindSafe(|| builder.build())).is_err());
        assert_eq!(stopped.load(Ordering::Relaxed), 2);
        // More than there is.
        assert!(ThreadPool::builder().stack_size(1 << 60).build().is_err());
    });
}
