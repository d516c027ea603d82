//! The critical flavor.

use wakeful::lock::CriticalSectionLock;

use super::{Visitor, both};

pub(super) fn visit(visitor: &mut impl Visitor) {
    both::<CriticalSectionLock>(visitor, "critical");
}
