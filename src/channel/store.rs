//! What a channel asks of the place where its messages wait.

use super::Side;

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// One who comes by: refused while those who wait are served strictly.
    Newcomer,
    /// One who waits and has an offer.
    Offered,
}

/// Why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No room, no message, or promised to those who wait.
    Wait,
    /// The channel is closed; for receivers: and empty.
    Closed,
}

/// How much one side may do now, and the word that says so.
#[derive(Clone, Copy, Debug)]
pub struct Judged {
    /// Slots or messages; [`Judged::ALL`] if the channel is closed, so that everybody may go on.
    pub ready: usize,
    /// What [`Store::publish`] has to find unchanged.
    pub word: usize,
}

impl Judged {
    /// Nobody has to wait any more.
    pub const ALL: usize = usize::MAX;
}

/// Where the messages of a channel wait, and the flags of those who wait for them.
///
/// Two implementations: [`Ring`](super::Ring), which threads use without the lock of the channel, and
/// [`Guarded`](super::Guarded), any buffer behind it.
///
/// Each side has two flags. *Call*: whoever makes something possible for this side takes the lock of the
/// channel and serves it. *Strict*: newcomers of this side are refused. `push` and `pop` return whether the
/// other side is to be called, as it was in the very step that made the slot or the message theirs.
///
/// # Safety
///
/// * *The Store Rule*: unless [`LOCK_FREE`](Self::LOCK_FREE), every method that is `unsafe` is called with
///   the lock of the channel held, and it is the same lock for every call.
/// * If `LOCK_FREE`, they may be called by any number of threads at once, provided that `Item` is `Send`.
/// * A value that was pushed is popped once or stays.
///
/// Values come from and go to places of the caller, so that a move from a future to a slot is one copy.
#[allow(clippy::missing_safety_doc, reason = "the Store Rule is the contract of each method")]
#[allow(clippy::len_without_is_empty, reason = "nobody asks")]
pub unsafe trait Store {
    /// What users send.
    type Item;
    /// What lies in here: the item, and what had to be computed of it before the lock was taken.
    type Entry;

    /// Whether the lock is for the waiting lines alone.
    const LOCK_FREE: bool;

    /// Makes an entry. May run code of the user, and so does not run under the lock.
    fn enter(item: Self::Item) -> Self::Entry;

    /// The item again.
    fn leave(entry: Self::Entry) -> Self::Item;

    /// How many messages have room.
    unsafe fn capacity(&self) -> usize;

    /// How many slots can be promised together.
    unsafe fn most_promised(&self) -> usize;

    /// Takes the value out of `entry`, where there is one, and puts it in. If that worked, returns whether
    /// receivers are to be called; else the value is where it was.
    unsafe fn push(&self, entry: &mut Option<Self::Entry>, turn: Turn) -> Result<bool, Refusal>;

    /// Moves the next value to `place`, where there is none. If that worked, returns whether senders are to be
    /// called.
    unsafe fn pop(&self, place: &mut Option<Self::Entry>, turn: Turn) -> Result<bool, Refusal>;

    /// Promises `n` slots.
    unsafe fn reserve(&self, n: usize, turn: Turn) -> Result<(), Refusal>;

    /// Takes the promise of `n` slots back.
    unsafe fn unreserve(&self, n: usize);

    /// Puts the value at `entry` into a slot that was promised, as `push` does. Takes the promise back if the
    /// channel is closed.
    unsafe fn fill(&self, entry: &mut Option<Self::Entry>) -> Result<bool, Refusal>;

    /// How much `side` may do now.
    unsafe fn judge(&self, side: Side) -> Judged;

    /// Sets the flags of `side`, unless its word is another than was judged.
    unsafe fn publish(&self, side: Side, judged: Judged, call: bool, strict: bool) -> bool;

    /// Nothing can be pushed from now on. Returns whether it could.
    unsafe fn close(&self) -> bool;

    /// Whether nothing can be pushed any more.
    unsafe fn is_closed(&self) -> bool;

    /// How many messages are in here.
    unsafe fn len(&self) -> usize;

    /// Open again, without promises and flags; the values stay.
    fn reopen(&mut self);
}
