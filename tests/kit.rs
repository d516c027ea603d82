//! The kit, with policies of one's own: what its documentation promises to their authors.

#![cfg(feature = "std")]

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use wakeful::lock::StdLock;
use wakeful::wait::{Acquire, Grant, Handle, Permit, Policy, WaitQueue};

#[derive(Default)]
struct Wakes(AtomicUsize);

impl Wake for Wakes {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// 2: not yet; 0: may be done, by one; 1: done, and everybody passes.
struct DoOnce;

impl Policy for DoOnce {
    type Request = ();
    const EXCLUSIVE: bool = false;

    fn grant(state: usize, (): ()) -> Option<usize> {
        (state < 2).then_some(1)
    }

    fn refund((): ()) -> usize {
        usize::MAX
    }
}

#[test]
fn nobody_passes_by_a_state_that_only_an_offer_would_make() {
    let queue: WaitQueue<DoOnce, StdLock> = WaitQueue::new(2);
    let mut cx = Context::from_waker(Waker::noop());
    let mut first = pin!(Acquire::<_>::new(&queue, ()));
    let mut second = pin!(Acquire::<_>::new(&queue, ()));
    assert!(first.as_mut().poll(&mut cx).is_pending());
    assert!(second.as_mut().poll(&mut cx).is_pending());
    queue.update(|_| Some(0)).expect("it is changed");
    // The first has the offer; the second may be quicker, but then it is the one who does it.
    let Poll::Ready(Some(permit)) = second.as_mut().poll(&mut cx) else {
        panic!("it passed though nobody has done anything");
    };
    assert_eq!(queue.state(), 1);
    drop(permit);
    assert!(first.as_mut().poll(&mut cx).is_ready());
}

/// A gate (bit 0) beside a count: two kinds of requests in one queue.
struct GateAndCount;

#[derive(Clone, Copy)]
enum Ask {
    Take(usize),
    Gate,
}

impl Policy for GateAndCount {
    type Request = Ask;
    const EXCLUSIVE: bool = false;

    fn grant(state: usize, ask: Ask) -> Option<usize> {
        match ask {
            Ask::Take(n) => state.checked_sub(2 * n),
            Ask::Gate => (state & 1 == 1).then_some(state),
        }
    }

    fn refund(ask: Ask) -> usize {
        match ask {
            Ask::Take(n) => 2 * n,
            Ask::Gate => 0,
        }
    }
}

#[test]
fn who_takes_nothing_passes_those_who_are_refused() {
    let queue: WaitQueue<GateAndCount, StdLock> = WaitQueue::new(0);
    let wakes = Arc::new(Wakes::default());
    let waker = Waker::from(wakes.clone());
    let mut cx = Context::from_waker(&waker);
    let mut taker = pin!(Acquire::<_>::new(&queue, Ask::Take(1)));
    assert!(taker.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    let mut passers: Vec<_> =
        (0..20).map(|_| Box::pin(Acquire::<_, ()>::new(&queue, Ask::Gate))).collect();
    for passer in &mut passers {
        assert!(passer.as_mut().poll(&mut cx).is_pending());
    }
    queue.update(|state| Some(state | 1)).expect("it is changed");
    assert_eq!(wakes.0.load(Ordering::Relaxed), 20);
    for passer in &mut passers {
        assert!(passer.as_mut().poll(&mut cx).is_ready());
    }
    assert!(taker.as_mut().poll(&mut cx).is_pending());
}

/// A struct with a queue in it, reached through an `Arc` of the whole.
struct Tickets {
    queue: WaitQueue<GateAndCount, StdLock>,
    name: &'static str,
}

#[derive(Clone)]
struct Shared(Arc<Tickets>);

// SAFETY: the queue lies in the counted allocation, which lives as long as a handle does.
unsafe impl Handle for Shared {
    type Target = WaitQueue<GateAndCount, StdLock>;

    fn target(&self) -> &Self::Target {
        &self.0.queue
    }
}

#[test]
fn a_queue_in_a_struct_is_reached_through_a_handle_of_ones_own() {
    let shared = Shared(Arc::new(Tickets { queue: WaitQueue::new(2), name: "tickets" }));
    let other = shared.clone();
    std::thread::spawn(move || {
        let acquire: Acquire<Shared> = Acquire::new(other, Ask::Take(1));
        let permit = wakeful::executor::block_on(acquire).expect("it takes something");
        assert_eq!(permit.handle().0.name, "tickets");
        drop(permit);
    })
    .join()
    .expect("it does not panic");
    assert_eq!(shared.0.queue.try_acquire(Ask::Take(1)), Some(Grant::Took));
    drop(Permit::new(shared.clone(), Ask::Take(1)));
    assert_eq!(shared.0.queue.state(), 2);
}
