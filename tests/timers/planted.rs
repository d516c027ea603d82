//! The harness at work: toys with a fault each, which it finds.

use std::task::Waker;

use wakeful::time::NEVER;

use crate::random::check;
use crate::subject::Subject;

/// What is wrong with a toy.
const NOTHING: u8 = 0;
const EARLY: u8 = 1;
const LAST_FIRST: u8 = 2;
const NO_ALARM_ON_RESET: u8 = 3;
const STALE_WAKER: u8 = 4;
const LATE_BOUND: u8 = 5;
const LEFT_BEHIND: u8 = 6;

#[derive(Default)]
struct Entry {
    deadline: u64,
    number: Option<u64>,
    waker: Option<Waker>,
    elapsed: bool,
}

/// Timers in a vector.
#[derive(Default)]
struct Toy<const FAULT: u8> {
    now: u64,
    alarm: Option<u64>,
    registered: u64,
    entries: Vec<Entry>,
}

impl<const FAULT: u8> Toy<FAULT> {
    fn register(&mut self, id: usize) {
        self.entries[id].number = Some(self.registered);
        self.registered += 1;
        self.ring_at(self.entries[id].deadline);
    }

    fn ring_at(&mut self, at: u64) {
        self.alarm = Some(self.alarm.map_or(at, |alarm| alarm.min(at)));
    }

    /// The first in order.
    fn first(&self) -> Option<usize> {
        let waiting = (0..self.entries.len()).filter(|id| self.entries[*id].number.is_some());
        waiting.min_by_key(|id| {
            let number = self.entries[*id].number.unwrap_or(0);
            (self.entries[*id].deadline, if FAULT == LAST_FIRST { !number } else { number })
        })
    }
}

impl<const FAULT: u8> Subject for Toy<FAULT> {
    const EXACT: bool = false;

    fn now(&self) -> u64 {
        self.now
    }

    fn set_now(&mut self, now: u64) {
        self.now = now;
        self.alarm = self.alarm.filter(|alarm| *alarm > now);
    }

    fn make(&mut self, deadline: u64) {
        self.entries.push(Entry { deadline, ..Entry::default() });
    }

    fn poll(&mut self, id: usize, waker: &Waker) -> bool {
        let now = self.now;
        let entry = &mut self.entries[id];
        if entry.number.is_some() {
            if FAULT != STALE_WAKER {
                entry.waker = Some(waker.clone());
            }
            return false;
        }
        entry.elapsed |= entry.deadline != NEVER && now >= entry.deadline;
        if !entry.elapsed && entry.deadline != NEVER {
            entry.waker = Some(waker.clone());
            self.register(id);
        }
        self.entries[id].elapsed
    }

    fn reset(&mut self, id: usize, deadline: u64) {
        let entry = &mut self.entries[id];
        let waited = entry.number.take().is_some();
        (entry.deadline, entry.elapsed) = (deadline, false);
        if waited && deadline != NEVER {
            let before = self.alarm;
            self.register(id);
            if FAULT == NO_ALARM_ON_RESET {
                self.alarm = before;
            }
        } else {
            entry.waker = None;
        }
    }

    fn remove(&mut self, id: usize) {
        if FAULT != LEFT_BEHIND {
            self.entries[id] = Entry::default();
        }
    }

    fn check(&mut self, driver: bool) -> Option<u64> {
        let now = self.now.saturating_add((FAULT == EARLY).into());
        while let Some(first) = self.first().filter(|first| self.entries[*first].deadline <= now) {
            let entry = &mut self.entries[first];
            entry.number = None;
            entry.elapsed = true;
            if let Some(waker) = entry.waker.take() {
                waker.wake();
            }
        }
        let bound = self.next().map(|next| next.saturating_add((FAULT == LATE_BOUND).into()));
        if let Some(bound) = bound.filter(|_| driver) {
            self.ring_at(bound);
        }
        bound
    }

    fn next(&self) -> Option<u64> {
        self.first().map(|first| self.entries[first].deadline)
    }

    fn is_empty(&self) -> bool {
        self.first().is_none()
    }

    fn alarm(&self) -> Option<u64> {
        self.alarm
    }

    fn is_elapsed(&self, id: usize) -> bool {
        self.entries[id].elapsed
    }

    fn deadline(&self, id: usize) -> u64 {
        self.entries[id].deadline
    }
}

#[track_caller]
fn is_found<const FAULT: u8>(says: &str) {
    let fault = check::<Toy<FAULT>>().expect_err("it is found");
    assert!(fault.contains(says), "{fault}");
}

#[test]
#[cfg_attr(miri, ignore = "the harness itself has no unsafe code")]
fn the_harness_finds_planted_faults() {
    assert_eq!(check::<Toy<NOTHING>>(), Ok(()));
    is_found::<EARLY>("woken");
    is_found::<LAST_FIRST>("woken");
    is_found::<NO_ALARM_ON_RESET>("the alarm is at");
    is_found::<STALE_WAKER>("woken");
    is_found::<LATE_BOUND>("check_expirations");
    is_found::<LEFT_BEHIND>("is_empty");
}
