//! The flavor whose children move between threads.

use alloc::boxed::Box;
use alloc::sync::Arc;
use core::future::Future;
use core::pin::Pin;

use super::child::{Child, run};
use super::flavor::{Admits, Flavor};
use crate::lock::StdLock;

/// Children are `Send`, and so is the scope.
#[derive(Debug)]
pub struct Threads;

impl Flavor for Threads {
    type Lock = StdLock;
    type Shared<T> = Arc<T>;
    type Boxed<'env> = Pin<Box<dyn Future<Output = ()> + Send + 'env>>;

    fn share<T>(value: T) -> Arc<T> {
        Arc::new(value)
    }
}

impl<'env, F> Admits<'env, F> for Threads
where
    F: Future<Output: Send> + Send + 'env,
{
    fn boxed(child: Child<'env, F, Self>) -> Self::Boxed<'env> {
        Box::pin(run(child))
    }
}
