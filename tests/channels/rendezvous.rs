//! Without room: what is sent is taken, or is still there.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::task::{Context, Poll, RawWaker, RawWakerVTable, Waker};
use std::thread;
use std::time::Duration;

use wakeful::channel::generic::rendezvous::{self as generic, Channel, Receiver, Sender};
use wakeful::channel::{
    RecvError, RecvTimeoutError, SendError, SendTimeoutError, Shared, TryRecvError, TrySendError,
    local, rendezvous,
};
use wakeful::executor::block_on;
#[cfg(feature = "critical-section")]
use wakeful::lock::CriticalSectionLock as Critical;
#[cfg(not(feature = "critical-section"))]
use wakeful::lock::LocalLock as Critical;
use wakeful::lock::{LocalLock, RawLock, StdLock};

/// What can happen to a waker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Clone,
    Wake,
    Drop,
}

type Hook = Rc<dyn Fn(Event)>;

/// A task, as its wakers see it. On one thread.
#[derive(Default)]
pub(crate) struct Probe {
    pub(crate) clones: Cell<usize>,
    pub(crate) wakes: Cell<usize>,
    pub(crate) alive: Cell<usize>,
    hook: RefCell<Option<Hook>>,
}

impl Probe {
    pub(crate) fn new() -> Rc<Self> {
        Rc::default()
    }

    pub(crate) fn waker(self: &Rc<Self>) -> Waker {
        self.alive.set(self.alive.get() + 1);
        // SAFETY: the table takes the pointer for what it is; the tests keep it on one thread.
        unsafe { Waker::from_raw(RawWaker::new(Rc::into_raw(self.clone()).cast(), &TABLE)) }
    }

    /// Calls `hook` at each event, but not for what happens inside of it.
    pub(crate) fn on_event(&self, hook: impl Fn(Event) + 'static) {
        *self.hook.borrow_mut() = Some(Rc::new(hook));
    }

    fn event(&self, event: Event) {
        let hook = self.hook.borrow_mut().take();
        if let Some(hook) = hook {
            hook(event);
            self.hook.borrow_mut().get_or_insert(hook);
        }
    }

    pub(crate) fn poll<F: Future>(self: &Rc<Self>, future: Pin<&mut F>) -> Poll<F::Output> {
        future.poll(&mut Context::from_waker(&self.waker()))
    }
}

static TABLE: RawWakerVTable = RawWakerVTable::new(
    |data| {
        let probe = probe(data);
        probe.clones.set(probe.clones.get() + 1);
        probe.alive.set(probe.alive.get() + 1);
        probe.event(Event::Clone);
        RawWaker::new(Rc::into_raw(probe).cast(), &TABLE)
    },
    |data| {
        /// The waker is used up, also if the hook panics.
        struct Used(*const ());

        impl Drop for Used {
            fn drop(&mut self) {
                drop_waker(self.0);
            }
        }

        let _used = Used(data);
        let probe = probe(data);
        probe.wakes.set(probe.wakes.get() + 1);
        probe.event(Event::Wake);
    },
    |data| {
        let probe = probe(data);
        probe.wakes.set(probe.wakes.get() + 1);
        probe.event(Event::Wake);
    },
    drop_waker,
);

fn drop_waker(data: *const ()) {
    // SAFETY: the waker owned it.
    let probe = unsafe { Rc::from_raw(data.cast::<Probe>()) };
    probe.alive.set(probe.alive.get() - 1);
    probe.event(Event::Drop);
}

fn probe(data: *const ()) -> Rc<Probe> {
    let data = data.cast::<Probe>();
    // SAFETY: the waker owns one.
    unsafe { Rc::increment_strong_count(data) };
    // SAFETY: the one added above.
    unsafe { Rc::from_raw(data) }
}

/// Never polls nor drops `future`. Tools that look for leaks find it reachable.
pub(crate) fn forget<F>(future: Pin<Box<F>>) {
    struct Grave(#[allow(dead_code, reason = "a tool that looks for leaks follows it")] *mut ());

    // SAFETY: nobody uses the pointer.
    unsafe impl Send for Grave {}

    static GRAVES: Mutex<Vec<Grave>> = Mutex::new(Vec::new());

    // SAFETY: it is never moved.
    let future = Box::into_raw(unsafe { Pin::into_inner_unchecked(future) });
    GRAVES.lock().unwrap().push(Grave(future.cast()));
}

/// A value that counts how often it was dropped.
#[derive(Debug)]
pub(crate) struct Counted(pub(crate) Rc<Cell<usize>>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.set(self.0.get() + 1);
    }
}

type Ends<T, L> = (Sender<Shared<Channel<T, L>>>, Receiver<Shared<Channel<T, L>>>);

fn shared<T, L: RawLock>() -> Ends<T, L> {
    generic::channel()
}

/// Runs a generic function for each flavor.
macro_rules! each {
    ($($name:ident)*) => {$(
        #[test]
        fn $name() {
            super::$name::<StdLock>();
            super::$name::<LocalLock>();
            super::$name::<Critical>();
        }
    )*};
}

mod flavors {
    use super::{Critical, LocalLock, StdLock};

    each! {
        a_send_is_done_when_its_value_was_taken
        a_receiver_that_waits_is_woken_and_takes
        senders_are_served_in_order
        receivers_are_offered_in_order
        a_dropped_receiver_passes_its_offer_on
        a_receiver_dropped_at_any_place_leaves_the_others_served
        a_send_that_was_not_taken_gives_its_value_back
        a_send_that_was_taken_says_so
        a_dropped_send_drops_its_value_and_sends_nothing
        a_newcomer_may_be_quicker_but_not_for_ever
        a_forgotten_receiver_holds_nothing_that_a_newcomer_could_not_take
        the_value_of_a_forgotten_send_may_be_taken
        try_send_needs_a_receiver_that_waits
        the_value_in_the_hand_outlives_its_receiver
        the_hand_goes_before_those_who_wait
        try_recv_takes_from_a_sender_that_waits
        closing_gives_values_back_and_wakes_all
        closing_leaves_the_hand_to_be_received
        the_last_sender_closes
        the_last_receiver_closes_and_drops_the_hand
        closed_is_told
        the_newest_waker_is_woken
        no_waker_is_cloned_twice_for_one_task
        one_wake_a_side_for_a_hand_over
        wakers_may_use_the_channel
        values_may_use_the_channel
        the_others_are_woken_if_a_waker_panics
        a_value_that_panics_in_its_drop_is_dropped_once
        a_channel_can_be_split_again
        an_incoming_yields_one_value_after_the_other
        an_outgoing_holds_a_value_until_it_is_taken
        more_than_a_batch_is_closed
        more_are_offered_than_fit_in_a_batch
        a_future_is_terminated_when_it_has_completed
        debug_prints_without_the_values
    }
}

