//! The real clock: nobody is early, and nobody is forgotten.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;
use std::time::{Duration, Instant};

use wakeful::executor::block_on;
use wakeful::time::{
    Global, Handle, interval, interval_at, sleep, sleep_until, timeout, timeout_at,
};

use crate::executors::{EXECUTORS, all, alone, begin};
use crate::support::{millis, poll};

/// How much more is done when there is time.
fn soak() -> u64 {
    if std::env::var_os("WAKEFUL_SOAK").is_some() { 50 } else { 1 }
}

/// Numbers without any order.
fn mixed(seed: u64) -> impl Iterator<Item = u64> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    std::iter::repeat_with(move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state >> 11
    })
}

async fn exact(duration: Duration) {
    let start = Instant::now();
    sleep(duration).await;
    assert!(start.elapsed() >= duration, "early");
}

#[test]
fn many_sleeps_of_many_threads_are_not_early_and_all_end() {
    alone(|| {
        thread::scope(|scope| {
            for (number, executor) in (0..).zip(EXECUTORS.into_iter().cycle().take(8)) {
                scope.spawn(move || {
                    let ms = mixed(number + 1).map(|n| Duration::from_micros(n % 30_000));
                    let ms: Vec<_> = ms.take(20 * soak() as usize).collect();
                    executor(Box::pin(async {
                        for &duration in &ms {
                            exact(duration).await;
                        }
                    }));
                    executor(Box::pin(all(ms.iter().map(|&duration| exact(duration)))));
                });
            }
        });
    });
}

#[test]
fn all_executors_see_the_same() {
    alone(|| {
        for executor in EXECUTORS {
            let mut seen = Vec::new();
            executor(Box::pin(async {
                seen.push(timeout(millis(2), sleep(millis(60_000))).await.is_err());
                seen.push(timeout(millis(60_000), sleep(millis(2))).await.is_ok());
                seen.push(timeout_at(Instant::now(), sleep(millis(60_000))).await.is_err());
                seen.push(timeout(millis(5), std::future::pending::<()>()).await.is_err());
                sleep_until(Instant::now()).await;
                sleep(Duration::ZERO).await;
                let mut interval = interval(millis(1));
                let first = interval.tick().await;
                seen.push(interval.tick().await == first + 1_000_000);
                interval_at(Instant::now() + millis(1), millis(1)).tick().await;
                Global.timers().sleep(millis(1)).await;
            }));
            assert_eq!(seen, [true; 5]);
        }
    });
}

#[test]
fn two_threads_with_many_short_sleeps() {
    alone(|| {
        thread::scope(|scope| {
            for number in 0..2 {
                scope.spawn(move || {
                    for n in mixed(number + 11).take(2000 * soak() as usize) {
                        block_on(exact(Duration::from_nanos(n % 50_000)));
                    }
                });
            }
        });
    });
}

#[test]
fn a_duration_that_no_clock_reaches_does_not_end() {
    alone(|| {
        for executor in EXECUTORS {
            executor(Box::pin(async {
                assert!(timeout(millis(5), sleep(Duration::MAX)).await.is_err());
                assert!(timeout(millis(5), sleep(Duration::from_nanos(u64::MAX))).await.is_err());
                assert_eq!(timeout(Duration::MAX, sleep(millis(1))).await, Ok(()));
            }));
        }
    });
}

#[test]
fn a_thief_of_park_tokens_disturbs_nobody() {
    alone(|| {
        let victim = thread::current();
        let (stop, stopped) = std::sync::mpsc::channel::<()>();
        let thief = thread::spawn(move || {
            while stopped.try_recv().is_err() {
                victim.unpark();
                thread::yield_now();
            }
        });
        block_on(async {
            for _ in 0..5 {
                thread::park_timeout(millis(1));
                exact(millis(3)).await;
                thread::current().unpark();
                exact(millis(3)).await;
            }
        });
        stop.send(()).unwrap();
        thief.join().unwrap();
    });
}

/// Counts.
#[derive(Default)]
struct Bell(AtomicUsize);

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

/// Panics.
struct Grumpy;

impl Wake for Grumpy {
    fn wake(self: Arc<Self>) {
        panic!("a waker that panics");
    }
}

