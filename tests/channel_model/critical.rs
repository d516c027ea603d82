//! The critical flavor.

use super::follows_its_model;
use crate::ends::critical;
use crate::model::Modelled;
use crate::queue::Queue;

impl Modelled for critical::Mpmc {
    type Model = Queue;
}

impl Modelled for critical::Mpsc {
    type Model = Queue;
}

impl Modelled for critical::Priority {
    type Model = Queue;
}

pub(super) fn mpmc_follows_its_model() {
    follows_its_model::<critical::Mpmc>();
}

pub(super) fn mpsc_follows_its_model() {
    follows_its_model::<critical::Mpsc>();
}

pub(super) fn priority_follows_its_model() {
    follows_its_model::<critical::Priority>();
}
