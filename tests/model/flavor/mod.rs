//! Every flavor of a primitive.

#[cfg_attr(feature = "critical-section", path = "critical.rs")]
#[cfg_attr(not(feature = "critical-section"), path = "no_critical.rs")]
mod critical;

use wakeful::lock::{LocalLock, RawLock, StdLock};

use crate::primitive::Primitive;

/// A primitive that can be made with any lock.
pub(crate) trait Family {
    type In<L: RawLock + 'static>: Primitive;
}

/// What is to be done in every flavor.
pub(crate) trait Visitor {
    fn visit<P: Primitive>(&mut self, flavor: &str);
}

pub(crate) fn each<F: Family>(visitor: &mut impl Visitor) {
    visitor.visit::<F::In<StdLock>>("threads");
    // Miri is slow, and all else but the lock is the same code.
    if cfg!(miri) {
        return;
    }
    visitor.visit::<F::In<LocalLock>>("local");
    critical::visit::<F>(visitor);
}
