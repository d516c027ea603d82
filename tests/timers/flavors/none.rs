//! Without the feature there is no such flavor.

use super::Visitor;

pub(super) fn visit(_: &mut impl Visitor) {}
