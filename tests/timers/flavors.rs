//! Every lock, with every queue.

#[cfg_attr(feature = "critical-section", path = "flavors/critical.rs")]
#[cfg_attr(not(feature = "critical-section"), path = "flavors/none.rs")]
mod critical;
#[allow(clippy::duplicate_mod, reason = "of two flavors that are not there")]
#[cfg_attr(feature = "lock_api", path = "flavors/lock_api.rs")]
#[cfg_attr(not(feature = "lock_api"), path = "flavors/none.rs")]
mod lock_api;

use wakeful::lock::{LocalLock, RawLock, StdLock};

use crate::real::{InHeap, InWheel, Kind};

/// What is to be done with every lock and queue.
pub(crate) trait Visitor {
    fn visit<L: RawLock + 'static, K: Kind>(&mut self, flavor: &str);
}

fn both<L: RawLock + 'static>(visitor: &mut impl Visitor, flavor: &str) {
    visitor.visit::<L, InHeap>(flavor);
    visitor.visit::<L, InWheel>(flavor);
}

pub(crate) fn each(visitor: &mut impl Visitor) {
    both::<StdLock>(visitor, "threads");
    // Miri is slow, and all else but the lock is the same code.
    if cfg!(miri) {
        return;
    }
    both::<LocalLock>(visitor, "local");
    critical::visit(visitor);
    lock_api::visit(visitor);
}
