//! Without the feature `lock_api` there is no such flavor.

use super::Visitor;

pub(super) fn borrowed(_: &mut impl Visitor) {}

pub(super) fn owned(_: &mut impl Visitor) {}
