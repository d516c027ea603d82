//! A bounded queue for threads without a lock: slots with stamps.

use core::cell::UnsafeCell;
use core::fmt;
use core::marker::PhantomData;
use core::mem::MaybeUninit;

use super::store::{Judged, Refusal, Store, Turn};
use super::{Blank, Side, Storage, drain};
use crate::lock::{Counter, RawLock};

/// A place for one message.
pub struct Slot<T, C> {
    stamp: C,
    value: UnsafeCell<MaybeUninit<T>>,
}

impl<T, C: Counter> Blank for Slot<T, C> {
    const BLANK: Self = Self { stamp: C::ZERO, value: UnsafeCell::new(MaybeUninit::uninit()) };
}

// SAFETY: by the Stamp Rule sharing a slot moves values between threads and never shares them.
unsafe impl<T: Send, C: Sync> Sync for Slot<T, C> {}

impl<T, C> fmt::Debug for Slot<T, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Slot(..)")
    }
}

/// A word on a cache line of its own.
struct Apart<C: Counter> {
    _line: [C::Line; 0],
    word: C,
}

/// A bounded queue that any number of threads use at the same time.
///
/// A position is a *lap* and an *index*. Two words hold the positions where the next value goes in and
/// out; each is moved on by one compare-exchange, which claims the slot there.
///
/// ```text
///           high                                                      low
///  tail     │ lap │ index │ promised slots │ CALL receivers │ STRICT senders   │ CLOSED │
///  head     │ lap │ index │       0        │ CALL senders   │ STRICT receivers │   0    │
/// ```
///
/// # The Stamp Rule
///
/// *The stamp of a slot says who may touch its value.*
///
/// | stamp | the value is | and belongs to |
/// |---|---|---|
/// | lap *n*, free | none | whoever moves `tail` past this slot in lap *n* |
/// | lap *n*, full | there | whoever moves `head` past it in lap *n* |
///
/// Whoever moved `tail` writes the value, then stamps *full*. Whoever moved `head` takes the value, then
/// stamps *free* for lap *n + 1*. Between the two the slot is *half done*; those who come to it wait for a few
/// instructions.
///
/// # Why no wake-up is lost
///
/// The flags lie in the word that the other side moves, and settling sets them by compare-exchange on the
/// very value that it judged. A push before that is counted, also when it is half done; a push after it sees
/// `CALL`. So nobody needs a fence, nor looks at a second word.
pub struct Ring<T, S, L>
where
    S: Storage<Cell = Slot<T, L::Counter>>,
    L: RawLock,
{
    tail: Apart<L::Counter>,
    head: Apart<L::Counter>,
    slots: S,
    values: PhantomData<fn() -> T>,
}

const CALL: usize = 1;
const STRICT: usize = 2;
const CLOSED: usize = 4;
const FLAGS: u32 = 3;

/// How a word is divided for a counter of so many bits.
struct Layout<C>(PhantomData<C>);

impl<C: Counter> Layout<C> {
    const MASK: usize = usize::MAX >> (usize::BITS - C::BITS);
    const PROMISED_BITS: u32 = C::BITS / 3;
    const PROMISED_ONE: usize = 1 << FLAGS;
    const PROMISED: usize = ((1 << Self::PROMISED_BITS) - 1) << FLAGS;
    const SHIFT: u32 = FLAGS + Self::PROMISED_BITS;
    /// Two bits at least are for the lap: free and full of this lap and of the one before.
    const MOST_SLOTS: usize = 1 << (C::BITS - Self::SHIFT - 2);
}

/// The numbers that follow from the capacity. With slots inside of the channel they are constants.
#[derive(Clone, Copy)]
struct Shape {
    capacity: usize,
    /// One lap, as a difference of words: also the mask of all below it, plus one.
    lap: usize,
}

/// The lowest bit of a stamp; the laps are above it.
const FULL: usize = 1;

