//! A wheel of wheels: any number of timers at a few steps each.

use core::fmt;
use core::pin::Pin;
use core::task::Waker;

use super::{Due, Queue};
use crate::wait::{self, End, List, Node, Stage, Steps, Timer, Tired};

/// Six bits of a deadline for each level: 11 levels hold 64 bits.
const LEVELS: usize = 11;
const SLOTS: usize = 64;

/// Where a node is that is in no slot, but in the heap.
const EARLY: u8 = LEVELS as u8;

/// Slots with no more nodes than this are searched for the earliest deadline.
const SEARCHED: usize = 16;

/// A hierarchical timing wheel.
///
/// Use it for many timers, most of which are cancelled before they are due: timeouts of a server. For
/// few use a [`Heap`](super::Heap), which is a thousandth of the size.
///
/// It is exact to the nanosecond. What [`check_expirations`](crate::time::generic::Timers::check_expirations)
/// returns may be earlier than the earliest deadline; then it rearranges what is due after that.
///
/// # States
///
/// A deadline `d` lies at the level of the highest six bits in which it differs from `base`, in the
/// slot that its six bits there name. So those at lower levels are due before those at higher ones, in
/// one level the slots are in order, and a slot at level 0 holds equal deadlines.
///
/// | | `base` | slot |
/// |---|---|---|
/// | at rest | not after any deadline in a slot | as above |
/// | a slot is parting | the first time of that slot | its nodes go down one by one; who joins goes to its back |
///
/// Equal deadlines are in the same slot at any time, in the order in which they were registered. What
/// is registered with a deadline before `base` (the clock went back, or was read by two threads) goes to
/// a heap, all of which is due before all slots.
///
/// # Cost
///
/// 5.7 KB on 64-bit targets. To register and to cancel is a few stores. A timer that is not cancelled
/// goes down a level a few times, 10 at most.
pub struct Wheel {
    base: u64,
    /// The level of the slot that is parting, and 0 if none is.
    parting: u8,
    /// Which levels have slots that are not empty, a bit each.
    levels: u16,
    /// Which slots of a level are not empty, a bit each.
    occupied: [u64; LEVELS],
    slots: [[List<Timer>; SLOTS]; LEVELS],
    early: wait::Heap,
}

/// A slot.
#[derive(Clone, Copy)]
struct At {
    level: usize,
    slot: usize,
}

impl At {
    /// Where `time` belongs at `level`.
    #[inline(always)]
    const fn of(time: u64, level: usize) -> Self {
        Self { level, slot: (time >> (6 * level)) as usize % SLOTS }
    }
}

impl Wheel {
    #[inline(always)]
    fn list(&mut self, at: At) -> &mut List<Timer> {
        &mut self.slots[at.level][at.slot]
    }

    #[inline(always)]
    fn mark(&mut self, at: At) {
        self.levels |= 1 << at.level;
        self.occupied[at.level] |= 1 << at.slot;
    }

    /// After somebody left this slot.
    #[inline(always)]
    fn unmark_if_empty(&mut self, at: At) {
        if self.list(at).is_empty() {
            self.occupied[at.level] &= !(1 << at.slot);
            if self.occupied[at.level] == 0 {
                self.levels &= !(1 << at.level);
            }
        }
    }

    /// Where a deadline belongs that is not before `base`.
    #[inline(always)]
    fn place(&self, deadline: u64) -> At {
        let highest_bit = 63 - ((deadline ^ self.base) | 1).leading_zeros();
        // What goes into a slot that is parting goes to its back.
        let level = (highest_bit / 6).max(u32::from(self.parting));
        At::of(deadline, level as usize)
    }

    /// The first slot that is not empty, and the first time that belongs there. Only at rest.
    #[inline(always)]
    fn first(&self) -> Option<(At, u64)> {
        if self.levels == 0 {
            return None;
        }
        let level = self.levels.trailing_zeros() as usize;
        let slot = self.occupied[level].trailing_zeros() as usize;
        let above = u64::MAX.checked_shl(6 * (level as u32 + 1)).unwrap_or(0);
        Some((At { level, slot }, (self.base & above) | ((slot as u64) << (6 * level))))
    }

    /// Lets `base` follow the time, as long as nobody has to move for it.
    #[inline(always)]
    fn advance(&mut self, now: u64) {
        if now <= self.base {
            return;
        }
        if self.levels == 0 {
            (self.base, self.parting) = (now, 0);
        } else if self.parting == 0 && self.first().is_some_and(|(_, start)| now < start) {
            self.base = now;
        }
    }

