//! A counter of few bits as one of 64.

/// How far a counter went, although it wraps.
///
/// # Examples
///
/// ```
/// use drivers::clock::Extended;
///
/// let mut ticks = Extended::new(24);
/// ticks.begin(0xFF_FFF0);
/// assert_eq!(ticks.look(0xFF_FFFF), 15);
/// assert_eq!(ticks.look(4), 20);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Extended {
    total: u64,
    last: u32,
    mask: u32,
}

impl Extended {
    /// Of a counter of so many bits.
    ///
    /// # Panics
    ///
    /// If they are fewer than 2 or more than 32; when it is compiled, if they are known then.
    pub const fn new(bits: u32) -> Self {
        assert!(2 <= bits && bits <= 32, "a counter has between 2 and 32 bits");
        Self { total: 0, last: 0, mask: u32::MAX >> (32 - bits) }
    }

    /// The next look is counted from here.
    pub const fn begin(&mut self, count: u32) {
        self.last = count & self.mask;
    }

    /// How far it went altogether, if it holds `count` and was looked at less than a wrap ago.
    pub const fn look(&mut self, count: u32) -> u64 {
        self.total += (count.wrapping_sub(self.last) & self.mask) as u64;
        self.last = count & self.mask;
        self.total
    }

    /// What the last look saw.
    pub const fn seen(&self) -> u64 {
        self.total
    }

    /// Half of a wrap: somebody has to look so often at least.
    pub const fn half(&self) -> u64 {
        (self.mask >> 1) as u64 + 1
    }
}
