//! The list of those who wait: all pointer work of waiting.
//!
//! ```text
//!  List            Node A             Node B             Node C
//! ┌──────┐        ┌──────┐  next     ┌──────┐  next     ┌──────┐  next
//! │ head ├───────▶│      ├──────────▶│      ├──────────▶│      ├────▶ A
//! └──────┘  C ◀───┤      │◀──────────┤      │◀──────────┤      │
//!            prev └──────┘      prev └──────┘      prev └──────┘
//! ```
//!
//! A node lies inside the future that waits. Nodes point to nodes and never to the list, so the
//! list (and the primitive that holds it) may move.
//!
//! # The Link Invariant
//!
//! *A linked node is pinned, alive, and reached only through its list.*
//!
//! Pinned and alive: the future that holds a node unlinks it before it is dropped, and pinned
//! memory is not used again before the drop, so a future that is *forgotten* leaves a node that is
//! valid for ever. Only through its list: the cells of a node are touched by whoever has the
//! `&List` or `&mut List` that it is linked in, which the lock around the list gives to one at a
//! time. While a node is in no list, its owner alone touches it. Pointers to nodes come from
//! shared references (`Pin<&Node>`); nobody ever makes a `&mut Node`.
//! One cell is atomic: the stage, by which an owner may learn without the lock that its node is
//! out of the list for good.

use core::mem::MaybeUninit;
use core::pin::Pin;
use core::ptr::NonNull;
use core::task::Waker;

use super::Stage;
use super::node::{Entry, Node};

/// Which end of the queue a node joins.
#[derive(Clone, Copy, Debug)]
pub(crate) enum End {
    Front,
    Back,
}

/// A queue of nodes.
pub(crate) struct List<R> {
    head: Option<NonNull<Node<R>>>,
}

// SAFETY: a list reaches its nodes' wakers and requests; wakers are `Send`, and by the Link
// Invariant nobody else touches them meanwhile.
unsafe impl<R: Send> Send for List<R> {}

impl<R> List<R> {
    pub(crate) const fn new() -> Self {
        Self { head: None }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.head.is_none()
    }

    /// Links `node`, which holds `waker` from now on.
    ///
    /// # Safety
    ///
    /// The node is in no list. Its owner unlinks it before dropping it, and from now on touches
    /// it only with the lock of this list (or of the list it is moved to) held.
    pub(crate) unsafe fn link(
        &mut self,
        node: Pin<&Node<R>>,
        end: End,
        stage: Stage,
        waker: Waker,
    ) {
        let entry = Entry { node: node.get_ref() };
        entry.node.cells().shared.set(true);
        entry.node.cells().losses.set(0);
        entry.write_waker(waker);
        entry.restage(stage);
        self.attach(entry.node, end);
    }

    fn attach(&mut self, node: &Node<R>, end: End) {
        let this = NonNull::from(node);
        let (prev, next) = match self.head {
            None => (this, this),
            Some(head) => {
                // SAFETY: the Link Invariant.
                let head_node = unsafe { head.as_ref() };
                let (last, _) = head_node.links();
                head_node.cells().prev.set(MaybeUninit::new(this));
                // SAFETY: the Link Invariant.
                unsafe { last.as_ref() }.cells().next.set(MaybeUninit::new(this));
                (last, head)
            }
        };
        node.cells().prev.set(MaybeUninit::new(prev));
        node.cells().next.set(MaybeUninit::new(next));
        if matches!(end, End::Front) || self.head.is_none() {
            self.head = Some(this);
        }
    }

    #[inline(always)]
    fn detach(&mut self, node: &Node<R>) {
        let this = NonNull::from(node);
        let (prev, next) = node.links();
        if next == this {
            self.head = None;
            return;
        }
        // SAFETY: the Link Invariant.
        unsafe { prev.as_ref() }.cells().next.set(MaybeUninit::new(next));
        // SAFETY: the Link Invariant.
        unsafe { next.as_ref() }.cells().prev.set(MaybeUninit::new(prev));
        if self.head == Some(this) {
            self.head = Some(next);
        }
    }

    /// Unlinks `node` and leaves it at `stage`; gives back the waker it held.
    ///
    /// # Safety
    ///
    /// The node is linked in this list.
    pub(crate) unsafe fn unlink(&mut self, node: &Node<R>, stage: Stage) -> Option<Waker> {
        let waker = Entry { node }.extract_waker();
        self.detach(node);
        node.set_stage(stage);
        waker
    }