#[test]
fn a_waker_that_panics_harms_no_other() {
    alone(|| {
        for _ in 0..3 {
            let grumpy = Waker::from(Arc::new(Grumpy));
            let mut first = Box::pin(sleep(millis(2)));
            assert!(first.as_mut().poll(&mut Context::from_waker(&grumpy)).is_pending());
            block_on(exact(millis(5)));
            EXECUTORS[1](Box::pin(exact(millis(5))));
            assert!(poll(first.as_mut()).is_ready());
        }
    });
}

#[test]
fn a_sleep_that_is_dropped_wakes_nobody() {
    alone(|| {
        let bell = Arc::new(Bell::default());
        let waker = Waker::from(Arc::clone(&bell));
        let mut sleep = Box::pin(sleep(millis(3)));
        assert!(sleep.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
        drop(sleep);
        block_on(exact(millis(10)));
        assert_eq!(bell.0.load(Ordering::SeqCst), 0);
        drop(waker);
        assert_eq!(Arc::strong_count(&bell), 1);
    });
}

#[test]
fn a_block_on_is_polled_when_its_sleep_is_due_and_not_before() {
    alone(|| {
        let polls = AtomicUsize::new(0);
        block_on(async {
            let mut sleep = std::pin::pin!(sleep(millis(20)));
            std::future::poll_fn(|cx| {
                polls.fetch_add(1, Ordering::Relaxed);
                sleep.as_mut().poll(cx)
            })
            .await;
        });
        assert_eq!(polls.into_inner(), 2);
    });
}

#[test]
fn a_future_that_wakes_itself_again_and_again_meets_its_timeout() {
    alone(|| {
        let busy = std::future::poll_fn(|cx| {
            cx.waker().wake_by_ref();
            Poll::<()>::Pending
        });
        assert!(block_on(timeout(millis(5), busy)).is_err());
    });
}

#[test]
fn a_begun_sleep_is_elapsed_when_somebody_rings() {
    alone(|| {
        block_on(async {
            let mut begun = std::pin::pin!(sleep(millis(2)));
            assert!(begin(begun.as_mut()).await.is_none());
            sleep(millis(10)).await;
            assert!(begun.is_elapsed());
        });
    });
}

#[test]
fn a_loop_that_polls_a_sleep_and_does_not_give_its_thread_back_ends() {
    alone(|| {
        for executor in EXECUTORS {
            executor(Box::pin(async {
                let mut over = std::pin::pin!(sleep(millis(5)));
                while begin(over.as_mut()).await.is_none() {
                    thread::sleep(millis(1));
                }
                assert!(over.is_elapsed());
            }));
        }
    });
}

#[test]
fn a_loop_that_polls_with_the_waker_of_a_block_on_ends() {
    alone(|| {
        // The call goes on on its own thread, which looks no more.
        block_on(std::future::poll_fn(|cx| {
            let waker = cx.waker().clone();
            let mut over = Box::pin(sleep(millis(3)));
            assert!(over.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
            let other = thread::spawn(move || {
                while over.as_mut().poll(&mut Context::from_waker(&waker)).is_pending() {
                    thread::sleep(millis(1));
                }
            });
            other.join().unwrap();
            Poll::Ready(())
        }));
        // The call is over.
        let kept = block_on(std::future::poll_fn(|cx| Poll::Ready(cx.waker().clone())));
        let mut over = Box::pin(sleep(millis(3)));
        while over.as_mut().poll(&mut Context::from_waker(&kept)).is_pending() {
            thread::sleep(millis(1));
        }
    });
}

#[test]
fn who_asks_for_no_period_is_named() {
    use std::panic::{Location, catch_unwind, set_hook, take_hook};
    use std::sync::Mutex;

    static FILES: Mutex<Vec<String>> = Mutex::new(Vec::new());
    alone(|| {
        set_hook(Box::new(|info| {
            let file = info.location().map_or("", Location::file);
            FILES.lock().unwrap().push(file.into());
        }));
        assert!(catch_unwind(|| interval(Duration::ZERO)).is_err());
        assert!(catch_unwind(|| interval_at(Instant::now(), Duration::ZERO)).is_err());
        let _ = take_hook();
        assert_eq!(*FILES.lock().unwrap(), [file!(); 2]);
    });
}

#[test]
fn an_instant_is_a_time_of_the_clock_and_back() {
    use wakeful::time::{Clock, NEVER, StdClock};

    let now = StdClock.now();
    for time in [0, now, now + 1, now + 1_000_000_000] {
        let instant = StdClock::instant(time).unwrap();
        assert_eq!(StdClock::at(instant), time);
    }
    assert_eq!(StdClock::instant(NEVER), None);
}
