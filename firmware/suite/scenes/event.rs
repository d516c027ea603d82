//! Events that are off.

use crate::flavor::sync::{AutoResetEvent, ManualResetEvent};
use crate::flavor::{Act, Facts, Scene, Serves, Subject, no_ebb, play};

pub(super) const SUBJECTS: &[Subject] = &[
    Subject::new("ManualResetEvent", Facts::new(Serves::All), manual),
    Subject::new("AutoResetEvent", Facts::new(Serves::Takers), auto),
];

fn manual(act: Act<'_>) {
    let event = const { ManualResetEvent::new(false) };
    let scene = Scene {
        wait: || event.wait(),
        release: || event.set(),
        poke: || {
            let was_set = event.is_set();
            event.reset();
            if was_set {
                event.set();
            }
        },
        ebb: no_ebb,
    };
    play(scene, act);
}

fn auto(act: Act<'_>) {
    let event = const { AutoResetEvent::new(false) };
    let scene = Scene {
        wait: || event.wait(),
        release: || event.set(),
        poke: || {
            if event.try_wait() {
                event.set();
            }
        },
        ebb: no_ebb,
    };
    play(scene, act);
}
