//! Order: at the boundaries of a wheel, and between the holds of a lock.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::Context;

use wakeful::lock::{LocalLock, RawLock};
use wakeful::time::NEVER;
use wakeful::time::generic::{MockClock, Sleep, Timers};

use crate::busy::{BusyLock, among, holds};
use crate::flavors::{Visitor, each};
use crate::real::{InHeap, InWheel, Kind, TimersOf};
use crate::task::Log;

type Name = (u64, usize);
type BoxedSleep<H> = Pin<Box<Sleep<H>>>;

/// Registers a sleep for each deadline, in order.
fn register<'a, C, L, Q>(
    timers: &'a Timers<C, L, Q>,
    deadlines: &[u64],
    log: &Log<Name>,
) -> Vec<BoxedSleep<&'a Timers<C, L, Q>>>
where
    C: wakeful::time::Clock,
    L: RawLock,
    Q: wakeful::time::Queue,
{
    let sleep = |(number, deadline): (usize, &u64)| {
        let waker = log.waker((*deadline, number));
        let mut sleep = Box::pin(timers.sleep_until(*deadline));
        assert!(sleep.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
        sleep
    };
    deadlines.iter().enumerate().map(sleep).collect()
}

fn sorted(deadlines: &[u64]) -> Vec<Name> {
    let mut names: Vec<_> = deadlines.iter().copied().zip(0..).collect();
    names.sort_unstable();
    names
}

/// Lets time pass as a driver would that does nothing but what it is told.
fn drive<L: RawLock, K: Kind>(timers: &TimersOf<L, K>, log: &Log<Name>) -> (Vec<Name>, usize) {
    let mut woken = Vec::new();
    let mut rounds = 0;
    while let Some(next) = timers.check_expirations() {
        rounds += 1;
        let now = timers.now();
        woken.extend(log.take().into_iter().inspect(|name| assert!(name.0 <= now, "it is early")));
        assert!(next > now);
        timers.clock().set(next);
    }
    woken.extend(log.take());
    (woken, rounds)
}

/// The powers of 64 around `start`, from the last to the first.
fn boundaries(start: u64) -> Vec<u64> {
    let powers =
        (0..11).rev().step_by(if cfg!(miri) { 3 } else { 1 }).map(|power| 1u64 << (6 * power));
    let ends = [u64::MAX - 1, u64::MAX - 2];
    let mut deadlines: Vec<_> = powers
        .flat_map(|power| [start.checked_add(power), start.checked_next_multiple_of(power)])
        .flatten()
        .flat_map(|near| [near.saturating_add(1), near, near.saturating_sub(1)])
        .chain(ends)
        .filter(|deadline| *deadline > start && *deadline < u64::MAX)
        .collect();
    deadlines.extend_from_within(..);
    deadlines
}

#[test]
fn deadlines_at_each_boundary_of_a_wheel_are_woken_in_order() {
    struct Check;
    impl Visitor for Check {
        fn visit<L: RawLock + 'static, K: Kind>(&mut self, flavor: &str) {
            let starts = [0, 1, 62, 63, 64, 4095, 4096, (1 << 36) - 1, u64::MAX - 5000];
            for start in starts.into_iter().take(if cfg!(miri) { 1 } else { 9 }) {
                let timers = TimersOf::<L, K>::new(MockClock::new());
                timers.clock().set(start);
                let deadlines = boundaries(start);
                let log = Log::default();
                let sleeps = register(&timers, &deadlines, &log);
                let (woken, rounds) = drive::<L, K>(&timers, &log);
                assert_eq!(woken, sorted(&deadlines), "{} ({flavor}), from {start}", K::NAME);
                assert!(rounds < 200, "{rounds} rounds of a driver");
                assert!(sleeps.iter().all(|sleep| sleep.is_elapsed()));
            }
        }
    }
    each(&mut Check);
}

