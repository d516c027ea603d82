//! The critical flavor.

use wakeful::lock::CriticalSectionLock;

use crate::ends::Spsc;

pub(super) fn follows_its_model() {
    crate::channels::follows_its_model::<Spsc<CriticalSectionLock>>();
}
