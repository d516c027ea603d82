//! A child of a scope, from its spawn to its end.

use core::fmt;
use core::future::{Future, poll_fn};
use core::pin::pin;

use super::flavor::{Flavor, Place};
use super::hall::Hall;

/// A future, and where it leaves its output. Dropped in this order: who hears that it is gone can count on it.
pub struct Child<'env, F: Future, K: Flavor> {
    future: F,
    seat: Occupied<'env, F::Output, K>,
}

impl<'env, F: Future, K: Flavor> Child<'env, F, K> {
    pub(super) fn new(
        future: F,
        seat: Place<F::Output, K>,
        hall: K::Shared<Hall<'env, K>>,
    ) -> Self {
        hall.enter();
        Self { future, seat: Occupied { seat, hall, output: None } }
    }
}

pub(super) async fn run<F: Future, K: Flavor>(child: Child<'_, F, K>) {
    let Child { future, mut seat } = child;
    let output = {
        let mut future = pin!(future);
        poll_fn(|cx| seat.seat.poll_child(future.as_mut(), cx)).await
    };
    seat.output = output;
}

/// The seat of a child that is not gone.
struct Occupied<'env, T, K: Flavor> {
    seat: Place<T, K>,
    hall: K::Shared<Hall<'env, K>>,
    output: Option<T>,
}

impl<T, K: Flavor> Drop for Occupied<'_, T, K> {
    fn drop(&mut self) {
        // Also if the waker of who waits panics.
        let _exit = Exit(&*self.hall);
        drop(self.seat.vacate(self.output.take()));
    }
}

struct Exit<'a, 'env, K: Flavor>(&'a Hall<'env, K>);

impl<K: Flavor> Drop for Exit<'_, '_, K> {
    fn drop(&mut self) {
        self.0.exit();
    }
}

impl<F: Future, K: Flavor> fmt::Debug for Child<'_, F, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Child").field("seat", &*self.seat.seat).finish_non_exhaustive()
    }
}
