//! What is interrupted, and by what.

mod mutex;

use crate::planted;
use crate::sweep::Scenario;

/// Every scenario.
pub(crate) const ALL: &[&[Scenario]] = &[mutex::ALL, planted::ALL];