    /// Moves every node at `Summoned` to the back of `other`, where it stands at `Waiting` with the
    /// waker that it holds.
    ///
    /// # Safety
    ///
    /// The owner of such a node asks [`Entry::is_moved`] with the lock of this list held, and if so
    /// touches it only with the lock of `other` held from then on.
    pub(crate) unsafe fn move_summoned(&mut self, other: &mut Self) {
        let mut walk = self.walk();
        while let Some(at) = walk.at {
            // SAFETY: the Link Invariant; `at` is linked here, and then there.
            let node = unsafe { at.as_ref() };
            if node.stage() != Stage::Summoned {
                walk.skip();
                continue;
            }
            walk.skip();
            walk.list.detach(node);
            node.cells().moved.set(true);
            node.set_stage(Stage::Waiting);
            other.attach(node, End::Back);
        }
    }

    /// Moves the first in line to the back of `other`, as it is.
    ///
    /// # Safety
    ///
    /// One lock guards both lists, and the owner of the node asks with that lock held which it is in.
    pub(crate) unsafe fn move_front(&mut self, other: &mut Self) {
        if let Some(head) = self.head {
            // SAFETY: the Link Invariant.
            let node = unsafe { head.as_ref() };
            self.detach(node);
            other.attach(node, End::Back);
        }
    }

    /// The first in line.
    pub(crate) fn front(&self) -> Option<Entry<'_, R>> {
        // SAFETY: the Link Invariant: the node outlives this borrow of the list.
        self.head.map(|head| Entry { node: unsafe { head.as_ref() } })
    }

    /// A walk through the queue from the front.
    #[inline(always)]
    pub(crate) fn walk(&mut self) -> Walk<'_, R> {
        Walk { at: self.head, list: self }
    }

    /// Whether the first or the last in line holds a waker, so that nobody has served it.
    pub(crate) fn end_waits(&self) -> bool {
        self.front().is_some_and(|front| {
            let (last, _) = front.node.links();
            // SAFETY: the Link Invariant.
            let last = Entry { node: unsafe { last.as_ref() } };
            front.has_waker() || last.has_waker()
        })
    }

    /// Unlinks the first `most` of those who have an offer; what they were offered is theirs.
    pub(crate) fn grant_offered(&mut self, mut most: usize) {
        let mut walk = self.walk();
        while let (Some(entry), true) = (walk.entry(), most > 0) {
            if entry.stage() == Stage::Offered {
                most -= 1;
                walk.unlink(Stage::Granted);
            } else {
                walk.skip();
            }
        }
    }

    /// Moves the last of those that hold a waker to the front, if there is one.
    pub(crate) fn raise_last(&mut self) {
        let Some(head) = self.head else { return };
        let mut at = head;
        loop {
            // SAFETY: the Link Invariant; `at` is linked here.
            let (prev, _) = unsafe { at.as_ref() }.links();
            // SAFETY: likewise.
            let node = unsafe { prev.as_ref() };
            if (Entry { node }).has_waker() {
                self.detach(node);
                self.attach(node, End::Front);
                return;
            }
            if prev == head {
                return;
            }
            at = prev;
        }
    }

    /// Access to the cells of `node`.
    ///
    /// # Safety
    ///
    /// The lock of this list guards the node: it is linked here, or was and is in no list now.
    pub(crate) unsafe fn entry<'a>(&'a self, node: &'a Node<R>) -> Entry<'a, R> {
        Entry { node }
    }
}

/// A walk through a list: at a node, or at the end.
pub(crate) struct Walk<'a, R> {
    list: &'a mut List<R>,
    at: Option<NonNull<Node<R>>>,
}

impl<R> Walk<'_, R> {
    /// The node here.
    #[inline(always)]
    pub(crate) fn entry(&self) -> Option<Entry<'_, R>> {
        // SAFETY: the Link Invariant: `at` is linked in this list, which is borrowed.
        self.at.map(|at| Entry { node: unsafe { at.as_ref() } })
    }

    /// On to the next.
    #[inline(always)]
    pub(crate) fn skip(&mut self) {
        if let Some(entry) = self.entry() {
            let (_, next) = entry.node.links();
            self.at = (Some(next) != self.list.head).then_some(next);
        }
    }

    /// Unlinks the node here, leaves it at `stage`, and goes on to the next; gives back the waker
    /// that it held.
    #[inline(always)]
    pub(crate) fn unlink(&mut self, stage: Stage) -> Option<Waker> {
        let at = self.at?;
        self.skip();
        // SAFETY: the Link Invariant.
        let node = unsafe { at.as_ref() };
        // SAFETY: linked in this list.
        unsafe { self.list.unlink(node, stage) }
    }
}
