//! The clock: exact across every wrap, never early, and no word to the hardware too many.

use std::cell::Cell;
use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Waker};
use std::time::Duration;

use drivers::clock::{Extended, Scale, TickClock, Timer};
use wakeful::time::local::Timers;
use wakeful::time::{Clock, NEVER};

/// A counter of `BITS` bits, and what it was told.
struct Counter<const BITS: u32, const HERTZ: u32> {
    true_ticks: Cell<u64>,
    rings_at: Cell<u64>,
}

impl<const BITS: u32, const HERTZ: u32> Counter<BITS, HERTZ> {
    fn at(ticks: u64) -> Self {
        Self { true_ticks: Cell::new(ticks), rings_at: Cell::new(u64::MAX) }
    }
}

impl<const BITS: u32, const HERTZ: u32> Timer for Counter<BITS, HERTZ> {
    const BITS: u32 = BITS;
    const HERTZ: u32 = HERTZ;

    fn count(&self) -> u32 {
        (self.true_ticks.get() & (u64::MAX >> (64 - BITS))) as u32
    }

    fn ring_in(&self, ticks: u32) {
        assert!(u64::from(ticks) <= 1 << (BITS - 1), "the hardware cannot wait for longer");
        self.rings_at.set(self.true_ticks.get() + u64::from(ticks));
    }
}

/// As [`Timers`] of such a clock.
struct Board<const BITS: u32, const HERTZ: u32> {
    timers: Timers<TickClock<Counter<BITS, HERTZ>>>,
    start: u64,
}

impl<const BITS: u32, const HERTZ: u32> Board<BITS, HERTZ> {
    fn new(start: u64) -> Self {
        let timers = Timers::new(TickClock::new(Counter::at(start)));
        timers.clock().start();
        Self { timers, start }
    }

    fn counter(&self) -> &Counter<BITS, HERTZ> {
        self.timers.clock().timer()
    }

    /// So many ticks go by; the handler is late by up to `late`.
    fn pass(&self, ticks: u64, mut late: impl FnMut() -> u64) {
        let end = self.counter().true_ticks.get() + ticks;
        loop {
            let at = self.counter().rings_at.get().saturating_add(late());
            if at > end {
                break;
            }
            // It may have been overdue before.
            self.counter().true_ticks.set(at.max(self.counter().true_ticks.get()));
            self.counter().rings_at.set(u64::MAX);
            self.timers.clock().on_interrupt(|| self.timers.check_expirations());
        }
        self.counter().true_ticks.set(end);
    }

    fn ticks(&self) -> u64 {
        self.counter().true_ticks.get() - self.start
    }
}

fn poll(future: Pin<&mut impl Future>) -> bool {
    future.poll(&mut Context::from_waker(Waker::noop())).is_ready()
}

fn random(seed: &mut u64, below: u64) -> u64 {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    *seed % below
}

fn wraps_exactly<const BITS: u32>() {
    let wrap = 1_u64 << BITS;
    for start in [0, 1, wrap / 2, wrap - 1] {
        let board = Board::<BITS, 1_000_000>::new(start);
        let mut seed = 0x9E37_79B9_7F4A_7C15 + start;
        let mut late = 0x2545_F491_4F6C_DD1D;
        for _ in 0..if cfg!(miri) { 20 } else { 500 } {
            board.pass(random(&mut seed, 2 * wrap), || random(&mut late, wrap / 2));
            assert_eq!(board.timers.clock().ticks(), board.ticks());
            assert_eq!(board.timers.now(), board.ticks() * 1_000);
        }
        assert!(board.ticks() > 10 * wrap);
    }
}

#[test]
fn ticks_are_exact_across_every_wrap_however_late_the_handler_is() {
    wraps_exactly::<4>();
    wraps_exactly::<16>();
    wraps_exactly::<24>();
    // More than 2^32 ticks.
    wraps_exactly::<32>();
}

#[test]
fn every_pair_of_looks_at_a_small_counter_is_exact() {
    for from in 0..64_u32 {
        for went in 0..64_u32 {
            let mut ticks = Extended::new(6);
            ticks.begin(from);
            assert_eq!(ticks.look((from + went) % 64), u64::from(went));
            assert_eq!(ticks.seen(), u64::from(went));
        }
    }
    assert_eq!(Extended::new(32).half(), 1 << 31);
}

#[test]
fn ticks_and_nanoseconds_are_each_others_inverse_and_never_early() {
    for hertz in
        [1, 3, 1_000, 32_768, 1_000_000, 12_500_000, 16_000_000, 999_999_937, 1_000_000_000]
    {
        let scale = Scale::of(hertz);
        let exact = |tick: u64| (u128::from(tick) * 1_000_000_000 / u128::from(hertz)) as u64;
        let mut seed = 0x9E37_79B9_7F4A_7C15 ^ u64::from(hertz);
        for bits in 1..64 {
            let nanos = random(&mut seed, 1 << bits);
            let tick = scale.ticks_at(nanos);
            assert!(exact(tick) >= nanos, "{hertz} Hz: {nanos} ns would ring early");
            assert!(tick == 0 || exact(tick - 1) < nanos, "{hertz} Hz: {nanos} ns rings late");
            assert_eq!(scale.nanos_at(tick), exact(tick));
        }
        assert_eq!(scale.nanos_at(u64::from(hertz) * 1_000_000), 1_000_000_000_000_000);
    }
}

