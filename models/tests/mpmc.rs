//! A queue of many senders and receivers: nothing is lost, neither a message nor a wake-up.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use loom::alloc::Track;
use loom::thread;
use models::{
    LoomCounter, LoomLock, LoomPlainLock, Task, Watched, block_on, join, large_model, model,
};
use wakeful::channel::generic::{mpmc, priority};
use wakeful::channel::{RecvError, SendError, Store, TryRecvError};
use wakeful::lock::{Counter, RawLock, ThreadSafe, Word};

/// A counter of eight bits: three for the lap and the index.
#[derive(Debug)]
struct Byte(LoomCounter);

/// A [`LoomLock`] whose counters wrap soon.
#[derive(Debug)]
struct ShortLock(LoomLock);

// SAFETY: forwards to a counter that keeps the contract.
unsafe impl Counter for Byte {
    const ZERO: Self = Self(LoomCounter::ZERO);
    const BITS: u32 = 8;
    type Line = ();

    fn load(&self) -> usize {
        self.0.load()
    }

    fn own(&self) -> usize {
        self.0.own()
    }

    fn store(&self, value: usize) {
        assert!(value < 256, "more bits than there are");
        self.0.store(value);
    }

    fn compare_exchange(&self, old: usize, new: usize) -> Result<usize, usize> {
        assert!(new < 256, "more bits than there are");
        self.0.compare_exchange(old, new)
    }

    fn swap(&self, value: usize) -> usize {
        self.0.swap(value)
    }

    fn fetch_add(&self, n: usize) -> usize {
        self.0.fetch_add(n)
    }
}

// SAFETY: forwards to a lock that keeps the contract.
unsafe impl RawLock for ShortLock {
    const NEW: Self = Self(LoomLock::NEW);
    const LOCK_FREE: bool = true;
    type Counter = Byte;

    fn pause(turn: u32) {
        LoomLock::pause(turn);
    }

    fn with<R>(&self, f: impl FnOnce() -> R) -> R {
        self.0.with(f)
    }

    unsafe fn load(&self, word: &Word) -> usize {
        // SAFETY: the caller keeps the Word Rule.
        unsafe { self.0.load(word) }
    }

    unsafe fn compare_exchange(
        &self,
        word: &Word,
        old: usize,
        new: usize,
        order: Ordering,
    ) -> Result<usize, usize> {
        // SAFETY: the caller keeps the Word Rule.
        unsafe { self.0.compare_exchange(word, old, new, order) }
    }

    unsafe fn fetch_add(&self, word: &Word, n: usize, order: Ordering) -> usize {
        // SAFETY: the caller keeps the Word Rule.
        unsafe { self.0.fetch_add(word, n, order) }
    }
}

impl ThreadSafe for ShortLock {}

type Ring<const N: usize, T = u32> = mpmc::Channel<mpmc::InlineRing<T, N, LoomLock>, LoomLock>;
type Short<const N: usize> = mpmc::Channel<mpmc::InlineRing<u32, N, ShortLock>, ShortLock>;
type Plain<const N: usize, T = u32> = mpmc::Channel<mpmc::InlineBuf<T, N>, LoomPlainLock>;
type Ranked<const N: usize> = priority::Channel<priority::InlineRanked<u32, N>, LoomPlainLock>;

type Tx<S, L> = mpmc::Sender<&'static mpmc::Channel<S, L>>;
type Rx<S, L> = mpmc::Receiver<&'static mpmc::Channel<S, L>>;

/// What a model needs of a store.
trait Modelled: Store<Item: Send, Entry: Send> + Send + Sync + 'static {}
impl<S: Store<Item: Send, Entry: Send> + Send + Sync + 'static> Modelled for S {}

/// The ends of an empty channel, whose every loom object has been made: `messages` went through.
fn ends<S: Modelled, L: ThreadSafe + 'static>(
    channel: mpmc::Channel<S, L>,
    messages: impl IntoIterator<Item = S::Item>,
) -> (Tx<S, L>, Rx<S, L>) {
    let (tx, rx) = Box::leak(Box::new(channel)).split_static();
    for message in messages {
        assert!(tx.try_send(message).is_ok());
        assert!(rx.try_recv().is_ok());
    }
    drop((tx.clone(), rx.clone()));
    drop(Task::waiting(tx.closed()));
    (tx, rx)
}

async fn send<S: Modelled, L: ThreadSafe>(
    tx: Tx<S, L>,
    value: S::Item,
) -> Result<(), SendError<S::Item>> {
    tx.send(value).await
}

