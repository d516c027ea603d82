//! The operating system's poller itself fails.

use std::io::Write;
use std::thread;
use std::time::{Duration, Instant};

use wakeful::executor::{ThreadPool, block_on};
use wakeful::reactor::Device;
use wakeful::time::sleep;

use crate::alone::alone;
use crate::files::{numbers_of, pair};
use crate::messages::{receive, send};

/// What has been computed so far by `clock`: this thread, or all of them.
fn busy(clock: libc::clockid_t) -> Duration {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the pointer leads to a time.
    assert_eq!(unsafe { libc::clock_gettime(clock, &mut time) }, 0);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// What all the others compute while this thread computes without a rest, as a part of what it gets. One that
/// never rests gets as much, however much else the machine has to do.
fn part_of_the_others() -> f64 {
    let clocks = [libc::CLOCK_THREAD_CPUTIME_ID, libc::CLOCK_PROCESS_CPUTIME_ID];
    let before = clocks.map(busy);
    let end = Instant::now() + Duration::from_millis(300);
    while Instant::now() < end {}
    let [here, all] = [0, 1].map(|place| (busy(clocks[place]) - before[place]).as_secs_f64());
    (all - here) / here
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
    let sleeper = thread::spawn(move || {
        block_on(receive(&quiet)).map(|message| assert_eq!(message, Some(1)))
    });
    let task = pool
        .spawn(async move { receive(&pooled).await.map(|message| assert_eq!(message, Some(2))) });
    // Nobody ever writes to these; the second one stays when the first has heard of the failure.
    let (kept, _kept_far) = pair();
    let _kept = Device::new(kept).unwrap();
    let (idle, _idle_far) = pair();
    let idle = Device::new(idle).unwrap();
    let idle = pool.spawn(async move { receive(&idle).await });
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
    // Either they hear of it, or they are told what is wrong.
    for (mut far, message) in [(&quiet_far, 1_u64), (&pooled_far, 2)] {
        // They may have left.
        let _ = far.write(&message.to_ne_bytes());
    }
    for outcome in [sleeper.join().unwrap(), block_on(task).unwrap()] {
        if let Err(error) = outcome {
            println!("a device reports: {error}");
        }
    }
    let part = part_of_the_others();
    assert!(part < 0.3, "others compute {part:.2} of what one gets that never rests");
    let (near, far) = pair();
    send(&far, 3);
    drop(idle);
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