#[test]
fn the_clock_may_jump_over_everything() {
    struct Check;
    impl Visitor for Check {
        fn visit<L: RawLock + 'static, K: Kind>(&mut self, flavor: &str) {
            let timers = TimersOf::<L, K>::new(MockClock::new());
            let deadlines = boundaries(77);
            let log = Log::default();
            let _sleeps = register(&timers, &deadlines, &log);
            timers.clock().set(u64::MAX);
            assert_eq!(timers.check_expirations(), None);
            assert_eq!(log.take(), sorted(&deadlines), "{} ({flavor})", K::NAME);
        }
    }
    each(&mut Check);
}

#[test]
fn a_clock_that_went_back_harms_nothing() {
    struct Check;
    impl Visitor for Check {
        fn visit<L: RawLock + 'static, K: Kind>(&mut self, flavor: &str) {
            let timers = TimersOf::<L, K>::new(MockClock::new());
            timers.clock().set(1 << 40);
            assert_eq!(timers.check_expirations(), None);
            let log = Log::default();
            let mut deadlines = vec![(1 << 40) + 5; 3];
            let late = register(&timers, &deadlines, &log);
            timers.clock().set(10);
            assert_eq!(timers.check_expirations(), Some((1 << 40) + 5));
            deadlines = vec![700, 11, 1 << 40, 11, 700, (1 << 40) + 5];
            let early = register(&timers, &deadlines, &log);
            assert_eq!(timers.next_expiration(), Some(11));
            timers.clock().set(700);
            timers.check_expirations();
            assert_eq!(
                log.take(),
                [(11, 1), (11, 3), (700, 0), (700, 4)],
                "{} ({flavor})",
                K::NAME
            );
            timers.clock().set(1 << 41);
            assert_eq!(timers.check_expirations(), None);
            let last = [0, 1, 2, 5].map(|number| ((1 << 40) + 5, number));
            assert_eq!(log.take(), [&[(1 << 40, 2)], &last[..]].concat());
            drop((late, early));
        }
    }
    each(&mut Check);
}

const CROWD: u64 = if cfg!(miri) { 80 } else { 1000 };

fn hold_is_bounded<K: Kind>() {
    let timers = Timers::<_, BusyLock, K::Queue>::new(MockClock::<LocalLock>::new());
    let log = Log::default();
    let deadlines: Vec<_> = (0..CROWD).map(|n| 5000 + n * 7 % 5).collect();
    let sleeps = register(&timers, &deadlines, &log);
    let taken = holds(|| assert_eq!(timers.next_expiration(), Some(5000)));
    assert!(taken > CROWD as usize / 64, "{} are looked at in {taken} holds", CROWD);
    timers.clock().set(9999);
    let taken = holds(|| assert_eq!(timers.check_expirations(), None));
    assert!(taken > CROWD as usize / 8, "{} are woken in {taken} holds", CROWD);
    assert_eq!(log.take(), sorted(&deadlines));
    drop(sleeps);
}

#[test]
fn others_get_the_lock_while_many_are_served() {
    hold_is_bounded::<InHeap>();
    hold_is_bounded::<InWheel>();
}

type Busy<K> = Timers<MockClock<LocalLock>, BusyLock, <K as Kind>::Queue>;
type Named<K> = (Name, BoxedSleep<Rc<Busy<K>>>);

/// Others who come and go between the holds of the lock.
struct Others<K: Kind> {
    timers: Rc<Busy<K>>,
    log: Log<Name>,
    sleeps: Rc<RefCell<Vec<Named<K>>>>,
    left: usize,
    random: u64,
}

impl<K: Kind> Others<K> {
    fn random(&mut self, below: u64) -> u64 {
        self.random = self.random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.random >> 33) % below
    }

    /// A few times, with the levels that they lie at: 63 and 64 part there, and so do 4095 and 4096.
    fn deadline(&mut self) -> u64 {
        [63, 64, 65, 4095, 4096, 4100, 4159, 70_000, 70_001, 300_000][self.random(10) as usize]
    }

    fn come(&mut self) {
        let deadline = self.deadline();
        let name = (deadline, self.sleeps.borrow().len());
        let mut sleep = Box::pin(Sleep::until(self.timers.clone(), deadline));
        let now = self.timers.now();
        // He has read the clock before, or it goes back.
        let earlier = [0, deadline / 2, deadline - 1][self.random(3) as usize];
        self.timers.clock().set(earlier);
        let waker = self.log.waker(name);
        assert!(sleep.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
        self.timers.clock().set(now);
        self.sleeps.borrow_mut().push((name, sleep));
    }

    fn meanwhile(&mut self) {
        if self.left == 0 {
            return;
        }
        self.left -= 1;
        for _ in 0..self.random(4) {
            self.come();
        }
        let len = self.sleeps.borrow().len() as u64;
        if len > 0 && self.random(2) == 0 {
            let gone = self.random(len) as usize;
            // It leaves the queue, but not the list of names.
            self.sleeps.borrow_mut()[gone].1.as_mut().reset(NEVER);
        }
    }
}