async fn recv<S: Modelled, L: ThreadSafe>(rx: Rx<S, L>) -> Result<S::Item, RecvError> {
    rx.recv().await
}

fn a_send_meets_a_recv<S: Modelled + Store<Item = u32>, L: ThreadSafe + 'static>(
    channel: fn() -> mpmc::Channel<S, L>,
) {
    model(move || {
        let (tx, rx) = ends(channel(), 0..2);
        let before = Arc::new(Watched::new(0));
        let (other, shared) = (tx.clone(), Arc::clone(&before));
        let sender = thread::spawn(move || {
            shared.set(1);
            block_on(other.send(7)).unwrap();
        });
        assert_eq!(block_on(rx.recv()), Ok(7));
        assert_eq!(before.get(), 1);
        sender.join().unwrap();
        assert_eq!(rx.try_recv(), Err(TryRecvError::Empty));
        drop(tx);
    });
}

#[test]
fn a_message_crosses_a_ring() {
    a_send_meets_a_recv(Ring::<1>::new);
    a_send_meets_a_recv(Ring::<2>::new);
}

#[test]
fn a_message_crosses_a_buffer() {
    a_send_meets_a_recv(Plain::<1>::new);
    a_send_meets_a_recv(Ranked::<1>::new);
}

fn a_blocked_send_meets_a_recv<S: Modelled + Store<Item = u32>, L: ThreadSafe + 'static>(
    channel: fn() -> mpmc::Channel<S, L>,
) {
    model(move || {
        let (tx, rx) = ends(channel(), 0..1);
        tx.try_send(9).unwrap();
        let (there, back) = (Arc::new(Watched::new(0)), Arc::new(Watched::new(0)));
        let (other, to, from) = (tx.clone(), Arc::clone(&there), Arc::clone(&back));
        let sender = thread::spawn(move || {
            to.set(1);
            block_on(other.send(8)).unwrap();
            assert_eq!(from.get(), 1, "the slot came from a receive that is not seen");
        });
        back.set(1);
        assert_eq!(block_on(rx.recv()), Ok(9));
        assert_eq!(block_on(rx.recv()), Ok(8));
        assert_eq!(there.get(), 1);
        sender.join().unwrap();
        drop(tx);
    });
}

#[test]
fn a_blocked_sender_gets_the_slot() {
    a_blocked_send_meets_a_recv(Ring::<1>::new);
}

#[test]
fn a_blocked_sender_of_a_buffer_gets_the_place() {
    a_blocked_send_meets_a_recv(Plain::<1>::new);
    a_blocked_send_meets_a_recv(Ranked::<1>::new);
}

#[test]
fn a_slot_is_used_again_when_laps_wrap() {
    for laps in [6, 7] {
        model(move || {
            let (tx, rx) = ends(Short::<1>::new(), 0..laps);
            let sender = thread::spawn(move || {
                for n in 0..2 {
                    block_on(tx.send(n)).unwrap();
                }
            });
            for n in 0..2 {
                assert_eq!(block_on(rx.recv()), Ok(n));
            }
            assert!(block_on(rx.recv()).is_err());
            sender.join().unwrap();
        });
    }
}

#[test]
fn two_senders_share_a_queue() {
    fn run<S: Modelled + Store<Item = u32>, L: ThreadSafe + 'static>(
        channel: fn() -> mpmc::Channel<S, L>,
    ) {
        model(move || {
            let (tx, rx) = ends(channel(), 0..2);
            let seen = Arc::new([Watched::new(0), Watched::new(0)]);
            let senders = [0, 1].map(|n| {
                let (tx, seen) = (tx.clone(), Arc::clone(&seen));
                thread::spawn(move || {
                    seen[n].set(1);
                    block_on(tx.send(n as u32)).unwrap();
                })
            });
            let mut sum = 0;
            for _ in 0..2 {
                let n = block_on(rx.recv()).unwrap();
                assert_eq!(seen[n as usize].get(), 1);
                sum += n;
            }
            assert_eq!(sum, 1);
            join(senders);
            drop(tx);
        });
    }
    run(Ring::<2>::new);
    run(Plain::<1>::new);
}

