//! What one waits for.

use core::ops::BitOr;

/// What one waits for: the argument of [`Device::ready`](super::Device::ready).
///
/// # Examples
///
/// ```
/// use wakeful::reactor::Interest;
///
/// assert_eq!(Interest::READABLE | Interest::WRITABLE, Interest::BOTH);
/// assert!(Interest::BOTH.contains(Interest::READABLE));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Interest(u8);

impl Interest {
    /// There is something to read, the peer has gone, or there is an error.
    pub const READABLE: Self = Self(1);
    /// There is room to write, the peer has gone, or there is an error.
    pub const WRITABLE: Self = Self(2);
    /// Either of them.
    pub const BOTH: Self = Self(3);
    /// There is something exceptional, such as out-of-band data. Not on all systems.
    pub const PRIORITY: Self = Self(4);

    /// Whether it asks for all that `other` asks for.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

impl BitOr for Interest {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}
