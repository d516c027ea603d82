//! Tokens that were not cancelled.

use crate::flavor::sync::{CancellationToken, ChildToken};
use crate::flavor::{Act, Facts, Scene, Serves, Subject, no_ebb, play};

const ALL: Facts = Facts::new(Serves::All);

pub(super) const SUBJECTS: &[Subject] =
    &[Subject::new("CancellationToken", ALL, token), Subject::new("ChildToken", ALL, child)];

fn token(act: Act<'_>) {
    let token = const { CancellationToken::new() };
    let scene = Scene {
        wait: || token.cancelled(),
        release: || token.cancel(),
        poke: || {
            let _ = (token.is_cancelled(), token.child_token().is_cancelled());
        },
        ebb: no_ebb,
    };
    play(scene, act);
}

/// Each waiter has a child of a child of its own.
fn child(act: Act<'_>) {
    let token = const { CancellationToken::new() };
    let scene = Scene {
        wait: || async {
            let child: ChildToken<'_, CancellationToken> = token.child_token();
            let grandchild = child.child_token();
            grandchild.cancelled().await;
        },
        release: || token.cancel(),
        poke: || {
            let _ = token.is_cancelled();
        },
        ebb: no_ebb,
    };
    play(scene, act);
}
