//! Whatever makes one future of several: of all of them, or of the first one.

use std::array;
use std::future::ready;
use std::hint::black_box;
use std::pin::pin;
use std::task::{Context, Poll};

use crate::harness::{Bell, Wakes, timed};
use crate::row::Batch;

/// A way to combine `N` futures.
pub(crate) trait Combine<const N: usize>: Default + 'static {
    /// Whether nobody is polled but those who were woken.
    const PRECISE: bool = false;

    fn combine<F: Child>(&self, futures: [F; N]) -> impl Future;
}

/// What is combined.
pub(crate) trait Child: Future<Output = u64> + Unpin + 'static {}

impl<F: Future<Output = u64> + Unpin + 'static> Child for F {}

/// More polls than anybody needs who goes on in the next poll.
const MOST_POLLS: usize = 1000;

/// All are ready when they are polled for the first time.
pub(crate) fn all_ready<C: Combine<N>, const N: usize>() -> Batch {
    let mut made = None;
    let (_, waker) = Wakes::new();
    Batch::count(move |count| {
        let combinator = made.get_or_insert_with(C::default);
        let mut context = Context::from_waker(&waker);
        timed(count, || {
            let futures = array::from_fn(|place| ready(black_box(place as u64)));
            poll_to_the_end(combinator.combine(futures), &mut context);
        })
    })
}

/// One is ready, in turn another one, and all the others would have to wait.
pub(crate) fn one_ready<C: Combine<N>, const N: usize>() -> Batch {
    let mut made = None;
    let (_, waker) = Wakes::new();
    Batch::count(move |count| {
        let (combinator, bells) = made.get_or_insert_with(|| (C::default(), Bell::several(N)));
        let mut context = Context::from_waker(&waker);
        let mut place = 0;
        timed(count, || {
            place = (place + 7) % N;
            let bell = &bells[place];
            bell.ring();
            let futures = array::from_fn(|place| bells[place].listener());
            poll_to_the_end(combinator.combine(futures), &mut context);
            bell.silence();
        })
    })
}

/// All wait; one, in turn another one, is woken and polled, and waits again.
pub(crate) fn one_woken<C: Combine<N>, const N: usize>() -> Batch {
    let mut made = None;
    Batch::count(move |count| {
        let (combinator, bells) = made.get_or_insert_with(|| (C::default(), Bell::several(N)));
        let (wakes, waker) = Wakes::new();
        let mut context = Context::from_waker(&waker);
        let mut future = pin!(combinator.combine(array::from_fn(|place| bells[place].listener())));
        let mut poll_until = |done: &dyn Fn() -> bool| {
            for _ in 0..MOST_POLLS {
                assert!(future.as_mut().poll(&mut context).is_pending(), "nobody is ready");
                if done() {
                    return;
                }
            }
            panic!("somebody is not polled");
        };
        poll_until(&|| bells.iter().all(Bell::has_waker));
        let polls = || bells.iter().map(Bell::polls).sum::<u64>();
        let (polls_before, woken_before) = (polls(), wakes.get());
        let mut place = 0;
        let took = timed(count, || {
            place = (place + 7) % N;
            let bell = &bells[place];
            bell.wake();
            poll_until(&|| bell.has_waker());
        });
        assert!(wakes.get() - woken_before >= count, "somebody was not woken");
        let polled = polls() - polls_before;
        assert!(if C::PRECISE { polled == count } else { polled >= count }, "{polled} polls");
        took
    })
}

/// Polls until the future ends: who polls only some of many at a time wants to be polled again.
#[inline(always)]
fn poll_to_the_end(future: impl Future, context: &mut Context<'_>) {
    let mut future = pin!(future);
    for _ in 0..MOST_POLLS {
        if let Poll::Ready(output) = future.as_mut().poll(context) {
            black_box(output);
            return;
        }
    }
    panic!("somebody who is ready is not polled");
}