#[test]
fn nobody_is_woken_early_and_all_are_on_their_tick() {
    let board = Board::<8, 32_768>::new(250);
    let mut seed = 0x2545_F491_4F6C_DD1D;
    let (many, longest) = if cfg!(miri) { (8, 5_000_000) } else { (200, 500_000_000) };
    let mut sleeps: Vec<_> =
        (0..many).map(|_| Box::pin(board.timers.sleep_until(random(&mut seed, longest)))).collect();
    sleeps.retain_mut(|sleep| !poll(sleep.as_mut()));
    while !sleeps.is_empty() {
        board.pass(1, || 0);
        let now = board.timers.now();
        sleeps.retain_mut(|sleep| {
            let ready = poll(sleep.as_mut());
            assert_eq!(ready, now >= sleep.deadline(), "{now} for {}", sleep.deadline());
            !ready
        });
    }
}

/// The hardware is told once at the start and once after each time it rang; beside that, when the earliest
/// deadline moves to an earlier time.
#[test]
fn the_alarm_is_programmed_only_when_the_earliest_deadline_moves() {
    let board = Board::<16, 1_000_000>::new(0);
    let clock = board.timers.clock();
    assert_eq!(clock.programmings(), 1);

    let (mut a, mut b) =
        (pin!(board.timers.sleep_until(9_000_000)), pin!(board.timers.sleep_until(7_000_000)));
    assert!(!poll(a.as_mut()));
    assert_eq!(clock.programmings(), 2, "the first deadline");
    assert_eq!(board.counter().rings_at.get(), 9_000);
    assert!(!poll(b.as_mut()));
    assert_eq!(clock.programmings(), 3, "an earlier one");
    assert_eq!(board.counter().rings_at.get(), 7_000);
    for _ in 0..50 {
        let mut later = pin!(board.timers.sleep_until(8_000_000));
        assert!(!poll(later.as_mut()));
        assert!(!poll(a.as_mut()) && !poll(b.as_mut()));
    }
    assert_eq!(clock.programmings(), 3, "later ones, polls and cancels");

    board.pass(7_000, || 0);
    assert!(poll(b.as_mut()));
    assert_eq!(clock.programmings(), 4, "it rang, and is to ring for the next");
    assert_eq!(board.counter().rings_at.get(), 9_000);
    board.pass(2_000, || 0);
    assert!(poll(a.as_mut()));
    assert_eq!(clock.programmings(), 5, "for nobody: for the wrap");
    assert_eq!(board.counter().rings_at.get(), 9_000 + (1 << 15));

    // A deadline behind the wrap is nothing to tell.
    let mut far = pin!(board.timers.sleep_until(1_000_000_000));
    assert!(!poll(far.as_mut()));
    assert_eq!(clock.programmings(), 5);
    let wraps = 991_000_u64.div_ceil(1 << 15) as u32;
    board.pass(991_000, || 0);
    assert!(poll(far.as_mut()));
    assert_eq!(clock.programmings(), 5 + wraps);
}

#[test]
fn a_deadline_that_is_past_rings_at_once() {
    let board = Board::<16, 1_000_000>::new(0);
    board.pass(100, || 0);
    board.timers.clock().set_alarm(5);
    assert_eq!(board.counter().rings_at.get(), 100);
    board.timers.clock().set_alarm(NEVER);
    assert_eq!(board.counter().rings_at.get(), 100);
}

#[test]
fn what_is_told_while_it_rings_is_not_lost() {
    let board = Board::<16, 1_000_000>::new(0);
    let clock = board.timers.clock();
    clock.set_alarm(1_000_000);
    board.counter().true_ticks.set(1_000);
    clock.on_interrupt(|| {
        // A handler of higher priority.
        clock.set_alarm(3_000_000);
        clock.set_alarm(2_000_000);
        Some(4_000_000)
    });
    assert_eq!(board.counter().rings_at.get(), 2_000);
    assert_eq!(clock.programmings(), 3);
}

#[test]
fn far_deadlines_and_never_do_not_overflow() {
    let board = Board::<32, 999_999_937>::new(u64::from(u32::MAX));
    for at in [NEVER, NEVER - 1, 1 << 63] {
        board.timers.clock().set_alarm(at);
    }
    let mut sleep = pin!(board.timers.sleep(Duration::from_secs(500 * 365 * 86_400)));
    assert!(!poll(sleep.as_mut()));
    board.pass(1 << 40, || 1 << 30);
    assert!(!poll(sleep.as_mut()));
    assert_eq!(board.timers.clock().ticks(), board.ticks());
}
