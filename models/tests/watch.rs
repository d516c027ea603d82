//! Watch channels: the latest value, and who still looks at an older one.

use std::sync::Arc;

use loom::thread;
use models::{LoomLock, LoomPlainLock, Task, Watched, block_on, join, model, small_model};
use wakeful::channel::generic::watch::{Channel, Receiver, Sender, StateId, channel};
use wakeful::channel::{RecvError, Shared};
use wakeful::lock::{RawLock, ThreadSafe};

/// A number whose copies and whose end loom puts in order with everything else that is done to it.
#[derive(Debug)]
struct Value(Watched, Arc<()>);

impl Value {
    fn new(n: u32) -> Self {
        Self(Watched::new(n), Arc::new(()))
    }

    fn get(&self) -> u32 {
        self.0.get()
    }
}

impl Clone for Value {
    fn clone(&self) -> Self {
        Self(Watched::new(self.0.get()), self.1.clone())
    }
}

impl Drop for Value {
    fn drop(&mut self) {
        // A write: a race with whoever still looks.
        self.0.set(u32::MAX);
    }
}

type Ends<T, L> = (Sender<Shared<Channel<T, L>>>, Receiver<Shared<Channel<T, L>>>);

/// loom wants its atomics made before they are raced for.
fn pair<T, L: RawLock + 'static>(initial: T) -> Ends<T, L> {
    let (tx, rx) = channel::<T, L>(initial);
    let _ = (tx.id(), tx.clone(), rx.clone(), rx.has_changed(), rx.is_closed());
    (tx, rx)
}

fn a_send_meets_a_look<L: ThreadSafe + 'static>() {
    small_model(|| {
        let (tx, rx) = pair::<_, L>(Value::new(0));
        let sender = thread::spawn(move || {
            assert!(tx.send(Value::new(1)).is_ok());
            tx
        });
        let before = rx.borrow();
        let after = rx.borrow();
        assert!(before.id() < after.id() || before.get() == after.get());
        assert!(before.get() <= after.get());
        let tx = sender.join().unwrap();
        assert_eq!(rx.borrow().get(), 1);
        drop((tx, rx));
    });
}

#[test]
fn a_send_against_a_look() {
    a_send_meets_a_look::<LoomLock>();
}

#[test]
fn a_send_against_a_look_with_a_plain_word() {
    a_send_meets_a_look::<LoomPlainLock>();
}

#[test]
fn two_sends_against_a_look() {
    model(|| {
        let (tx, rx) = pair::<_, LoomLock>(Value::new(0));
        let sender = thread::spawn(move || {
            assert!(tx.send(Value::new(1)).is_ok());
            assert!(tx.send(Value::new(2)).is_ok());
        });
        let seen = rx.borrow();
        assert_eq!(seen.id() == rx.id(), seen.get() == 0);
        sender.join().unwrap();
        assert_eq!(rx.borrow().get(), 2);
    });
}

#[test]
fn two_who_look_and_one_who_sends() {
    model(|| {
        let (tx, rx) = pair::<_, LoomLock>(Value::new(0));
        let other = rx.clone();
        let looker = thread::spawn(move || assert!(other.borrow().get() <= 1));
        let sender = thread::spawn(move || assert!(tx.send(Value::new(1)).is_ok()));
        assert!(rx.borrow().get() <= 1);
        join([looker, sender]);
        assert_eq!(rx.borrow().get(), 1);
    });
}

#[test]
fn two_who_send_and_one_who_looks() {
    model(|| {
        let (tx, rx) = pair::<_, LoomLock>(Value::new(0));
        let second = tx.clone();
        let senders =
            [tx, second].map(|tx| thread::spawn(move || assert!(tx.send(Value::new(1)).is_ok())));
        rx.with(|value| assert!(value.get() <= 1));
        join(senders);
        assert_eq!(rx.borrow().get(), 1);
    });
}

fn a_send_meets_a_recv<L: ThreadSafe + 'static>() {
    small_model(|| {
        let (tx, mut rx) = pair::<_, L>(Value::new(0));
        let sender = thread::spawn(move || {
            assert!(tx.send(Value::new(1)).is_ok());
        });
        assert_eq!(block_on(rx.recv()).unwrap().get(), 1);
        assert!(matches!(block_on(rx.changed()), Err(RecvError)));
        sender.join().unwrap();
    });
}

