//! What an input device is asked: all `unsafe` of this module.
//!
//! *Size Rule*: the number of a request says how many bytes the kernel reads or writes at most, and it is made
//! from the size of the type that lies there. Any bytes are a value of such a type ([`Plain`]).

use std::ffi::c_void;
use std::os::fd::AsFd;

use rustix::io::Result;
use rustix::ioctl::{Ioctl, IoctlOutput, Opcode, ioctl, opcode};

use super::code::{axis, button, effect, kind};
use super::range::Range;
use super::rumble::Effect;

/// A type of which any bytes are a value.
///
/// # Safety
///
/// They are, and it has no padding.
unsafe trait Plain {}

// SAFETY: bytes.
unsafe impl<const N: usize> Plain for [u8; N] {}

// SAFETY: six numbers of 32 bits, in the order of C.
unsafe impl Plain for Range {}

// SAFETY: numbers, in the order of C; its documentation counts the bytes.
unsafe impl Plain for Effect {}

/// A request about a value of ours.
struct Request<'a, T> {
    opcode: Opcode,
    value: &'a mut T,
}

// SAFETY: by the Size Rule; the value is ours alone meanwhile.
unsafe impl<T: Plain> Ioctl for Request<'_, T> {
    type Output = IoctlOutput;

    const IS_MUTATING: bool = true;

    fn opcode(&self) -> Opcode {
        self.opcode
    }

    fn as_ptr(&mut self) -> *mut c_void {
        std::ptr::from_mut(self.value).cast()
    }

    unsafe fn output_from_ptr(output: IoctlOutput, _: *mut c_void) -> Result<IoctlOutput> {
        Ok(output)
    }
}

/// To read a value: the kernel's `_IOR('E', number, T)`.
const fn reading<T: Plain>(number: u16) -> Opcode {
    opcode::read::<T>(b'E', number as u8)
}

/// `EVIOCSFF`: `_IOW('E', 0x80, struct ff_effect)`.
const UPLOAD: Opcode = opcode::write::<Effect>(b'E', 0x80);

fn read<T: Plain>(fd: impl AsFd, number: u16, value: &mut T) -> Result<IoctlOutput> {
    // SAFETY: by the Size Rule.
    unsafe { ioctl(fd, Request { opcode: reading::<T>(number), value }) }
}

/// `EVIOCGNAME`: what it is called.
pub(super) fn name(fd: impl AsFd) -> Result<String> {
    let mut name = [0_u8; 256];
    let length = read(fd, 0x06, &mut name)?;
    let name = name.get(..length as usize).unwrap_or(&name);
    Ok(String::from_utf8_lossy(name).trim_end_matches('\0').to_owned())
}

/// `EVIOCGKEY`: a bit for each button that is pressed.
pub(super) fn pressed(fd: impl AsFd) -> Result<[u8; button::COUNT / 8]> {
    let mut bits = [0; button::COUNT / 8];
    read(fd, 0x18, &mut bits).map(|_| bits)
}

/// `EVIOCGBIT`: a bit for each button that it has.
pub(super) fn buttons(fd: impl AsFd) -> Result<[u8; button::COUNT / 8]> {
    let mut bits = [0; button::COUNT / 8];
    read(fd, 0x20 + kind::KEY, &mut bits).map(|_| bits)
}

/// `EVIOCGBIT`: a bit for each axis that it has.
pub(super) fn axes(fd: impl AsFd) -> Result<[u8; axis::COUNT / 8]> {
    let mut bits = [0; axis::COUNT / 8];
    read(fd, 0x20 + kind::ABS, &mut bits).map(|_| bits)
}

/// `EVIOCGBIT`: a bit for each effect that it can play.
pub(super) fn effects(fd: impl AsFd) -> Result<[u8; effect::COUNT / 8]> {
    let mut bits = [0; effect::COUNT / 8];
    read(fd, 0x20 + kind::FF, &mut bits).map(|_| bits)
}

/// `EVIOCGABS`: how an axis is, and where it is now.
pub(super) fn range(fd: impl AsFd, code: u16) -> Result<Range> {
    let mut range = Range::default();
    read(fd, 0x40 + code, &mut range).map(|_| range)
}

/// `EVIOCSFF`: keeps an effect to be played. A new one is given its number.
pub(super) fn upload(fd: impl AsFd, value: &mut Effect) -> Result<()> {
    // SAFETY: by the Size Rule; the kernel writes the number back to where it has read.
    unsafe { ioctl(fd, Request { opcode: UPLOAD, value }) }.map(drop)
}

/// The numbers are those that a C compiler makes of `linux/input.h`, where requests are made up in the usual way.
#[cfg(all(
    test,
    target_pointer_width = "64",
    any(target_arch = "x86_64", target_arch = "aarch64", target_arch = "riscv64")
))]
mod tests {
    use super::*;

    #[test]
    fn requests_have_the_kernels_numbers() {
        assert_eq!(reading::<[u8; 256]>(0x06), 0x8100_4506);
        assert_eq!(reading::<[u8; button::COUNT / 8]>(0x18), 0x8060_4518);
        assert_eq!(reading::<[u8; button::COUNT / 8]>(0x20 + kind::KEY), 0x8060_4521);
        assert_eq!(reading::<[u8; axis::COUNT / 8]>(0x20 + kind::ABS), 0x8008_4523);
        assert_eq!(reading::<[u8; effect::COUNT / 8]>(0x20 + kind::FF), 0x8010_4535);
        assert_eq!([0, 0x3f].map(|code| reading::<Range>(0x40 + code)), [0x8018_4540, 0x8018_457f]);
        assert_eq!(UPLOAD, 0x4030_4580);
    }
}
