//! One who waits: a node, and its cells. How nodes are linked is the business of
//! [`list`](super::list), whose *Link Invariant* holds here, too.

use core::cell::{Cell, UnsafeCell};
use core::fmt;
use core::marker::PhantomPinned;
use core::mem::MaybeUninit;
use core::ptr::NonNull;
use core::sync::atomic::{AtomicU8, Ordering};
use core::task::Waker;

use super::Stage;

/// One who waits.
///
/// The fields behind pointers and wakers stay unwritten until the node is linked: a future that
/// never waits pays for none of them.
///
/// One cell around all of them, because an owner may free its node while the one who served it has
/// not yet returned from the function that did so: no byte of it, padding included, may be promised
/// to stay by a `&Node` that is an argument.
pub(crate) struct Node<R> {
    cells: UnsafeCell<Cells<R>>,
    _pin: PhantomPinned,
}

pub(super) struct Cells<R> {
    pub(super) prev: Cell<MaybeUninit<NonNull<Node<R>>>>,
    pub(super) next: Cell<MaybeUninit<NonNull<Node<R>>>>,
    /// Written exactly while the node holds a waker.
    waker: UnsafeCell<MaybeUninit<Waker>>,
    pub(super) request: Cell<R>,
    /// Atomic so that the owner may look without the lock whether it has been served.
    stage: AtomicU8,
    pub(super) losses: Cell<u8>,
    /// For the owner alone: whether others may have seen this node, so its cells need the lock.
    pub(super) shared: Cell<bool>,
    /// Whether the node was moved to another list; guarded by the list that it was moved from.
    pub(super) moved: Cell<bool>,
}

impl<R> Node<R> {
    pub(crate) const fn new(request: R) -> Self {
        let cells = Cells {
            prev: Cell::new(MaybeUninit::uninit()),
            next: Cell::new(MaybeUninit::uninit()),
            waker: UnsafeCell::new(MaybeUninit::uninit()),
            request: Cell::new(request),
            stage: AtomicU8::new(Stage::Fresh as u8),
            losses: Cell::new(0),
            shared: Cell::new(false),
            moved: Cell::new(false),
        };
        Self { cells: UnsafeCell::new(cells), _pin: PhantomPinned }
    }

    #[inline(always)]
    pub(super) fn cells(&self) -> &Cells<R> {
        // SAFETY: nobody ever makes a `&mut Cells`: all fields are cells themselves.
        unsafe { &*self.cells.get() }
    }

    /// Whether the node was ever linked. Only its owner may ask.
    #[inline(always)]
    pub(crate) fn is_shared(&self) -> bool {
        self.cells().shared.get()
    }

    /// Leaves a node that need not be linked at `stage`.
    ///
    /// # Safety
    ///
    /// The node is in no list, and only its owner can reach it.
    pub(crate) unsafe fn serve_unlinked(&self, stage: Stage) {
        self.cells().shared.set(true);
        self.set_stage(stage);
    }

    /// Makes the node as good as new.
    ///
    /// # Safety
    ///
    /// The node is in no list, and only its owner can reach it.
    pub(crate) unsafe fn reset(&self) {
        self.set_stage(Stage::Fresh);
        self.cells().shared.set(false);
        self.cells().moved.set(false);
    }

    /// Where the node stands, for its owner without the lock: `Granted` and `Passed` are final, and
    /// nobody else touches the node any more.
    #[inline(always)]
    pub(crate) fn stage(&self) -> Stage {
        // ORDERING: Acquire: pairs with the Release of `set_stage`.
        Stage::from_u8(self.cells().stage.load(Ordering::Acquire))
    }

    /// The last access to a node that leaves its list: its owner may free it at once.
    #[inline(always)]
    pub(super) fn set_stage(&self, stage: Stage) {
        // ORDERING: Release: what was done to the node, and what the grant stands for, is seen by
        // the owner who finds it served.
        self.cells().stage.store(stage as u8, Ordering::Release);
    }

    /// Whether the node, which is linked, is the only one in its list.
    #[inline(always)]
    pub(super) fn is_alone(&self) -> bool {
        self.links().1 == NonNull::from(self)
    }

    #[inline(always)]
    pub(super) fn links(&self) -> (NonNull<Node<R>>, NonNull<Node<R>>) {
        // SAFETY: called for linked nodes, and `link` wrote the pointer.
        let prev = unsafe { self.cells().prev.get().assume_init() };
        // SAFETY: likewise.
        (prev, unsafe { self.cells().next.get().assume_init() })
    }
}

