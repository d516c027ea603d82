//! A poller that fails. The only test of its process.

#![cfg(all(feature = "reactor", target_os = "linux", not(wakeful_polling), not(miri)))]

use std::io::{Read, Write};
use std::os::fd::RawFd;
use std::os::unix::net::UnixStream;
use std::pin::pin;
use std::sync::mpsc;
use std::task::{Context, Waker};
use std::thread;
use std::time::{Duration, Instant};

use wakeful::executor::block_on;
use wakeful::reactor::Device;

/// The number of the poller.
fn poller() -> RawFd {
    let all = std::fs::read_dir("/proc/self/fd").unwrap();
    let mut all = all.filter_map(|entry| {
        let path = entry.ok()?.path();
        let target = std::fs::read_link(&path).ok()?;
        (target.to_str()? == "anon_inode:[eventpoll]").then_some(path)
    });
    let path = all.next().expect("there is a poller");
    path.file_name().unwrap().to_str().unwrap().parse().unwrap()
}

#[test]
fn all_who_wait_get_the_error_and_nobody_spins() {
    let (sender, receiver) = mpsc::channel();
    let worker = thread::spawn(move || {
        let (near, _far) = UnixStream::pair().unwrap();
        let (other, _far_of_other) = UnixStream::pair().unwrap();
        let (near, other) = (Device::new(near).unwrap(), Device::new(other).unwrap());
        let (third, far_of_third) = UnixStream::pair().unwrap();
        let _third = Device::new(third).unwrap();
        // The driver's thread asks the system for this one.
        let mut foreign = pin!(other.readable());
        let noop = &mut Context::from_waker(Waker::noop());
        assert!(foreign.as_mut().poll(noop).is_pending());
        // SAFETY: whoever uses it gets an error, as is wanted.
        unsafe { rustix::io::close(poller()) };
        // Ends the sleep that may go on: the last thing that is seen.
        (&mut &far_of_third).write_all(b"x").unwrap();
        let read = |mut io: &UnixStream| io.read(&mut [0]);
        for _ in 0..2 {
            assert!(block_on(near.read_with(read)).is_err());
        }
        let start = Instant::now();
        while foreign.as_mut().poll(noop).is_pending() {
            assert!(start.elapsed() < Duration::from_secs(30));
            thread::sleep(Duration::from_millis(1));
        }
        assert!(Device::new(UnixStream::pair().unwrap().0).is_err());
        sender.send(()).unwrap();
    });
    let told = receiver.recv_timeout(Duration::from_secs(30));
    if told == Err(mpsc::RecvTimeoutError::Timeout) {
        panic!("it hangs");
    }
    worker.join().unwrap();
}
