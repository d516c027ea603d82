//! What both flavors have in common, as far as children of one type go.

use std::future::Future;

use wakeful::executor::scope::generic::{Admits, Local, Scope, Threads, scope};

use crate::support::Child;

/// A flavor that takes the children of these tests.
pub(crate) trait Any: for<'env> Admits<'env, Child> + 'static {
    fn open<'env, B, F>(body: B) -> impl Future<Output = F::Output>
    where
        B: FnOnce(Scope<'env, Self>) -> F,
        F: Future,
    {
        scope(body)
    }
}

impl Any for Local {}
impl Any for Threads {}

/// Runs a test once for each flavor.
pub(crate) fn each(local: fn(), threads: fn()) {
    local();
    threads();
}
