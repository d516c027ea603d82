//! A tree of cancellation tokens whose nodes live as long as they are needed.

use alloc::sync::{Arc, Weak};
use core::cell::UnsafeCell;
use core::fmt;
use core::future::Future;
use core::marker::PhantomData;
use core::mem::ManuallyDrop;
use core::pin::Pin;
use core::task::{Context, RawWaker, RawWakerVTable, Waker};

use super::cancellation::{CancellationToken, Cancelled, run_until};
use super::event::Wait;
use crate::lock::RawLock;
use crate::wait::{Acquire, Handle, Primitive, WaitQueue};

/// A cancellation token in a tree: cancelling one cancels all below it. Clones are the same token.
///
/// Use it where tokens are handed to tasks that outlive the function that makes them; otherwise a
/// [`CancellationToken`] does without the heap.
///
/// # Examples
///
/// ```
/// use wakeful::sync::OwnedCancellationToken;
///
/// let server = OwnedCancellationToken::new();
/// let request = server.child_token();
/// let query = request.child_token();
/// request.cancel();
/// assert!(query.is_cancelled() && !server.is_cancelled());
/// ```
///
/// # Cancel safety
///
/// Strict: there is nothing to lose.
///
/// # Cost
///
/// One allocation a token; none to wait. Cancelling uses about half a kilobyte of stack a level.
pub struct OwnedCancellationToken<L: RawLock> {
    node: Arc<TreeNode<L>>,
}

struct TreeNode<L: RawLock> {
    token: CancellationToken<L>,
    /// Waits for the parent, with a waker that cancels this node.
    link: UnsafeCell<Option<ParentLink<L>>>,
    /// How far below the root.
    depth: usize,
}

type ParentLink<L> = Wait<Arc<TreeNode<L>>>;

// The *Tree Rule*: `link` is polled once, by the one who makes the node, before anybody else has
// it; from then on it is only looked at, and dropped with the node. The `Arc` is private, so a node
// is never moved out of it: `link` is pinned.

// SAFETY: by the Tree Rule nothing but the token and the parent is shared, and both are `Sync` if
// their lock is.
unsafe impl<L: RawLock + Send + Sync> Sync for TreeNode<L> {}

// SAFETY: a node may be dropped on any thread: its link is `Send` if the lock is.
unsafe impl<L: RawLock + Send + Sync> Send for TreeNode<L> {}

// SAFETY: the queue is the token's.
unsafe impl<L: RawLock> Primitive for TreeNode<L> {
    type Policy = Cancelled;
    type Lock = L;

    #[inline(always)]
    fn queue(&self) -> &WaitQueue<Cancelled, L> {
        self.token.queue()
    }
}

impl<L: RawLock> TreeNode<L> {
    fn parent(&self) -> Option<&Self> {
        // SAFETY: the Tree Rule: only looked at.
        let link = unsafe { &*self.link.get() };
        link.as_ref()?.handle().map(|parent| &**parent)
    }
}

impl<L: RawLock> OwnedCancellationToken<L> {
    /// How many levels a tree may have below its root. Cancelling calls itself for each.
    pub const MAX_DEPTH: usize = 256;

    /// A token without a parent.
    pub fn new() -> Self {
        Self::with_link(None, 0)
    }

    fn with_link(link: Option<ParentLink<L>>, depth: usize) -> Self {
        let (token, link) = (CancellationToken::new(), UnsafeCell::new(link));
        Self { node: Arc::new(TreeNode { token, link, depth }) }
    }

    /// A token that is cancelled with this one, or alone.
    ///
    /// # Panics
    ///
    /// If this one is [`MAX_DEPTH`](Self::MAX_DEPTH) levels below its root.
    pub fn child_token(&self) -> Self {
        let depth = self.node.depth + 1;
        assert!(
            depth <= Self::MAX_DEPTH,
            "a tree of cancellation tokens is `MAX_DEPTH` levels deep"
        );
        let child = Self::with_link(Some(Acquire::of(self.node.clone(), ())), depth);
        let waker = waker(Arc::downgrade(&child.node));
        // SAFETY: the Tree Rule: nobody else has the node yet.
        if let Some(link) = unsafe { &mut *child.node.link.get() } {
            // SAFETY: the Tree Rule: pinned.
            let link = unsafe { Pin::new_unchecked(link) };
            // If the parent is cancelled already, so is the child: `is_cancelled` looks upwards,
            // but who waits for the child looks at its own state alone.
            if link.poll(&mut Context::from_waker(&waker)).is_ready() {
                child.node.token.cancel();
            }
        }
        child
    }

