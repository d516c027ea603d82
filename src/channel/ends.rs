//! Who is still there: counts of the ends of a channel.

use crate::lock::{RawLock, State};

/// A side of a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Those who send.
    Senders,
    /// Those who receive.
    Receivers,
}

/// How many ends there are on each side, in one word.
///
/// | bits | count |
/// |---|---|
/// | low half less one bit | senders |
/// | high half less one bit | receivers |
/// | the highest bit of each half | this side has not closed yet |
///
/// The last end of a side leaves in two steps, so that the channel is there while it closes:
///
/// 1. [`leave`](Self::leave) says that it was the last; the channel is still kept.
/// 2. It closes the channel, wakes the other side.
/// 3. [`left`](Self::left) says whether the other side has done so, too: then it frees.
pub(crate) struct Ends<L>(State<L>);

const HALF: u32 = usize::BITS / 2;
const OPEN: usize = 1 << (HALF - 1);
/// At most so many ends a side.
const MOST: usize = OPEN - 1;

impl Side {
    const fn shift(self) -> u32 {
        match self {
            Self::Senders => 0,
            Self::Receivers => HALF,
        }
    }
}

impl<L: RawLock> Ends<L> {
    /// One end on each side.
    const PAIR: usize = (OPEN | 1) << HALF | OPEN | 1;

    /// No ends yet: other than what the last end leaves behind.
    const NONE: usize = 1;

    /// No ends yet: a channel that has not been split.
    pub(crate) const fn none() -> Self {
        Self(State::new(Self::NONE))
    }

    /// One end on each side.
    #[cfg_attr(not(feature = "alloc"), expect(dead_code, reason = "for the shared form"))]
    pub(crate) const fn pair() -> Self {
        Self(State::new(Self::PAIR))
    }

    /// Starts over with one end on each side.
    pub(crate) fn reset(&mut self) {
        *self.0.get_mut() = Self::PAIR;
    }

    /// From none to one end on each side; `false` if that has happened before.
    pub(crate) fn start(&self) -> bool {
        self.0.exchange(Self::NONE, Self::PAIR).is_ok()
    }

    /// One end more on `side`.
    ///
    /// # Panics
    ///
    /// If there are more than half the address space has bytes for: they were forgotten.
    pub(crate) fn enter(&self, side: Side) {
        let old = self.0.add(1 << side.shift());
        if old >> side.shift() & MOST == MOST {
            too_many();
        }
    }

    /// One end less on `side`; whether it was the last.
    #[must_use]
    pub(crate) fn leave(&self, side: Side) -> bool {
        let old = self.0.add((1usize << side.shift()).wrapping_neg());
        old >> side.shift() & MOST == 1
    }

    /// After [`leave`](Self::leave) said so: the last end has done its work. Whether the other side has,
    /// too, so that nobody is left.
    #[must_use]
    pub(crate) fn left(&self, side: Side) -> bool {
        let old = self.0.add((OPEN << side.shift()).wrapping_neg());
        old == OPEN << side.shift()
    }

    /// How many ends `side` has.
    pub(crate) fn count(&self, side: Side) -> usize {
        self.0.load() >> side.shift() & MOST
    }
}

#[cold]
#[inline(never)]
fn too_many() -> ! {
    panic!("a wakeful channel has too many ends: clones of an end are forgotten somewhere")
}
