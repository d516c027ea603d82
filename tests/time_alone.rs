//! A thread that sleeps in `block_on` needs no other one. The only test of its process.

#![cfg(all(feature = "std", target_os = "linux", not(miri)))]

mod os_threads;

use std::time::Duration;

use wakeful::executor::block_on;
use wakeful::time::{interval, sleep, timeout};

use os_threads::threads;

#[test]
fn a_lone_block_on_starts_no_thread_and_a_foreign_waker_does() {
    let ms = Duration::from_millis;
    let before = threads();
    block_on(sleep(ms(2)));
    block_on(async {
        sleep(ms(2)).await;
        let mut interval = interval(ms(1));
        for _ in 0..3 {
            interval.tick().await;
            block_on(sleep(ms(1)));
        }
        assert!(timeout(ms(1), std::future::pending::<()>()).await.is_err());
        assert!(timeout(ms(60_000), sleep(ms(1))).await.is_ok());
    });
    // Left behind, and no longer waited for.
    let mut left = Box::pin(sleep(ms(60_000)));
    block_on(async {
        let first = std::future::poll_fn(|cx| std::task::Poll::Ready(left.as_mut().poll(cx)));
        assert!(first.await.is_pending());
    });
    block_on(sleep(ms(1)));
    drop(left);
    block_on(sleep(ms(1)));
    // One after the other on two threads; the first one cancels what it waits for at last.
    assert!(block_on(timeout(ms(60_000), sleep(ms(1)))).is_ok());
    std::thread::spawn(move || block_on(sleep(ms(1)))).join().unwrap();
    block_on(sleep(ms(1)));
    assert_eq!(threads(), before);

    let mut foreign = Box::pin(sleep(ms(1)));
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    assert!(foreign.as_mut().poll(&mut cx).is_pending());
    while !foreign.is_elapsed() {
        std::thread::sleep(ms(1));
    }
    let new: Vec<_> = threads().into_iter().filter(|name| !before.contains(name)).collect();
    assert_eq!(new, ["wakeful-driver\n"]);
}