impl<R: Copy> Node<R> {
    #[inline(always)]
    pub(crate) fn request(&self) -> R {
        self.cells().request.get()
    }

    /// Asks for something else. Only for the owner, before the node is linked.
    pub(crate) fn set_request(&self, request: R) {
        self.cells().request.set(request);
    }
}

impl<R> fmt::Debug for Node<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Node").finish_non_exhaustive()
    }
}

/// A node whose cells may be touched, because the list that guards it is borrowed.
pub(crate) struct Entry<'a, R> {
    pub(super) node: &'a Node<R>,
}

impl<R> Clone for Entry<'_, R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for Entry<'_, R> {}

impl<R> Entry<'_, R> {
    #[inline(always)]
    pub(crate) fn stage(self) -> Stage {
        // ORDERING: Relaxed: whoever has an entry has the lock, or the node for himself.
        Stage::from_u8(self.node.cells().stage.load(Ordering::Relaxed))
    }

    #[inline(always)]
    pub(crate) fn losses(self) -> u8 {
        self.node.cells().losses.get()
    }

    pub(crate) fn add_losses(self, n: u8) {
        self.node.cells().losses.set(self.node.cells().losses.get().saturating_add(n));
    }

    /// Goes to a stage that holds a waker exactly if this one does.
    #[inline(always)]
    pub(crate) fn restage(self, stage: Stage) {
        if stage.is_final() {
            return self.node.set_stage(stage);
        }
        // ORDERING: Relaxed: an owner who finds it there takes the lock.
        self.node.cells().stage.store(stage as u8, Ordering::Relaxed);
    }

    /// Whether the node has left this list for another one, which guards its other cells now.
    pub(crate) fn is_moved(self) -> bool {
        self.node.cells().moved.get()
    }

    #[inline(always)]
    pub(super) fn has_waker(self) -> bool {
        self.stage().has_waker()
    }

    /// Moves to `stage` and gives the node `waker`; returns the waker it held.
    #[inline(always)]
    pub(crate) fn put_waker(self, stage: Stage, waker: Waker) -> Option<Waker> {
        let stale = self.take_waker(stage);
        self.write_waker(waker);
        stale
    }

    /// As [`put_waker`](Self::put_waker), for a node that is known to be at `old`.
    #[inline(always)]
    pub(super) fn replace_waker(self, old: Stage, waker: Waker) -> Option<Waker> {
        debug_assert!(old == self.stage());
        // SAFETY: the Link Invariant: nobody else touches the cell, and it is written exactly
        // while `has_waker`.
        let held = || unsafe { self.node.cells().waker.get().cast::<Waker>().read() };
        let stale = old.has_waker().then(held);
        self.restage(Stage::Waiting);
        self.write_waker(waker);
        stale
    }

    /// Gives the node, which holds none, `waker`.
    #[inline(always)]
    pub(super) fn write_waker(self, waker: Waker) {
        // SAFETY: the Link Invariant: nobody else touches the cell.
        unsafe { self.node.cells().waker.get().cast::<Waker>().write(waker) };
    }

    /// Moves to `stage` and takes the waker out, if there is one.
    #[inline(always)]
    pub(crate) fn take_waker(self, stage: Stage) -> Option<Waker> {
        let waker = self.extract_waker();
        self.restage(stage);
        waker
    }

    /// Takes the waker out, if there is one; a stage without one has to follow.
    #[inline(always)]
    pub(super) fn extract_waker(self) -> Option<Waker> {
        let held = self.has_waker();
        // SAFETY: the Link Invariant: nobody else touches the cell, and it is written exactly
        // while `has_waker`.
        held.then(|| unsafe { self.node.cells().waker.get().cast::<Waker>().read() })
    }

    /// Whether the node, which is linked, is the only one in its list.
    #[inline(always)]
    pub(crate) fn is_alone(self) -> bool {
        self.node.is_alone()
    }

    /// Whether this is `node`.
    pub(crate) fn is(self, node: &Node<R>) -> bool {
        core::ptr::eq(self.node, node)
    }

    /// Whether the waker that the node holds wakes the same task as `waker`.
    #[inline(always)]
    pub(crate) fn will_wake(self, waker: &Waker) -> bool {
        // SAFETY: the Link Invariant, and the cell is written while `has_waker`.
        self.has_waker()
            && unsafe { &*self.node.cells().waker.get().cast::<Waker>() }.will_wake(waker)
    }
}

impl<R: Copy> Entry<'_, R> {
    #[inline(always)]
    pub(crate) fn request(self) -> R {
        self.node.cells().request.get()
    }
}
