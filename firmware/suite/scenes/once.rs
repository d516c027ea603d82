//! A cell that somebody is filling.

use core::future::{Future, PollFn, poll_fn};
use core::pin::{Pin, pin};
use core::task::{Context, Poll, Waker};

use crate::flavor::sync::{Lazy, OnceCell};
use crate::flavor::{Act, Facts, Scene, Serves, Shared, Subject, no_ebb, play};

/// How the one who fills the cell ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Fills,
    GivesUp,
}

pub(super) const SUBJECTS: &[Subject] = &[
    Subject::new("OnceCell, filled", Facts::new(Serves::All), |act| filling(End::Fills, act)),
    Subject::new("OnceCell, given up", Facts::new(Serves::Chain), |act| filling(End::GivesUp, act)),
    Subject::new("Lazy", Facts::new(Serves::All), lazy),
];

/// Polls the one who fills; `None` if there is none.
fn poll<F: Future>(filler: &mut Pin<&mut Option<F>>) -> Option<Poll<F::Output>> {
    let filler = filler.as_mut().as_pin_mut()?;
    Some(filler.poll(&mut Context::from_waker(Waker::noop())))
}

async fn wait(cell: &OnceCell<u32>, end: End) {
    match end {
        End::Fills => assert_eq!(cell.get_or_init(async || 8).await, &7),
        End::GivesUp => {
            let _ = cell.get_or_try_init(async || Err::<u32, u32>(0)).await;
        }
    }
}

fn filling(end: End, act: Act<'_>) {
    let cell = const { OnceCell::new() };
    let may_fill = Shared::new(false);
    let value = || poll_fn(|_| if may_fill.get() { Poll::Ready(7) } else { Poll::Pending });
    let mut filler = pin!(Some(async {
        cell.get_or_init(value).await;
    }));
    assert!(matches!(poll(&mut filler), Some(Poll::Pending)));
    let filler = Shared::new(Some(filler));
    let scene = Scene {
        wait: || wait(&cell, end),
        release: || {
            let Some(mut filler) = filler.take() else { return };
            if end == End::Fills {
                may_fill.set(true);
                assert!(matches!(poll(&mut filler), Some(Poll::Ready(()))));
            }
            filler.set(None);
        },
        poke: || {
            let _ = cell.get();
            // Refused while somebody fills the cell; later it would end the scene.
            if end == End::Fills {
                let _ = cell.set(9);
            }
        },
        ebb: no_ebb,
    };
    play(scene, act);
}

static LAZY_MAY_FILL: Shared<bool> = Shared::new(false);

type Value = PollFn<fn(&mut Context<'_>) -> Poll<u32>>;

fn value() -> Value {
    poll_fn(|_| if LAZY_MAY_FILL.get() { Poll::Ready(7) } else { Poll::Pending })
}

/// The same, where the first who comes begins.
fn lazy(act: Act<'_>) {
    LAZY_MAY_FILL.set(false);
    let lazy = const { Lazy::<u32, fn() -> Value>::new(value) };
    let mut filler = pin!(Some(async { *lazy.get().await }));
    assert!(matches!(poll(&mut filler), Some(Poll::Pending)));
    let filler = Shared::new(Some(filler));
    let scene = Scene {
        wait: || lazy.get(),
        release: || {
            let Some(mut filler) = filler.take() else { return };
            LAZY_MAY_FILL.set(true);
            assert!(matches!(poll(&mut filler), Some(Poll::Ready(7))));
        },
        poke: || {
            let _ = lazy.try_get();
        },
        ebb: no_ebb,
    };
    play(scene, act);
}
