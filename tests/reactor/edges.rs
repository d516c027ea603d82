//! No edge is lost.

use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::thread;

use wakeful::executor::block_on;
use wakeful::reactor::Device;

use crate::help::{Count, fill, get, half, pair, poll, put, within};

#[test]
fn an_edge_between_an_attempt_and_its_end_is_not_forgotten() {
    within(|| {
        let ((near, far), (witness, far_of_witness)) = (half(), half());
        let (told, waker) = Count::new();
        assert!(witness.poll_readable(&mut Context::from_waker(&waker)).is_pending());
        // It is believed to be ready, and is not.
        let mut first = true;
        let mut reading = pin!(near.read_with(|io| {
            if first {
                first = false;
                put(&far, 1);
                // Edges come in order: when this one is known, the other one is.
                put(&far_of_witness, 1);
                told.wait();
                return Err(io::ErrorKind::WouldBlock.into());
            }
            get(io)
        }));
        assert_eq!(block_on(reading.as_mut()).unwrap(), Some(1));
    });
}

#[test]
fn what_is_left_is_read_without_another_edge() {
    within(|| {
        let (near, far) = half();
        assert!(poll(pin!(near.read_with(get)), Waker::noop()).is_pending());
        (0..5).for_each(|byte| put(&far, byte));
        for byte in 0..5 {
            block_on(near.readable()).unwrap();
            assert_eq!(block_on(near.read_with(get)).unwrap(), Some(byte));
        }
        let mut next = pin!(near.read_with(get));
        assert!(poll(next.as_mut(), Waker::noop()).is_pending());
        put(&far, 5);
        assert_eq!(block_on(next).unwrap(), Some(5));
    });
}

#[test]
fn many_tasks_on_one_device_are_all_woken() {
    within(|| {
        let (near, far) = half();
        let near = Arc::new(near);
        let threads: Vec<_> = (0..8)
            .map(|_| {
                let near = near.clone();
                thread::spawn(move || block_on(near.read_with(get)).unwrap().unwrap())
            })
            .collect();
        (0..8).for_each(|byte| put(&far, byte));
        let mut bytes: Vec<_> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
        bytes.sort_unstable();
        assert_eq!(bytes, (0..8).collect::<Vec<_>>());
    });
}

#[test]
fn both_directions_wait_at_once() {
    within(|| {
        let (near, far) = pair();
        fill(near.get_ref()).unwrap();
        let (reads, reader) = Count::new();
        let (_, writer) = Count::new();
        let mut reading = pin!(near.read_with(get));
        let mut writing = pin!(near.writable());
        assert!(poll(reading.as_mut(), &reader).is_pending());
        assert!(poll(writing.as_mut(), &writer).is_pending());
        put(far.get_ref(), 9);
        reads.wait();
        assert_eq!(block_on(reading).unwrap(), Some(9));
        // There is room when enough of it has been read.
        while poll(writing.as_mut(), &writer).is_pending() {
            if let Poll::Ready(byte) = poll(pin!(far.read_with(get)), Waker::noop()) {
                byte.unwrap();
            }
        }
        // No wake is counted: a poll may have been quicker.
        assert!(writing.is_terminated());
    });
}

#[test]
fn poll_forms_and_futures_wait_side_by_side() {
    within(|| {
        let (near, far) = half();
        let (polled, by_poll) = Count::new();
        let (waited, by_future) = Count::new();
        let cx = &mut Context::from_waker(&by_poll);
        assert!(near.poll_readable(cx).is_pending());
        assert!(near.poll_read_with(cx, get).is_pending());
        let mut reading = pin!(near.read_with(get));
        assert!(poll(reading.as_mut(), &by_future).is_pending());
        put(&far, 4);
        polled.wait();
        waited.wait();
        assert!(matches!(near.poll_readable(cx), Poll::Ready(Ok(()))));
        assert!(matches!(near.poll_read_with(cx, get), Poll::Ready(Ok(Some(4)))));
        assert!(poll(reading.as_mut(), &by_future).is_pending());
        put(&far, 5);
        assert_eq!(block_on(reading).unwrap(), Some(5));
        assert!(matches!(near.poll_writable(cx), Poll::Ready(Ok(()))));
        assert!(matches!(near.poll_write_with(cx, |_| Ok(7)), Poll::Ready(Ok(7))));
    });
}

#[test]
fn a_device_that_nobody_polls_disturbs_nobody() {
    within(|| {
        let (idle, far_of_idle) = half();
        let (near, far) = pair();
        let other = thread::spawn(move || {
            while let Some(byte) = block_on(far.read_with(get)).unwrap() {
                block_on(far.write_with(|io| {
                    put(io, byte);
                    Ok(())
                }))
                .unwrap();
            }
        });
        for byte in 0..200 {
            put(&far_of_idle, byte);
            put(near.get_ref(), byte);
            assert_eq!(block_on(near.read_with(get)).unwrap(), Some(byte));
        }
        drop(near);
        other.join().unwrap();
        for byte in 0..200 {
            assert_eq!(block_on(idle.read_with(get)).unwrap(), Some(byte));
        }
    });
}

#[test]
fn devices_are_dropped_while_their_events_are_on_the_way() {
    within(|| {
        for round in 0..300 {
            let (near, far) = half();
            let (_, waker) = Count::new();
            assert!(poll(pin!(near.read_with(get)), &waker).is_pending());
            let other = thread::spawn(move || put(&far, 1));
            if round % 3 == 0 {
                assert_eq!(block_on(near.read_with(get)).unwrap(), Some(1));
            }
            let near: Device<_> = near;
            drop(near);
            // Nobody listens: the write may fail.
            let _ = other.join();
        }
    });
}
