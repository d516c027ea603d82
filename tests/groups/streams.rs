//! Groups as streams, and streams as sources of loops.

#![forbid(unsafe_code)]

use std::cell::Cell;
use std::future::{pending, ready};
use std::ops::ControlFlow::{Break, Continue};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

use futures_core::{FusedFuture, FusedStream, Stream};
use wakeful::channel::{mpmc, watch};
use wakeful::executor::{Loop, block_on};
use wakeful::future::{Fuse, Group, yield_now};

use crate::caught::caught;
use crate::support::Task;

/// Counts down, and must not be polled after its end.
struct Down<'a>(usize, &'a Cell<usize>);

impl Stream for Down<'_> {
    type Item = usize;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<usize>> {
        self.0 = self.0.checked_sub(1).expect("polled after its end");
        Poll::Ready(Some(self.0).filter(|&n| n > 0))
    }
}

impl Drop for Down<'_> {
    fn drop(&mut self) {
        self.1.set(self.1.get() + 1);
    }
}

#[test]
fn a_group_is_a_stream_of_outputs() {
    let mut group: Group<_> = (0..3).map(ready).collect();
    assert_eq!(group.size_hint(), (3, Some(3)));
    let mut outputs = Vec::new();
    while let Some(output) =
        block_on(std::future::poll_fn(|cx| Stream::poll_next(Pin::new(&mut group), cx)))
    {
        outputs.push(output);
    }
    outputs.sort_unstable();
    assert_eq!(outputs, [0, 1, 2]);
    assert!(FusedStream::is_terminated(&group));
    group.insert(ready(4));
    assert!(!FusedStream::is_terminated(&group));
    let next = group.next();
    assert!(!FusedFuture::is_terminated(&next));
}

#[test]
fn a_stream_that_ends_is_dropped_and_left_out() {
    let (task, dropped) = (Task::new(), Cell::new(0));
    let mut seen = Vec::new();
    let looped = Loop::<_, ()>::new(&mut seen)
        .on_stream(Down(4, &dropped), |seen, n| {
            seen.push(n);
            Continue(())
        })
        .on(pending::<()>, |_, ()| Continue(()));
    let mut looped = Box::pin(looped);
    assert!(task.poll(looped.as_mut()).is_pending());
    assert_eq!(dropped.get(), 1);
    assert!(task.poll(looped.as_mut()).is_pending());
    assert!(!FusedFuture::is_terminated(&*looped));
    drop(looped);
    assert_eq!(seen, [3, 2, 1]);
}

#[test]
fn a_loop_whose_sources_have_all_ended_panics() {
    let (task, dropped) = (Task::new(), Cell::new(0));
    let mut total = 0;
    let mut looped = Box::pin(
        Loop::<_, ()>::new(&mut total)
            .on_stream(Down(3, &dropped), |total, n| {
                *total += n;
                Continue(())
            })
            .on_stream(Down(5, &dropped), |total, n| {
                *total += n;
                Continue(())
            }),
    );
    let message = caught(|| task.poll(looped.as_mut())).unwrap_err();
    assert!(message.contains("all sources of a Loop have ended"), "{message}");
    drop(looped);
    assert_eq!((total, dropped.get()), (3 + 10, 2));
}

#[test]
fn receivers_are_sources() {
    let (tx, rx) = mpmc::channel(4);
    let (state_tx, state_rx) = watch::channel(0);
    let mut total = 0;
    let total =
        block_on(
            Loop::new(&mut total)
                .on(
                    {
                        let mut sent = 0;
                        let (tx, state_tx) = (tx, state_tx);
                        move || {
                            let _ = tx.try_send(sent);
                            sent += 1;
                            state_tx.send(sent).unwrap();
                            yield_now()
                        }
                    },
                    |_, ()| Continue(()),
                )
                .on_stream(rx.stream(), |total, n| {
                    *total += n;
                    Continue(())
                })
                .on_stream(state_rx.into_stream(), |total, n| {
                    if n == 10 { Break(*total) } else { Continue(()) }
                }),
        );
    assert!(total <= 45, "{total}");
}

#[test]
fn fused_futures_say_whether_they_have_completed() {
    let task = Task::new();
    let mut fused = pin!(yield_now().fuse());
    assert!(!FusedFuture::is_terminated(&*fused));
    while task.poll(fused.as_mut()).is_pending() {}
    assert!(FusedFuture::is_terminated(&*fused));
    let mut yields = pin!(yield_now());
    while task.poll(yields.as_mut()).is_pending() {}
    assert!(FusedFuture::is_terminated(&*yields));
}
