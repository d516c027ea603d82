//! The primitives, each as a scene.

mod event;
mod mutex;

use board::Tests;
use suite::promises;

/// Asks every primitive for every promise.
pub(crate) fn ask(tests: &mut Tests) {
    for subjects in [mutex::SUBJECTS, event::SUBJECTS] {
        promises::ask(subjects, tests);
    }
}
