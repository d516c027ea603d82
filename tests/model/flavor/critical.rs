//! The critical flavor.

use wakeful::lock::CriticalSectionLock;

use super::{Family, Visitor};

pub(super) fn visit<F: Family>(visitor: &mut impl Visitor) {
    visitor.visit::<F::In<CriticalSectionLock>>("critical");
}