fn a_send_is_done_when_its_value_was_taken<L: RawLock>() {
    let (tx, rx) = shared::<u32, L>();
    let (s, r) = (Probe::new(), Probe::new());
    let mut send = pin!(tx.send(7));
    assert!(s.poll(send.as_mut()).is_pending());
    assert_eq!((tx.len(), tx.is_empty(), tx.capacity()), (1, false, 0));
    assert!(s.poll(send.as_mut()).is_pending());
    assert_eq!(r.poll(pin!(rx.recv())), Poll::Ready(Ok(7)));
    assert_eq!((s.wakes.get(), r.wakes.get()), (1, 0));
    assert_eq!(s.poll(send.as_mut()), Poll::Ready(Ok(())));
    assert_eq!((rx.len(), rx.is_empty(), rx.capacity()), (0, true, 0));
    assert_eq!((s.alive.get(), r.alive.get()), (0, 0));
}

fn a_receiver_that_waits_is_woken_and_takes<L: RawLock>() {
    let (tx, rx) = shared::<u32, L>();
    let (s, r) = (Probe::new(), Probe::new());
    let mut recv = pin!(rx.recv());
    assert!(r.poll(recv.as_mut()).is_pending());
    let mut send = pin!(tx.send(7));
    assert!(s.poll(send.as_mut()).is_pending(), "nobody has the value yet");
    assert_eq!(r.wakes.get(), 1);
    assert_eq!(r.poll(recv.as_mut()), Poll::Ready(Ok(7)));
    assert_eq!(s.poll(send.as_mut()), Poll::Ready(Ok(())));
    assert_eq!((s.wakes.get(), r.wakes.get()), (1, 1));
}

fn senders_are_served_in_order<L: RawLock>() {
    let (tx, rx) = shared::<u32, L>();
    let probe = Probe::new();
    let mut sends: Vec<_> = (0..5).map(|n| Box::pin(tx.send(n))).collect();
    for send in &mut sends {
        assert!(probe.poll(send.as_mut()).is_pending());
    }
    // One in the middle leaves.
    drop(sends.remove(2));
    for n in [0, 1, 3, 4] {
        assert_eq!(rx.try_recv(), Ok(n));
    }
    for send in &mut sends {
        assert_eq!(probe.poll(send.as_mut()), Poll::Ready(Ok(())));
    }
}

fn receivers_are_offered_in_order<L: RawLock>() {
    let (tx, rx) = shared::<u32, L>();
    let probes: Vec<_> = (0..4).map(|_| Probe::new()).collect();
    let mut recvs: Vec<_> = (0..4).map(|_| Box::pin(rx.recv())).collect();
    for (recv, probe) in recvs.iter_mut().zip(&probes) {
        assert!(probe.poll(recv.as_mut()).is_pending());
    }
    let sender = Probe::new();
    let mut sends: Vec<_> = (0..4).map(|n| Box::pin(tx.send(n))).collect();
    for (n, send) in sends.iter_mut().enumerate() {
        assert!(sender.poll(send.as_mut()).is_pending());
        let woken: Vec<_> = probes.iter().map(|probe| probe.wakes.get()).collect();
        assert_eq!(woken.iter().sum::<usize>(), n + 1);
        assert_eq!(woken[n], 1);
    }
    for (n, recv) in recvs.iter_mut().enumerate() {
        assert_eq!(probes[n].poll(recv.as_mut()), Poll::Ready(Ok(n as u32)));
    }
    assert!(probes.iter().all(|probe| probe.wakes.get() == 1), "no spurious wake");
}

fn a_dropped_receiver_passes_its_offer_on<L: RawLock>() {
    let (tx, rx) = shared::<u32, L>();
    let probes: Vec<_> = (0..3).map(|_| Probe::new()).collect();
    let mut recvs: Vec<_> = (0..3).map(|_| Box::pin(rx.recv())).collect();
    for (recv, probe) in recvs.iter_mut().zip(&probes) {
        assert!(probe.poll(recv.as_mut()).is_pending());
    }
    let mut send = pin!(tx.send(7));
    assert!(Probe::new().poll(send.as_mut()).is_pending());
    for n in 0..2 {
        assert_eq!(probes[n].wakes.get(), 1);
        assert_eq!(probes[n + 1].wakes.get(), 0);
        drop(recvs.remove(0));
        assert_eq!(probes[n + 1].wakes.get(), 1);
    }
    assert_eq!(probes[2].poll(recvs[0].as_mut()), Poll::Ready(Ok(7)));
    assert_eq!(block_on(send), Ok(()));
}

fn a_receiver_dropped_at_any_place_leaves_the_others_served<L: RawLock>() {
    for place in 0..3 {
        for offered in [false, true] {
            let (tx, rx) = shared::<u32, L>();
            let probes: Vec<_> = (0..3).map(|_| Probe::new()).collect();
            let mut recvs: Vec<_> = (0..3).map(|_| Some(Box::pin(rx.recv()))).collect();
            for (recv, probe) in recvs.iter_mut().zip(&probes) {
                assert!(probe.poll(recv.as_mut().unwrap().as_mut()).is_pending());
            }
            let sender = Probe::new();
            let mut sends: Vec<_> = (0..2).map(|n| Box::pin(tx.send(n))).collect();
            if !offered {
                recvs[place] = None;
            }
            for send in &mut sends {
                assert!(sender.poll(send.as_mut()).is_pending());
            }
            recvs[place] = None;
            let mut next = 0;
            for (recv, probe) in recvs.iter_mut().zip(&probes) {
                let Some(recv) = recv else { continue };
                assert_eq!(probe.wakes.get(), 1);
                assert_eq!(probe.poll(recv.as_mut()), Poll::Ready(Ok(next)));
                next += 1;
            }
            for send in &mut sends {
                assert_eq!(sender.poll(send.as_mut()), Poll::Ready(Ok(())));
            }
        }
    }
}

