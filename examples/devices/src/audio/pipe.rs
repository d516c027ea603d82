//! A pipe with a name: somebody else plays what comes out of it, or makes what goes in.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::fd::OwnedFd;
use std::path::PathBuf;
use std::task::{Context, Poll};

use wakeful::executor::unblock;
use wakeful::reactor::Device;

use super::player::Output;
use super::recorder::Input;

/// One end of a pipe.
///
/// # Errors
///
/// To write when nobody reads any more is [`BrokenPipe`](io::ErrorKind::BrokenPipe); to read when nobody
/// writes any more is the end.
#[derive(Debug)]
pub struct Pipe(Device<File>);

impl Pipe {
    /// Opens it to play into. Waits until somebody opens it for reading.
    ///
    /// # Errors
    ///
    /// If it cannot be opened, or cannot be waited for, as a file.
    ///
    /// # Cancel safety
    ///
    /// Weak: a thread goes on waiting, and closes it again then.
    pub async fn writer(path: impl Into<PathBuf>) -> io::Result<Self> {
        Self::open(path.into(), OpenOptions::new().write(true).clone()).await
    }

    /// Opens it to listen to. Waits until somebody opens it for writing.
    ///
    /// # Errors
    ///
    /// As [`writer`](Self::writer).
    ///
    /// # Cancel safety
    ///
    /// As [`writer`](Self::writer).
    pub async fn reader(path: impl Into<PathBuf>) -> io::Result<Self> {
        Self::open(path.into(), OpenOptions::new().read(true).clone()).await
    }

    /// To open a pipe waits for the other end, and no poller can do that.
    async fn open(path: PathBuf, options: OpenOptions) -> io::Result<Self> {
        let name = path.display().to_string();
        let open = unblock(move || options.open(path)).await;
        open.and_then(Device::new)
            .map(Self)
            .map_err(|error| io::Error::new(error.kind(), format!("{name}: {error}")))
    }

    /// One end of a pipe that is open already, or anything else that bytes go through.
    ///
    /// # Errors
    ///
    /// If it cannot be waited for, as a file.
    pub fn of(end: impl Into<OwnedFd>) -> io::Result<Self> {
        Device::new(File::from(end.into())).map(Self)
    }
}

impl Output for Pipe {
    fn poll_write(&mut self, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.0.poll_write_with(cx, |mut file| file.write(bytes))
    }
}

impl Input for Pipe {
    fn poll_read(&mut self, cx: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>> {
        self.0.poll_read_with(cx, |mut file| file.read(buffer))
    }
}
