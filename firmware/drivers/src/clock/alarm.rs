//! When to ring.

use super::extended::Extended;

/// The time in ticks, who is to be rung for, and what the hardware was told.
///
/// The *Ring Rule*: outside of the handler, the hardware rings not after `wanted`, and not later than half a wrap
/// after the look at which it was told. While the handler rings, it is told nothing: the handler does that last.
#[derive(Debug)]
pub(super) struct Alarm {
    now: Extended,
    wanted: u64,
    rings_at: u64,
    ringing: bool,
    programmings: u32,
}

impl Alarm {
    pub(super) const fn new(bits: u32) -> Self {
        Self {
            now: Extended::new(bits),
            wanted: u64::MAX,
            rings_at: u64::MAX,
            ringing: false,
            programmings: 0,
        }
    }

    pub(super) const fn begin(&mut self, count: u32) {
        self.now.begin(count);
    }

    pub(super) const fn look(&mut self, count: u32) -> u64 {
        self.now.look(count)
    }

    /// Somebody is to be rung for at this tick. Returns whether the hardware is to be told.
    pub(super) const fn is_earlier(&mut self, at: u64) -> bool {
        if at >= self.wanted {
            return false;
        }
        self.wanted = at;
        !self.ringing && at < self.rings_at
    }

    /// The hardware rang. Returns whether somebody is due: then [`rang`](Self::rang) follows.
    pub(super) const fn rings(&mut self, count: u32) -> bool {
        let due = self.look(count) >= self.wanted;
        if due {
            self.wanted = u64::MAX;
            self.ringing = true;
        }
        due
    }

    /// Who was due has been told, and the next is due then.
    pub(super) fn rang(&mut self, count: u32, next: Option<u64>) {
        self.look(count);
        self.ringing = false;
        self.wanted = self.wanted.min(next.unwrap_or(u64::MAX));
        // The handler is about to tell the hardware.
        self.rings_at = 0;
    }

    /// In how many ticks the hardware is to ring, counted from the last look.
    pub(super) fn program(&mut self) -> u32 {
        let now = self.now.seen();
        self.rings_at = self.wanted.min(now + self.now.half());
        self.programmings = self.programmings.wrapping_add(1);
        self.rings_at.saturating_sub(now) as u32
    }

    pub(super) const fn programmings(&self) -> u32 {
        self.programmings
    }
}
