//! Values that are counted when they end.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How often each value was dropped.
#[derive(Debug)]
pub(crate) struct Ledger(Vec<AtomicUsize>);

/// A value with a number of its own.
#[derive(Debug)]
pub(crate) struct Token {
    pub(crate) id: usize,
    ledger: Arc<Ledger>,
}

/// How urgent the value of this number is.
pub(crate) fn rank(id: usize) -> u64 {
    id as u64 * 5 % 3
}

/// Where in the queue the value is that comes out next: the oldest, or the oldest of the highest rank.
pub(crate) fn next_of(queue: &VecDeque<usize>, by_rank: bool) -> Option<usize> {
    let urgency = |at: &usize| (if by_rank { rank(queue[*at]) } else { 0 }, Reverse(*at));
    (0..queue.len()).max_by_key(urgency)
}

impl Ledger {
    pub(crate) fn of(count: usize) -> Arc<Self> {
        Arc::new(Self((0..count).map(|_| AtomicUsize::new(0)).collect()))
    }

    pub(crate) fn token(self: &Arc<Self>, id: usize) -> Token {
        Token { id, ledger: self.clone() }
    }

    /// How often the value of this number was dropped.
    pub(crate) fn drops(&self, id: usize) -> usize {
        // ORDERING: who asks has joined the threads that dropped.
        self.0[id].load(Ordering::Relaxed)
    }
}

impl Token {
    /// What a broken channel does: the same value a second time.
    pub(crate) fn forged(&self) -> Self {
        Self { id: self.id, ledger: self.ledger.clone() }
    }
}

impl Drop for Token {
    fn drop(&mut self) {
        self.ledger.0[self.id].fetch_add(1, Ordering::Relaxed);
        let hook = HOOK.with_borrow(Clone::clone);
        if let Some(hook) = hook {
            hook(self.id);
        }
    }
}

/// What is to happen when a token is dropped.
type Hook = Rc<dyn Fn(usize)>;

thread_local! {
    static HOOK: RefCell<Option<Hook>> = const { RefCell::new(None) };
}

/// Runs `f`; a token that this thread drops meanwhile runs `hook` with its number.
pub(crate) fn hook<R>(hook: impl Fn(usize) + 'static, f: impl FnOnce() -> R) -> R {
    struct Unhook;
    impl Drop for Unhook {
        fn drop(&mut self) {
            HOOK.take();
        }
    }
    HOOK.set(Some(Rc::new(hook)));
    let _unhook = Unhook;
    f()
}