/// How many are there before the others come.
const FIRST: usize = if cfg!(miri) { 90 } else { 200 };

fn keeps_order<K: Kind>(seed: u64) {
    let timers = Rc::new(Busy::<K>::new(MockClock::new()));
    let log = Log::default();
    let sleeps = Rc::new(RefCell::new(Vec::new()));
    let mut others = Others::<K> {
        timers: timers.clone(),
        log: log.share(),
        sleeps: sleeps.clone(),
        left: 40,
        random: seed,
    };
    for _ in 0..FIRST {
        others.come();
    }
    let until = [64, 4099, 70_000, u64::MAX][others.random(4) as usize];
    timers.clock().set(until);
    let bound = among(move || others.meanwhile(), || timers.check_expirations());
    let woken = log.take();
    assert!(woken.iter().all(|name| name.0 <= until), "nobody is early");
    // Equal deadlines, among those who were there first and those who came later.
    for (at, name) in woken.iter().enumerate() {
        let before = woken[..at].iter().rev().find(|before| before.0 == name.0);
        assert!(before.is_none_or(|before| before.1 < name.1), "{name:?} after {before:?}");
    }
    // Those who were there first.
    let first: Vec<_> = woken.iter().filter(|name| name.1 < FIRST).collect();
    assert!(first.is_sorted());
    let sleeps = sleeps.borrow();
    let waiting = sleeps.iter().filter(|(_, sleep)| !sleep.is_elapsed());
    let next = waiting.map(|(_, sleep)| sleep.deadline()).filter(|at| *at < u64::MAX).min();
    assert!(next.is_none_or(|next| bound.is_some_and(|bound| bound <= next && next > until)));
}

#[test]
fn who_comes_between_two_holds_of_the_lock_joins_behind_his_equals() {
    for seed in 0..if cfg!(miri) { 1 } else { 100 } {
        keeps_order::<InHeap>(seed);
        keeps_order::<InWheel>(seed);
    }
}

#[test]
fn who_has_read_a_later_clock_disturbs_nobody_who_is_on_his_way_down() {
    // So many that the one in the end goes down in the second hold of the lock.
    let timers = Rc::new(Busy::<InWheel>::new(MockClock::new()));
    let mut cx = Context::from_waker(std::task::Waker::noop());
    let mut wait = |deadline| {
        let mut sleep = Box::pin(timers.sleep_until(deadline));
        assert!(sleep.as_mut().poll(&mut cx).is_pending());
        sleep
    };
    let crowd: Vec<_> = (0..70).map(|_| wait(8000)).collect();
    let first = wait(4100);
    timers.clock().set(4096);
    let later = Rc::new(RefCell::new(None));
    let mut hold = 0;
    let other = {
        let (timers, later) = (timers.clone(), later.clone());
        move || {
            hold += 1;
            if hold == 2 {
                timers.clock().set(7990);
                let mut sleep = Box::pin(Sleep::until(timers.clone(), 7999));
                let mut cx = Context::from_waker(std::task::Waker::noop());
                assert!(sleep.as_mut().poll(&mut cx).is_pending());
                *later.borrow_mut() = Some(sleep);
            }
        }
    };
    assert_eq!(among(other, || timers.check_expirations()), Some(4100));
    assert_eq!(timers.next_expiration(), Some(4100));
    assert!(timers.check_expirations().is_some_and(|next| next <= 7999));
    assert!(first.is_elapsed());
    drop((crowd, later.take()));
}
