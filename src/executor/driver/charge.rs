//! Who is in charge of waking on time, and of asking the system about devices: one word, and what may happen
//! to it.
//!
//! | the word | means |
//! |---|---|
//! | [`NOBODY`] | nothing is waited for of which somebody is to be told |
//! | a thread's number | all who wait are `block_on`s of that thread: before it sleeps, it looks, and sleeps no longer than until the first is due, or something happens to a device |
//! | [`THREAD`] | the driver's own thread sleeps until then |
//!
//! Why not always the thread that polled? A thread inside of `block_on` that polled a timer with the waker
//! of that very call sleeps in our code next, or not in this call. Any other waker may belong to an
//! executor that never comes by, even to one that runs inside of our `block_on`.
//!
//! | event | [`NOBODY`] | this thread | another thread | [`THREAD`] |
//! |---|---|---|---|---|
//! | a `block_on` of this thread waits | this thread | | `THREAD`, oust that thread, call it | |
//! | anybody else waits | `THREAD`, call it | `THREAD`, oust, call it | `THREAD`, oust, call it | |
//! | this thread is to sleep | | look; if nobody waits, `NOBODY` | | |
//! | a `block_on` of this thread ends | | if nobody waits, `NOBODY` | | |
//! | this thread is to sleep elsewhere | | if anybody waits, `THREAD`, call it | | |
//! | the driver's thread is called, or it is time | | | | look; if nobody waits and there is no device, `NOBODY`, and look again |
//! | the first deadline has come nearer | | | `THREAD`, oust, call it | call it |
//! | there is a first device, or none any more | | | | call it |
//!
//! All transitions are compare-exchanges of the value that was judged.
//!
//! # Why does the driver's thread look again?
//!
//! 1. It finds that nobody waits.
//! 2. Somebody else registers, reads `THREAD`, and leaves it at that.
//! 3. The thread goes from `THREAD` to `NOBODY`, and sleeps.
//!
//! So it looks once more between 3 and its sleep. The queue has a lock: who registers after that look has
//! seen 3. A thread in charge of its own need not look again: nobody but itself leaves a timer to it.
//!
//! # Why does it stay as long as there is a device?
//!
//! Whoever waits for that device once more would have to wake it first: two threads would be woken for each event.
//! A thread that is in charge of its own leaves when nobody waits.
//!
//! # What does the first device change?
//!
//! Where the driver's thread sleeps: until then it need not ask the system. So who registers the first one writes
//! to the word what is there. Either that was before the thread came in charge, which then knows of the device,
//! or it finds `THREAD`, and calls it.
//!
//! # What if a thread leaves while somebody waits?
//!
//! Then it stays in charge: whoever waits with a waker of a call that has ended is not to be told, unless
//! a later call on that thread has the same waker, and that one looks before it sleeps. A thread that
//! has ended may lend its number to another one, which then does as much.
//!
//! # What if a waker sleeps that the driver's thread runs?
//!
//! If it does so in `block_on`, another thread becomes the driver's before. The old one ends as soon as its
//! waker returns. Until then it may be at the end of its turn while the new one is in its own: what it does
//! there is right for anybody, since it looks again after it has stepped down, and calls the new one.

/// Nobody is in charge.
pub(super) const NOBODY: usize = 0;
/// The driver's thread is.
pub(super) const THREAD: usize = 1;

/// The word: loads acquire, exchanges do both.
pub(super) trait Word {
    fn load(&self) -> usize;
    /// Replaces `old` by `new`, or tells what is there instead.
    fn exchange(&self, old: usize, new: usize) -> Result<(), usize>;
    /// Writes what is there, and returns it.
    #[allow(dead_code, reason = "for devices")]
    fn touch(&self) -> usize;
}

/// What those in charge work with.
pub(super) trait Means {
    /// When something is due.
    type Time;
    /// Wakes all that is due. Returns when to look again, if anybody waits for a time. Never panics.
    fn look(&self) -> Option<Self::Time>;
    /// Whether nobody waits, neither for a time nor for a device.
    fn is_idle(&self) -> bool;
    /// Whether nobody waits for a time, and there is no device.
    fn is_unused(&self) -> bool;
    /// Ends the sleep of a thread that asks the system about devices.
    fn oust(&self);
    /// Sees to it that there is a driver's thread. May panic.
    fn hire(&self);
    /// Ends the sleep of the driver's thread, or its next one.
    fn call(&self);
}