fn a_send_that_was_not_taken_gives_its_value_back<L: RawLock>() {
    let (tx, rx) = shared::<String, L>();
    let probe = Probe::new();
    let mut send = pin!(tx.send("a".into()));
    assert_eq!(send.as_mut().cancel().as_deref(), Some("a"), "never polled");
    assert!(send.is_terminated());
    assert_eq!(send.as_mut().cancel(), None);
    let mut send = pin!(tx.send("b".into()));
    assert!(probe.poll(send.as_mut()).is_pending());
    assert_eq!(send.as_mut().cancel().as_deref(), Some("b"));
    assert_eq!(rx.try_recv(), Err(TryRecvError::Empty));
    assert_eq!((probe.wakes.get(), probe.alive.get()), (0, 0));
    // Offered to a receiver that has not been polled since.
    let mut recv = pin!(rx.recv());
    assert!(probe.poll(recv.as_mut()).is_pending());
    let mut send = pin!(tx.send("c".into()));
    assert!(Probe::new().poll(send.as_mut()).is_pending());
    assert_eq!(send.as_mut().cancel().as_deref(), Some("c"));
    assert!(probe.poll(recv.as_mut()).is_pending());
    // Returned by the channel.
    let mut send = pin!(tx.send("d".into()));
    rx.close();
    assert_eq!(probe.poll(send.as_mut()), Poll::Ready(Err(SendError("d".into()))));
    assert_eq!(send.cancel(), None);
}

fn a_send_that_was_taken_says_so<L: RawLock>() {
    let (tx, rx) = shared::<u32, L>();
    let probe = Probe::new();
    let mut send = pin!(tx.send(7));
    assert!(probe.poll(send.as_mut()).is_pending());
    assert_eq!(rx.try_recv(), Ok(7));
    assert_eq!(send.as_mut().cancel(), None);
    assert!(send.is_terminated());
}

fn a_dropped_send_drops_its_value_and_sends_nothing<L: RawLock>() {
    let drops = Rc::new(Cell::new(0));
    let (tx, rx) = shared::<Counted, L>();
    let probe = Probe::new();
    drop(tx.send(Counted(drops.clone())));
    assert_eq!(drops.get(), 1);
    let mut send = Box::pin(tx.send(Counted(drops.clone())));
    assert!(probe.poll(send.as_mut()).is_pending());
    drop(send);
    assert_eq!(drops.get(), 2);
    assert!(matches!(rx.try_recv(), Err(TryRecvError::Empty)));
    let mut send = Box::pin(tx.send(Counted(drops.clone())));
    assert!(probe.poll(send.as_mut()).is_pending());
    let value = rx.try_recv().unwrap();
    drop(send);
    assert_eq!(drops.get(), 2, "taken: it belongs to the receiver");
    drop(value);
    assert_eq!(drops.get(), 3);
}

fn a_newcomer_may_be_quicker_but_not_for_ever<L: RawLock>() {
    let (tx, rx) = shared::<u32, L>();
    let (s, r) = (Probe::new(), Probe::new());
    let mut recv = pin!(rx.recv());
    assert!(r.poll(recv.as_mut()).is_pending());
    for n in 0..u32::from(wakeful::wait::LOST_POLLS) {
        let mut send = pin!(tx.send(n));
        assert!(s.poll(send.as_mut()).is_pending());
        assert_eq!(r.wakes.get(), n as usize + 1, "it is offered the next one");
        assert_eq!(rx.try_recv(), Ok(n));
        assert!(r.poll(recv.as_mut()).is_pending());
        assert_eq!(s.poll(send.as_mut()), Poll::Ready(Ok(())));
    }
    let (mut one, mut two) = (pin!(tx.send(100)), pin!(tx.send(101)));
    assert!(s.poll(one.as_mut()).is_pending());
    assert_eq!(rx.try_recv(), Err(TryRecvError::Empty), "one is kept");
    let (late, mut other) = (Probe::new(), pin!(rx.recv()));
    assert!(late.poll(other.as_mut()).is_pending());
    assert!(s.poll(two.as_mut()).is_pending());
    assert_eq!(late.wakes.get(), 1);
    assert_eq!(late.poll(other.as_mut()), Poll::Ready(Ok(100)));
    assert_eq!(rx.try_recv(), Err(TryRecvError::Empty));
    assert_eq!(r.poll(recv.as_mut()), Poll::Ready(Ok(101)));
}

fn a_forgotten_receiver_holds_nothing_that_a_newcomer_could_not_take<L: RawLock>() {
    let (tx, rx) = shared::<Box<u32>, L>();
    let probe = Probe::new();
    let mut recv = Box::pin(rx.recv());
    assert!(probe.poll(recv.as_mut()).is_pending());
    let mut send = Box::pin(tx.send(Box::new(1)));
    assert!(probe.poll(send.as_mut()).is_pending());
    assert_eq!(probe.wakes.get(), 1);
    forget(recv);
    assert_eq!(rx.try_recv(), Ok(Box::new(1)));
    assert_eq!(probe.poll(send.as_mut()), Poll::Ready(Ok(())));
}

fn the_value_of_a_forgotten_send_may_be_taken<L: RawLock>() {
    let (tx, rx) = shared::<Box<u32>, L>();
    let probe = Probe::new();
    let mut send = Box::pin(tx.send(Box::new(1)));
    assert!(probe.poll(send.as_mut()).is_pending());
    forget(send);
    assert_eq!(rx.try_recv(), Ok(Box::new(1)));
    let mut send = Box::pin(tx.send(Box::new(2)));
    assert!(probe.poll(send.as_mut()).is_pending());
    forget(send);
    drop(tx);
    assert_eq!(rx.try_recv(), Err(TryRecvError::Closed), "it was not sent");
}

