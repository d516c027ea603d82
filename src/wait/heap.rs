//! A heap of those who wait for a time: what is due first comes out first.
//!
//! ```text
//!  Heap          roots, a ring                 children: the first knows the last,
//! ┌───────┐     ┌───┐  ┌───┐  ┌───┐            the last knows its parent
//! │ roots ├────▶│ A ├─▶│ B ├─▶│ C ├─▶ A
//! └───────┘     └─┬─┘  └───┘  └───┘
//!                 │ child
//!                 ▼
//!               ┌───┐ next ┌───┐ next ┌───┐ next
//!               │ D ├─────▶│ E ├─────▶│ F ├─────▶ A (the parent)
//!               └───┘◀─────┴───┘◀─────┴───┘
//!                 └─ prev: F (the last)
//! ```
//!
//! A pairing heap that puts its work off: to insert is to join the ring of roots, to remove is to let
//! the children join it. Only who asks for the first pairs roots, two a step, the later under the
//! earlier, until one is left. So every operation is bounded: an owner of the lock that has done enough
//! steps lets others in, and goes on where it was.
//!
//! No node is a child without being as late as its parent, or later. There is no recursion, and a node
//! that joins knows in one step where it belongs. The *Link Invariant* of [`list`](super::list) holds:
//! *a linked node is pinned, alive, and reached only through its list* or its heap.

use core::mem::MaybeUninit;
use core::pin::Pin;
use core::ptr::NonNull;
use core::task::Waker;

use super::Stage;
use super::node::{Entry, Node};
use super::timer::{Steps, Timer, Tired};

/// A node that is linked in the heap at hand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct At(NonNull<Node<Timer>>);

impl At {
    #[inline(always)]
    fn of(node: &Node<Timer>) -> Self {
        Self(NonNull::from(node))
    }

    #[inline(always)]
    fn node<'a>(self) -> &'a Node<Timer> {
        // SAFETY: the Link Invariant; values of this type are made of linked nodes, and kept no longer.
        unsafe { self.0.as_ref() }
    }

    #[inline(always)]
    fn prev(self) -> Self {
        Self(self.node().links().0)
    }

    #[inline(always)]
    fn next(self) -> Self {
        Self(self.node().links().1)
    }

    #[inline(always)]
    fn set_prev(self, to: Self) {
        self.node().cells().prev.set(MaybeUninit::new(to.0));
    }

    #[inline(always)]
    fn set_next(self, to: Self) {
        self.node().cells().next.set(MaybeUninit::new(to.0));
    }

    #[inline(always)]
    fn child(self) -> Option<Self> {
        self.node().timer().child.get()
    }

    #[inline(always)]
    fn set_child(self, to: Option<Self>) {
        self.node().timer().child.set(to);
    }

    /// Whether it comes before `other`: earlier, or as early and registered before.
    #[inline(always)]
    fn is_before(self, other: Self) -> bool {
        let (this, other) = (self.node().timer(), other.node().timer());
        let (mine, its) = (this.deadline.get(), other.deadline.get());
        // Numbers wrap: those of nodes that wait at the same time are close to each other.
        mine < its
            || (mine == its && (this.number.get().wrapping_sub(other.number.get()) as i32) < 0)
    }

    /// Takes `child`, which is linked nowhere, as the first child.
    fn adopt(self, child: Self) {
        match self.child() {
            None => {
                child.set_prev(child);
                child.set_next(self);
            }
            Some(first) => {
                child.set_prev(first.prev());
                child.set_next(first);
                first.set_prev(child);
            }
        }
        self.set_child(Some(child));
    }
}

/// A heap of nodes.
pub(crate) struct Heap {
    roots: Option<At>,
    /// The number of the next to be registered.
    number: u32,
}

// SAFETY: a heap reaches its nodes' wakers, which are `Send`, and by the Link Invariant nobody else
// touches them meanwhile.
unsafe impl Send for Heap {}

impl Heap {
    pub(crate) const fn new() -> Self {
        Self { roots: None, number: 0 }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.roots.is_none()
    }

    /// Links `node`, which holds `waker` from now on.
    ///
    /// # Safety
    ///
    /// The node is in no list or heap. Its owner removes it before dropping it, and from now on touches
    /// it only with the lock of this heap held.
    pub(crate) unsafe fn insert(&mut self, node: Pin<&Node<Timer>>, waker: Waker) {
        let entry = Entry { node: node.get_ref() };
        entry.node.cells().shared.set(true);
        entry.put_waker(Stage::Waiting, waker);
        let timer = entry.node.timer();
        timer.number.set(self.number);
        self.number = self.number.wrapping_add(1);
        let at = At::of(entry.node);
        at.set_child(None);
        at.set_prev(at);
        at.set_next(at);
        self.join(at);
    }

    /// Unlinks `node` and leaves it at `stage`; gives back the waker it held.
    ///
    /// # Safety
    ///
    /// The node is linked in this heap.
    pub(crate) unsafe fn remove(&mut self, node: &Node<Timer>, stage: Stage) -> Option<Waker> {
        let at = At::of(node);
        self.detach(at);
        if let Some(first) = at.child() {
            // The children's ring is closed by itself once more.
            first.prev().set_next(first);
            self.join(first);
        }
        Entry { node }.take_waker(stage)
    }

    /// The earliest deadline; pairs roots until it is known. `Err` if the steps did not suffice.
    pub(crate) fn first(&mut self, steps: &mut Steps) -> Result<Option<u64>, Tired> {
        let Some(mut at) = self.roots else { return Ok(None) };
        loop {
            let next = at.next();
            if next == at {
                return Ok(Some(at.node().deadline()));
            }
            steps.step().ok_or(Tired)?;
            let (winner, loser) = if next.is_before(at) { (next, at) } else { (at, next) };
            self.detach(loser);
            winner.adopt(loser);
            // The winner is the last of the ring now, and the turn comes to the next two.
            at = winner.next();
            self.roots = Some(at);
        }
    }

    /// Unlinks the node whose deadline [`first`](Self::first) has just told, and leaves it at `stage`;
    /// gives back the waker it held.
    pub(crate) fn pop(&mut self, stage: Stage) -> Option<Waker> {
        let first = self.roots?;
        // SAFETY: the roots are linked here.
        unsafe { self.remove(first.node(), stage) }
    }

    /// Puts a closed ring that begins with `first` behind the roots.
    fn join(&mut self, first: At) {
        let Some(head) = self.roots else {
            self.roots = Some(first);
            return;
        };
        let (end, last) = (head.prev(), first.prev());
        end.set_next(first);
        first.set_prev(end);
        last.set_next(head);
        head.set_prev(last);
    }

    /// Takes a node out of the ring of roots, or out from under its parent.
    fn detach(&mut self, at: At) {
        let (prev, next) = (at.prev(), at.next());
        // Only among children: the last one's `next` is not the first, but the parent.
        let is_first = prev.next() != at;
        let is_last = next.prev() != at;
        match (is_first, is_last) {
            (true, true) => next.set_child(None),
            (true, false) => {
                prev.next().set_child(Some(next));
                next.set_prev(prev);
            }
            (false, true) => {
                prev.set_next(next);
                if let Some(first) = next.child() {
                    first.set_prev(prev);
                }
            }
            (false, false) => {
                prev.set_next(next);
                next.set_prev(prev);
                if self.roots == Some(at) {
                    self.roots = (next != at).then_some(next);
                }
            }
        }
    }
}