/// What one in charge does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn<T> {
    /// Look again at this time, if there is one, or when something happens to a device.
    Until(Option<T>),
    /// It is in charge no more.
    Off,
}

#[derive(Debug)]
pub(super) struct Charge<W>(W);

impl<W: Word> Charge<W> {
    pub(super) const fn new(word: W) -> Self {
        Self(word)
    }

    /// Whether a thread is in charge that does not look before it is to sleep.
    pub(super) fn is_lent(&self) -> bool {
        !matches!(self.0.load(), NOBODY | THREAD)
    }

    /// Whether the driver's thread is in charge: who waits then need not be told of.
    #[inline]
    pub(super) fn is_with_thread(&self) -> bool {
        self.0.load() == THREAD
    }

    /// Whether the thread `own` is.
    pub(super) fn is_with(&self, own: usize) -> bool {
        self.0.load() == own
    }

    /// There is a first device, or none any more.
    #[allow(dead_code, reason = "for devices")]
    pub(super) fn devices_changed(&self, means: &impl Means) {
        if self.0.touch() == THREAD {
            means.call();
        }
    }

    /// Somebody waits, and is in the queue already: with a waker of this thread `own`, or with
    /// any other one. A sleep that ends early finds somebody in charge afterwards.
    pub(super) fn waits(&self, own: Option<usize>, means: &impl Means) {
        let mut now = self.0.load();
        loop {
            let next = match (now, own) {
                (THREAD, _) => return,
                (NOBODY, Some(own)) => own,
                (now, Some(own)) if now == own => return,
                _ => THREAD,
            };
            // First, because it may fail.
            if next == THREAD {
                means.hire();
            }
            match self.0.exchange(now, next) {
                Ok(()) if next == THREAD => {
                    if now != NOBODY {
                        means.oust();
                    }
                    return means.call();
                }
                Ok(()) => return,
                Err(other) => now = other,
            }
        }
    }

    /// The thread `own` has brought the first deadline nearer: one of somebody new, of whom
    /// [`waits`](Self::waits) tells next, or of somebody who waits with a waker of any thread.
    pub(super) fn nearer(&self, own: usize, means: &impl Means) {
        match self.0.load() {
            THREAD => means.call(),
            NOBODY => {}
            now if now == own => {}
            _ => self.waits(None, means),
        }
    }

    /// The thread `own` is to sleep.
    pub(super) fn turn_of<M: Means>(&self, own: usize, means: &M) -> Turn<M::Time> {
        if self.0.load() != own {
            return Turn::Off;
        }
        let at = means.look();
        if at.is_some() || !means.is_idle() {
            return Turn::Until(at);
        }
        // Fails if the driver's thread is in charge since then.
        let _ = self.0.exchange(own, NOBODY);
        Turn::Off
    }

    /// The driver's thread is to sleep.
    pub(super) fn turn_of_thread<M: Means>(&self, means: &M) -> Turn<M::Time> {
        if self.0.load() != THREAD {
            return Turn::Off;
        }
        let at = means.look();
        if at.is_some() || !means.is_unused() {
            return Turn::Until(at);
        }
        let left = self.0.exchange(THREAD, NOBODY);
        if left.is_ok() && !means.is_unused() {
            // Whoever it is may have seen `THREAD`: even if another thread is in charge by now.
            self.waits(None, means);
        }
        Turn::Off
    }

    /// Those who wait with a waker of the thread `own` may from now on find it asleep elsewhere.
    pub(super) fn pass_on(&self, own: usize, means: &impl Means) {
        if self.0.load() == own && !means.is_idle() {
            self.waits(None, means);
        }
    }

    /// A `block_on` of the thread `own` has ended.
    pub(super) fn leave(&self, own: usize, means: &impl Means) {
        if self.0.load() == own && means.is_idle() {
            let _ = self.0.exchange(own, NOBODY);
        }
    }
}
