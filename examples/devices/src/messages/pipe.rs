//! Messages through a pipe.

use std::io;
use std::os::fd::OwnedFd;

use wakeful::reactor::Device;

use super::frame::{Frames, encode};
use super::open::pipe;

/// How much is read at a time.
const PIECE: usize = 4096;

/// A pipe for messages. Each end can also be made of a descriptor that came from elsewhere: a FIFO, a socket,
/// the standard input of a child.
///
/// ```
/// use devices::messages::channel;
/// use wakeful::executor::block_on;
///
/// let (mut sender, mut receiver) = channel()?;
/// block_on(async {
///     sender.send(b"hello").await?;
///     drop(sender);
///     assert_eq!(receiver.recv().await?.unwrap(), b"hello");
///     assert_eq!(receiver.recv().await?, None);
///     std::io::Result::Ok(())
/// })?;
/// # std::io::Result::Ok(())
/// ```
///
/// # Errors
///
/// Those of the system.
pub fn channel() -> io::Result<(Sender, Receiver)> {
    let (read, write) = pipe()?;
    Ok((Sender::new(write)?, Receiver::new(read)?))
}

/// Where messages go in.
#[derive(Debug)]
pub struct Sender {
    pipe: Device<OwnedFd>,
    /// What has still to go into the pipe, and how much of it is there already.
    unsent: Vec<u8>,
    sent: usize,
}

impl Sender {
    /// Sends into `pipe`.
    ///
    /// # Errors
    ///
    /// Those of [`Device::new`].
    pub fn new(pipe: OwnedFd) -> io::Result<Self> {
        Ok(Self { pipe: Device::new(pipe)?, unsent: Vec::new(), sent: 0 })
    }

    /// Sends a message; waits while the pipe is full.
    ///
    /// # Cancel safety
    ///
    /// Weak: dropped halfway, the message may be half in the pipe. The rest goes before the next message, or with
    /// [`flush`](Self::flush), so the messages around it are whole.
    ///
    /// # Errors
    ///
    /// [`BrokenPipe`](io::ErrorKind::BrokenPipe) if nobody receives any more;
    /// [`InvalidInput`](io::ErrorKind::InvalidInput) if the message is too long.
    pub async fn send(&mut self, message: &[u8]) -> io::Result<()> {
        self.flush().await?;
        encode(message, &mut self.unsent)?;
        self.flush().await
    }

    /// Sends what is left of a `send` that was dropped halfway.
    ///
    /// # Cancel safety
    ///
    /// Strict.
    ///
    /// # Errors
    ///
    /// [`BrokenPipe`](io::ErrorKind::BrokenPipe) if nobody receives any more.
    pub async fn flush(&mut self) -> io::Result<()> {
        let Self { pipe, unsent, sent } = self;
        while *sent < unsent.len() {
            pipe.write_with(|pipe| {
                *sent += rustix::io::write(pipe, &unsent[*sent..])?;
                Ok(())
            })
            .await?;
        }
        unsent.clear();
        *sent = 0;
        Ok(())
    }
}

/// Where messages come out.
#[derive(Debug)]
pub struct Receiver {
    pipe: Device<OwnedFd>,
    frames: Frames,
}

impl Receiver {
    /// Receives from `pipe`.
    ///
    /// # Errors
    ///
    /// Those of [`Device::new`].
    pub fn new(pipe: OwnedFd) -> io::Result<Self> {
        Ok(Self { pipe: Device::new(pipe)?, frames: Frames::default() })
    }

    /// Waits for the next message; `None` when there is no sender any more.
    ///
    /// # Cancel safety
    ///
    /// Strict.
    ///
    /// # Errors
    ///
    /// [`UnexpectedEof`](io::ErrorKind::UnexpectedEof) if the sender ended halfway in a message;
    /// [`InvalidData`](io::ErrorKind::InvalidData) if it is too long to be one.
    pub async fn recv(&mut self) -> io::Result<Option<Vec<u8>>> {
        let Self { pipe, frames } = self;
        loop {
            if let Some(message) = frames.next()? {
                return Ok(Some(message));
            }
            let read = pipe.read_with(|pipe| {
                let read = rustix::io::read(pipe, &mut *frames.input().space(PIECE))?;
                frames.input().filled(read);
                Ok(read)
            });
            if read.await? == 0 {
                return match frames.is_halfway() {
                    true => Err(io::ErrorKind::UnexpectedEof.into()),
                    false => Ok(None),
                };
            }
        }
    }
}