#[test]
fn two_receivers_share_the_messages() {
    fn run<S: Modelled + Store<Item = u32>, L: ThreadSafe + 'static>(
        channel: fn() -> mpmc::Channel<S, L>,
    ) {
        large_model(move || {
            let (tx, rx) = ends(channel(), 0..2);
            let other = rx.clone();
            let receiver = thread::spawn(move || block_on(other.recv()).unwrap());
            let sender = thread::spawn(move || {
                tx.try_send(1).unwrap();
                tx.try_send(2).unwrap();
            });
            let sum = block_on(rx.recv()).unwrap() + receiver.join().unwrap();
            assert_eq!(sum, 3);
            sender.join().unwrap();
        });
    }
    run(Ring::<2>::new);
    run(Plain::<2>::new);
}

#[test]
fn a_receiver_that_was_passed_by_a_whole_lap_is_woken() {
    model(|| {
        let (tx, rx) = ends(Ring::<1>::new(), 0..1);
        let other = rx.clone();
        let receiver = thread::spawn(move || block_on(other.recv()).unwrap());
        tx.try_send(1).unwrap();
        let left = match rx.try_recv() {
            Ok(n) => {
                assert_eq!(n, 1);
                tx.try_send(2).unwrap();
                2
            }
            Err(_) => 1,
        };
        assert_eq!(receiver.join().unwrap(), left);
    });
}

#[test]
fn a_sender_that_was_passed_by_a_whole_lap_is_woken() {
    model(|| {
        let (tx, rx) = ends(Ring::<1>::new(), 0..1);
        tx.try_send(1).unwrap();
        let other = tx.clone();
        let sender = thread::spawn(move || block_on(other.send(9)).unwrap());
        let first = rx.try_recv().unwrap();
        assert_eq!(first, 1);
        if tx.try_send(2).is_ok() {
            assert_eq!(rx.try_recv(), Ok(2));
        }
        sender.join().unwrap();
        assert_eq!(rx.try_recv(), Ok(9));
    });
}

fn a_close_meets_a_send<S: Modelled + Store<Item = u32>, L: ThreadSafe + 'static>(
    channel: fn() -> mpmc::Channel<S, L>,
    full: bool,
) {
    model(move || {
        let (tx, rx) = ends(channel(), 0..1);
        if full {
            tx.try_send(1).unwrap();
        }
        let other = tx.clone();
        let sender = thread::spawn(move || block_on(other.send(2)));
        assert!(rx.close());
        let mut received = Vec::new();
        while let Ok(n) = block_on(rx.recv()) {
            received.push(n);
        }
        let sent = sender.join().unwrap();
        assert_eq!(received.contains(&2), sent.is_ok());
        assert_eq!(received.contains(&1), full);
        assert_eq!(rx.try_recv(), Err(TryRecvError::Closed));
        if let Err(SendError(value)) = sent {
            assert_eq!(value, 2);
        }
        drop(tx);
    });
}

#[test]
fn a_close_against_a_send_loses_no_message() {
    a_close_meets_a_send(Ring::<1>::new, false);
    a_close_meets_a_send(Plain::<1>::new, false);
}

#[test]
fn a_close_against_a_blocked_send_gives_the_value_back() {
    a_close_meets_a_send(Ring::<1>::new, true);
    a_close_meets_a_send(Plain::<1>::new, true);
}

#[test]
fn the_last_sender_to_go_wakes_the_receivers() {
    fn run<S: Modelled + Store<Item = u32>, L: ThreadSafe + 'static>(
        channel: fn() -> mpmc::Channel<S, L>,
    ) {
        model(move || {
            let (tx, rx) = ends(channel(), 0..1);
            let other = rx.clone();
            let receiver = thread::spawn(move || block_on(other.recv()));
            let sender = thread::spawn(move || {
                tx.try_send(1).unwrap();
                drop(tx);
            });
            let mine = block_on(rx.recv());
            let its = receiver.join().unwrap();
            assert!([(Ok(1), Err(RecvError)), (Err(RecvError), Ok(1))].contains(&(mine, its)));
            sender.join().unwrap();
        });
    }
    run(Ring::<1>::new);
    run(Plain::<1>::new);
}

#[test]
fn two_senders_that_go_close_once() {
    model(|| {
        let (tx, rx) = ends(Ring::<1>::new(), 0..1);
        let other = tx.clone();
        let sender = thread::spawn(move || drop(other));
        let second = thread::spawn(move || drop(tx));
        assert_eq!(block_on(rx.recv()), Err(RecvError));
        sender.join().unwrap();
        second.join().unwrap();
        assert_eq!(rx.sender_count(), 0);
    });
}

