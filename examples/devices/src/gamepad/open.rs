//! Opening what may be a controller, and finding out what it is.

use std::fs::{File, OpenOptions, metadata};
use std::io;
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::Path;

use rustix::fs::OFlags;
use rustix::io::Errno;

use super::code::{axis, button, effect};
use super::decoder::bit;
use super::ioctl;
use super::range::Range;

/// Where records come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// Somebody writes them, and nothing can be asked.
    Pipe,
    /// The kernel.
    Input { effects: [u8; effect::COUNT / 8], writable: bool },
}

/// A controller, just opened.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) file: File,
    pub(super) name: String,
    pub(super) source: Source,
    pub(super) axes: [Option<Range>; axis::COUNT],
}

impl Opened {
    /// Opens `path`; nothing, if that is no controller.
    pub(super) fn find(path: &Path) -> io::Result<Option<Self>> {
        let kind = metadata(path)?.file_type();
        if kind.is_fifo() {
            let (file, name) = (open(path, false)?, path.file_name().unwrap_or_default());
            let name = name.to_string_lossy().into_owned();
            return Ok(Some(Self { file, name, source: Source::Pipe, axes: [None; axis::COUNT] }));
        }
        if !kind.is_char_device() {
            return Ok(None);
        }
        let (file, writable) = match open(path, true) {
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                (open(path, false)?, false)
            }
            opened => (opened?, true),
        };
        match Self::ask(&file) {
            Ok(Some((name, effects, axes))) => {
                Ok(Some(Self { file, name, source: Source::Input { effects, writable }, axes }))
            }
            Ok(None) | Err(Errno::NOTTY | Errno::INVAL) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    #[allow(clippy::type_complexity, reason = "taken apart at once")]
    fn ask(
        file: &File,
    ) -> rustix::io::Result<Option<(String, [u8; effect::COUNT / 8], [Option<Range>; axis::COUNT])>>
    {
        if !is_controller(&ioctl::buttons(file)?) {
            return Ok(None);
        }
        Ok(Some((ioctl::name(file)?, ioctl::effects(file)?, ranges(file)?)))
    }
}

/// Whether a device with these buttons is one: keyboards and mice have others.
fn is_controller(buttons: &[u8]) -> bool {
    (button::JOYSTICK..button::DIGI).any(|code| bit(buttons, code))
}

/// How its axes are, of those that it has.
pub(super) fn ranges(file: &File) -> rustix::io::Result<[Option<Range>; axis::COUNT]> {
    let mut ranges = [None; axis::COUNT];
    let has = ioctl::axes(file)?;
    for (code, range) in (0..).zip(&mut ranges) {
        if bit(&has, code) {
            *range = Some(ioctl::range(file, code)?);
        }
    }
    Ok(ranges)
}

/// Non-blocking from the first: to open a pipe would wait for who writes to it.
fn open(path: &Path, write: bool) -> io::Result<File> {
    let flags = OFlags::NONBLOCK.bits() as i32;
    OpenOptions::new().read(true).write(write).custom_flags(flags).open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gamepads_and_joysticks_are_controllers_and_keyboards_and_mice_are_not() {
        let with = |code: u16| {
            let mut bits = [0; button::COUNT / 8];
            bits[usize::from(code / 8)] |= 1 << (code % 8);
            is_controller(&bits)
        };
        assert!([button::JOYSTICK, button::SOUTH, button::THUMBR].map(with).iter().all(|is| *is));
        // Escape, the left button of a mouse, a pen.
        assert!(![1, 0x110, button::DIGI].map(with).iter().any(|is| *is));
        assert!(!is_controller(&[]));
    }
}