impl<T, S, L> Ring<T, S, L>
where
    S: Storage<Cell = Slot<T, L::Counter>>,
    L: RawLock,
{
    /// An empty queue in `slots`, which are blank.
    pub const fn new(slots: S) -> Self {
        const fn word<C: Counter>() -> Apart<C> {
            Apart { _line: [], word: C::ZERO }
        }
        Self { tail: word(), head: word(), slots, values: PhantomData }
    }

    /// The largest capacity that fits the words.
    pub const MOST_SLOTS: usize = Layout::<L::Counter>::MOST_SLOTS;

    /// How many slots can be promised at a time.
    pub const MOST_PROMISED: usize = Layout::<L::Counter>::PROMISED >> FLAGS;

    #[inline(always)]
    fn shape(&self) -> Shape {
        let capacity = self.slots.capacity();
        let lap = self.slots.span() << Layout::<L::Counter>::SHIFT;
        Shape { capacity, lap }
    }

    #[inline(always)]
    fn index(word: usize, shape: Shape) -> usize {
        (word & (shape.lap - 1)) >> Layout::<L::Counter>::SHIFT
    }

    #[inline(always)]
    fn lap(word: usize, shape: Shape) -> usize {
        word & Layout::<L::Counter>::MASK & !(shape.lap - 1)
    }

    /// The lap after that of `lap`.
    #[inline(always)]
    fn next_lap(lap: usize, shape: Shape) -> usize {
        lap.wrapping_add(shape.lap) & Layout::<L::Counter>::MASK
    }

    /// `word` with its position moved on by one.
    #[inline(always)]
    fn advance(word: usize, shape: Shape) -> usize {
        let one = 1 << Layout::<L::Counter>::SHIFT;
        let index = Self::index(word, shape);
        let next = if index + 1 < shape.capacity {
            word.wrapping_add(one)
        } else {
            word.wrapping_add(shape.lap).wrapping_sub(index * one)
        };
        next & Layout::<L::Counter>::MASK
    }

    #[inline(always)]
    fn position(word: usize) -> usize {
        word >> Layout::<L::Counter>::SHIFT
    }

    /// How many messages lie between two words; they may have been read at different times, so that
    /// either may be ahead, by more than a lap.
    #[inline(always)]
    fn between(head: usize, tail: usize, shape: Shape) -> usize {
        let (from, to) = (Self::index(head, shape), Self::index(tail, shape));
        let (out, into) = (Self::lap(head, shape), Self::lap(tail, shape));
        if into == out {
            to.saturating_sub(from)
        } else if into == Self::next_lap(out, shape) {
            (shape.capacity + to).saturating_sub(from).min(shape.capacity)
        } else {
            let most = Layout::<L::Counter>::MASK;
            if into.wrapping_sub(out) & most <= most / 2 { shape.capacity } else { 0 }
        }
    }

    fn promised(tail: usize) -> usize {
        (tail & Layout::<L::Counter>::PROMISED) >> FLAGS
    }

    /// How many slots are free and not promised.
    fn room(head: usize, tail: usize, shape: Shape) -> usize {
        let taken = Self::between(head, tail, shape) + Self::promised(tail);
        shape.capacity.saturating_sub(taken)
    }

    #[inline(always)]
    fn slot(&self, word: usize, shape: Shape) -> &Slot<T, L::Counter> {
        // SAFETY: positions never hold an index outside of the capacity: see `advance`.
        unsafe { self.slots.cell(Self::index(word, shape)) }
    }

    /// Whether `tail` refuses `turn`, whoever looks at the slots.
    #[inline(always)]
    fn refused(&self, tail: usize, turn: Turn, shape: Shape) -> Option<Refusal> {
        if tail & CLOSED != 0 {
            return Some(Refusal::Closed);
        }
        if tail & STRICT != 0 && turn == Turn::Newcomer {
            return Some(Refusal::Wait);
        }
        let promised = tail & Layout::<L::Counter>::PROMISED != 0;
        (promised && Self::room(self.head.word.load(), tail, shape) == 0).then_some(Refusal::Wait)
    }

    /// Sets and clears flags of a word.
    fn flag(word: &L::Counter, clear: usize, set: usize) -> usize {
        let mut now = word.load();
        loop {
            let next = now & !clear | set;
            if next == now {
                return now;
            }
            match word.compare_exchange(now, next) {
                Ok(old) => return old,
                Err(other) => now = other,
            }
        }
    }

    /// Writes into the slot at `tail`, which the caller has moved on.
    #[inline(always)]
    fn put(&self, tail: usize, value: &mut Option<T>, shape: Shape) {
        let slot = self.slot(tail, shape);
        if let Some(value) = value {
            // SAFETY: the Stamp Rule: free in this lap, and `tail` was moved by the caller.
            unsafe { slot.value.get().cast::<T>().copy_from_nonoverlapping(value, 1) };
        }
        // SAFETY: the value lies in the slot now: the place is emptied without dropping it.
        unsafe { core::ptr::write(value, None) };
        slot.stamp.store(Self::lap(tail, shape) | FULL);
    }
}

