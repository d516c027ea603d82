//! One long script, the same every time.

use wakeful::lock::RawLock;

use crate::flavors::{Visitor, each};
use crate::random::{CROWD, Draw, Time, apply};
use crate::real::{Kind, Real};
use crate::run::Run;

/// Numbers that look as if they were random. (Drawing as a property does takes minutes under Miri.)
struct Random(u64);

impl Random {
    fn below(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % below
    }

    fn index(&mut self) -> usize {
        self.below(99) as usize
    }

    fn time(&mut self) -> Time {
        let power = self.below(11) as u32;
        match self.below(24) {
            0 => Time::Zero,
            1 | 2 => Time::Before(1 + self.below(70)),
            3..9 => Time::After(self.below(70)),
            9 | 10 => Time::Power(power, self.below(3)),
            11..15 => Time::AfterPower(power, self.below(3)),
            15 => Time::Most(self.below(3)),
            16..20 => Time::Same(self.index()),
            20 => Time::BeforeSame(self.index()),
            21 => Time::AfterSame(self.index()),
            _ => Time::Alarm,
        }
    }

    fn draw(&mut self) -> Draw {
        match self.below(28) {
            0..8 => Draw::Make { at: self.time(), poll: self.below(10) > 0 },
            8 => Draw::Crowd { at: self.time(), many: self.below(CROWD as u64) as usize },
            9..13 => Draw::Poll { who: self.index(), new_waker: self.below(2) == 0 },
            13 | 14 => Draw::Reset(self.index(), self.time()),
            15..18 => Draw::Drop(self.index()),
            18 => Draw::Forget(self.index()),
            19..23 => Draw::Clock(self.time()),
            23..27 => Draw::Check { driver: self.below(3) > 0 },
            _ => Draw::Next,
        }
    }
}

/// For each lock and queue.
fn steps() -> usize {
    match std::env::var_os("WAKEFUL_SOAK") {
        Some(_) => 2_000_000,
        None if cfg!(miri) => 150,
        None => 3_000,
    }
}

/// Those who are gone are many after a while, so the run begins anew at times.
#[test]
fn timers_do_what_the_model_says_for_long() {
    struct Check;
    impl Visitor for Check {
        fn visit<L: RawLock + 'static, K: Kind>(&mut self, flavor: &str) {
            let mut random = Random(0x9E37_79B9_7F4A_7C15);
            let mut left = steps();
            while left > 0 {
                let mut run = Run::<Real<L, K>>::default();
                let some = left.min(300);
                left -= some;
                for step in 0..some {
                    let result = apply(&mut run, random.draw());
                    assert_eq!(result, Ok(()), "step {step}, {left} left, {} ({flavor})", K::NAME);
                }
                assert_eq!(run.finish(), Ok(()), "{} ({flavor})", K::NAME);
            }
        }
    }
    each(&mut Check);
}
