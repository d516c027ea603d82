//! The name of a child.

use core::fmt;

/// The name of a future in a [`Group`](super::Group).
///
/// No two futures of a group ever have the same: the key of one that is gone finds nothing, also when
/// another one lies in its place. Keys are ordered as the futures were inserted. A key means nothing to
/// another group.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    pub(super) serial: u64,
    pub(super) index: u32,
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({})", self.serial)
    }
}
