//! Without the feature `critical-section` there is no such flavor.

use super::Family;

pub(super) fn follows_its_model<F: Family>() {}
pub(super) fn loses_nothing<F: Family>() {}
