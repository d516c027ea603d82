//! The word of a queue seen as state and flags.

/// Somebody waits.
pub(crate) const QUEUED: usize = 1;
/// A release must take the lock and settle.
pub(crate) const CALL: usize = 2;
/// Newcomers may not take.
pub(crate) const STRICT: usize = 4;
/// Strict whenever somebody waits; set for good by the `fair` constructors.
pub(crate) const FAIR: usize = 8;

/// As many offers are out as may be: whoever takes one up sees to the next.
pub(crate) const FULL: usize = 16;

const FLAGS: usize = QUEUED | CALL | STRICT | FAIR | FULL;
pub(super) const SHIFT: u32 = FLAGS.count_ones();

/// How many bits of a word a [`Policy`](super::Policy) may use for its state.
pub const STATE_BITS: u32 = usize::BITS - SHIFT;

/// The word seen as state and flags.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Value(pub(crate) usize);

impl Value {
    #[inline(always)]
    pub(crate) const fn state(self) -> usize {
        self.0 >> SHIFT
    }

    /// The state becomes `state`, the flags stay. A difference, because the compiler often knows
    /// it: then this is one addition.
    #[inline(always)]
    pub(crate) const fn with_state(self, state: usize) -> Self {
        Self(self.0.wrapping_add(state.wrapping_sub(self.state()) << SHIFT))
    }

    /// `FAIR` stays as it is, the other flags become `flags`.
    #[inline(always)]
    pub(crate) const fn with_flags(self, flags: usize) -> Self {
        Self(self.0 & !(FLAGS & !FAIR) | flags)
    }

    #[inline(always)]
    pub(crate) const fn has(self, flag: usize) -> bool {
        self.0 & flag != 0
    }
}
