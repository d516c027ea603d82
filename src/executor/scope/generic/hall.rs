//! What a scope, its children and those who spawn have in common.

use alloc::vec::Vec;
use core::mem;
use core::task::Waker;

use super::flavor::Flavor;
use crate::lock::Locked;
use crate::wait::{Acquire, WaitQueue, WakerCell, Zero};

/// Children on their way into a scope, and how many there are in all.
pub(super) struct Hall<'env, K: Flavor> {
    door: Locked<Door<K::Boxed<'env>>, K::Lock>,
    /// Of the future that polls the children.
    keeper: WakerCell<K::Lock>,
    children: WaitQueue<Zero, K::Lock>,
}

struct Door<C> {
    fresh: Vec<C>,
    closed: bool,
}

impl<'env, K: Flavor> Hall<'env, K> {
    pub(super) const fn new() -> Self {
        Self {
            door: Locked::new(Door { fresh: Vec::new(), closed: false }),
            keeper: WakerCell::new(),
            children: WaitQueue::new(0),
        }
    }

    /// Lets a child in. After the end of the scope it is dropped here.
    pub(super) fn admit(&self, child: K::Boxed<'env>) {
        let turned_away = self.door.with(|door| {
            if door.closed {
                return Some(child);
            }
            door.fresh.push(child);
            None
        });
        match turned_away {
            Some(child) => drop(child),
            None => self.keeper.wake(),
        }
    }

    /// The children that came since the last time. If more come, `waker` is woken.
    pub(super) fn arrivals(&self, waker: &Waker) -> Vec<K::Boxed<'env>> {
        self.keeper.register(waker);
        self.door.with(|door| mem::take(&mut door.fresh))
    }

    /// From now on, no child comes in. Those that came and were not taken are dropped here.
    pub(super) fn close(&self) {
        let fresh = self.door.with(|door| {
            door.closed = true;
            mem::take(&mut door.fresh)
        });
        drop(self.keeper.take());
        drop(fresh);
    }

    /// A child begins.
    pub(super) fn enter(&self) {
        let _ = self.children.update(|count| Some(count + 1));
    }

    /// A child is gone.
    pub(super) fn exit(&self) {
        let _ = self.children.update(|count| count.checked_sub(1));
    }

    /// How many children there are.
    pub(super) fn len(&self) -> usize {
        self.children.state()
    }

    /// Waits until there are no children.
    pub(super) const fn wait_all(&self) -> Acquire<&WaitQueue<Zero, K::Lock>, ()> {
        Acquire::new(&self.children, ())
    }
}