fn try_send_needs_a_receiver_that_waits<L: RawLock>() {
    let (tx, rx) = shared::<u32, L>();
    let (a, b, s) = (Probe::new(), Probe::new(), Probe::new());
    assert_eq!(tx.try_send(1), Err(TrySendError::Full(1)));
    let (mut first, mut second) = (pin!(rx.recv()), pin!(rx.recv()));
    assert!(a.poll(first.as_mut()).is_pending());
    assert!(b.poll(second.as_mut()).is_pending());
    assert_eq!(tx.try_send(2), Ok(()));
    assert_eq!((a.wakes.get(), b.wakes.get()), (1, 0));
    assert_eq!(tx.try_send(3), Err(TrySendError::Full(3)), "the hand is full");
    assert_eq!(a.poll(first.as_mut()), Poll::Ready(Ok(2)));
    let mut send = pin!(tx.send(4));
    assert!(s.poll(send.as_mut()).is_pending());
    assert_eq!(tx.try_send(5), Err(TrySendError::Full(5)), "the receiver has an offer");
    assert_eq!(b.poll(second.as_mut()), Poll::Ready(Ok(4)));
    rx.close();
    assert_eq!(tx.try_send(6), Err(TrySendError::Closed(6)));
}

fn the_value_in_the_hand_outlives_its_receiver<L: RawLock>() {
    let (tx, rx) = shared::<u32, L>();
    let (a, b) = (Probe::new(), Probe::new());
    let (mut first, mut second) = (Box::pin(rx.recv()), Box::pin(rx.recv()));
    assert!(a.poll(first.as_mut()).is_pending());
    assert!(b.poll(second.as_mut()).is_pending());
    assert_eq!(tx.try_send(1), Ok(()));
    assert_eq!((a.wakes.get(), b.wakes.get()), (1, 0));
    drop(first);
    assert_eq!(b.wakes.get(), 1, "the offer is passed on");
    drop(second);
    assert_eq!(tx.len(), 1);
    assert_eq!(a.poll(pin!(rx.recv())), Poll::Ready(Ok(1)));
}

fn the_hand_goes_before_those_who_wait<L: RawLock>() {
    let (tx, rx) = shared::<u32, L>();
    let probe = Probe::new();
    let mut recv = Box::pin(rx.recv());
    assert!(probe.poll(recv.as_mut()).is_pending());
    assert_eq!(tx.try_send(1), Ok(()));
    let mut send = pin!(tx.send(2));
    assert!(probe.poll(send.as_mut()).is_pending());
    assert_eq!(rx.try_recv(), Ok(1));
    assert_eq!(probe.poll(recv.as_mut()), Poll::Ready(Ok(2)));
}

fn try_recv_takes_from_a_sender_that_waits<L: RawLock>() {
    let (tx, rx) = shared::<u32, L>();
    assert_eq!(rx.try_recv(), Err(TryRecvError::Empty));
    let probe = Probe::new();
    let mut send = pin!(tx.send(1));
    assert!(probe.poll(send.as_mut()).is_pending());
    assert_eq!(rx.try_recv(), Ok(1));
    assert_eq!(probe.wakes.get(), 1);
    assert_eq!(rx.try_recv(), Err(TryRecvError::Empty));
    tx.close();
    assert_eq!(rx.try_recv(), Err(TryRecvError::Closed));
}

fn closing_gives_values_back_and_wakes_all<L: RawLock>() {
    let (tx, rx) = shared::<u32, L>();
    let (s, r) = (Probe::new(), Probe::new());
    let mut sends: Vec<_> = (0..3).map(|n| Box::pin(tx.send(n))).collect();
    for send in &mut sends {
        assert!(s.poll(send.as_mut()).is_pending());
    }
    rx.close();
    rx.close();
    assert!(tx.is_closed() && rx.is_closed());
    assert_eq!(s.wakes.get(), 3);
    // One is dropped instead of being polled.
    sends.pop();
    for (n, send) in sends.iter_mut().enumerate() {
        assert_eq!(s.poll(send.as_mut()), Poll::Ready(Err(SendError(n as u32))));
    }
    assert_eq!(s.poll(pin!(tx.send(9))), Poll::Ready(Err(SendError(9))));
    assert_eq!(r.poll(pin!(rx.recv())), Poll::Ready(Err(RecvError)));

    let (tx, rx) = shared::<u32, L>();
    let mut recvs: Vec<_> = (0..3).map(|_| Box::pin(rx.recv())).collect();
    for recv in &mut recvs {
        assert!(r.poll(recv.as_mut()).is_pending());
    }
    tx.close();
    assert_eq!(r.wakes.get(), 3);
    for recv in &mut recvs {
        assert_eq!(r.poll(recv.as_mut()), Poll::Ready(Err(RecvError)));
    }
}

fn closing_leaves_the_hand_to_be_received<L: RawLock>() {
    let (tx, rx) = shared::<u32, L>();
    let probe = Probe::new();
    let (mut first, mut second) = (Box::pin(rx.recv()), Box::pin(rx.recv()));
    assert!(probe.poll(first.as_mut()).is_pending());
    assert!(probe.poll(second.as_mut()).is_pending());
    assert_eq!(tx.try_send(1), Ok(()));
    drop(tx);
    assert_eq!(probe.wakes.get(), 2);
    drop(first);
    assert_eq!(probe.poll(second.as_mut()), Poll::Ready(Ok(1)));
    assert_eq!(probe.poll(pin!(rx.recv())), Poll::Ready(Err(RecvError)));
}

fn the_last_sender_closes<L: RawLock>() {
    let (tx, rx) = shared::<u32, L>();
    let other = tx.clone();
    let probe = Probe::new();
    let mut recv = pin!(rx.recv());
    assert!(probe.poll(recv.as_mut()).is_pending());
    drop(tx);
    assert!(!rx.is_closed());
    assert_eq!(probe.wakes.get(), 0);
    drop(other);
    assert_eq!(probe.wakes.get(), 1);
    assert_eq!(probe.poll(recv.as_mut()), Poll::Ready(Err(RecvError)));
}

