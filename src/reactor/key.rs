//! By what the operating system knows a device.

/// The place of a device, and which device it is in that place. Never a pointer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Key(usize);

/// How many bits tell the place.
const BITS: u32 = if usize::BITS == 64 { 32 } else { 20 };
const INDEX: usize = (1 << BITS) - 1;

impl Key {
    /// How many places there are: none has all bits set, so a key is never `usize::MAX`.
    pub(super) const PLACES: usize = INDEX;

    pub(super) const fn new(index: usize, generation: usize) -> Self {
        Self(index & INDEX | generation << BITS)
    }

    pub(super) const fn from_usize(key: usize) -> Self {
        Self(key)
    }

    pub(super) const fn as_usize(self) -> usize {
        self.0
    }

    pub(super) const fn index(self) -> usize {
        self.0 & INDEX
    }

    /// The one after this in the same place.
    pub(super) const fn next(self) -> Self {
        Self::new(self.index(), (self.0 >> BITS).wrapping_add(1))
    }
}
