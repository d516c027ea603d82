//! Who is there, and whose turn it is: slots, and queues of them.

use core::cell::Cell;
use core::fmt;
use core::mem::offset_of;

use super::slot::Slot;
use super::width;
use super::word::{self, Word};
use crate::lock::{Counter, RawLock};

/// `N` slots for tasks, and a queue for each of `LEVELS` levels, of those who were woken.
///
/// Anybody may wake and claim; one at a time, the *runner*, takes whose turn it is. A queue is two lists: the
/// `woken`, which anybody puts himself in front of, so the newest is first; and the `turn`, in the order in
/// which they were woken. When the turn is empty, the runner takes all the woken at once, and turns them
/// round. So everybody is taken in order, and once for all wakes since he was taken.
///
/// # The Runner Rule
///
/// *Whoever turned `running` on is the runner, until he turns it off.* `turn` and `closing` are for him alone,
/// and so is the step from live to vacant.
///
/// # The Entry Rule
///
/// *The entry of a slot is written by the one who claimed it, until he publishes it; then it is read by
/// the runner, until he releases it.*
///
/// # The Next Rule
///
/// *`next` of a slot is for the one who turned it to queued, until it lies in the `woken`; then for the
/// runner, until he turns it back.*
///
/// # Memory ordering
///
/// Each step on a word is a read-modify-write that acquires and releases, or is made with the lock held. A wake
/// of one who is queued already is such a step, too: what made him ready may be newer than what his turn is to
/// see. Whether `woken` is empty is a mere load: who comes later than it unparks the runner.
pub(super) struct Roster<T, L: RawLock, const N: usize, const LEVELS: usize> {
    /// For those steps, where the lock is not lock-free.
    lock: L,
    running: L::Counter,
    pub(super) closing: Cell<bool>,
    /// Numbers of slots plus one, or 0.
    woken: [L::Counter; LEVELS],
    turn: [Cell<usize>; LEVELS],
    slots: [Slot<T, L>; N],
}

// SAFETY: cells are touched by the rules above alone, which put all accesses in order; entries move between
// threads.
unsafe impl<T: Send, L: RawLock + Sync, const N: usize, const LEVELS: usize> Sync
    for Roster<T, L, N, LEVELS>
{
}

/// Whose turn it is.
#[derive(Debug)]
pub(super) struct Turn<T> {
    pub(super) index: usize,
    pub(super) entry: T,
}

impl<T: Copy, L: RawLock, const N: usize, const LEVELS: usize> Roster<T, L, N, LEVELS> {
    pub(super) const fn new() -> Self {
        const {
            assert!(N > 0, "an executor without slots runs nothing");
            assert!(N < usize::MAX / 2, "so many slots cannot be counted");
            assert!(0 < LEVELS && LEVELS <= word::LEVELS, "there can be 1 to 16 levels");
        }
        let mut slots = [const { Slot::new(0) }; N];
        let mut index = 0;
        while index < N {
            slots[index].index = index;
            index += 1;
        }
        Self {
            lock: L::NEW,
            running: L::Counter::ZERO,
            closing: Cell::new(false),
            woken: [const { L::Counter::ZERO }; LEVELS],
            turn: [const { Cell::new(0) }; LEVELS],
            slots,
        }
    }

    /// A step of several operations on words: they are atomic, or made with the lock held.
    #[inline(always)]
    fn step<R>(&self, f: impl FnOnce() -> R) -> R {
        if L::LOCK_FREE { f() } else { self.lock.with(f) }
    }

    /// Makes the caller the runner, unless somebody is.
    pub(super) fn start(&self) -> bool {
        self.step(|| self.running.compare_exchange(0, 1)).is_ok()
    }

    /// # Safety
    ///
    /// The Runner Rule.
    pub(super) unsafe fn stop(&self) {
        self.closing.set(false);
        self.step(|| self.running.swap(0));
    }

    /// Claims a slot for a task of this level, and publishes it with what `entry` makes of where the
    /// slot is. `None` if no slot is free. There is such a level.
    pub(super) fn add(&self, level: usize, entry: impl FnOnce(Place) -> T) -> Option<usize> {
        // One that lies in the queue still would take the turn of the last one who had it.
        let (slot, word) = (self.claim(level, |word| !word.is_queued()))
            .or_else(|| self.claim(level, |_| true))?;
        let entry = entry(Place { index: slot.index, generation: word.generation() });
        // SAFETY: the Entry Rule.
        unsafe { *slot.entry.get() = Some(entry) };
        self.step(|| {
            if !slot.change(|word| Some(word.published()))?.is_queued() {
                self.push(slot, level);
            }
            Some(())
        });
        Some(slot.index)
    }

    fn claim(&self, level: usize, pick: impl Fn(Word) -> bool) -> Option<(&Slot<T, L>, Word)> {
        let picked = |word: Word| (word.suits(level) && pick(word)).then(|| word.claimed(level));
        self.slots.iter().find_map(|slot| {
            // The look without the lock makes the search one short step for each that may be free.
            picked(slot.load())?;
            Some((slot, self.step(|| slot.change(picked))?))
        })
    }