fn the_last_receiver_closes_and_drops_the_hand<L: RawLock>() {
    let drops = Rc::new(Cell::new(0));
    let (tx, rx) = shared::<Counted, L>();
    let other = rx.clone();
    let probe = Probe::new();
    let mut recv = Box::pin(other.recv());
    assert!(probe.poll(recv.as_mut()).is_pending());
    assert!(tx.try_send(Counted(drops.clone())).is_ok());
    let mut send = pin!(tx.send(Counted(drops.clone())));
    assert!(probe.poll(send.as_mut()).is_pending());
    drop(recv);
    drop(rx);
    assert!(!tx.is_closed());
    drop(other);
    assert!(tx.is_closed());
    assert_eq!(drops.get(), 1, "nobody will receive it");
    let Poll::Ready(Err(SendError(value))) = probe.poll(send.as_mut()) else { panic!() };
    drop(value);
    assert_eq!(drops.get(), 2);
}

fn closed_is_told<L: RawLock>() {
    let (tx, rx) = shared::<u32, L>();
    let probes = [Probe::new(), Probe::new()];
    let (mut one, mut two) = (Box::pin(tx.closed()), Box::pin(tx.closed()));
    assert!(probes[0].poll(one.as_mut()).is_pending());
    assert!(probes[1].poll(two.as_mut()).is_pending());
    drop(one);
    rx.close();
    assert_eq!((probes[0].wakes.get(), probes[1].wakes.get()), (0, 1));
    assert!(probes[1].poll(two.as_mut()).is_ready());
    assert!(probes[1].poll(pin!(tx.closed())).is_ready());
}

fn the_newest_waker_is_woken<L: RawLock>() {
    let (tx, rx) = shared::<u32, L>();
    let (old, new) = (Probe::new(), Probe::new());
    let mut send = pin!(tx.send(1));
    assert!(old.poll(send.as_mut()).is_pending());
    assert!(new.poll(send.as_mut()).is_pending());
    assert_eq!((old.alive.get(), new.alive.get()), (0, 1));
    assert_eq!(rx.try_recv(), Ok(1));
    assert_eq!((old.wakes.get(), new.wakes.get()), (0, 1));
    let mut recv = pin!(rx.recv());
    assert!(old.poll(recv.as_mut()).is_pending());
    assert!(new.poll(recv.as_mut()).is_pending());
    assert_eq!((old.alive.get(), new.alive.get()), (0, 1));
    assert_eq!(tx.try_send(2), Ok(()));
    assert_eq!((old.wakes.get(), new.wakes.get()), (0, 2));
    // Also after an offer that was lost.
    assert_eq!(rx.try_recv(), Ok(2));
    assert!(old.poll(recv.as_mut()).is_pending());
    assert_eq!(tx.try_send(3), Ok(()));
    assert_eq!((old.wakes.get(), new.wakes.get()), (1, 2));
    assert_eq!(new.poll(recv.as_mut()), Poll::Ready(Ok(3)));
    assert_eq!((old.alive.get(), new.alive.get()), (0, 0));
}

fn no_waker_is_cloned_twice_for_one_task<L: RawLock>() {
    let (tx, rx) = shared::<u32, L>();
    let probe = Probe::new();
    let waker = probe.waker();
    let cx = &mut Context::from_waker(&waker);
    let mut recv = pin!(rx.recv());
    for _ in 0..3 {
        assert!(recv.as_mut().poll(cx).is_pending());
    }
    assert_eq!(probe.clones.get(), 1);
    let mut sends = [Box::pin(tx.send(1)), Box::pin(tx.send(2))];
    for _ in 0..3 {
        for send in &mut sends {
            assert!(send.as_mut().poll(cx).is_pending());
        }
    }
    assert_eq!(probe.clones.get(), 3);
    assert_eq!(recv.as_mut().poll(cx), Poll::Ready(Ok(1)));
    assert_eq!(pin!(rx.recv()).poll(cx), Poll::Ready(Ok(2)));
    assert_eq!(probe.clones.get(), 3, "who does not wait needs no waker");
}

fn one_wake_a_side_for_a_hand_over<L: RawLock>() {
    const PAIRS: u32 = if cfg!(miri) { 12 } else { 50 };

    let (tx, rx) = shared::<u32, L>();
    let (s, r) = (Probe::new(), Probe::new());
    let mut recvs: Vec<_> = (0..PAIRS).map(|_| Box::pin(rx.recv())).collect();
    for recv in &mut recvs {
        assert!(r.poll(recv.as_mut()).is_pending());
    }
    let mut sends: Vec<_> = (0..PAIRS).map(|n| Box::pin(tx.send(n))).collect();
    for send in &mut sends {
        assert!(s.poll(send.as_mut()).is_pending());
    }
    for (n, recv) in recvs.iter_mut().enumerate() {
        assert_eq!(r.poll(recv.as_mut()), Poll::Ready(Ok(n as u32)));
    }
    for send in &mut sends {
        assert_eq!(s.poll(send.as_mut()), Poll::Ready(Ok(())));
    }
    assert_eq!((s.wakes.get(), r.wakes.get()), (PAIRS as usize, PAIRS as usize));
    assert_eq!((s.clones.get(), r.clones.get()), (PAIRS as usize, PAIRS as usize));
}

fn wakers_may_use_the_channel<L: RawLock + 'static>() {
    let (tx, rx) = shared::<u32, L>();
    let calls = Rc::new(Cell::new(0));
    let probe = Probe::new();
    // The channel is borrowed by the hook for as long as the test lasts.
    let (tx2, rx2, count) = (tx.clone(), rx.clone(), calls.clone());
    probe.on_event(move |_| {
        count.set(count.get() + 1);
        let other = Probe::new();
        let mut recv = Box::pin(rx2.recv());
        let _ = other.poll(recv.as_mut());
        let mut send = Box::pin(tx2.send(99));
        let _ = other.poll(send.as_mut());
        let _ = tx2.try_send(98);
        assert!(!tx2.is_closed());
        drop((send, recv));
        let _ = rx2.try_recv();
    });
    for _ in 0..3 {
        let mut recv = Box::pin(rx.recv());
        let received = probe.poll(recv.as_mut());
        let mut send = Box::pin(tx.send(1));
        let sent = probe.poll(send.as_mut());
        if received.is_pending() {
            let _ = probe.poll(recv.as_mut());
        }
        if sent.is_pending() {
            let _ = probe.poll(send.as_mut());
        }
    }
    assert!(calls.get() > 9);
    probe.on_event(|_| {});
    assert_eq!(probe.alive.get(), 0);
}

