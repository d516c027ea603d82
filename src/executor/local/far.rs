//! Wakes from other threads: a mark on each task, and a stack of those that are marked.
//!
//! Whoever marks a task first pushes it; the executor takes the whole stack, and unmarks each task before it
//! polls it. So a task is on the stack once at most, and needs no memory for that but its own.
//!
//! | mark | the task is | a wake | the executor comes to it | its end |
//! |---|---|---|---|---|
//! | 0 | not on the stack | → `QUEUED`, push | | → `ENDED` |
//! | `QUEUED` | on the stack, or about to be | | → 0, polls it | → both |
//! | `ENDED` | gone | | | |
//! | both | gone, but somebody may still reach it through the stack | | lets it go | |
//!
//! A stack that is *closed* takes nobody: whoever comes then does himself what the executor would do.

use core::ptr;

/// A word that is marked. Both are read-modify-writes that acquire and release.
pub(super) trait Word {
    fn or(&self, bits: usize) -> usize;
    fn and(&self, bits: usize) -> usize;
}

const QUEUED: usize = 1;
const ENDED: usize = 2;

#[derive(Debug)]
pub(super) struct Mark<W>(pub(super) W);

impl<W: Word> Mark<W> {
    /// A wake. Whether the caller is to push the task.
    #[inline]
    pub(super) fn call(&self) -> bool {
        // Also if it is set: what happened before each wake is seen by the poll that follows.
        self.0.or(QUEUED) == 0
    }

    /// Whoever took the task from the stack has come to it. Whether it is alive.
    #[inline]
    pub(super) fn come(&self) -> bool {
        self.0.and(!QUEUED) & ENDED == 0
    }

    /// The task ends. Whether nobody can reach it through the stack.
    #[inline]
    pub(super) fn end(&self) -> bool {
        self.0.or(ENDED) & QUEUED == 0
    }
}

/// An atomic pointer: loads acquire, stores release, read-modify-writes do both.
pub(super) trait Link<T> {
    fn load(&self) -> *const T;
    fn store(&self, to: *const T);
    fn swap(&self, to: *const T) -> *const T;
    /// Replaces `old` by `new`, or tells what is there instead.
    fn exchange(&self, old: *const T, new: *const T) -> Result<(), *const T>;
}

/// What can be on a stack.
///
/// # Safety
///
/// The same link every time, which is used by the stack alone.
pub(super) unsafe trait Linked: Sized {
    type Link: Link<Self>;
    fn link(&self) -> &Self::Link;
}

/// How a push went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Push {
    /// The first since the stack was taken: somebody is to come and take it.
    First,
    /// There are others, and whoever pushed the first sees to it.
    More,
    Closed,
}

/// Those who were marked.
///
/// # The Far Rule
///
/// *Who is on the stack is alive.*
#[derive(Debug)]
pub(super) struct Stack<L>(pub(super) L);

impl<L> Stack<L> {
    /// No task lies at this address.
    fn closed<T>() -> *const T {
        ptr::without_provenance(1)
    }

    /// Whether nobody is there.
    #[inline(always)]
    pub(super) fn is_empty<T>(&self) -> bool
    where
        L: Link<T>,
    {
        self.0.load().is_null()
    }

    /// # Safety
    ///
    /// `task` is alive until it was taken off, and is not on a stack.
    pub(super) unsafe fn push<T: Linked<Link = L>>(&self, task: *const T) -> Push
    where
        L: Link<T>,
    {
        // SAFETY: the Far Rule.
        let link = unsafe { &*task }.link();
        let mut head = self.0.load();
        while head != Self::closed() {
            link.store(head);
            match self.0.exchange(head, task) {
                // Not to be touched from here on.
                Ok(()) if head.is_null() => return Push::First,
                Ok(()) => return Push::More,
                Err(now) => head = now,
            }
        }
        Push::Closed
    }

    /// Takes all, the first that came first.
    pub(super) fn take<T: Linked<Link = L>>(&self) -> Taken<T>
    where
        L: Link<T>,
    {
        Taken::reverse(self.0.swap(ptr::null()))
    }

    /// Takes all, and lets in nobody any more. Called once, after the last `take`.
    pub(super) fn close<T: Linked<Link = L>>(&self) -> Taken<T>
    where
        L: Link<T>,
    {
        Taken::reverse(self.0.swap(Self::closed()))
    }
}

/// Those who were on the stack.
pub(super) struct Taken<T>(*const T);

impl<T: Linked> Taken<T> {
    fn reverse(mut from: *const T) -> Self {
        let mut done = ptr::null();
        while !from.is_null() {
            // SAFETY: the Far Rule.
            let link = unsafe { &*from }.link();
            let next = link.load();
            link.store(done);
            done = from;
            from = next;
        }
        Self(done)
    }
}

impl<T: Linked> Iterator for Taken<T> {
    type Item = *const T;

    fn next(&mut self) -> Option<*const T> {
        let task = self.0;
        if task.is_null() {
            return None;
        }
        // SAFETY: the Far Rule.
        self.0 = unsafe { &*task }.link().load();
        Some(task)
    }
}