    /// Cancels this token and all below it: now and for ever.
    pub fn cancel(&self) {
        self.node.token.cancel();
    }

    /// Whether this token, or one above it, was cancelled.
    pub fn is_cancelled(&self) -> bool {
        let mut node = Some(&*self.node);
        while let Some(at) = node {
            if at.token.is_cancelled() {
                return true;
            }
            node = at.parent();
        }
        false
    }

    /// Waits until this token, or one above it, is cancelled.
    ///
    /// # Cancel safety
    ///
    /// Strict.
    pub fn cancelled(&self) -> Wait<&CancellationToken<L>> {
        self.node.token.cancelled()
    }

    /// Like [`cancelled`](Self::cancelled), for a future that borrows nothing.
    ///
    /// # Cancel safety
    ///
    /// Strict.
    pub fn cancelled_owned(&self) -> OwnedCancelled<L> {
        Acquire::of(TreeHandle(self.node.clone()), ())
    }

    /// Runs `future` until it completes, or until this token or one above it is cancelled: then
    /// `None`, and `future` is dropped. If that is so already, `future` is not polled; if both
    /// happen later, the result counts.
    ///
    /// # Cancel safety
    ///
    /// That of `future`.
    pub async fn run_until_cancelled<F: Future>(&self, future: F) -> Option<F::Output> {
        if self.is_cancelled() {
            return None;
        }
        run_until(self.cancelled(), future).await
    }
}

impl<L: RawLock> Clone for OwnedCancellationToken<L> {
    fn clone(&self) -> Self {
        Self { node: self.node.clone() }
    }
}

impl<L: RawLock> Default for OwnedCancellationToken<L> {
    fn default() -> Self {
        Self::new()
    }
}

impl<L: RawLock> fmt::Debug for OwnedCancellationToken<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cancelled = self.is_cancelled();
        f.debug_struct("OwnedCancellationToken").field("is_cancelled", &cancelled).finish()
    }
}

/// The future of [`OwnedCancellationToken::cancelled_owned`].
pub type OwnedCancelled<L> = Wait<TreeHandle<L>>;

/// Keeps a token of a tree alive for a future.
pub struct TreeHandle<L: RawLock>(Arc<TreeNode<L>>);

// SAFETY: the target lies in the counted allocation, which lives as long as the handle does.
unsafe impl<L: RawLock> Handle for TreeHandle<L> {
    type Target = CancellationToken<L>;

    #[inline(always)]
    fn target(&self) -> &CancellationToken<L> {
        &self.0.token
    }
}

impl<L: RawLock> fmt::Debug for TreeHandle<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TreeHandle").field(&self.0.token).finish()
    }
}

// The waker that cancels a child. It holds the node weakly: a parent keeps no child alive.
//
// The *Family Rule*: such a waker is seen by nobody but the queue of the parent, which wakes or
// drops it on a thread that has the parent. For a lock that is not `Sync` that is the one thread
// there is, so the waker crosses no thread that the node could not.

fn waker<L: RawLock>(child: Weak<TreeNode<L>>) -> Waker {
    // SAFETY: the functions of the table take the pointer for what it is, a `Weak`; as to threads,
    // the Family Rule.
    unsafe { Waker::from_raw(raw_waker(child)) }
}

fn raw_waker<L: RawLock>(child: Weak<TreeNode<L>>) -> RawWaker {
    RawWaker::new(child.into_raw().cast(), &Table::<L>::TABLE)
}

struct Table<L>(PhantomData<L>);

impl<L: RawLock> Table<L> {
    const TABLE: RawWakerVTable =
        RawWakerVTable::new(Self::clone, Self::wake, Self::wake_by_ref, Self::drop);

    /// The `Weak` behind the pointer, still owned by the waker.
    fn borrow(data: *const ()) -> ManuallyDrop<Weak<TreeNode<L>>> {
        // SAFETY: made by `raw_waker`; not dropped here.
        ManuallyDrop::new(unsafe { Weak::from_raw(data.cast()) })
    }

    fn clone(data: *const ()) -> RawWaker {
        raw_waker(Weak::clone(&Self::borrow(data)))
    }

    fn wake_by_ref(data: *const ()) {
        if let Some(child) = Self::borrow(data).upgrade() {
            child.token.cancel();
        }
    }

    fn wake(data: *const ()) {
        let _owned = ManuallyDrop::into_inner(Self::borrow(data));
        Self::wake_by_ref(data);
    }

    fn drop(data: *const ()) {
        drop(ManuallyDrop::into_inner(Self::borrow(data)));
    }
}
