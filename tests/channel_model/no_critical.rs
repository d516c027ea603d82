//! Without the feature `critical-section` there is no such flavor.

pub(super) fn mpmc_follows_its_model() {}
pub(super) fn mpsc_follows_its_model() {}
