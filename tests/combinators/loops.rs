//! Loops, with heap and without: what holds in both. `tests/groups/` has the rest.

use std::ops::ControlFlow::{self, Break, Continue};
use std::pin::pin;
use std::task::{Context, Poll};

use wakeful::future::Loop;

use crate::kit::{Gate, Wakes};

fn add(sum: &mut usize, n: usize) -> ControlFlow<usize> {
    *sum += n;
    if *sum < 100 { Continue(()) } else { Break(*sum) }
}

#[test]
fn a_loop_to_which_nothing_happens_lets_its_task_sleep() {
    let [a, b, c] = &[(); 3].map(|()| Gate::new());
    let (wakes, waker) = Wakes::new();
    let mut cx = Context::from_waker(&waker);
    let mut sum = 0;
    let looped = Loop::new(&mut sum).on(|| a.quiet(), add).on(|| b.quiet(), add);
    let mut looped = pin!(looped.on_poll(|_, cx| pin!(c.quiet()).poll(cx), add));
    for n in 1..5 {
        // Without a heap, those that have been polled are polled once more after an event.
        for polls in 0.. {
            assert!(looped.as_mut().poll(&mut cx).is_pending());
            if wakes.take() == 0 {
                break;
            }
            assert!(polls < 2, "nothing has happened since");
        }
        [a, b, c][n % 3].open(n);
        assert_eq!(wakes.take(), 1);
    }
    a.open(100);
    assert_eq!(looped.poll(&mut cx), Poll::Ready(110));
}