fn values_may_use_the_channel<L: RawLock>() {
    struct Calls<L: RawLock>(Sender<Shared<Channel<Self, L>>>, Rc<Cell<usize>>);

    impl<L: RawLock> Drop for Calls<L> {
        fn drop(&mut self) {
            self.1.set(self.1.get() + 1);
            assert!(!self.0.is_empty() || self.0.is_empty());
            let _ = self.0.is_closed();
            self.0.close();
        }
    }

    let drops = Rc::new(Cell::new(0));
    let (tx, rx) = shared::<Calls<L>, L>();
    let probe = Probe::new();
    let mut send = Box::pin(tx.send(Calls(tx.clone(), drops.clone())));
    assert!(probe.poll(send.as_mut()).is_pending());
    drop(send);
    assert_eq!(drops.get(), 1);
    assert!(rx.is_closed());

    // In the hand, with the only sender that is left: dropped by the last receiver.
    let (tx, rx) = shared::<Calls<L>, L>();
    let mut recv = Box::pin(rx.recv());
    assert!(probe.poll(recv.as_mut()).is_pending());
    let other = tx.clone();
    assert!(other.try_send(Calls(tx, drops.clone())).is_ok());
    drop((recv, other));
    drop(rx);
    assert_eq!(drops.get(), 2);
}

fn the_others_are_woken_if_a_waker_panics<L: RawLock>() {
    let (tx, rx) = shared::<u32, L>();
    let bad = Probe::new();
    bad.on_event(|event| assert!(event != Event::Wake, "planted"));
    let good = Probe::new();
    let (mut first, mut second) = (Box::pin(rx.recv()), Box::pin(rx.recv()));
    assert!(bad.poll(first.as_mut()).is_pending());
    assert!(good.poll(second.as_mut()).is_pending());
    let told = Probe::new();
    let mut closed = pin!(tx.closed());
    assert!(told.poll(closed.as_mut()).is_pending());
    // A send whose receiver panics on being woken.
    let mut send = Box::pin(tx.send(1));
    let sent = catch_unwind(AssertUnwindSafe(|| Probe::new().poll(send.as_mut())));
    assert!(sent.is_err());
    drop(first);
    assert_eq!(good.wakes.get(), 1, "the offer is passed on");
    assert_eq!(good.poll(second.as_mut()), Poll::Ready(Ok(1)));
    assert_eq!(good.poll(send.as_mut()), Poll::Ready(Ok(())));
    // All are told of the end.
    let bad = Probe::new();
    bad.on_event(|event| assert!(event != Event::Wake, "planted"));
    let (mut first, mut second) = (Box::pin(rx.recv()), Box::pin(rx.recv()));
    assert!(bad.poll(first.as_mut()).is_pending());
    assert!(good.poll(second.as_mut()).is_pending());
    assert!(catch_unwind(AssertUnwindSafe(|| tx.close())).is_err());
    assert_eq!((good.wakes.get(), told.wakes.get()), (2, 1));
    assert_eq!(good.poll(second.as_mut()), Poll::Ready(Err(RecvError)));
    assert_eq!(good.poll(first.as_mut()), Poll::Ready(Err(RecvError)));
}

fn a_value_that_panics_in_its_drop_is_dropped_once<L: RawLock>() {
    struct Bad(Rc<Cell<usize>>);

    impl Drop for Bad {
        fn drop(&mut self) {
            self.0.set(self.0.get() + 1);
            panic!("planted");
        }
    }

    let drops = Rc::new(Cell::new(0));
    let (tx, rx) = shared::<Bad, L>();
    let probe = Probe::new();
    let mut send = Box::pin(tx.send(Bad(drops.clone())));
    assert!(probe.poll(send.as_mut()).is_pending());
    assert!(catch_unwind(AssertUnwindSafe(|| drop(send))).is_err());
    assert_eq!(drops.get(), 1);
    assert!(matches!(rx.try_recv(), Err(TryRecvError::Empty)));
    let mut recv = Box::pin(rx.recv());
    assert!(probe.poll(recv.as_mut()).is_pending());
    assert!(tx.try_send(Bad(drops.clone())).is_ok());
    drop(recv);
    drop(tx);
    // The last end frees the channel all the same, or Miri reports a leak.
    assert!(catch_unwind(AssertUnwindSafe(|| drop(rx))).is_err());
    assert_eq!(drops.get(), 2);
}

fn a_channel_can_be_split_again<L: RawLock>() {
    let drops = Rc::new(Cell::new(0));
    let mut channel = Channel::<Counted, L>::new();
    let probe = Probe::new();
    for round in 1..4 {
        let (tx, rx) = channel.split();
        assert!(!tx.is_closed());
        assert!(matches!(rx.try_recv(), Err(TryRecvError::Empty)));
        let mut recv = Box::pin(rx.recv());
        assert!(probe.poll(recv.as_mut()).is_pending());
        assert!(tx.try_send(Counted(drops.clone())).is_ok());
        assert_eq!(drops.get(), round - 1, "the last one was dropped by split");
        // Everything is forgotten: nodes stay linked, ends stay counted.
        forget(recv);
        let mut send = Box::pin(tx.send(Counted(Rc::new(Cell::new(0)))));
        assert!(probe.poll(send.as_mut()).is_pending());
        forget(send);
        mem::forget((tx, rx));
    }
    let (tx, rx) = channel.split();
    assert_eq!(drops.get(), 3);
    drop((tx, rx));
    assert!(channel.split().0.clone().try_send(Counted(drops.clone())).is_err());
}

