//! The critical flavor.

use wakeful::lock::CriticalSectionLock;

use super::{Family, follow, lose_nothing};

pub(super) fn follows_its_model<F: Family>() {
    follow::<F::Of<CriticalSectionLock>>();
}

pub(super) fn loses_nothing<F: Family>() {
    lose_nothing::<F::Of<CriticalSectionLock>>(F::DEPTH - 1);
}
