//! Without the feature `critical-section` there is no such flavor.

use super::{Family, Visitor};

pub(super) fn visit<F: Family>(_: &mut impl Visitor) {}