#[test]
fn a_send_and_the_end_against_a_recv() {
    a_send_meets_a_recv::<LoomLock>();
}

#[test]
fn a_send_and_the_end_against_a_recv_with_a_plain_word() {
    a_send_meets_a_recv::<LoomPlainLock>();
}

#[test]
fn the_last_of_two_senders_ends_the_wait() {
    model(|| {
        let (tx, mut rx) = pair::<_, LoomLock>(0);
        let second = tx.clone();
        let senders = [tx, second].map(|tx| thread::spawn(move || drop(tx)));
        assert!(matches!(block_on(rx.changed()), Err(RecvError)));
        join(senders);
    });
}

#[test]
fn the_last_of_two_receivers_is_noticed() {
    model(|| {
        let (tx, rx) = pair::<_, LoomLock>(0);
        let second = rx.clone();
        let receivers = [rx, second].map(|rx| thread::spawn(move || drop(rx)));
        block_on(tx.closed());
        assert!(tx.is_closed());
        join(receivers);
    });
}

#[test]
fn both_ends_are_dropped_at_once() {
    small_model(|| {
        let (tx, rx) = pair::<_, LoomLock>(Value::new(0));
        let other = thread::spawn(move || drop(tx));
        drop(rx);
        other.join().unwrap();
    });
}

#[test]
fn a_look_goes_on_while_the_sender_leaves() {
    small_model(|| {
        let (tx, rx) = pair::<_, LoomLock>(Value::new(0));
        let sender = thread::spawn(move || {
            assert!(tx.send(Value::new(1)).is_ok() || tx.is_closed());
        });
        rx.with(|value| assert!(value.get() <= 1));
        drop(rx);
        sender.join().unwrap();
    });
}

#[test]
fn a_wait_is_dropped_against_a_send() {
    model(|| {
        let (tx, rx) = pair::<_, LoomLock>(0);
        let (mut first, mut second) = (rx.clone(), rx);
        let canceller = thread::spawn(move || {
            let mut wait = Task::new(first.changed());
            let _ = wait.poll();
        });
        let sender = thread::spawn(move || assert_eq!(tx.send(1), Ok(())));
        assert_eq!(block_on(second.recv()), Ok(1));
        join([canceller, sender]);
    });
}

#[test]
fn a_wait_that_moves_to_another_task_is_woken_there() {
    model(|| {
        let (tx, mut rx) = pair::<_, LoomLock>(0);
        let sender = thread::spawn(move || assert_eq!(tx.send(1), Ok(())));
        let mut wait = Task::new(rx.recv());
        match wait.poll() {
            Some(value) => assert_eq!(value, Ok(1)),
            None => assert_eq!(wait.migrate().run(), Ok(1)),
        }
        sender.join().unwrap();
    });
}

fn two_modifications_meet<L: ThreadSafe + 'static>() {
    small_model(|| {
        let (tx, rx) = pair::<_, L>(Value::new(0));
        let other = tx.clone();
        let modifier = thread::spawn(move || other.send_modify(|value| value.0.increment()));
        tx.send_modify(|value| value.0.increment());
        modifier.join().unwrap();
        assert_eq!(rx.borrow().get(), 2);
    });
}

#[test]
fn of_two_modifications_none_is_lost() {
    two_modifications_meet::<LoomLock>();
}

#[test]
fn of_two_modifications_none_is_lost_with_a_plain_word() {
    two_modifications_meet::<LoomPlainLock>();
}

#[test]
fn a_replacement_against_a_look() {
    small_model(|| {
        let (tx, rx) = pair::<_, LoomLock>(Value::new(0));
        let replacer = thread::spawn(move || {
            assert_eq!(tx.send_replace(Value::new(1)).get(), 0);
        });
        rx.with(|value| assert!(value.get() <= 1));
        replacer.join().unwrap();
    });
}

