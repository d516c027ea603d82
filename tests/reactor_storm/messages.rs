//! Numbers that no two messages share.

use std::future::poll_fn;
use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::Poll;

use wakeful::reactor::Device;

static NEXT: AtomicU64 = AtomicU64::new(1);

/// A number that nobody had.
pub(crate) fn unique() -> u64 {
    NEXT.fetch_add(1, Ordering::Relaxed)
}

pub(crate) fn send(mut to: &UnixStream, message: u64) {
    to.write_all(&message.to_ne_bytes()).unwrap();
}

/// The next message; `None` at the end.
pub(crate) async fn receive(device: &Device<UnixStream>) -> io::Result<Option<u64>> {
    let mut bytes = [0; 8];
    let len = device.read_with(|mut stream| stream.read(&mut bytes)).await?;
    assert!(len == 0 || len == 8, "a message is not divided");
    Ok((len == 8).then(|| u64::from_ne_bytes(bytes)))
}

/// What comes of polling `future` once.
pub(crate) async fn poll_once<F: Future>(mut future: Pin<&mut F>) -> Poll<F::Output> {
    poll_fn(|context| Poll::Ready(future.as_mut().poll(context))).await
}

/// Writes until nothing more fits.
pub(crate) fn fill(mut stream: &UnixStream) -> usize {
    let (chunk, mut written) = ([7; 1 << 16], 0);
    stream.set_nonblocking(true).unwrap();
    while let Ok(len) = stream.write(&chunk) {
        written += len;
    }
    written
}

/// Reads so many bytes, and forgets them.
pub(crate) fn drain(mut stream: &UnixStream, mut len: usize) {
    let mut chunk = [0; 1 << 16];
    stream.set_nonblocking(false).unwrap();
    while len > 0 {
        let most = len.min(chunk.len());
        len -= stream.read(&mut chunk[..most]).unwrap();
    }
}
