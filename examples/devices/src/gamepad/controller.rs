//! One controller: its events, and its rumble.

use std::future::poll_fn;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use rustix::io::Errno;
use wakeful::reactor::Device;

use super::decoder::{Decoder, Snapshot, Step, bit};
use super::event::Event;
use super::open::{Opened, Source};
use super::record::{Layout, Records};
use super::rumble::Effect;
use super::{code, ioctl};

/// How many records are read at once.
const BATCH: usize = 64;

/// A controller that is there, or was.
///
/// Its events come from a device of the kernel (`/dev/input/event*`), or from a pipe into which somebody writes
/// the kernel's records. What is pressed when it is opened comes first.
///
/// # Examples
///
/// ```no_run
/// use devices::gamepad::{Controller, Event};
///
/// # async fn play() -> std::io::Result<()> {
/// let mut controller = Controller::open("/dev/input/event7")?;
/// loop {
///     match controller.next().await? {
///         Event::Button(button, true) => println!("{button:?}"),
///         Event::Disconnect => return Ok(()),
///         _ => {}
///     }
/// }
/// # }
/// ```
#[derive(Debug)]
pub struct Controller {
    path: PathBuf,
    name: Arc<str>,
    source: Source,
    device: Device<std::fs::File>,
    /// Whether somebody has opened the other end of the pipe.
    begun: bool,
    gone: bool,
    records: Records,
    decoder: Decoder,
    /// The number of the effect that the kernel keeps for us.
    effect: Option<i16>,
}

impl Controller {
    /// Opens a controller.
    ///
    /// # Errors
    ///
    /// If it cannot be opened, or is neither a controller nor a pipe (`InvalidInput`).
    pub fn open(path: impl AsRef<Path>) -> io::Result<Self> {
        let path = path.as_ref();
        Self::find(path)?.ok_or_else(|| {
            let message = format!("{} is neither a controller nor a pipe", path.display());
            io::Error::new(io::ErrorKind::InvalidInput, message)
        })
    }

    /// As [`open`](Self::open); nothing, if it is something else.
    pub(super) fn find(path: &Path) -> io::Result<Option<Self>> {
        let Some(Opened { file, name, source, axes }) = Opened::find(path)? else {
            return Ok(None);
        };
        let mut controller = Self {
            path: path.to_owned(),
            name: name.into(),
            source,
            device: Device::new(file)?,
            begun: source != Source::Pipe,
            gone: false,
            records: Records::new(Layout::NATIVE),
            decoder: Decoder::new(&axes),
            effect: None,
        };
        controller.catch_up();
        Ok(Some(controller))
    }

    /// What it is called: by its maker, or of a pipe the file name.
    pub const fn name(&self) -> &Arc<str> {
        &self.name
    }

    /// What was opened.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Waits for the next event. After [`Event::Disconnect`] there is no other.
    ///
    /// # Errors
    ///
    /// If reading fails although the device is there. Asked again, it tries again.
    ///
    /// # Cancel safety
    ///
    /// Strict: what was read is kept in the controller.
    pub async fn next(&mut self) -> io::Result<Event> {
        poll_fn(|cx| self.poll_next(cx)).await
    }

    /// The poll of [`next`](Self::next).
    pub fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<Event>> {
        loop {
            if let Some(event) = self.decoder.next() {
                return Poll::Ready(Ok(event));
            }
            if self.gone {
                return Poll::Ready(Ok(Event::Disconnect));
            }
            ready!(self.poll_fill(cx))?;
        }
    }

    /// Reads some records.
    fn poll_fill(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        // A pipe that nobody has opened for writing as yet reads as one whose writer has gone.
        if !self.begun {
            ready!(self.device.poll_readable(cx))?;
            self.begun = true;
        }
        let mut buffer = [0; BATCH * Layout::NATIVE.size()];
        let read = self.device.poll_read_with(cx, |mut file| file.read(&mut buffer));
        match ready!(read) {
            Ok(0) => self.gone = true,
            Ok(length) => self.take(&buffer[..length]),
            Err(error) if error.raw_os_error() == Some(Errno::NODEV.raw_os_error()) => {
                self.gone = true;
            }
            Err(error) => return Poll::Ready(Err(error)),
        }
        Poll::Ready(Ok(()))
    }

    fn take(&mut self, bytes: &[u8]) {
        self.records.feed(bytes);
        while let Some(record) = self.records.next() {
            if self.decoder.feed(record) == Step::Lost {
                self.catch_up();
            }
        }
    }

    /// Asks the device how it stands. One that is gone says so to the next read.
    fn catch_up(&mut self) {
        let snapshot = match self.source {
            Source::Pipe => None,
            Source::Input { .. } => self.look().ok(),
        };
        self.decoder.catch_up(&snapshot.unwrap_or(Snapshot::REST));
    }

    fn look(&self) -> rustix::io::Result<Snapshot> {
        let file = self.device.get_ref();
        Ok(Snapshot { pressed: ioctl::pressed(file)?, axes: super::open::ranges(file)? })
    }

    /// Rumbles: `strong` is the heavy motor's, `weak` that of the light one, from 0 to 1. A second call takes the
    /// place of the first. It waits for nothing: the kernel keeps the effect and ends it.
    ///
    /// # Errors
    ///
    /// `Unsupported` if it is a pipe or has no motors, `PermissionDenied` if it may not be written to.
    pub fn rumble(&mut self, strong: f32, weak: f32, time: Duration) -> io::Result<()> {
        self.source.can_rumble().map_err(|(kind, why)| {
            io::Error::new(kind, format!("{} cannot rumble: {why}", self.path.display()))
        })?;
        let mut device = self.device.get_ref();
        let mut effect = Effect::new(strong, weak, time).replacing(self.effect);
        ioctl::upload(device, &mut effect)?;
        self.effect = Some(effect.id());
        let mut record = Vec::new();
        Layout::NATIVE.encode(effect.play(), &mut record);
        device.write_all(&record)
    }
}

impl Source {
    fn can_rumble(self) -> Result<(), (io::ErrorKind, &'static str)> {
        match self {
            Self::Pipe => Err((io::ErrorKind::Unsupported, "it is a pipe")),
            Self::Input { effects, .. } if !bit(&effects, code::effect::RUMBLE) => {
                Err((io::ErrorKind::Unsupported, "it has no motors (no force feedback)"))
            }
            Self::Input { writable: false, .. } => {
                Err((io::ErrorKind::PermissionDenied, "we may not write to it"))
            }
            Self::Input { .. } => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_cannot_rumble_says_why() {
        let mut effects = [0; code::effect::COUNT / 8];
        let input = |effects, writable| Source::Input { effects, writable };
        let kind = |source: Source| source.can_rumble().map_err(|(kind, _)| kind);
        assert_eq!(kind(Source::Pipe), Err(io::ErrorKind::Unsupported));
        assert_eq!(kind(input(effects, true)), Err(io::ErrorKind::Unsupported));
        effects[usize::from(code::effect::RUMBLE / 8)] |= 1 << (code::effect::RUMBLE % 8);
        assert_eq!(kind(input(effects, false)), Err(io::ErrorKind::PermissionDenied));
        assert_eq!(kind(input(effects, true)), Ok(()));
    }
}
