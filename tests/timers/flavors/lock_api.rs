//! A lock of somebody else.

use wakeful::lock::LockApi;

use super::{Visitor, both};

pub(super) fn visit(visitor: &mut impl Visitor) {
    both::<LockApi<parking_lot::RawMutex>>(visitor, "lock_api");
}