/// Calls `f` while all slots are taken, 4 waits for one, and the first slot is given back last.
fn crowded<L: ThreadSafe>(
    tx: &Sender<&Channel<Value, L>>,
    rx: &Receiver<&Channel<Value, L>>,
    f: impl FnOnce(),
) {
    rx.with(|_| {
        assert!(tx.send(Value::new(1)).is_ok());
        rx.with(|_| {
            assert!(tx.send(Value::new(2)).is_ok());
            rx.with(|_| {
                assert!(tx.send(Value::new(3)).is_ok());
                assert!(tx.send(Value::new(4)).is_ok());
                f();
            });
        });
    });
}

/// A channel in a static place, as the threads of loom want it.
struct Leaked<L: ThreadSafe + 'static>(*mut Channel<Value, L>);

impl<L: ThreadSafe + 'static> Leaked<L> {
    fn new() -> Self {
        Self(Box::into_raw(Box::new(Channel::new(Value::new(0)))))
    }

    fn get(&self) -> &'static Channel<Value, L> {
        // SAFETY: freed by the drop, when the threads have been joined.
        unsafe { &*self.0 }
    }
}

impl<L: ThreadSafe + 'static> Drop for Leaked<L> {
    fn drop(&mut self) {
        // SAFETY: made by `new`; see above.
        drop(unsafe { Box::from_raw(self.0) });
    }
}

fn a_crowd_meets_a_modification<L: ThreadSafe + 'static>() {
    model(|| {
        let place = Leaked::<L>::new();
        let (tx, rx) = place.get().split_static();
        let (other, mut last) = (tx.clone(), rx.clone());
        let _ = (tx.id(), last.has_changed(), last.is_closed());
        let crowd = thread::spawn(move || crowded(&tx, &rx, || ()));
        other.send_modify(|value| value.0.set(value.get() + 10));
        crowd.join().unwrap();
        drop(other);
        let value = block_on(last.wait_for(|value| matches!(value.get(), 4 | 14)));
        assert!(value.is_ok());
        drop(value);
        drop(last);
    });
}

#[test]
fn a_modification_while_slots_are_taken() {
    a_crowd_meets_a_modification::<LoomLock>();
}

#[test]
fn two_modifications_of_what_waits_for_a_slot() {
    model(|| {
        let place = Leaked::<LoomLock>::new();
        let (tx, rx) = place.get().split_static();
        let _ = (tx.id(), rx.has_changed(), rx.is_closed());
        crowded(&tx, &rx, || {
            let other = tx.clone();
            let modifier = thread::spawn(move || {
                other.send_modify(|value| value.0.set(value.get() + 10));
            });
            tx.send_modify(|value| value.0.set(value.get() + 10));
            modifier.join().unwrap();
        });
        assert_eq!(rx.borrow().get(), 24);
        drop((tx, rx));
    });
}

#[test]
fn a_cached_copy_follows() {
    small_model(|| {
        let (tx, rx) = pair::<_, LoomLock>(Value::new(0));
        let mut cached = rx.cached();
        let sender = thread::spawn(move || {
            assert!(tx.send(Value::new(1)).is_ok());
        });
        let seen = cached.get().get();
        assert!(seen <= 1 && seen <= cached.get().get());
        sender.join().unwrap();
        assert_eq!(cached.get().get(), 1);
    });
}

#[test]
fn what_was_done_before_a_value_is_seen_after_it() {
    small_model(|| {
        let (tx, rx) = pair::<_, LoomLock>(0);
        let value = Arc::new(Watched::new(0));
        let shared = value.clone();
        let sender = thread::spawn(move || {
            shared.set(1);
            assert_eq!(tx.send(1), Ok(()));
        });
        if *rx.borrow() == 1 || rx.has_changed() == Ok(true) {
            assert_eq!(value.get(), 1);
        }
        assert_eq!(block_on(rx.receive(StateId::OLDEST)).map(|(_, n)| n <= 1), Ok(true));
        sender.join().unwrap();
    });
}

#[test]
fn a_value_that_was_not_seen_is_never_taken_for_the_end() {
    small_model(|| {
        let (tx, rx) = pair::<_, LoomLock>(0);
        let sender = thread::spawn(move || assert_eq!(tx.send(1), Ok(())));
        assert_ne!(rx.has_changed(), Err(RecvError));
        sender.join().unwrap();
        assert_eq!(rx.has_changed(), Ok(true));
    });
}
