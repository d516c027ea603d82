//! Registers of hardware.

use core::ptr;

/// The registers of a block that begins at this address.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Block(usize);

// The *Block Rule*: at the address of a block there is nothing but registers of that peripheral, whose effects
// touch no memory, up to 4 KiB; offsets are multiples of 4.

impl Block {
    /// # Safety
    ///
    /// The Block Rule.
    pub(crate) const unsafe fn at(address: usize) -> Self {
        Self(address)
    }

    pub(crate) fn read(self, offset: usize) -> u32 {
        debug_assert!(offset < 0x1000 && offset % 4 == 0);
        // SAFETY: the Block Rule.
        unsafe { ptr::with_exposed_provenance::<u32>(self.0 + offset).read_volatile() }
    }

    pub(crate) fn write(self, offset: usize, value: u32) {
        debug_assert!(offset < 0x1000 && offset % 4 == 0);
        // SAFETY: the Block Rule.
        unsafe { ptr::with_exposed_provenance_mut::<u32>(self.0 + offset).write_volatile(value) }
    }
}
