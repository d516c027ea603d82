//! The critical flavor.

use wakeful::channel::{Many, One};
use wakeful::lock::CriticalSectionLock;

use super::follows_its_model;
use crate::ends::Buf;

pub(super) fn mpmc_follows_its_model() {
    follows_its_model::<Buf<Many, CriticalSectionLock>>();
}

pub(super) fn mpsc_follows_its_model() {
    follows_its_model::<Buf<One, CriticalSectionLock>>();
}