fn an_incoming_yields_one_value_after_the_other<L: RawLock>() {
    let (tx, rx) = shared::<u32, L>();
    let (s, r) = (Probe::new(), Probe::new());
    let next = |stream: Pin<&mut generic::Incoming<_>>| {
        stream.poll_recv(&mut Context::from_waker(&r.waker()))
    };
    let mut stream = Box::pin(rx.stream());
    drop(rx);
    assert!(!tx.is_closed(), "the stream is a receiver");
    for n in 0..3 {
        assert!(next(stream.as_mut()).is_pending());
        let mut send = pin!(tx.send(n));
        assert!(s.poll(send.as_mut()).is_pending());
        assert_eq!(r.wakes.get(), n as usize + 1);
        assert_eq!(next(stream.as_mut()), Poll::Ready(Ok(n)));
        assert_eq!(s.poll(send.as_mut()), Poll::Ready(Ok(())));
    }
    assert!(next(stream.as_mut()).is_pending());
    drop(tx);
    assert!(!stream.is_terminated());
    assert_eq!(next(stream.as_mut()), Poll::Ready(Err(RecvError)));
    assert_eq!(next(stream.as_mut()), Poll::Ready(Err(RecvError)));
    assert!(stream.is_terminated());

    // Dropped in line, it passes on.
    let (tx, rx) = shared::<u32, L>();
    let mut stream = Box::pin(rx.stream());
    assert!(next(stream.as_mut()).is_pending());
    let (probe, mut recv) = (Probe::new(), pin!(rx.recv()));
    assert!(probe.poll(recv.as_mut()).is_pending());
    assert_eq!(tx.try_send(1), Ok(()));
    drop(stream);
    assert_eq!(probe.wakes.get(), 1);
    assert_eq!(probe.poll(recv.as_mut()), Poll::Ready(Ok(1)));
}

fn an_outgoing_holds_a_value_until_it_is_taken<L: RawLock>() {
    let (tx, rx) = shared::<u32, L>();
    let probe = Probe::new();
    let flush = |sink: Pin<&mut generic::Outgoing<_>>| {
        sink.poll_flush(&mut Context::from_waker(&probe.waker()))
    };
    let mut sink = Box::pin(tx.into_sink());
    for n in 0..3 {
        assert_eq!(flush(sink.as_mut()), Poll::Ready(Ok(())));
        sink.as_mut().start_send(n);
        assert!(flush(sink.as_mut()).is_pending());
        assert!(flush(sink.as_mut()).is_pending());
        assert_eq!(rx.try_recv(), Ok(n));
        assert_eq!(probe.wakes.get(), n as usize + 1);
        assert_eq!(flush(sink.as_mut()), Poll::Ready(Ok(())));
    }
    sink.as_mut().start_send(3);
    let again = catch_unwind(AssertUnwindSafe(|| sink.as_mut().start_send(4)));
    assert!(again.is_err(), "the last one has not been sent");
    assert!(flush(sink.as_mut()).is_pending());
    rx.close();
    assert_eq!(flush(sink.as_mut()), Poll::Ready(Err(SendError(3))));
    assert_eq!(flush(sink.as_mut()), Poll::Ready(Ok(())));
    sink.as_mut().start_send(5);
    assert_eq!(flush(sink.as_mut()), Poll::Ready(Err(SendError(5))));

    let (tx, rx) = shared::<u32, L>();
    let mut sink = Box::pin(tx.into_sink());
    sink.as_mut().start_send(1);
    assert!(flush(sink.as_mut()).is_pending());
    drop(sink);
    assert_eq!(rx.try_recv(), Err(TryRecvError::Closed));
}

fn more_than_a_batch_is_closed<L: RawLock>() {
    let (tx, rx) = shared::<u32, L>();
    let probe = Probe::new();
    let mut sends: Vec<_> = (0..20).map(|n| Box::pin(tx.send(n))).collect();
    for send in &mut sends {
        assert!(probe.poll(send.as_mut()).is_pending());
    }
    rx.close();
    assert_eq!(probe.wakes.get(), 20);
    for (n, send) in sends.iter_mut().enumerate() {
        assert_eq!(probe.poll(send.as_mut()), Poll::Ready(Err(SendError(n as u32))));
    }
}

fn more_are_offered_than_fit_in_a_batch<L: RawLock>() {
    let (tx, rx) = shared::<u32, L>();
    let (s, r) = (Probe::new(), Probe::new());
    let mut sends: Vec<_> = (0..40).map(|n| Box::pin(tx.send(n))).collect();
    let mut recvs: Vec<_> = (0..40).map(|_| Box::pin(rx.recv())).collect();
    for recv in &mut recvs {
        assert!(r.poll(recv.as_mut()).is_pending());
    }
    for send in &mut sends {
        assert!(s.poll(send.as_mut()).is_pending());
    }
    assert_eq!(r.wakes.get(), wakeful::wait::OFFERS, "the others are woken in a chain");
    // The first half is dropped: their offers go to those behind.
    recvs.drain(..20);
    assert_eq!(r.wakes.get(), 40);
    for (n, recv) in recvs.iter_mut().enumerate() {
        assert_eq!(r.poll(recv.as_mut()), Poll::Ready(Ok(n as u32)));
    }
    assert_eq!(tx.len(), 20);
}

fn a_future_is_terminated_when_it_has_completed<L: RawLock>() {
    let (tx, rx) = shared::<u32, L>();
    let probe = Probe::new();
    let (mut send, mut recv) = (pin!(tx.send(1)), pin!(rx.recv()));
    assert!(probe.poll(send.as_mut()).is_pending());
    assert!(!send.is_terminated() && !recv.is_terminated());
    assert_eq!(probe.poll(recv.as_mut()), Poll::Ready(Ok(1)));
    assert_eq!(probe.poll(send.as_mut()), Poll::Ready(Ok(())));
    assert!(send.is_terminated() && recv.is_terminated());
    assert!(catch_unwind(AssertUnwindSafe(|| probe.poll(send.as_mut()))).is_err());
    assert!(catch_unwind(AssertUnwindSafe(|| probe.poll(recv.as_mut()))).is_err());
}

fn debug_prints_without_the_values<L: RawLock>() {
    struct Opaque;
    let (tx, rx) = shared::<Opaque, L>();
    assert!(format!("{tx:?} {rx:?}").contains("Sender(Channel"));
    let text = format!("{:?} {:?}", tx.send(Opaque), rx.recv());
    assert_eq!(text, "Send { completed: false } Recv { completed: false }");
    assert!(format!("{:?}", rx.stream()).contains("Incoming"));
    assert!(format!("{:?}", tx.into_sink()).contains("Outgoing"));
    drop(Channel::<Opaque, L>::default());
}