#[cold]
#[inline(never)]
fn too_many_promises() -> ! {
    panic!("too many slots of a wakeful channel are reserved and not used")
}

// SAFETY: the Stamp Rule.
unsafe impl<T, S, L> Store for Ring<T, S, L>
where
    S: Storage<Cell = Slot<T, L::Counter>>,
    L: RawLock,
{
    type Item = T;
    type Entry = T;
    const LOCK_FREE: bool = {
        assert!(L::LOCK_FREE, "a Ring needs a lock that is LOCK_FREE: use a Guarded buffer");
        true
    };

    #[inline(always)]
    fn enter(item: T) -> T {
        item
    }

    #[inline(always)]
    fn leave(entry: T) -> T {
        entry
    }

    #[inline(always)]
    unsafe fn capacity(&self) -> usize {
        self.slots.capacity()
    }

    unsafe fn most_promised(&self) -> usize {
        self.slots.capacity().min(Self::MOST_PROMISED)
    }

    #[inline(always)]
    unsafe fn push(&self, value: &mut Option<T>, turn: Turn) -> Result<bool, Refusal> {
        let shape = self.shape();
        let mut tail = self.tail.word.load();
        let mut waited = 0;
        loop {
            let special = STRICT | CLOSED | Layout::<L::Counter>::PROMISED;
            if tail & special != 0 {
                if let Some(refusal) = self.refused(tail, turn, shape) {
                    return Err(refusal);
                }
            }
            let slot = self.slot(tail, shape);
            let stamp = slot.stamp.load();
            let lap = Self::lap(tail, shape);
            if stamp == lap {
                match self.tail.word.compare_exchange(tail, Self::advance(tail, shape)) {
                    Ok(_) => {
                        self.put(tail, value, shape);
                        return Ok(tail & CALL != 0);
                    }
                    Err(now) => tail = now,
                }
                continue;
            }
            // Not free in this lap: the ring is full, or somebody is half done, or `tail` is old.
            let head = self.head.word.load();
            if Self::position(head)
                == Self::position(tail).wrapping_sub(Self::position(shape.lap))
                    & (Layout::<L::Counter>::MASK >> Layout::<L::Counter>::SHIFT)
            {
                return Err(Refusal::Wait);
            }
            let now = self.tail.word.load();
            if now == tail {
                L::pause(waited);
                waited += 1;
            }
            tail = now;
        }
    }

    #[inline(always)]
    unsafe fn pop(&self, place: &mut Option<T>, turn: Turn) -> Result<bool, Refusal> {
        let shape = self.shape();
        let mut head = self.head.word.load();
        let mut waited = 0;
        loop {
            let slot = self.slot(head, shape);
            let stamp = slot.stamp.load();
            let lap = Self::lap(head, shape);
            if stamp == lap | FULL {
                if head & STRICT != 0 && turn == Turn::Newcomer {
                    return Err(Refusal::Wait);
                }
                match self.head.word.compare_exchange(head, Self::advance(head, shape)) {
                    Ok(_) => {
                        // SAFETY: the Stamp Rule: full in this lap, and `head` was moved by us.
                        let value = unsafe { slot.value.get().cast::<T>().read() };
                        // SAFETY: there is none in there to be dropped.
                        unsafe { core::ptr::write(place, Some(value)) };
                        slot.stamp.store(Self::next_lap(lap, shape));
                        return Ok(head & CALL != 0);
                    }
                    Err(now) => head = now,
                }
                continue;
            }
            // Not full in this lap: the ring is empty, or somebody is half done, or `head` is old.
            let tail = self.tail.word.load();
            if Self::position(tail) == Self::position(head) {
                let closed = tail & CLOSED != 0;
                return Err(if closed { Refusal::Closed } else { Refusal::Wait });
            }
            let now = self.head.word.load();
            if now == head {
                L::pause(waited);
                waited += 1;
            }
            head = now;
        }
    }

    unsafe fn reserve(&self, n: usize, turn: Turn) -> Result<(), Refusal> {
        let shape = self.shape();
        let mut tail = self.tail.word.load();
        loop {
            if let Some(refusal) = self.refused(tail, turn, shape) {
                return Err(refusal);
            }
            if n > Self::room(self.head.word.load(), tail, shape) {
                return Err(Refusal::Wait);
            }
            if n > Self::MOST_PROMISED - Self::promised(tail) {
                too_many_promises();
            }
            let next = tail + n * Layout::<L::Counter>::PROMISED_ONE;
            match self.tail.word.compare_exchange(tail, next) {
                Ok(_) => return Ok(()),
                Err(now) => tail = now,
            }
        }
    }

    unsafe fn unreserve(&self, n: usize) {
        let mut tail = self.tail.word.load();
        while let Err(now) = {
            let less = tail - n * Layout::<L::Counter>::PROMISED_ONE;
            self.tail.word.compare_exchange(tail, less)
        } {
            tail = now;
        }
    }

    unsafe fn fill(&self, value: &mut Option<T>) -> Result<bool, Refusal> {
        let shape = self.shape();
        let mut tail = self.tail.word.load();
        let mut waited = 0;
        loop {
            let less = tail - Layout::<L::Counter>::PROMISED_ONE;
            if tail & CLOSED != 0 {
                match self.tail.word.compare_exchange(tail, less) {
                    Ok(_) => return Err(Refusal::Closed),
                    Err(now) => tail = now,
                }
                continue;
            }
            // The promise says that there is room; a receiver may have yet to make it free.
            if self.slot(tail, shape).stamp.load() != Self::lap(tail, shape) {
                L::pause(waited);
                waited += 1;
                tail = self.tail.word.load();
                continue;
            }
            match self.tail.word.compare_exchange(tail, Self::advance(less, shape)) {
                Ok(_) => {
                    self.put(tail, value, shape);
                    return Ok(tail & CALL != 0);
                }
                Err(now) => tail = now,
            }
        }
    }

    unsafe fn judge(&self, side: Side) -> Judged {
        let shape = self.shape();
        // The word that is not judged first: what it says too little of is made up for by offers that
        // are lost, what it says too much of would be lost wake-ups.
        match side {
            Side::Receivers => {
                let head = self.head.word.load();
                let word = self.tail.word.load();
                let open = word & CLOSED == 0;
                let ready = if open { Self::between(head, word, shape) } else { Judged::ALL };
                Judged { ready, word }
            }
            Side::Senders => {
                let tail = self.tail.word.load();
                let word = self.head.word.load();
                let open = tail & CLOSED == 0;
                let ready = if open { Self::room(word, tail, shape) } else { Judged::ALL };
                Judged { ready, word }
            }
        }
    }

    unsafe fn publish(&self, side: Side, judged: Judged, call: bool, strict: bool) -> bool {
        let (calls, stricts) = match side {
            Side::Receivers => (&self.tail.word, &self.head.word),
            Side::Senders => (&self.head.word, &self.tail.word),
        };
        let next = judged.word & !CALL | if call { CALL } else { 0 };
        if next != judged.word && calls.compare_exchange(judged.word, next).is_err() {
            return false;
        }
        Self::flag(stricts, STRICT, if strict { STRICT } else { 0 });
        true
    }

    unsafe fn close(&self) -> bool {
        Self::flag(&self.tail.word, 0, CLOSED) & CLOSED == 0
    }

    unsafe fn is_closed(&self) -> bool {
        self.tail.word.load() & CLOSED != 0
    }

    unsafe fn len(&self) -> usize {
        let head = self.head.word.load();
        Self::between(head, self.tail.word.load(), self.shape())
    }

    fn reopen(&mut self) {
        let low = (1 << Layout::<L::Counter>::SHIFT) - 1;
        for word in [&self.tail.word, &self.head.word] {
            word.store(word.own() & !low);
        }
    }
}

impl<T, S, L> Drop for Ring<T, S, L>
where
    S: Storage<Cell = Slot<T, L::Counter>>,
    L: RawLock,
{
    fn drop(&mut self) {
        self.reopen();
        drain(|| {
            let mut value = None;
            // SAFETY: the Store Rule, `LOCK_FREE`; and nobody else is here.
            let _ = unsafe { self.pop(&mut value, Turn::Offered) };
            value
        });
    }
}

impl<T, S, L> fmt::Debug for Ring<T, S, L>
where
    S: Storage<Cell = Slot<T, L::Counter>>,
    L: RawLock,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ring(..)")
    }
}

// SAFETY: the slots are the tail.
#[cfg(feature = "alloc")]
unsafe impl<T, L: RawLock> super::Allocated for Ring<T, super::Tail<Slot<T, L::Counter>>, L> {
    type Cell = Slot<T, L::Counter>;

    fn tail_len(&self) -> usize {
        self.slots.capacity()
    }
}
