//! Ticks and nanoseconds.

/// How many nanoseconds a tick is: a fraction in lowest terms.
///
/// # Examples
///
/// ```
/// use drivers::clock::Scale;
///
/// let scale = Scale::of(32_768);
/// assert_eq!(scale.nanos_at(32_768), 1_000_000_000);
/// assert_eq!(scale.nanos_at(1), 30_517); // and a half
/// assert_eq!(scale.ticks_at(30_517), 1);
/// assert_eq!(scale.ticks_at(30_518), 2);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    nanos: u64,
    ticks: u64,
}

impl Scale {
    /// That of a counter that counts so often in a second.
    ///
    /// # Panics
    ///
    /// If that is never, or more often than once in a nanosecond; when it is compiled, if it is known then.
    pub const fn of(hertz: u32) -> Self {
        const SECOND: u64 = 1_000_000_000;
        let hertz = hertz as u64;
        assert!(0 < hertz && hertz <= SECOND, "a counter counts between 1 Hz and 1 GHz");
        let (mut a, mut b) = (SECOND, hertz);
        while b > 0 {
            (a, b) = (b, a % b);
        }
        Self { nanos: SECOND / a, ticks: hertz / a }
    }

    /// The time at a tick, rounded down.
    pub const fn nanos_at(self, tick: u64) -> u64 {
        // Divided first, so that nothing overflows for 584 years.
        let (whole, rest) = (tick / self.ticks, tick % self.ticks);
        whole * self.nanos + rest * self.nanos / self.ticks
    }

    /// The first tick whose [`nanos_at`](Self::nanos_at) is not before `nanos`.
    pub const fn ticks_at(self, nanos: u64) -> u64 {
        let (whole, rest) = (nanos / self.nanos, nanos % self.nanos);
        whole * self.ticks + (rest * self.ticks).div_ceil(self.nanos)
    }
}
