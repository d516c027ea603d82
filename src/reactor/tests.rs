//! What needs no system: edges, sources, places. These run under Miri, which knows no devices.

use core::pin::pin;
use core::sync::atomic::{AtomicUsize, Ordering};
use core::task::{Context, Poll, Waker};
use std::sync::Arc;
use std::task::Wake;
use std::thread;

use super::edge::Edge;
use super::registry::Registry;
use super::source::{Direction, Source};
use super::sys::Happened;
use crate::executor::block_on;

#[derive(Default)]
struct Count(AtomicUsize);

impl Wake for Count {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

impl Count {
    fn new() -> (Arc<Self>, Waker) {
        let count = Arc::new(Self::default());
        (count.clone(), Waker::from(count))
    }

    fn get(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

const BYTES: Happened =
    Happened { readable: true, writable: false, priority: false, special: false };

#[test]
fn an_edge_wakes_all_who_wait_and_the_one_in_the_cell() {
    let edge = Edge::new();
    let since = edge.forget(edge.see()).unwrap();
    let ((first, one), (second, other), (third, cell)) = (Count::new(), Count::new(), Count::new());
    let (mut a, mut b) = (pin!(edge.next(since)), pin!(edge.next(since)));
    assert!(a.as_mut().poll(&mut Context::from_waker(&one)).is_pending());
    assert!(b.as_mut().poll(&mut Context::from_waker(&other)).is_pending());
    assert_eq!(edge.register(since, &cell), Some(true));
    assert_eq!(edge.register(since, &cell), Some(false));
    assert!(edge.happened());
    assert_eq!((first.get(), second.get(), third.get()), (1, 1, 1));
    assert!(a.poll(&mut Context::from_waker(&one)).is_ready());
    assert!(b.poll(&mut Context::from_waker(&other)).is_ready());
    assert!(!edge.happened());
}

#[test]
fn an_edge_that_came_meanwhile_is_not_forgotten() {
    let edge = Edge::new();
    let seen = edge.see();
    edge.happened();
    assert!(edge.forget(seen).is_none());
    let seen = edge.see();
    assert!(seen.is_ready());
    let since = edge.forget(seen).unwrap();
    assert!(!edge.see().is_ready());
    edge.happened();
    // It is over before it has begun.
    assert_eq!(edge.register(since, Waker::noop()), None);
    let next = pin!(edge.next(since));
    assert!(matches!(next.poll(&mut Context::from_waker(Waker::noop())), Poll::Ready(_)));
}

#[test]
fn edges_are_told_from_thread_to_thread() {
    let edge = Arc::new(Edge::new());
    let rounds = if cfg!(miri) { 20 } else { 2000 };
    let (there, told) = (edge.clone(), Arc::new(AtomicUsize::new(0)));
    let heard = told.clone();
    let waiter = thread::spawn(move || {
        for _ in 0..rounds {
            let seen = there.see();
            if let Some(since) = there.forget(seen) {
                heard.fetch_add(1, Ordering::Release);
                block_on(there.next(since));
            } else {
                heard.fetch_add(1, Ordering::Release);
            }
        }
    });
    let mut last = 0;
    while !waiter.is_finished() {
        let now = told.load(Ordering::Acquire);
        if now != last {
            last = now;
            edge.happened();
        }
        thread::yield_now();
    }
    waiter.join().unwrap();
}

#[test]
fn a_short_read_is_the_last_of_plain_bytes_only() {
    let mut registry = Registry::default();
    let key = registry.reserve().unwrap();
    for (is_stream, special, is_forgotten) in
        [(true, false, true), (true, true, false), (false, false, false)]
    {
        let source = Source::new(key, is_stream);
        source.happened(Happened { special, ..BYTES });
        let seen = source.edge(Direction::Read).see();
        source.drained(Direction::Read, seen);
        assert_eq!(source.edge(Direction::Read).see().is_ready(), !is_forgotten);
    }
}

#[test]
fn a_key_is_of_one_device_only() {
    let mut registry = Registry::default();
    let number = super::sys::Raw::default();
    let first = registry.reserve().unwrap();
    assert!(registry.insert(number, Arc::new(Source::new(first, false))).is_none());
    assert!(registry.get(first).is_some());
    let (source, owned) = registry.remove(number, first);
    assert!(source.is_some() && owned);
    assert!(registry.get(first).is_none(), "its events are nobody's");
    let second = registry.reserve().unwrap();
    assert_eq!(second.index(), first.index());
    assert!(second != first);
    registry.insert(number, Arc::new(Source::new(second, false)));
    assert!(registry.get(first).is_none(), "an old event is not that of the newcomer");
    // Closed and opened again behind the back of the second.
    let third = registry.reserve().unwrap();
    let robbed = registry.insert(number, Arc::new(Source::new(third, false))).unwrap();
    assert_eq!(robbed.key, second);
    assert!(!registry.remove(number, second).1, "the number belongs to the newcomer");
    assert!(registry.remove(number, third).1);
}
