//! Controllers as they come.

use std::collections::{HashMap, VecDeque};
use std::ffi::{OsStr, OsString};
use std::fs::{metadata, read_dir};
use std::future::poll_fn;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::task::{Context, Poll, ready};

use rustix::io::Errno;
use wakeful::reactor::Device;

use super::controller::Controller;
use super::inotify::{self, BUFFER, Change};

/// Yields the controllers of a directory: first those that are there, then those that are plugged in.
///
/// Names begin with `event`, as the kernel's do. A device that may not be opened yet is tried again when its
/// permissions change: a newcomer is often readable a moment after it came.
///
/// # Examples
///
/// ```no_run
/// use devices::gamepad::Listener;
///
/// # async fn play() -> std::io::Result<()> {
/// let mut listener = Listener::new()?;
/// loop {
///     println!("{} is here", listener.next().await?.name());
/// }
/// # }
/// ```
#[derive(Debug)]
pub struct Listener {
    directory: PathBuf,
    device: Device<OwnedFd>,
    /// Names to be opened, in order.
    found: VecDeque<OsString>,
    /// Names that were opened, and which file that was; also those that are no controllers.
    known: HashMap<OsString, u64>,
    /// Whether something may have happened that we were not told of.
    stale: bool,
    ended: bool,
}

/// How often a directory is read again because it changed meanwhile.
const READINGS: usize = 100;

impl Listener {
    /// Where the kernel's devices are.
    pub const DIRECTORY: &str = "/dev/input";

    /// Those of this machine.
    ///
    /// # Errors
    ///
    /// As [`of`](Self::of).
    pub fn new() -> io::Result<Self> {
        Self::of(Self::DIRECTORY)
    }

    /// Those of a directory.
    ///
    /// # Errors
    ///
    /// If it cannot be watched or read, with its name.
    pub fn of(directory: impl Into<PathBuf>) -> io::Result<Self> {
        let directory = directory.into();
        let watch = inotify::watch(&directory).and_then(Device::new);
        let device = watch.map_err(|error| named(&directory, &error))?;
        let (found, known) = (VecDeque::new(), HashMap::new());
        let mut listener = Self { directory, device, found, known, stale: true, ended: false };
        listener.look_around()?;
        Ok(listener)
    }

    /// Waits for the next controller.
    ///
    /// # Errors
    ///
    /// If one cannot be opened; asked again, it goes on with the next. If the directory is gone (`NotFound`):
    /// then it says so again.
    ///
    /// # Cancel safety
    ///
    /// Strict: no controller is lost.
    pub async fn next(&mut self) -> io::Result<Controller> {
        poll_fn(|cx| self.poll_next(cx)).await
    }

    /// Whether the directory is gone. Controllers that were found before it went may still come.
    pub const fn is_ended(&self) -> bool {
        self.ended
    }

    /// The poll of [`next`](Self::next).
    pub fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<Controller>> {
        loop {
            if self.stale && !self.ended {
                self.look_around()?;
            }
            while let Some(name) = self.found.pop_front() {
                if let Some(opened) = self.open(name) {
                    return Poll::Ready(opened);
                }
            }
            if self.ended {
                let gone = io::Error::from(io::ErrorKind::NotFound);
                return Poll::Ready(Err(named(&self.directory, &gone)));
            }
            let mut buffer = [0; BUFFER];
            let read = self.device.poll_read_with(cx, |fd| read(fd, &mut buffer));
            let length = ready!(read)?;
            inotify::changes(&buffer[..length]).into_iter().for_each(|change| self.note(change));
        }
    }

    fn note(&mut self, change: Change) {
        match change {
            Change::Here(name) => self.here(name),
            Change::Gone(name) => {
                self.found.retain(|found| *found != name);
                self.known.remove(&name);
            }
            Change::Overflow => self.stale = true,
            Change::End => self.ended = true,
        }
    }

    fn here(&mut self, name: OsString) {
        if name.as_bytes().starts_with(b"event")
            && !self.known.contains_key(&name)
            && !self.found.contains(&name)
        {
            self.found.push_back(name);
        }
    }

    /// Reads the directory, until nothing happens in it meanwhile: what is known afterwards is what changes from
    /// then on refer to.
    fn look_around(&mut self) -> io::Result<()> {
        self.read_directory().map_err(|error| named(&self.directory, &error))?;
        self.stale = false;
        Ok(())
    }

    fn read_directory(&mut self) -> io::Result<()> {
        for _ in 0..READINGS {
            let mut names = Vec::new();
            for entry in read_dir(&self.directory)? {
                names.push(entry?.file_name());
            }
            if self.was_quiet()? {
                // A name that was used again means another file.
                let directory = &self.directory;
                self.known.retain(|name, file| inode(directory.join(name)) == Some(*file));
                self.found.clear();
                names.sort_by(|a, b| order(a).cmp(&order(b)));
                names.into_iter().for_each(|name| self.here(name));
                return Ok(());
            }
        }
        Err(io::Error::new(io::ErrorKind::ResourceBusy, "it changes all the time"))
    }

    /// Throws away what was heard of the directory.
    fn was_quiet(&mut self) -> io::Result<bool> {
        let mut quiet = true;
        let mut buffer = [0; BUFFER];
        loop {
            match read(self.device.get_ref(), &mut buffer) {
                Ok(length) => {
                    quiet = false;
                    self.ended |= inotify::changes(&buffer[..length]).contains(&Change::End);
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(quiet),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Opens what is called that. Nothing, if it is no controller, or cannot be opened as yet.
    fn open(&mut self, name: OsString) -> Option<io::Result<Controller>> {
        let path = self.directory.join(&name);
        match Controller::find(&path) {
            Err(error) if waits(&error) => None,
            found => {
                self.known.insert(name, inode(path.clone()).unwrap_or_default());
                found.map_err(|error| named(&path, &error)).transpose()
            }
        }
    }
}

/// Whether it is known what follows: a change of permissions, or that it is gone.
fn waits(error: &io::Error) -> bool {
    let gone = [Errno::NODEV, Errno::NXIO].map(|errno| Some(errno.raw_os_error()));
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::NotFound)
        || gone.contains(&error.raw_os_error())
}

fn inode(path: PathBuf) -> Option<u64> {
    metadata(path).ok().map(|metadata| metadata.ino())
}

fn read(fd: &OwnedFd, buffer: &mut [u8]) -> io::Result<usize> {
    Ok(rustix::io::read(fd, buffer)?)
}

/// `event2` is before `event10`.
fn order(name: &OsStr) -> (usize, &OsStr) {
    (name.len(), name)
}

fn named(path: &std::path::Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
