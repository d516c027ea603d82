//! The future that polls the children of a scope.

use core::convert::Infallible;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::flavor::Flavor;
use super::hall::Hall;
use crate::future::Group;

/// Has the children of a scope, and never ends. Dropped, it drops them, and no more come in.
pub(super) struct Keeper<'env, K: Flavor> {
    hall: K::Shared<Hall<'env, K>>,
    children: Group<K::Boxed<'env>>,
}

impl<'env, K: Flavor> Keeper<'env, K> {
    pub(super) const fn new(hall: K::Shared<Hall<'env, K>>) -> Self {
        Self { hall, children: Group::new() }
    }
}

impl<K: Flavor> Future for Keeper<'_, K> {
    type Output = Infallible;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Infallible> {
        let Self { hall, children } = &mut *self;
        // Children that are spawned meanwhile wake this task: they do not keep it here for ever.
        children.extend(hall.arrivals(cx.waker()));
        children.poll_all(cx);
        Poll::Pending
    }
}

// The children lie in boxes.
impl<K: Flavor> Unpin for Keeper<'_, K> {}

impl<K: Flavor> Drop for Keeper<'_, K> {
    fn drop(&mut self) {
        // What comes now is dropped where it comes from: by this, nobody is left who has a handle of the scope and
        // lies in there himself.
        self.hall.close();
    }
}
