//! A thread that waits for devices in `block_on` or `LocalExecutor::run` needs no other one. The only test of its
//! process.

#![cfg(all(feature = "reactor", feature = "executor", target_os = "linux", not(miri)))]

mod os_threads;

use std::future::poll_fn;
use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::pin::pin;
use std::task::Poll;
use std::time::{Duration, Instant};

use wakeful::executor::{LocalExecutor, block_on};
use wakeful::future::yield_now;
use wakeful::reactor::Device;
use wakeful::time::{interval, sleep, timeout};

use os_threads::threads;

async fn read(device: &Device<UnixStream>) -> u8 {
    let mut byte = [0];
    let n = device.read_with(|mut io| io.read(&mut byte)).await.unwrap();
    assert_eq!(n, 1);
    byte[0]
}

async fn write(device: &Device<UnixStream>, byte: u8) {
    device.write_with(|mut io| io.write_all(&[byte])).await.unwrap();
}

fn pair() -> (Device<UnixStream>, Device<UnixStream>) {
    let (near, far) = UnixStream::pair().unwrap();
    (Device::new(near).unwrap(), Device::new(far).unwrap())
}

#[test]
fn devices_and_timers_share_the_sleep_of_the_thread_that_waits() {
    let ms = Duration::from_millis;
    let before = threads();
    let (near, far) = pair();

    // A device and a timer in one `block_on`.
    block_on(async {
        sleep(ms(2)).await;
        write(&near, 7).await;
        assert_eq!(timeout(ms(60_000), read(&far)).await, Ok(7));
        assert!(timeout(ms(5), read(&far)).await.is_err());
    });

    // Another thread brings what is read, without async.
    let mut raw = near.get_ref().try_clone().unwrap();
    let other = std::thread::spawn(move || {
        std::thread::sleep(ms(10));
        raw.write_all(&[8]).unwrap();
    });
    assert_eq!(block_on(read(&far)), 8);
    other.join().unwrap();

    // Tasks, with a timer that ticks meanwhile.
    let ticks = std::cell::Cell::new(0);
    let executor = LocalExecutor::new();
    executor.run(async {
        let ticker = executor.spawn(async {
            let mut interval = interval(ms(1));
            loop {
                interval.tick().await;
                ticks.set(ticks.get() + 1);
            }
        });
        let echo = executor.spawn(async {
            for _ in 0..100 {
                let byte = read(&far).await;
                write(&far, byte).await;
            }
        });
        for n in 0..100 {
            write(&near, n).await;
            assert_eq!(read(&near).await, n);
            if n % 10 == 0 {
                sleep(ms(2)).await;
            }
        }
        echo.await.unwrap();
        let _ = ticker.cancel().await;
    });
    assert!(ticks.get() >= 20);

    // A wake from another thread ends the sleep, although nothing happens to a device.
    let (sender, receiver) = wakeful::channel::oneshot::channel();
    let other = std::thread::spawn(move || {
        std::thread::sleep(ms(10));
        sender.send(()).unwrap();
    });
    let start = Instant::now();
    block_on(async {
        let mut reading = pin!(timeout(ms(60_000), read(&far)));
        let mut receiver = pin!(receiver);
        poll_fn(|cx| {
            assert!(reading.as_mut().poll(cx).is_pending());
            receiver.as_mut().poll(cx)
        })
        .await
        .unwrap();
    });
    assert!(start.elapsed() < ms(30_000));
    other.join().unwrap();

    // Who has always something to do starves no device: a future that wakes itself, a task that does.
    (&mut near.get_ref()).write_all(&[1]).unwrap();
    let mut first = pin!(far.readable());
    let mut turns = 0_u64;
    let mut drained = false;
    block_on(poll_fn(|cx| {
        turns += 1;
        cx.waker().wake_by_ref();
        if !drained {
            drained = first.as_mut().poll(cx).is_ready();
            if drained {
                assert_eq!((&mut far.get_ref()).read(&mut [0]).unwrap(), 1);
            }
            return Poll::Pending;
        }
        Poll::Ready(())
    }));
    let mut again = pin!(read(&far));
    let mut sent = false;
    block_on(poll_fn(|cx| {
        turns += 1;
        cx.waker().wake_by_ref();
        let polled = again.as_mut().poll(cx);
        if !sent {
            assert!(polled.is_pending());
            sent = true;
            (&mut near.get_ref()).write_all(&[2]).unwrap();
        }
        polled.map(drop)
    }));
    assert!(turns < 1_000, "a device was told after {turns} polls");
    let yields = std::cell::Cell::new(0_u64);
    let executor = LocalExecutor::new();
    executor
        .spawn(async {
            loop {
                yield_now().await;
                yields.set(yields.get() + 1);
            }
        })
        .detach();
    executor.run(async {
        let reading = executor.spawn(read(&far));
        yield_now().await;
        write(&near, 3).await;
        assert_eq!(reading.await.unwrap(), 3);
    });
    assert!(yields.get() < 10_000, "a device was told after {} polls", yields.get());
    drop(executor);
    assert_eq!(threads(), before);

    // A waker of nobody's: only the driver's thread can know.
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    let mut foreign = Box::pin(read(&far));
    assert!(foreign.as_mut().poll(&mut cx).is_pending());
    (&mut near.get_ref()).write_all(&[9]).unwrap();
    let start = Instant::now();
    while foreign.as_mut().poll(&mut cx).is_pending() {
        assert!(start.elapsed() < ms(30_000), "nobody asks the system");
        std::thread::sleep(ms(1));
    }
    let new: Vec<_> = threads().into_iter().filter(|name| !before.contains(name)).collect();
    assert_eq!(new, ["wakeful-driver\n"]);
}
