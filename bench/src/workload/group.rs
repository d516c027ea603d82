//! Whatever holds futures that come and go, and gives what they give.

use std::hint::black_box;
use std::task::{Context, Poll};

use crate::harness::{Bell, Listener, Wakes, timed};
use crate::row::Batch;

/// A group of futures of one type.
pub(crate) trait Group: Default + 'static {
    /// Whether nobody is polled but those who were woken.
    const PRECISE: bool = false;

    fn insert(&mut self, future: Listener);
    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<u64>>;
}

/// A group, and what those in it wait for.
struct Hall<G> {
    group: G,
    bells: &'static [Bell],
}

impl<G: Group> Hall<G> {
    /// With so many who wait.
    fn new(len: usize) -> Self {
        let mut hall = Self { group: G::default(), bells: Bell::several(len) };
        hall.bells.iter().for_each(|bell| hall.group.insert(bell.listener()));
        hall
    }

    /// Polls all who have not been polled yet.
    fn settle(&mut self, context: &mut Context<'_>) {
        while !self.bells.iter().all(Bell::has_waker) {
            assert!(self.group.poll_next(context).is_pending(), "nobody is ready");
        }
    }
}

/// A future that is ready comes into the group, is polled, and leaves; so many others wait.
pub(crate) fn insert_complete<G: Group>(others: usize) -> Batch {
    let mut made = None;
    let ready = &Bell::several(1)[0];
    ready.ring();
    let (_, waker) = Wakes::new();
    Batch::count(move |count| {
        let mut context = Context::from_waker(&waker);
        let hall = made.get_or_insert_with(|| Hall::<G>::new(others));
        hall.settle(&mut context);
        timed(count, || {
            hall.group.insert(black_box(ready).listener());
            complete(&mut hall.group, &mut context);
        })
    })
}

/// So many wait; one, in turn another one, is woken and polled, and waits again.
pub(crate) fn one_woken<G: Group>(len: usize) -> Batch {
    let mut made = None;
    let (wakes, waker) = Wakes::new();
    Batch::count(move |count| {
        let mut context = Context::from_waker(&waker);
        let hall = made.get_or_insert_with(|| Hall::<G>::new(len));
        hall.settle(&mut context);
        let polls = || hall.bells.iter().map(Bell::polls).sum::<u64>();
        let (polls_before, woken_before) = (polls(), wakes.get());
        let mut place = 0;
        let took = timed(count, || {
            place = (place + 7) % len;
            hall.bells[place].wake();
            wait(&mut hall.group, &mut context, &hall.bells[place]);
        });
        assert!(wakes.get() - woken_before >= count, "somebody was not woken");
        let polled = polls() - polls_before;
        assert!(if G::PRECISE { polled == count } else { polled >= count }, "{polled} polls");
        took
    })
}

/// So many wait; one, in turn another one, is woken and leaves, and the next one takes its place.
pub(crate) fn one_leaves<G: Group>(len: usize) -> Batch {
    let mut made = None;
    let (_, waker) = Wakes::new();
    Batch::count(move |count| {
        let mut context = Context::from_waker(&waker);
        let hall = made.get_or_insert_with(|| Hall::<G>::new(len));
        hall.settle(&mut context);
        let mut place = 0;
        timed(count, || {
            place = (place + 7) % len;
            let bell = &hall.bells[place];
            bell.ring();
            bell.wake();
            complete(&mut hall.group, &mut context);
            bell.silence();
            hall.group.insert(bell.listener());
            wait(&mut hall.group, &mut context, bell);
        })
    })
}

/// More polls than anybody needs who goes on in the next poll.
const MOST_POLLS: usize = 1000;

/// Takes what the one future gives that is ready.
#[inline(always)]
fn complete(group: &mut impl Group, context: &mut Context<'_>) {
    for _ in 0..MOST_POLLS {
        if let Poll::Ready(output) = group.poll_next(context) {
            assert_eq!(black_box(output), Some(1), "somebody was ready");
            return;
        }
    }
    panic!("somebody who is ready is not polled");
}

/// Polls until the one who listens to `bell` waits.
#[inline(always)]
fn wait(group: &mut impl Group, context: &mut Context<'_>, bell: &Bell) {
    for _ in 0..MOST_POLLS {
        assert!(group.poll_next(context).is_pending(), "nobody is ready");
        if bell.has_waker() {
            return;
        }
    }
    panic!("somebody is not polled");
}