    /// Puts a slot that the caller turned to queued into its list.
    #[inline]
    fn push(&self, slot: &Slot<T, L>, level: usize) {
        let woken = &self.woken[level];
        let mut first = woken.load();
        loop {
            slot.next.store(first);
            match woken.compare_exchange(first, slot.index + 1) {
                Ok(_) => break,
                Err(now) => first = now,
            }
        }
    }

    /// It is this one's turn, if it is the same use of the slot still. Whether the runner is to be told.
    #[inline]
    pub(super) fn wake(&self, place: Place) -> bool {
        let slot = &self.slots[place.index];
        let is_there = |word: Word| word.is_live() && word.generation() == place.generation;
        self.step(|| match slot.change(|word| is_there(word).then(|| word.woken())) {
            Some(word) if !word.is_queued() => {
                self.push(slot, word.level());
                true
            }
            _ => false,
        })
    }

    /// Whose turn it is: the first of the most urgent level.
    ///
    /// # Safety
    ///
    /// The Runner Rule.
    pub(super) unsafe fn next(&self) -> Option<Turn<T>> {
        for level in 0..LEVELS {
            while let Some(slot) = self.pop(level) {
                let word = self.step(|| slot.change(|word| Some(word.taken())));
                if word.is_some_and(Word::is_live) {
                    // SAFETY: the Entry Rule: it is live, and that changes only by the caller.
                    let entry = unsafe { *slot.entry.get() }?;
                    return Some(Turn { index: slot.index, entry });
                }
            }
        }
        None
    }

    /// Takes the first one out of the queue; for the runner.
    #[inline]
    fn pop(&self, level: usize) -> Option<&Slot<T, L>> {
        let turn = &self.turn[level];
        if turn.get() == 0 {
            if self.woken[level].load() == 0 {
                return None;
            }
            turn.set(self.turned(self.step(|| self.woken[level].swap(0))));
        }
        let slot = &self.slots[turn.get().checked_sub(1)?];
        turn.set(slot.next.load());
        Some(slot)
    }

    /// Turns a list round.
    fn turned(&self, mut rest: usize) -> usize {
        let mut turned = 0;
        while rest != 0 {
            let slot = &self.slots[rest - 1];
            let next = slot.next.load();
            slot.next.store(turned);
            (turned, rest) = (rest, next);
        }
        turned
    }

    /// Where the task in this slot is, for its wakers.
    pub(super) fn place(&self, index: usize) -> Place {
        Place { index, generation: self.slots[index].load().generation() }
    }

    /// The entry of this slot, if it is live.
    ///
    /// # Safety
    ///
    /// The Runner Rule.
    pub(super) unsafe fn entry(&self, index: usize) -> Option<T> {
        let slot = &self.slots[index];
        if !slot.load().is_live() {
            return None;
        }
        // SAFETY: the Entry Rule.
        unsafe { *slot.entry.get() }
    }

    /// The task of this slot is gone.
    ///
    /// # Safety
    ///
    /// The Runner Rule; the slot is live.
    pub(super) unsafe fn release(&self, index: usize) {
        self.step(|| self.slots[index].change(|word| Some(word.released())));
    }

    /// How many tasks there are.
    pub(super) fn len(&self) -> usize {
        self.slots.iter().filter(|slot| slot.load().is_live()).count()
    }

    pub(super) fn is_running(&self) -> bool {
        self.step(|| self.running.load()) != 0
    }
}

/// Which slot, and which use of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    index: usize,
    generation: usize,
}

/// # The Generation Rule
///
/// *A waker's data is the address of a slot, which is a multiple of [`width::LINE`], plus the generation of the
/// task; and it may be used to reach all of the roster.* It has no effect unless the generation is the one of
/// now, in the same step that queues the slot. Generations come again: then it wakes another task for nothing,
/// which is allowed.
impl<T, L: RawLock, const N: usize, const LEVELS: usize> Roster<T, L, N, LEVELS> {
    /// The data of a waker, of a roster that lies `offset` bytes behind `start`.
    pub(super) fn data(start: *const (), offset: usize, place: Place) -> *const () {
        let slots = offset + offset_of!(Self, slots);
        start.wrapping_byte_add(slots + place.index * size_of::<Slot<T, L>>() + place.generation)
    }

    /// `start` and the place of such data.
    ///
    /// # Safety
    ///
    /// The Generation Rule.
    pub(super) unsafe fn of_data(data: *const (), offset: usize) -> (*const (), Place) {
        let slot = data.map_addr(|at| at & !(width::LINE - 1));
        let index = slot.wrapping_byte_add(offset_of!(Slot<T, L>, index)).cast::<usize>();
        // SAFETY: the Generation Rule: the number of a slot, which never changes.
        let index = unsafe { *index };
        let slots = offset + offset_of!(Self, slots);
        let start = slot.wrapping_byte_sub(slots + index * size_of::<Slot<T, L>>());
        (start, Place { index, generation: data.addr() % width::LINE })
    }
}

impl<T, L: RawLock, const N: usize, const LEVELS: usize> fmt::Debug for Roster<T, L, N, LEVELS> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let woken = self.woken.iter().map(|woken| woken.load() != 0);
        f.debug_list().entries(&self.slots).entries(woken).finish()
    }
}