#[test]
fn the_last_receiver_to_go_gives_blocked_values_back() {
    fn run<S: Modelled + Store<Item = Track<u32>>, L: ThreadSafe + 'static>(
        channel: fn() -> mpmc::Channel<S, L>,
        full: bool,
    ) {
        model(move || {
            let (tx, rx) = ends(channel(), [Track::new(0)]);
            if full {
                assert!(tx.try_send(Track::new(1)).is_ok());
            }
            let receiver = thread::spawn(move || drop(rx));
            let sent = block_on(tx.send(Track::new(2)));
            assert!(!full || sent.as_ref().is_err_and(|SendError(value)| *value.get_ref() == 2));
            receiver.join().unwrap();
            // Whatever was sent is dropped, or loom reports a leak: the channel itself lives on.
            assert!(tx.try_send(Track::new(3)).is_err());
            assert_eq!(tx.len(), 0);
        });
    }
    run(Ring::<1, Track<u32>>::new, false);
    run(Ring::<1, Track<u32>>::new, true);
    run(Plain::<1, Track<u32>>::new, false);
    run(Plain::<1, Track<u32>>::new, true);
}

#[test]
fn a_cancelled_receiver_passes_its_offer_on() {
    fn run<S: Modelled + Store<Item = u32>, L: ThreadSafe + 'static>(
        channel: fn() -> mpmc::Channel<S, L>,
    ) {
        model(move || {
            let (tx, rx) = ends(channel(), 0..1);
            let first = Task::waiting(recv(rx.clone()));
            let second = Task::waiting(recv(rx.clone()));
            let other = tx.clone();
            let sender = thread::spawn(move || other.try_send(1).unwrap());
            let canceller = thread::spawn(move || drop(first));
            assert_eq!(second.run(), Ok(1));
            sender.join().unwrap();
            canceller.join().unwrap();
            drop((tx, rx));
        });
    }
    run(Ring::<1>::new);
    run(Plain::<1>::new);
}

#[test]
fn a_cancelled_sender_passes_its_offer_on() {
    fn run<S: Modelled + Store<Item = u32>, L: ThreadSafe + 'static>(
        channel: fn() -> mpmc::Channel<S, L>,
    ) {
        model(move || {
            let (tx, rx) = ends(channel(), 0..1);
            tx.try_send(0).unwrap();
            let first = Task::waiting(send(tx.clone(), 1));
            let second = Task::waiting(send(tx.clone(), 2));
            let other = rx.clone();
            let receiver = thread::spawn(move || assert_eq!(other.try_recv(), Ok(0)));
            let canceller = thread::spawn(move || drop(first));
            assert!(second.run().is_ok());
            receiver.join().unwrap();
            canceller.join().unwrap();
            assert_eq!(rx.try_recv(), Ok(2), "the first was dropped, so it was not sent");
            drop(tx);
        });
    }
    run(Ring::<1>::new);
    run(Plain::<1>::new);
}

#[test]
fn an_offer_that_is_forgotten_takes_no_message_with_it() {
    model(|| {
        let (tx, rx) = ends(Ring::<1>::new(), 0..1);
        let forgotten = Task::waiting(recv(rx.clone()));
        tx.try_send(1).unwrap();
        let other = rx.clone();
        let newcomer = thread::spawn(move || other.try_recv().is_ok());
        let taken = rx.try_recv().is_ok();
        assert!(newcomer.join().unwrap() != taken, "one of the newcomers gets the message");
        forgotten.forget();
    });
}

#[test]
fn a_receiver_that_lost_its_offer_is_woken_again() {
    model(|| {
        let (tx, rx) = ends(Ring::<1>::new(), 0..1);
        let waiter = Task::waiting(recv(rx.clone()));
        tx.try_send(1).unwrap();
        let other = rx.clone();
        let thief = thread::spawn(move || other.try_recv().is_ok());
        let other = tx.clone();
        let sender = thread::spawn(move || block_on(other.send(2)).is_ok());
        // Either the first or the second message; if the first, nobody need take the second.
        let got = waiter.run().unwrap();
        assert!(sender.join().unwrap());
        let stolen = thief.join().unwrap();
        assert!(got == 1 || stolen, "the first message is gone");
        drop((tx, rx));
    });
}

