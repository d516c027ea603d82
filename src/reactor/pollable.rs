//! What a device may be made of.

#[cfg(unix)]
use std::os::fd::{AsFd, BorrowedFd};
#[cfg(windows)]
use std::os::windows::io::{AsSocket, BorrowedSocket};

/// What the operating system can watch: on Unix whatever is [`AsFd`](std::os::fd::AsFd), on Windows whatever
/// is `AsSocket`.
///
/// It cannot be implemented otherwise.
pub trait Pollable: sealed::Sealed {}

impl<T: sealed::Sealed> Pollable for T {}

/// A descriptor that somebody else owns.
#[cfg(unix)]
pub(super) type Borrowed<'a> = BorrowedFd<'a>;
/// A socket that somebody else owns.
#[cfg(windows)]
pub(super) type Borrowed<'a> = BorrowedSocket<'a>;

mod sealed {
    use super::Borrowed;

    #[allow(unreachable_pub, reason = "sealed: public in bounds, and nameable by nobody outside")]
    pub trait Sealed {
        fn borrowed(&self) -> Borrowed<'_>;
    }
}

pub(super) use self::sealed::Sealed;

#[cfg(unix)]
impl<T: AsFd> Sealed for T {
    #[inline]
    fn borrowed(&self) -> Borrowed<'_> {
        self.as_fd()
    }
}

#[cfg(windows)]
impl<T: AsSocket> Sealed for T {
    #[inline]
    fn borrowed(&self) -> Borrowed<'_> {
        self.as_socket()
    }
}
