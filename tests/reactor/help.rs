//! What the tests of devices have in common.

use std::io::{self, Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread;
use std::time::{Duration, Instant};

use wakeful::reactor::Device;

/// Long enough for anything, on any machine.
pub(crate) const LIMIT: Duration = Duration::from_secs(30);

/// Runs `f` on a thread of its own; one that hangs fails.
pub(crate) fn within<T: Send + 'static>(f: impl FnOnce() -> T + Send + 'static) -> T {
    let (sender, receiver) = mpsc::channel();
    let thread = thread::spawn(move || {
        let _ = sender.send(f());
    });
    match receiver.recv_timeout(LIMIT) {
        Ok(result) => {
            thread.join().unwrap();
            result
        }
        Err(mpsc::RecvTimeoutError::Timeout) => panic!("it hangs"),
        Err(mpsc::RecvTimeoutError::Disconnected) => {
            std::panic::resume_unwind(thread.join().unwrap_err())
        }
    }
}

/// A pair of sockets, one of them a device.
pub(crate) fn half() -> (Device<UnixStream>, UnixStream) {
    let (near, far) = UnixStream::pair().unwrap();
    (Device::new(near).unwrap(), far)
}

pub(crate) fn pair() -> (Device<UnixStream>, Device<UnixStream>) {
    let (near, far) = half();
    (near, Device::new(far).unwrap())
}

pub(crate) fn pipe() -> (OwnedFd, OwnedFd) {
    rustix::pipe::pipe().unwrap()
}

/// One byte, or `None` at the end.
pub(crate) fn get(mut io: &UnixStream) -> io::Result<Option<u8>> {
    let mut byte = [0];
    Ok((io.read(&mut byte)? == 1).then_some(byte[0]))
}

pub(crate) fn put(mut io: &UnixStream, byte: u8) {
    io.write_all(&[byte]).unwrap();
}

/// Writes until it would block.
pub(crate) fn fill(mut io: &UnixStream) -> io::Result<()> {
    loop {
        match io.write(&[0; 4096]) {
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
            Err(error) => return Err(error),
        }
    }
}

/// Counts its wakes.
#[derive(Debug, Default)]
pub(crate) struct Count(AtomicUsize);

impl Wake for Count {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

impl Count {
    pub(crate) fn new() -> (Arc<Self>, Waker) {
        let count = Arc::new(Self::default());
        (count.clone(), Waker::from(count))
    }

    pub(crate) fn get(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }

    /// Waits for a wake.
    pub(crate) fn wait(&self) {
        eventually(|| self.get() > 0);
    }
}

/// Waits until something is the case.
pub(crate) fn eventually(mut is: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is() {
        assert!(start.elapsed() < LIMIT, "it never comes");
        thread::sleep(Duration::from_micros(200));
    }
}

/// Polls with a waker.
pub(crate) fn poll<F: Future + ?Sized>(future: Pin<&mut F>, waker: &Waker) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(waker))
}
