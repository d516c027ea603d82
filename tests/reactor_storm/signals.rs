//! Signals interrupt those who sleep, a thousand times a second.

use std::fs;
use std::io::{Read, Write};
use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use wakeful::executor::{LocalExecutor, ThreadPool, block_on};
use wakeful::future::Join;
use wakeful::reactor::Device;
use wakeful::time::{interval, sleep, timeout};

use crate::alone::alone;
use crate::files::pair;
use crate::messages::{receive, send, unique};

/// Signals that came.
static CAUGHT: AtomicU64 = AtomicU64::new(0);

/// At least so many have to come before the test ends.
const ENOUGH: u64 = 4000;
const LONG: Duration = Duration::from_secs(30);

extern "C" fn catch(_signal: libc::c_int) {
    CAUGHT.fetch_add(1, Ordering::Relaxed);
}

/// From now on these signals interrupt system calls, which are not begun again.
fn catch_signals() {
    for signal in [libc::SIGALRM, libc::SIGUSR1] {
        // SAFETY: a structure of integers and pointers that may be null.
        let mut action: libc::sigaction = unsafe { std::mem::zeroed() };
        action.sa_sigaction = catch as extern "C" fn(libc::c_int) as libc::sighandler_t;
        // SAFETY: the handler does what one may do: it adds to an atomic.
        let set = unsafe { libc::sigaction(signal, &action, ptr::null_mut()) };
        assert_eq!(set, 0);
    }
}

/// A signal to the process every millisecond.
fn start_timer() {
    let every = libc::timeval { tv_sec: 0, tv_usec: 1000 };
    let timer = libc::itimerval { it_interval: every, it_value: every };
    // SAFETY: the pointer leads to a timer; the old one is not asked for.
    let set = unsafe { libc::setitimer(libc::ITIMER_REAL, &timer, ptr::null_mut()) };
    assert_eq!(set, 0);
}

/// A signal to each thread of the process: to the one that sleeps in the poller, too, whoever that is.
fn interrupt_all() {
    for thread in fs::read_dir("/proc/self/task").unwrap() {
        let number: i32 = thread.unwrap().file_name().to_str().unwrap().parse().unwrap();
        let process = i32::try_from(std::process::id()).unwrap();
        // SAFETY: a signal that is caught. Its thread may have ended: then there is nobody to get it.
        unsafe { libc::syscall(libc::SYS_tgkill, process, number, libc::SIGUSR1) };
    }
}

fn enough() -> bool {
    CAUGHT.load(Ordering::Relaxed) >= ENOUGH
}

/// Sends and receives, with timers in between, until there were enough signals.
async fn play(blocking: bool) -> u64 {
    let (near, far) = pair();
    let device = if blocking { Device::keep_blocking(near) } else { Device::new(near) }.unwrap();
    let (stop, start) = (AtomicBool::new(false), Instant::now());
    let receiver = async {
        let mut received = 0;
        while let Some(message) = timeout(LONG, receive(&device)).await.unwrap().unwrap() {
            assert!(message > received, "out of order");
            received = message;
        }
        stop.store(true, Ordering::Relaxed);
        received
    };
    let sender = async {
        let (mut sent, mut ticks) = (0, interval(Duration::from_micros(500)));
        while !enough() {
            assert!(start.elapsed() < LONG, "too few signals");
            sent = unique();
            send(&far, sent);
            let slept = Instant::now();
            sleep(Duration::from_micros(700)).await;
            assert!(slept.elapsed() >= Duration::from_micros(700), "a timer was early");
            ticks.tick().await;
        }
        drop(far);
        sent
    };
    let (received, sent) = (receiver, sender).join().await;
    assert_eq!(received, sent);
    received
}

#[test]
fn a_thousand_signals_a_second_stop_neither_devices_nor_timers() {
    alone("signals::a_thousand_signals_a_second_stop_neither_devices_nor_timers", || {
        catch_signals();
        let alone = thread::spawn(|| block_on(play(false)));
        let blocking = thread::spawn(|| block_on(play(true)));
        let local = thread::spawn(|| {
            let executor = LocalExecutor::new();
            let tasks = [executor.spawn(play(false)), executor.spawn(play(true))];
            executor.run(async {
                for task in tasks {
                    task.await.unwrap();
                }
            });
            0
        });
        let pool = ThreadPool::builder().threads(1).build().unwrap();
        let pooled = pool.spawn(play(false));
        start_timer();
        let threads = [alone, blocking, local];
        while !threads.iter().all(JoinHandle::is_finished) {
            interrupt_all();
            thread::sleep(Duration::from_millis(1));
        }
        for thread in threads {
            thread.join().unwrap();
        }
        block_on(pooled).unwrap();
    });
}

/// An operation that is interrupted is done again.
#[test]
fn an_interrupted_operation_is_tried_again() {
    let (near, far) = pair();
    let device = Device::new(near).unwrap();
    let mut interruptions = 3;
    let mut interrupted = || {
        interruptions -= 1;
        let error = std::io::ErrorKind::Interrupted;
        if interruptions > 0 { Err(error.into()) } else { std::io::Result::Ok(()) }
    };
    block_on(device.write_with(|mut stream| {
        interrupted()?;
        stream.write_all(b"x")
    }))
    .unwrap();
    let mut bytes = [0; 2];
    assert_eq!((&far).read(&mut bytes).unwrap(), 1);
    assert_eq!(interruptions, 0);
}