#[test]
fn a_channel_in_a_static_is_split_once() {
    static CHANNEL: rendezvous::Channel<u32> = rendezvous::Channel::new();
    let (tx, rx) = CHANNEL.split_static();
    let sender = thread::spawn(move || block_on(tx.send(1)));
    assert_eq!(block_on(rx.recv()), Ok(1));
    assert_eq!(sender.join().unwrap(), Ok(()));
    assert!(catch_unwind(|| CHANNEL.split_static()).is_err());
}

#[test]
fn blocking_forms_hand_over() {
    let (tx, rx) = rendezvous::channel::<u32>();
    thread::scope(|s| {
        s.spawn(|| assert_eq!(tx.blocking_send(1), Ok(())));
        assert_eq!(rx.blocking_recv(), Ok(1));
        s.spawn(|| assert_eq!(tx.blocking_send_timeout(2, Duration::MAX), Ok(())));
        assert_eq!(rx.blocking_recv_timeout(Duration::MAX), Ok(2));
    });
}

#[test]
fn blocking_forms_give_up_in_time() {
    const SHORT: Duration = Duration::from_millis(5);
    let (tx, rx) = rendezvous::channel::<u32>();
    assert_eq!(tx.blocking_send_timeout(1, SHORT), Err(SendTimeoutError::Timeout(1)));
    assert_eq!(rx.blocking_recv_timeout(SHORT), Err(RecvTimeoutError::Timeout));
    assert_eq!(rx.try_recv(), Err(TryRecvError::Empty));
    rx.close();
    assert_eq!(tx.blocking_send_timeout(1, SHORT), Err(SendTimeoutError::Closed(1)));
    assert_eq!(rx.blocking_recv_timeout(SHORT), Err(RecvTimeoutError::Closed));
    assert_eq!(tx.blocking_send(1), Err(SendError(1)));
    assert_eq!(rx.blocking_recv(), Err(RecvError));
}

#[test]
fn threads_hand_over_each_value_once() {
    let rounds = if cfg!(miri) { 20 } else { 2_000 };
    let (tx, rx) = rendezvous::channel::<Box<usize>>();
    let (sum, count) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let given_back = AtomicUsize::new(0);
    thread::scope(|s| {
        for thread in 0..3 {
            let (tx, given_back) = (tx.clone(), &given_back);
            s.spawn(move || {
                for n in 0..rounds {
                    let value = thread * rounds + n;
                    if n % 7 == 0 {
                        // Cancelled at some time or other.
                        let mut send = pin!(tx.send(Box::new(value)));
                        let waker = Waker::noop();
                        let _ = send.as_mut().poll(&mut Context::from_waker(waker));
                        if let Some(value) = send.cancel() {
                            given_back.fetch_add(*value, Relaxed);
                        }
                    } else {
                        tx.blocking_send(Box::new(value)).unwrap();
                    }
                }
            });
        }
        drop(tx);
        for _ in 0..2 {
            let (rx, sum, count) = (rx.clone(), &sum, &count);
            s.spawn(move || {
                loop {
                    // A receiver that gives up, and one that does not.
                    let mut recv = Box::pin(rx.recv());
                    let first = recv.as_mut().poll(&mut Context::from_waker(Waker::noop()));
                    drop(recv);
                    let received = match first {
                        Poll::Ready(received) => received,
                        Poll::Pending => rx.blocking_recv(),
                    };
                    let Ok(value) = received else { break };
                    sum.fetch_add(*value, Relaxed);
                    count.fetch_add(1, Relaxed);
                }
            });
        }
    });
    let all = 3 * rounds;
    assert_eq!(sum.load(Relaxed) + given_back.load(Relaxed), all * (all - 1) / 2);
    assert!(count.load(Relaxed) > all / 2);
}

#[test]
fn ends_and_futures_are_as_free_as_is_sound() {
    fn send<T: Send>() {}
    fn sync<T: Sync>() {}
    fn unpin<T: Unpin>() {}
    type NotSync = Cell<u8>;
    send::<rendezvous::Sender<NotSync>>();
    sync::<rendezvous::Receiver<NotSync>>();
    send::<rendezvous::BorrowedSender<'_, NotSync>>();
    send::<rendezvous::Send<'_, NotSync>>();
    sync::<rendezvous::Send<'_, NotSync>>();
    send::<rendezvous::Recv<'_, NotSync>>();
    send::<rendezvous::Incoming<NotSync>>();
    send::<rendezvous::Outgoing<NotSync>>();
    unpin::<rendezvous::Sender<std::marker::PhantomPinned>>();
    unpin::<local::rendezvous::Receiver<std::marker::PhantomPinned>>();
    let word = mem::size_of::<usize>();
    assert_eq!(mem::size_of::<rendezvous::Sender<[u8; 99]>>(), word);
    assert_eq!(mem::size_of::<local::rendezvous::BorrowedReceiver<'_, [u8; 99]>>(), word);
}

#[cfg(feature = "futures-core")]
#[test]
fn a_stream_ends_when_the_channel_is_closed() {
    use futures_core::{FusedStream, Stream};

    let (tx, rx) = rendezvous::channel::<u32>();
    let sender = thread::spawn(move || (0..3).for_each(|n| tx.blocking_send(n).unwrap()));
    let mut stream = pin!(rx.into_stream());
    for n in [Some(0), Some(1), Some(2), None, None] {
        assert_eq!(block_on(std::future::poll_fn(|cx| stream.as_mut().poll_next(cx))), n);
    }
    assert!(FusedStream::is_terminated(&*stream));
    sender.join().unwrap();
}

#[cfg(feature = "futures-sink")]
#[test]
fn a_sink_sends_what_it_is_given() {
    use futures_sink::Sink;
    use std::future::poll_fn;

    let (tx, rx) = rendezvous::channel::<u32>();
    let receiver = thread::spawn(move || [rx.blocking_recv(), rx.blocking_recv()]);
    let mut sink = pin!(tx.into_sink());
    for n in 0..2 {
        block_on(poll_fn(|cx| Sink::poll_ready(sink.as_mut(), cx))).unwrap();
        Sink::start_send(sink.as_mut(), n).unwrap();
    }
    block_on(poll_fn(|cx| Sink::poll_close(sink.as_mut(), cx))).unwrap();
    assert_eq!(receiver.join().unwrap(), [Ok(0), Ok(1)]);
}
