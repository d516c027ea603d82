//! Whether children move between threads.

use alloc::boxed::Box;
use alloc::rc::Rc;
use core::future::Future;
use core::ops::Deref;
use core::pin::Pin;

use super::child::{Child, run};
use super::seat::Seat;
use crate::lock::{LocalLock, RawLock};

/// How the parts of a scope are shared, and what its children are.
pub trait Flavor: Sized {
    /// What guards what is shared.
    type Lock: RawLock;
    /// `Rc` or `Arc`.
    type Shared<T>: Deref<Target = T> + Clone;
    /// A child, in a box.
    type Boxed<'env>: Future<Output = ()> + Unpin;

    /// Shares a value.
    fn share<T>(value: T) -> Self::Shared<T>;
}

/// A flavor that takes children of this type.
pub trait Admits<'env, F: Future>: Flavor {
    /// Puts a child into a box.
    #[doc(hidden)]
    fn boxed(child: Child<'env, F, Self>) -> Self::Boxed<'env>;
}

/// Where a child and its handle meet.
pub(super) type Place<T, K> = <K as Flavor>::Shared<Seat<T, <K as Flavor>::Lock>>;

/// Children stay on one thread, and so does the scope.
#[derive(Debug)]
pub struct Local;

impl Flavor for Local {
    type Lock = LocalLock;
    type Shared<T> = Rc<T>;
    type Boxed<'env> = Pin<Box<dyn Future<Output = ()> + 'env>>;

    fn share<T>(value: T) -> Rc<T> {
        Rc::new(value)
    }
}

impl<'env, F: Future + 'env> Admits<'env, F> for Local {
    fn boxed(child: Child<'env, F, Self>) -> Self::Boxed<'env> {
        Box::pin(run(child))
    }
}
