//! What the library's own executors give to tasks of others.

use super::Step;

pub(super) const STEPS: &[Step] = &[];