#[test]
fn a_slot_is_kept_against_a_receiver() {
    fn run<S: Modelled + Store<Item = u32>, L: ThreadSafe + 'static>(
        channel: fn() -> mpmc::Channel<S, L>,
    ) {
        model(move || {
            let (tx, rx) = ends(channel(), 0..1);
            tx.try_send(1).unwrap();
            let value = Arc::new(Watched::new(0));
            let (other, shared) = (tx.clone(), Arc::clone(&value));
            let keeper = thread::spawn(move || {
                let slot = block_on(other.reserve()).unwrap();
                assert!(other.try_send(3).is_err(), "the slot is promised");
                shared.set(1);
                slot.send(2).unwrap();
            });
            assert_eq!(block_on(rx.recv()), Ok(1));
            assert_eq!(block_on(rx.recv()), Ok(2));
            assert_eq!(value.get(), 1);
            keeper.join().unwrap();
            drop(tx);
        });
    }
    run(Ring::<1>::new);
    run(Plain::<1>::new);
}

#[test]
fn slots_that_are_given_back_wake_a_sender() {
    fn run<S: Modelled + Store<Item = u32>, L: ThreadSafe + 'static>(
        channel: fn() -> mpmc::Channel<S, L>,
    ) {
        model(move || {
            let (tx, rx) = ends(channel(), 0..2);
            let other = tx.clone();
            let slots = tx.try_reserve_many(2).unwrap();
            let sender = thread::spawn(move || block_on(other.send(1)).unwrap());
            drop(slots);
            assert_eq!(block_on(rx.recv()), Ok(1));
            sender.join().unwrap();
            assert!(tx.try_reserve_many(2).is_ok(), "a promise is left over");
        });
    }
    run(Ring::<2>::new);
    run(Plain::<2>::new);
}

#[test]
fn many_slots_are_gathered_against_receivers() {
    fn run<S: Modelled + Store<Item = u32>, L: ThreadSafe + 'static>(
        channel: fn() -> mpmc::Channel<S, L>,
    ) {
        model(move || {
            let (tx, rx) = ends(channel(), 0..2);
            tx.try_send(1).unwrap();
            tx.try_send(2).unwrap();
            let other = tx.clone();
            let keeper = thread::spawn(move || {
                drop(block_on(other.reserve_many(2)).unwrap());
            });
            let other = rx.clone();
            let receiver = thread::spawn(move || assert!(other.try_recv().is_ok()));
            assert!(rx.try_recv().is_ok());
            keeper.join().unwrap();
            receiver.join().unwrap();
        });
    }
    run(Ring::<2>::new);
    run(Plain::<2>::new);
}

#[test]
fn a_promise_is_kept_or_broken_by_a_close() {
    fn run<S: Modelled + Store<Item = u32>, L: ThreadSafe + 'static>(
        channel: fn() -> mpmc::Channel<S, L>,
    ) {
        model(move || {
            let (tx, rx) = ends(channel(), 0..1);
            let other = tx.clone();
            let keeper = thread::spawn(move || match other.try_reserve() {
                Ok(slot) => slot.send(5).is_ok(),
                Err(_) => false,
            });
            rx.close();
            let mut received = false;
            while let Ok(n) = block_on(rx.recv()) {
                assert_eq!(n, 5);
                received = true;
            }
            assert_eq!(keeper.join().unwrap(), received);
            drop(tx);
        });
    }
    run(Ring::<1>::new);
    run(Plain::<1>::new);
}

#[test]
fn a_waiter_that_moves_to_another_task_is_woken_there() {
    model(|| {
        let (tx, rx) = ends(Ring::<1>::new(), 0..1);
        let waiter = Task::waiting(recv(rx.clone())).migrate();
        let waiter = thread::spawn(move || assert_eq!(waiter.run(), Ok(1)));
        tx.try_send(1).unwrap();
        waiter.join().unwrap();
        let blocked = Task::waiting(async {
            tx.try_send(2).unwrap();
            tx.send(3).await
        });
        let blocked = blocked.migrate();
        let other = rx.clone();
        let receiver = thread::spawn(move || assert_eq!(other.try_recv(), Ok(2)));
        assert!(blocked.run().is_ok());
        receiver.join().unwrap();
    });
}

#[test]
fn those_who_wait_for_the_end_are_told() {
    model(|| {
        let (tx, rx) = ends(Ring::<1>::new(), 0..1);
        let other = tx.clone();
        let waiter = thread::spawn(move || block_on(other.closed()));
        let receiver = thread::spawn(move || drop(rx));
        block_on(tx.closed());
        waiter.join().unwrap();
        receiver.join().unwrap();
    });
}
