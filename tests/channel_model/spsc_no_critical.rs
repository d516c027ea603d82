//! Without the feature `critical-section` there is no such flavor.

pub(super) fn follows_its_model() {}