    /// Brings a slot that is parting to its end.
    fn part(&mut self, steps: &mut Steps) -> Result<(), Tired> {
        while self.parting != 0 {
            let from = At::of(self.base, self.parting.into());
            let Some(front) = self.slots[from.level][from.slot].front() else {
                self.parting = 0;
                return Ok(());
            };
            steps.step().ok_or(Tired)?;
            let highest_bit = 63 - ((front.deadline() ^ self.base) | 1).leading_zeros();
            let to = At::of(front.deadline(), highest_bit as usize / 6);
            front.set_place(to.level as u8);
            let (lower, upper) = self.slots.split_at_mut(from.level);
            // SAFETY: one lock guards the wheel, and the owner asks for the `place` of its node.
            unsafe { upper[0][from.slot].move_front(&mut lower[to.level][to.slot]) };
            self.mark(to);
            self.unmark_if_empty(from);
        }
        Ok(())
    }

    /// The earliest deadline in a slot, if no more than `SEARCHED` are in there.
    fn search(&mut self, at: At, start: u64) -> Option<u64> {
        if at.level == 0 {
            return Some(start);
        }
        let mut earliest = u64::MAX;
        let mut walk = self.list(at).walk();
        for _ in 0..SEARCHED {
            let Some(entry) = walk.entry() else { return Some(earliest) };
            earliest = earliest.min(entry.deadline());
            walk.skip();
        }
        walk.entry().is_none().then_some(earliest)
    }
}

// SAFETY: lists and heap keep the Link Invariant; `place` says which of them a node is in.
#[allow(private_interfaces, reason = "sealed: nobody outside can name a node")]
unsafe impl Queue for Wheel {
    const NEW: Self = Self {
        base: 0,
        parting: 0,
        levels: 0,
        occupied: [0; LEVELS],
        slots: [const { [const { List::new() }; SLOTS] }; LEVELS],
        early: wait::Heap::new(),
    };

    fn is_empty(&self) -> bool {
        self.levels == 0 && self.early.is_empty()
    }

    unsafe fn insert(&mut self, node: Pin<&Node<Timer>>, waker: Waker, now: u64) {
        self.advance(now);
        let deadline = node.deadline();
        // SAFETY: the lock is held.
        let entry = unsafe { node.get_ref().guarded() };
        if deadline < self.base {
            entry.set_place(EARLY);
            // SAFETY: as the caller promises.
            return unsafe { self.early.insert(node, waker) };
        }
        let at = self.place(deadline);
        entry.set_place(at.level as u8);
        self.mark(at);
        // SAFETY: as the caller promises.
        unsafe { self.list(at).link(node, End::Back, Stage::Waiting, waker) };
    }

    unsafe fn remove(&mut self, node: &Node<Timer>, stage: Stage) -> Option<Waker> {
        // SAFETY: the lock is held.
        let place = unsafe { node.guarded() }.place();
        if place == EARLY {
            // SAFETY: as the caller promises; it is in the heap.
            return unsafe { self.early.remove(node, stage) };
        }
        let at = At::of(node.deadline(), place.into());
        // SAFETY: as the caller promises; it is in this slot.
        let waker = unsafe { self.list(at).unlink(node, stage) };
        self.unmark_if_empty(at);
        waker
    }

    fn due(&mut self, now: u64, steps: &mut Steps) -> Result<Due, Tired> {
        loop {
            self.part(steps)?;
            match self.early.first(steps)? {
                Some(deadline) if deadline > now => return Ok(Due::Later(deadline)),
                Some(_) => {
                    return Ok(self.early.pop(Stage::Passed).map_or(Due::Nobody, Due::Now));
                }
                None => {}
            }
            let Some((at, start)) = self.first() else { return Ok(Due::Nobody) };
            if start > now {
                self.advance(now);
                return Ok(Due::Later(self.search(at, start).unwrap_or(start)));
            }
            let list = self.list(at);
            let Some(front) = list.front() else { return Ok(Due::Nobody) };
            // One alone need not go down first.
            if at.level == 0 || front.is_alone() {
                let deadline = front.deadline();
                if deadline > now {
                    return Ok(Due::Later(deadline));
                }
                let waker = list.walk().unlink(Stage::Passed);
                self.unmark_if_empty(at);
                return Ok(waker.map_or(Due::Nobody, Due::Now));
            }
            (self.base, self.parting) = (start, at.level as u8);
        }
    }

    fn earliest(&mut self, steps: &mut Steps) -> Result<Option<u64>, Tired> {
        loop {
            self.part(steps)?;
            if let Some(deadline) = self.early.first(steps)? {
                return Ok(Some(deadline));
            }
            let Some((at, start)) = self.first() else { return Ok(None) };
            if let Some(deadline) = self.search(at, start) {
                return Ok(Some(deadline));
            }
            (self.base, self.parting) = (start, at.level as u8);
        }
    }
}

impl fmt::Debug for Wheel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Wheel(..)")
    }
}
