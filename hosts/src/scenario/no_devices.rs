//! No devices: the operating system has none, or none that the steps know.

use super::Step;

pub(super) const STEPS: &[Step] = &[];
