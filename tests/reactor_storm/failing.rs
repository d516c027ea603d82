//! The operating system's poller itself fails.

#![cfg(target_os = "linux")]

use std::thread;
use std::time::{Duration, Instant};

use wakeful::executor::{ThreadPool, block_on};
use wakeful::reactor::Device;
use wakeful::time::sleep;

use crate::alone::alone;
use crate::files::{numbers_of, pair};
use crate::messages::{receive, send};

/// What all threads of this process have computed so far.
fn busy() -> Duration {
    // SAFETY: a structure of integers.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    // SAFETY: the pointer leads to it.
    assert_eq!(unsafe { libc::getrusage(libc::RUSAGE_SELF, &mut usage) }, 0);
    let part = |time: libc::timeval| {
        Duration::new(time.tv_sec as u64, u32::try_from(time.tv_usec).unwrap() * 1000)
    };
    part(usage.ru_utime) + part(usage.ru_stime)
}

/// How a descriptor is taken from who has it.
fn break_pollers(replace: bool) {
    let pollers = numbers_of("anon_inode:[eventpoll]");
    assert!(!pollers.is_empty(), "somebody has a poller");
    for poller in pollers {
        if replace {
            let null = std::fs::File::open("/dev/null").unwrap();
            // SAFETY: what lies there now is what this test breaks.
            let replaced = unsafe { libc::dup2(crate::files::number(&null), poller) };
            assert_eq!(replaced, poller);
        } else {
            // SAFETY: the same.
            assert_eq!(unsafe { libc::close(poller) }, 0);
        }
    }
}

/// Nobody panics, nobody sleeps for ever, and nobody computes all the time.
fn survive(replace: bool) {
    let ms = Duration::from_millis;
    let (quiet, quiet_far) = pair();
    let (pooled, pooled_far) = pair();
    let pool = ThreadPool::builder().threads(1).build().unwrap();
    let (quiet, pooled) = (Device::new(quiet).unwrap(), Device::new(pooled).unwrap());
    let sleeper = thread::spawn(move || block_on(receive(&quiet)).map(|message| assert_eq!(message, Some(1))));
    let task = pool.spawn(async move { receive(&pooled).await.map(|message| assert_eq!(message, Some(2))) });
    // Asleep, most likely; nothing depends on it.
    thread::sleep(ms(50));
    break_pollers(replace);
    // Timers are another matter than files.
    let timers = thread::spawn(move || {
        for _ in 0..5 {
            block_on(sleep(ms(5)));
        }
    });
    timers.join().unwrap();
    let (before, start) = (busy(), Instant::now());
    thread::sleep(ms(400));
    let (computed, took) = (busy() - before, start.elapsed());
    assert!(computed < took / 2, "computed for {computed:?} of {took:?}");
    send(&quiet_far, 1);
    send(&pooled_far, 2);
    // Either they heard of it, or they are told what is wrong.
    for outcome in [sleeper.join().unwrap(), block_on(task).unwrap()] {
        if let Err(error) = outcome {
            println!("a device reports: {error}");
        }
    }
    let (near, far) = pair();
    send(&far, 3);
    match Device::new(near) {
        Err(error) => println!("a new device reports: {error}"),
        Ok(device) => assert_eq!(block_on(receive(&device)).unwrap(), Some(3)),
    }
}

#[test]
fn a_poller_that_was_closed_harms_nobody_beyond_devices() {
    alone("failing::a_poller_that_was_closed_harms_nobody_beyond_devices", || survive(false));
}

#[test]
fn a_poller_that_became_another_file_harms_nobody_beyond_devices() {
    alone("failing::a_poller_that_became_another_file_harms_nobody_beyond_devices", || {
        survive(true);
    });
}
