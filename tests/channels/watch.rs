//! The watch channel.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, RawWaker, RawWakerVTable, Wake, Waker};
use std::thread;
use std::time::Duration;

use wakeful::channel::generic::watch::{Channel, Recv, StateId, channel};
use wakeful::channel::{RecvError, RecvTimeoutError, SendError, watch};
use wakeful::executor::block_on;
use wakeful::lock::{LocalLock, RawLock, StdLock};

#[derive(Default)]
struct Wakes(AtomicUsize);

impl Wakes {
    fn new() -> (Arc<Self>, Waker) {
        let wakes = Arc::new(Self::default());
        (wakes.clone(), wakes.into())
    }

    fn count(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

impl Wake for Wakes {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

fn poll<F: Future>(future: Pin<&mut F>) -> Option<F::Output> {
    poll_by(future, Waker::noop())
}

fn poll_by<F: Future>(future: Pin<&mut F>, waker: &Waker) -> Option<F::Output> {
    match future.poll(&mut Context::from_waker(waker)) {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    }
}

fn now<F: Future>(future: F) -> Option<F::Output> {
    poll(pin!(future))
}

/// A value that counts how many of it there are, and calls back when it is cloned or dropped.
struct Probe {
    n: u32,
    world: Rc<World>,
}

type Hook = RefCell<Option<Rc<dyn Fn(u32)>>>;

#[derive(Default)]
struct World {
    alive: Cell<i32>,
    clones: Cell<u32>,
    on_clone: Hook,
    on_drop: Hook,
}

impl World {
    fn probe(self: &Rc<Self>, n: u32) -> Probe {
        self.alive.set(self.alive.get() + 1);
        Probe { n, world: self.clone() }
    }

    fn call(hook: &Hook, n: u32) {
        let hook = hook.borrow().clone();
        if let Some(hook) = hook {
            hook(n);
        }
    }

    fn forget_hooks(&self) {
        *self.on_clone.borrow_mut() = None;
        *self.on_drop.borrow_mut() = None;
    }
}

impl Clone for Probe {
    fn clone(&self) -> Self {
        self.world.clones.set(self.world.clones.get() + 1);
        World::call(&self.world.on_clone, self.n);
        self.world.probe(self.n)
    }
}

impl Drop for Probe {
    fn drop(&mut self) {
        self.world.alive.set(self.world.alive.get() - 1);
        World::call(&self.world.on_drop, self.n);
    }
}

fn the_latest<L: RawLock>() {
    let (tx, mut rx) = channel::<_, L>(1);
    assert_eq!(*rx.borrow(), 1);
    assert_eq!(rx.has_changed(), Ok(false));
    tx.send(2).unwrap();
    tx.send(3).unwrap();
    assert_eq!(rx.has_changed(), Ok(true));
    assert_eq!(*rx.borrow(), 3);
    assert_eq!(rx.has_changed(), Ok(true), "to borrow is not to see");
    assert_eq!(rx.borrow_and_update().into_inner(), 3);
    assert_eq!(rx.has_changed(), Ok(false));
    assert_eq!(*tx.borrow(), 3);
    assert_eq!(tx.id(), rx.id());
    assert_eq!(rx.with(|n| *n), 3);
    assert_eq!(tx.with(|n| *n), 3);
    tx.send(4).unwrap();
    assert_eq!(rx.with_and_update(|n| *n), 4);
    assert_eq!(rx.has_changed(), Ok(false));
}

#[test]
fn only_the_latest_value_is_seen() {
    the_latest::<StdLock>();
    the_latest::<LocalLock>();
}

fn versions<L: RawLock>() {
    let (tx, mut rx) = channel::<_, L>('a');
    assert_eq!(StateId::new(), StateId::default());
    let Some((first, 'a')) = rx.try_receive(StateId::OLDEST) else { panic!("the first value") };
    assert_eq!(rx.try_receive(first), None);
    tx.send('b').unwrap();
    let Some((second, 'b')) = rx.try_receive(first) else { panic!("the second value") };
    assert!(second > first && first > StateId::OLDEST);
    assert_eq!(rx.id(), first);
    assert_eq!(rx.borrow().id(), second);
    assert_eq!(now(rx.receive(first)), Some(Ok((second, 'b'))));
    assert_eq!(now(rx.receive(second)), None);
    rx.mark_unchanged();
    assert_eq!(rx.has_changed(), Ok(false));
    assert_eq!(rx.id(), second);
    rx.mark_changed();
    assert_eq!(rx.has_changed(), Ok(true));
    assert_eq!(now(rx.recv()), Some(Ok('b')));
    assert_eq!(now(rx.recv()), None);
    drop(tx);
    assert_eq!(now(rx.receive(first)), Some(Ok((second, 'b'))));
    assert_eq!(now(rx.receive(second)), Some(Err(RecvError)));
}

#[test]
fn a_version_tells_what_is_newer() {
    versions::<StdLock>();
    versions::<LocalLock>();
}

fn waiting<L: RawLock>() {
    let (tx, mut rx) = channel::<_, L>(0);
    let mut other = rx.clone();
    let (wakes, waker) = Wakes::new();
    {
        let mut changed = pin!(rx.changed());
        let mut recv = pin!(other.recv());
        assert!(poll_by(changed.as_mut(), &waker).is_none());
        assert!(poll_by(recv.as_mut(), &waker).is_none());
        assert!(!changed.is_terminated());
        tx.send(1).unwrap();
        assert_eq!(wakes.count(), 2);
        tx.send(2).unwrap();
        assert_eq!(wakes.count(), 2, "one wake for each");
        assert_eq!(poll_by(changed.as_mut(), &waker), Some(Ok(())));
        assert_eq!(poll_by(recv.as_mut(), &waker), Some(Ok(2)));
        assert!(changed.is_terminated() && recv.is_terminated());
        let again = catch_unwind(AssertUnwindSafe(|| poll(changed.as_mut())));
        assert!(again.is_err(), "polled after it completed");
    }
    assert_eq!(rx.has_changed(), Ok(false));
    assert_eq!(other.has_changed(), Ok(false));
}

#[test]
fn a_value_wakes_all_who_wait_once() {
    waiting::<StdLock>();
    waiting::<LocalLock>();
}

fn a_dropped_wait<L: RawLock>() {
    let (tx, mut rx) = channel::<_, L>(0);
    let (wakes, waker) = Wakes::new();
    {
        let mut recv = pin!(rx.recv());
        assert!(poll_by(recv.as_mut(), &waker).is_none());
    }
    tx.send(1).unwrap();
    assert_eq!(wakes.count(), 0, "whoever gave up is not woken");
    {
        let mut recv = pin!(rx.recv());
        tx.send(2).unwrap();
        let _ = recv.as_mut();
    }
    {
        // Woken, and dropped before its poll.
        rx.mark_unchanged();
        let mut changed = pin!(rx.changed());
        assert!(poll_by(changed.as_mut(), &waker).is_none());
        tx.send(3).unwrap();
    }
    assert_eq!(wakes.count(), 1);
    assert_eq!(rx.has_changed(), Ok(true), "nothing counts as seen");
    assert_eq!(now(rx.recv()), Some(Ok(3)));
}

#[test]
fn a_wait_that_is_dropped_has_seen_nothing() {
    a_dropped_wait::<StdLock>();
    a_dropped_wait::<LocalLock>();
}

fn the_newest_waker<L: RawLock>() {
    let (tx, mut rx) = channel::<_, L>(0);
    let (old, old_waker) = Wakes::new();
    let (new, new_waker) = Wakes::new();
    let mut recv = pin!(rx.recv());
    assert!(poll_by(recv.as_mut(), &old_waker).is_none());
    assert!(poll_by(recv.as_mut(), &new_waker).is_none());
    assert_eq!(Arc::strong_count(&old), 2, "the old waker is dropped");
    assert!(poll_by(recv.as_mut(), &new_waker).is_none());
    assert_eq!(Arc::strong_count(&new), 3, "the same waker is not cloned again");
    tx.send(1).unwrap();
    assert_eq!((old.count(), new.count()), (0, 1));
}

#[test]
fn the_newest_waker_is_woken() {
    the_newest_waker::<StdLock>();
    the_newest_waker::<LocalLock>();
}

fn closing<L: RawLock>() {
    let (tx, mut rx) = channel::<_, L>(0);
    let second = tx.clone();
    assert_eq!(tx.sender_count(), 2);
    assert!(tx.same_channel(&second));
    let (wakes, waker) = Wakes::new();
    {
        let mut recv = pin!(rx.recv());
        assert!(poll_by(recv.as_mut(), &waker).is_none());
        drop(tx);
        assert_eq!(wakes.count(), 0, "a sender is left");
        second.send(1).unwrap();
        drop(second);
        assert_eq!(wakes.count(), 1);
        assert_eq!(poll_by(recv.as_mut(), &waker), Some(Ok(1)), "the last value, then the end");
    }
    assert!(rx.is_closed());
    assert_eq!(rx.has_changed(), Err(RecvError));
    assert_eq!(now(rx.changed()), Some(Err(RecvError)));
    assert_eq!(now(rx.recv()), Some(Err(RecvError)));
    assert_eq!(*rx.borrow(), 1, "what was is still there");
    assert_eq!(now(rx.wait_for(|n| *n == 1)).unwrap().unwrap().into_inner(), 1);
    assert_eq!(now(rx.wait_for(|n| *n == 2)).unwrap().map(|_| ()), Err(RecvError));
}

#[test]
fn the_last_value_is_seen_after_the_last_sender_has_gone() {
    closing::<StdLock>();
    closing::<LocalLock>();
}

fn the_end_wakes<L: RawLock>() {
    let (tx, mut rx) = channel::<_, L>(0);
    let (wakes, waker) = Wakes::new();
    let mut changed = pin!(rx.changed());
    assert!(poll_by(changed.as_mut(), &waker).is_none());
    drop(tx);
    assert_eq!(wakes.count(), 1);
    assert_eq!(poll(changed), Some(Err(RecvError)));
}

#[test]
fn the_end_wakes_those_who_wait() {
    the_end_wakes::<StdLock>();
    the_end_wakes::<LocalLock>();
}

fn receivers_go<L: RawLock>() {
    let (tx, rx) = channel::<_, L>(String::from("a"));
    let clone = rx.clone();
    assert!(rx.same_channel(&clone));
    assert_eq!(tx.receiver_count(), 2);
    let (wakes, waker) = Wakes::new();
    {
        let mut closed = pin!(tx.closed());
        assert!(poll_by(closed.as_mut(), &waker).is_none());
        drop(rx);
        assert!(poll_by(closed.as_mut(), &waker).is_none(), "a receiver lives");
        tx.send("b".into()).unwrap();
        drop(clone);
        assert_eq!(wakes.count(), 1);
        assert_eq!(poll_by(closed.as_mut(), &waker), Some(()));
        assert!(closed.is_terminated());
    }
    assert!(tx.is_closed());
    assert_eq!(tx.send("c".into()), Err(SendError("c".into())));
    assert_eq!(tx.send_replace("d".into()), "b");
    let mut rx = tx.subscribe();
    assert!(!tx.is_closed());
    assert!(now(tx.closed()).is_none());
    assert_eq!(rx.has_changed(), Ok(false), "a new receiver has seen what is there");
    assert_eq!(*rx.borrow(), "d");
    tx.send("e".into()).unwrap();
    assert_eq!(now(rx.recv()).unwrap().unwrap(), "e");
    drop(tx);
    assert_eq!(now(rx.recv()), Some(Err(RecvError)));
}

#[test]
fn a_channel_without_receivers_is_closed_until_somebody_subscribes() {
    receivers_go::<StdLock>();
    receivers_go::<LocalLock>();
}

fn modifying<L: RawLock>() {
    let world = Rc::new(World::default());
    {
        let (tx, mut rx) = channel::<_, L>(world.probe(1));
        tx.send_modify(|value| value.n += 1);
        assert_eq!(now(rx.recv()).unwrap().unwrap().n, 2);
        assert!(!tx.send_if_modified(|value| {
            value.n = 9;
            false
        }));
        assert_eq!(rx.has_changed(), Ok(false));
        assert_eq!(rx.borrow().n, 2);
        let (wakes, waker) = Wakes::new();
        {
            let mut recv = pin!(rx.recv());
            assert!(poll_by(recv.as_mut(), &waker).is_none());
            let panic = catch_unwind(AssertUnwindSafe(|| {
                tx.send_modify(|value| {
                    value.n = 9;
                    panic!("no");
                });
            }));
            assert!(panic.is_err());
            assert_eq!(wakes.count(), 0);
            assert_eq!(tx.borrow().n, 2, "nothing has changed");
            assert!(tx.send_if_modified(|value| {
                value.n = 3;
                true
            }));
            assert_eq!(wakes.count(), 1);
        }
        drop(rx);
        tx.send_modify(|value| value.n += 1);
        assert_eq!(tx.send_replace(world.probe(7)).n, 4);
        assert_eq!(tx.borrow().n, 7);
    }
    assert_eq!(world.alive.get(), 0);
}

#[test]
fn a_modification_is_all_or_nothing() {
    modifying::<StdLock>();
    modifying::<LocalLock>();
}

fn modifying_while_modifying<L: RawLock>() {
    let (tx, rx) = channel::<_, L>(vec![0]);
    let mut runs = 0;
    tx.send_modify(|list| {
        runs += 1;
        if runs == 1 {
            tx.send_modify(|list| list.push(1));
        }
        list.push(2);
    });
    assert_eq!(*rx.borrow(), [0, 1, 2]);
    assert_eq!(runs, 2);
}

#[test]
fn a_modification_inside_of_another_is_not_lost() {
    modifying_while_modifying::<StdLock>();
    modifying_while_modifying::<LocalLock>();
}

fn a_replaced_value_is_not_cloned<L: RawLock>() {
    let world = Rc::new(World::default());
    let (tx, _rx) = channel::<_, L>(world.probe(1));
    assert_eq!(tx.send_replace(world.probe(2)).n, 1);
    assert_eq!(world.clones.get(), 0);
    let old = tx.with(|_| tx.send_replace(world.probe(3)));
    assert_eq!((old.n, world.clones.get()), (2, 1), "somebody looks at it");
    drop(old);
    assert_eq!(world.alive.get(), 1);
}

#[test]
fn a_value_that_is_replaced_is_not_cloned_unless_somebody_looks_at_it() {
    a_replaced_value_is_not_cloned::<StdLock>();
    a_replaced_value_is_not_cloned::<LocalLock>();
}

fn held_copies<L: RawLock>() {
    let (tx, rx) = channel::<_, L>(0);
    let copies: Vec<_> = (1..20)
        .map(|n| {
            tx.send(n).unwrap();
            rx.borrow()
        })
        .collect();
    let values: Vec<_> = copies.iter().map(|copy| **copy).collect();
    assert_eq!(values, (1..20).collect::<Vec<_>>());
    assert!(copies.windows(2).all(|pair| pair[0].id() < pair[1].id()));
    assert_eq!(format!("{:?} {}", copies[0], copies[1]), "1 2");
}

#[test]
fn copies_that_are_held_keep_nobody_from_sending() {
    held_copies::<StdLock>();
    held_copies::<LocalLock>();
}

fn all_slots_taken<L: RawLock>() {
    let world = Rc::new(World::default());
    {
        let (tx, mut rx) = channel::<_, L>(world.probe(0));
        let other = rx.clone();
        let (wakes, waker) = Wakes::new();
        let mut recv = pin!(rx.recv());
        other.with(|zero| {
            tx.send(world.probe(1)).unwrap();
            other.with(|one| {
                tx.send(world.probe(2)).unwrap();
                other.with(|two| {
                    tx.send(world.probe(3)).unwrap();
                    assert_eq!(other.borrow().n, 3);
                    assert!(poll_by(recv.as_mut(), &waker).is_some_and(|r| r.unwrap().n == 3));
                    tx.send(world.probe(4)).unwrap();
                    assert_eq!(other.borrow().n, 3, "four slots are taken");
                    assert_eq!(other.borrow().n, tx.borrow().n);
                    tx.send(world.probe(5)).unwrap();
                    assert_eq!(world.alive.get(), 5, "the value that waited was replaced");
                    assert_eq!(tx.send_replace(world.probe(6)).n, 5, "the newest is replaced");
                    tx.send_modify(|value| value.n *= 10);
                    assert!(!tx.send_if_modified(|_| false));
                    let failed = catch_unwind(AssertUnwindSafe(|| {
                        tx.send_modify(|_| panic!("no"));
                    }));
                    assert!(failed.is_err());
                    assert_eq!(other.borrow().n, 3);
                    assert_eq!((zero.n, one.n, two.n), (0, 1, 2));
                });
                assert_eq!(other.borrow().n, 60, "shown when a slot is free");
                assert_eq!(one.n, 1);
            });
            assert_eq!(zero.n, 0);
        });
        assert_eq!(wakes.count(), 0);
        assert_eq!(world.alive.get(), 1);
        tx.send(world.probe(7)).unwrap();
        assert_eq!(other.borrow().n, 7);
    }
    assert_eq!(world.alive.get(), 0);
}

#[test]
fn the_newest_value_waits_for_a_slot() {
    all_slots_taken::<StdLock>();
    all_slots_taken::<LocalLock>();
}

fn closed_while_slots_are_taken<L: RawLock>() {
    let (tx, rx) = channel::<_, L>(0);
    let mut waiting = rx.clone();
    let (wakes, waker) = Wakes::new();
    rx.with(|_| {
        tx.send(1).unwrap();
        rx.with(|_| {
            tx.send(2).unwrap();
            rx.with(|_| {
                tx.send(3).unwrap();
                waiting.mark_unchanged();
                tx.send(4).unwrap();
                drop(tx);
                assert!(!rx.is_closed(), "the last value is to come");
                let mut recv = pin!(waiting.recv());
                assert!(poll_by(recv.as_mut(), &waker).is_none());
            });
        });
    });
    assert!(rx.is_closed());
    assert_eq!(now(waiting.recv()), Some(Ok(4)));
    assert_eq!(now(waiting.recv()), Some(Err(RecvError)));
    assert_eq!(wakes.count(), 0);
}

#[test]
fn the_last_value_is_seen_though_it_waits_for_a_slot_when_the_channel_closes() {
    closed_while_slots_are_taken::<StdLock>();
    closed_while_slots_are_taken::<LocalLock>();
}

fn a_value_that_waits_for_a_slot_wakes<L: RawLock>() {
    let (tx, rx) = channel::<_, L>(0);
    let mut waiting = rx.clone();
    let (wakes, waker) = Wakes::new();
    let mut recv = None;
    rx.with(|_| {
        tx.send(1).unwrap();
        rx.with(|_| {
            tx.send(2).unwrap();
            rx.with(|_| {
                tx.send(3).unwrap();
                waiting.mark_unchanged();
                let recv = recv.insert(Box::pin(waiting.recv()));
                assert!(poll_by(recv.as_mut(), &waker).is_none());
                tx.send(4).unwrap();
                assert_eq!(wakes.count(), 0, "there is nothing to see yet");
            });
            assert_eq!(wakes.count(), 1);
        });
    });
    assert_eq!(poll(recv.unwrap().as_mut()), Some(Ok(4)));
}

#[test]
fn a_value_wakes_when_it_is_shown() {
    a_value_that_waits_for_a_slot_wakes::<StdLock>();
    a_value_that_waits_for_a_slot_wakes::<LocalLock>();
}

fn a_clone_that_sends<L: RawLock + 'static>() {
    let world = Rc::new(World::default());
    {
        let (tx, rx) = channel::<_, L>(world.probe(0));
        let (tx, rx) = (Rc::new(tx), Rc::new(rx));
        let depth = Rc::new(Cell::new(0));
        let (hook_tx, hook_rx, maker) = (tx.clone(), rx.clone(), world.clone());
        *world.on_clone.borrow_mut() = Some(Rc::new(move |_| {
            if depth.get() < 12 {
                depth.set(depth.get() + 1);
                hook_tx.send(maker.probe(depth.get())).unwrap();
                hook_rx.borrow();
                hook_tx.send_modify(|value| value.n += 100);
            }
        }));
        let dropped = Rc::new(Cell::new(0));
        let (again, looks) = (rx.clone(), dropped.clone());
        *world.on_drop.borrow_mut() = Some(Rc::new(move |_| {
            if looks.get() < 50 {
                looks.set(looks.get() + 1);
                again.with(|value| assert!(value.n < 3000));
            }
        }));
        assert_eq!(rx.borrow().n, 0);
        world.forget_hooks();
        assert!(rx.borrow().n > 100);
        assert!(dropped.get() > 0);
        assert_eq!(world.alive.get(), 1);
        // As good as new.
        tx.send(world.probe(1)).unwrap();
        assert_eq!(rx.borrow().n, 1);
    }
    assert_eq!(world.alive.get(), 0);
}

#[test]
fn a_clone_may_send_and_look_and_modify() {
    a_clone_that_sends::<StdLock>();
    a_clone_that_sends::<LocalLock>();
}

/// Modifies `depth` times inside of each other, in the clone, while all slots are taken.
fn a_clone_that_modifies<L: RawLock + 'static>() {
    let world = Rc::new(World::default());
    {
        let (tx, rx) = channel::<_, L>(world.probe(0));
        let tx = Rc::new(tx);
        let depth = Rc::new(Cell::new(0));
        rx.with(|_| {
            tx.send(world.probe(1)).unwrap();
            rx.with(|_| {
                tx.send(world.probe(2)).unwrap();
                rx.with(|_| {
                    tx.send(world.probe(3)).unwrap();
                    tx.send(world.probe(1000)).unwrap();
                    let hook_tx = tx.clone();
                    *world.on_clone.borrow_mut() = Some(Rc::new(move |_| {
                        if depth.get() < 5 {
                            depth.set(depth.get() + 1);
                            hook_tx.send_modify(|value| value.n += 1);
                        }
                    }));
                    tx.send_modify(|value| value.n += 1);
                    world.forget_hooks();
                    assert_eq!(rx.borrow().n, 3);
                    let loans = world.alive.get();
                    assert_eq!(loans, 5, "four slots, and one that waits");
                });
            });
        });
        assert_eq!(rx.borrow().n, 1006, "no modification is lost");
    }
    assert_eq!(world.alive.get(), 0);
}

#[test]
fn a_clone_may_modify_what_waits_for_a_slot() {
    a_clone_that_modifies::<StdLock>();
    a_clone_that_modifies::<LocalLock>();
}

fn a_send_while_lent<L: RawLock + 'static>() {
    let world = Rc::new(World::default());
    {
        let (tx, rx) = channel::<_, L>(world.probe(0));
        let tx = Rc::new(tx);
        let replaced = Rc::new(Cell::new(0));
        rx.with(|_| {
            tx.send(world.probe(1)).unwrap();
            rx.with(|_| {
                tx.send(world.probe(2)).unwrap();
                rx.with(|_| {
                    tx.send(world.probe(3)).unwrap();
                    tx.send(world.probe(4)).unwrap();
                    let (hook_tx, maker, got) = (tx.clone(), world.clone(), replaced.clone());
                    *world.on_clone.borrow_mut() = Some(Rc::new(move |_| {
                        maker.forget_hooks();
                        // The newest is with the one who clones it.
                        got.set(hook_tx.send_replace(maker.probe(50)).n);
                    }));
                    tx.send_modify(|value| value.n += 1);
                });
            });
        });
        assert_eq!(replaced.get(), 4);
        assert_eq!(rx.borrow().n, 51);
    }
    assert_eq!(world.alive.get(), 0);
}

#[test]
fn a_value_sent_while_the_newest_is_lent_is_the_one_that_is_modified() {
    a_send_while_lent::<StdLock>();
    a_send_while_lent::<LocalLock>();
}

fn a_clone_that_panics<L: RawLock + 'static>() {
    let world = Rc::new(World::default());
    {
        let (tx, mut rx) = channel::<_, L>(world.probe(0));
        tx.send(world.probe(1)).unwrap();
        let boom = |world: &Rc<World>| {
            *world.on_clone.borrow_mut() = Some(Rc::new(|_| panic!("clone")));
        };
        boom(&world);
        assert!(catch_unwind(AssertUnwindSafe(|| now(rx.recv()))).is_err());
        assert!(catch_unwind(AssertUnwindSafe(|| rx.borrow().n)).is_err());
        assert!(catch_unwind(AssertUnwindSafe(|| tx.send_modify(|_| {}))).is_err());
        let liked = catch_unwind(AssertUnwindSafe(|| rx.with(|_| panic!("closure"))));
        assert!(liked.is_err());
        // All slots taken, and the newest is to be copied.
        rx.with(|_| {
            tx.send(world.probe(2)).unwrap();
            rx.with(|_| {
                tx.send(world.probe(3)).unwrap();
                rx.with(|_| {
                    tx.send(world.probe(4)).unwrap();
                    tx.send(world.probe(5)).unwrap();
                    assert!(catch_unwind(AssertUnwindSafe(|| tx.send_modify(|_| {}))).is_err());
                });
            });
        });
        world.forget_hooks();
        assert_eq!(now(rx.recv()).unwrap().unwrap().n, 5, "not seen before");
        assert_eq!(world.alive.get(), 1);
        for n in 0..10 {
            tx.send(world.probe(n)).unwrap();
        }
        assert_eq!(world.alive.get(), 1);
    }
    assert_eq!(world.alive.get(), 0);
}

#[test]
fn a_clone_that_panics_changes_nothing() {
    a_clone_that_panics::<StdLock>();
    a_clone_that_panics::<LocalLock>();
}

fn a_drop_that_panics<L: RawLock + 'static>() {
    let world = Rc::new(World::default());
    {
        let (tx, mut rx) = channel::<_, L>(world.probe(0));
        let (wakes, waker) = Wakes::new();
        let mut recv = pin!(rx.recv());
        assert!(poll_by(recv.as_mut(), &waker).is_none());
        *world.on_drop.borrow_mut() = Some(Rc::new(|_| panic!("drop")));
        assert!(catch_unwind(AssertUnwindSafe(|| tx.send(world.probe(1)).is_ok())).is_err());
        world.forget_hooks();
        assert_eq!(wakes.count(), 1, "sent all the same");
        assert_eq!(world.alive.get(), 1);
        assert_eq!(poll(recv).unwrap().unwrap().n, 1);
        *world.on_drop.borrow_mut() = Some(Rc::new(|_| panic!("drop")));
        drop(tx);
        assert!(catch_unwind(AssertUnwindSafe(|| drop(rx))).is_err());
        world.forget_hooks();
    }
    assert_eq!(world.alive.get(), 0);
}

#[test]
fn a_destructor_that_panics_runs_once() {
    a_drop_that_panics::<StdLock>();
    a_drop_that_panics::<LocalLock>();
}

type Forgotten<L> = mem::MaybeUninit<Recv<'static, &'static Channel<Probe, L>>>;

fn splitting<L: RawLock + 'static>() {
    let world = Rc::new(World::default());
    {
        let mut channel = Channel::<_, L>::new(world.probe(1));
        let leaked: *mut Forgotten<L>;
        {
            let (tx, mut rx) = channel.split();
            tx.send(world.probe(2)).unwrap();
            assert!(now(rx.recv()).is_some());
            let future = Box::into_raw(Box::new(rx.recv()));
            // SAFETY: it stays there until nobody knows of it.
            assert!(poll(unsafe { Pin::new_unchecked(&mut *future) }).is_none());
            leaked = future.cast();
            mem::forget((tx.clone(), tx, rx));
        }
        {
            let (tx, mut rx) = channel.split();
            // To show that the channel touches it no more. Its waker does nothing.
            // SAFETY: made by a box, for a type of the same layout.
            drop(unsafe { Box::from_raw(leaked) });
            assert_eq!((tx.sender_count(), tx.receiver_count()), (1, 1));
            assert_eq!(rx.borrow().n, 2, "the latest value stays");
            assert!(now(rx.recv()).is_none());
            tx.send(world.probe(3)).unwrap();
            assert_eq!(now(rx.recv()).unwrap().unwrap().n, 3);
            drop(tx);
            assert!(rx.is_closed());
        }
        let (tx, mut rx) = channel.split();
        assert!(now(rx.recv()).is_none(), "open again");
        drop(rx);
        assert!(tx.is_closed());
        drop(tx);
        let (tx, rx) = channel.split();
        assert!(!tx.is_closed() && !rx.is_closed());
        drop((tx, rx));
        assert!(!format!("{channel:?}").is_empty());
    }
    assert_eq!(world.alive.get(), 0);
}

#[test]
fn a_channel_is_split_again_whatever_was_forgotten() {
    splitting::<StdLock>();
    splitting::<LocalLock>();
}

#[test]
fn a_static_channel_is_split_once() {
    static CHANNEL: watch::Channel<u8> = watch::Channel::new(1);
    let (tx, mut rx) = CHANNEL.split_static();
    let thread = thread::spawn(move || {
        tx.send(2).unwrap();
        tx.blocking_closed();
    });
    assert_eq!(rx.blocking_wait_for(|n| *n == 2).unwrap().into_inner(), 2);
    drop(rx);
    thread.join().unwrap();
    assert!(catch_unwind(|| CHANNEL.split_static()).is_err());
}

fn caching<L: RawLock>() {
    let world = Rc::new(World::default());
    {
        let (tx, rx) = channel::<_, L>(world.probe(1));
        let mut cached = rx.cached();
        assert_eq!((cached.get().n, world.clones.get()), (1, 1));
        cached.get();
        assert_eq!(world.clones.get(), 1);
        tx.send(world.probe(2)).unwrap();
        assert_eq!(cached.cached().n, 1);
        assert_eq!((cached.get().n, cached.get().n, world.clones.get()), (2, 2, 2));
        assert_eq!(cached.id(), tx.id());
        assert!(now(cached.changed()).is_none(), "it is seen");
        tx.send(world.probe(3)).unwrap();
        assert_eq!(now(cached.changed()), Some(Ok(())));
        assert_eq!(cached.get().n, 3, "what was waited for is not in the copy yet");
        *world.on_clone.borrow_mut() = Some(Rc::new(|_| panic!("clone")));
        tx.send(world.probe(4)).unwrap();
        assert!(catch_unwind(AssertUnwindSafe(|| cached.get().n)).is_err());
        assert_eq!(cached.cached().n, 3);
        world.forget_hooks();
        assert_eq!(cached.get().n, 4);
        let rx = cached.into_receiver();
        assert_eq!(rx.has_changed(), Ok(false));
    }
    assert_eq!(world.alive.get(), 0);
}

#[test]
fn a_cached_value_is_cloned_when_it_has_changed() {
    caching::<StdLock>();
    caching::<LocalLock>();
}

fn predicates<L: RawLock>() {
    let (tx, mut rx) = channel::<_, L>(1);
    assert_eq!(*now(rx.wait_for(|n| *n == 1)).unwrap().unwrap(), 1, "seen already");
    let (wakes, waker) = Wakes::new();
    let mut wait = pin!(rx.wait_for(|n| n % 10 == 0));
    assert!(poll_by(wait.as_mut(), &waker).is_none());
    tx.send(2).unwrap();
    assert!(poll_by(wait.as_mut(), &waker).is_none());
    tx.send(10).unwrap();
    assert_eq!(wakes.count(), 2);
    assert_eq!(poll_by(wait.as_mut(), &waker).unwrap().unwrap().into_inner(), 10);
}

#[test]
fn a_predicate_picks_the_value() {
    predicates::<StdLock>();
    predicates::<LocalLock>();
}

/// A waker that calls into the channel when it is cloned, woken and dropped.
mod nosy {
    use super::*;

    static VTABLE: RawWakerVTable = RawWakerVTable::new(
        |data| {
            call();
            RawWaker::new(data, &VTABLE)
        },
        |_| call(),
        |_| call(),
        |_| call(),
    );

    thread_local! {
        static CALLBACK: Hook = const { RefCell::new(None) };
        static CALLS: Cell<u32> = const { Cell::new(0) };
    }

    fn call() {
        CALLS.set(CALLS.get() + 1);
        CALLBACK.with(|hook| World::call(hook, 0));
    }

    pub(super) fn calls() -> u32 {
        CALLS.get()
    }

    pub(super) fn waker(callback: Option<Rc<dyn Fn(u32)>>) -> Waker {
        CALLS.set(0);
        CALLBACK.with(|hook| *hook.borrow_mut() = callback);
        // SAFETY: the data is not used.
        unsafe { Waker::from_raw(RawWaker::new(std::ptr::null(), &VTABLE)) }
    }
}

fn a_waker_that_calls_back<L: RawLock + 'static>() {
    let (tx, mut rx) = channel::<_, L>(0);
    let (hook_tx, hook_rx) = (tx.clone(), rx.clone());
    let sent = Cell::new(0);
    let callback = move |_| {
        hook_rx.borrow();
        drop(hook_rx.clone());
        drop(hook_tx.clone());
        let _ = hook_rx.has_changed();
        if sent.get() < 5 {
            sent.set(sent.get() + 1);
            hook_tx.send_modify(|n| *n += 1);
        }
    };
    let waker = nosy::waker(Some(Rc::new(callback)));
    {
        let mut changed = pin!(rx.changed());
        let _ = poll_by(changed.as_mut(), &waker);
    }
    {
        let mut changed = pin!(rx.changed());
        let _ = poll_by(changed.as_mut(), &waker);
        tx.send_modify(|n| *n += 1);
    }
    assert!(nosy::calls() > 2);
    drop(waker);
    drop(nosy::waker(None));
    assert!(*rx.borrow() >= 6);
    drop(tx);
    assert!(matches!(now(rx.changed()), Some(Ok(()) | Err(RecvError))));
}

#[test]
fn a_waker_may_use_the_channel() {
    a_waker_that_calls_back::<StdLock>();
    a_waker_that_calls_back::<LocalLock>();
}

#[test]
fn a_thread_waits_for_a_value() {
    let (tx, mut rx) = watch::channel(0);
    let moment = Duration::from_millis(5);
    assert_eq!(rx.blocking_recv_timeout(moment), Err(RecvTimeoutError::Timeout));
    assert_eq!(rx.blocking_changed_timeout(Duration::ZERO), Err(RecvTimeoutError::Timeout));
    let thread = thread::spawn(move || {
        thread::sleep(moment);
        tx.send(1).unwrap();
        tx
    });
    assert_eq!(rx.blocking_recv(), Ok(1));
    let tx = thread.join().unwrap();
    tx.send(2).unwrap();
    assert_eq!(rx.blocking_changed_timeout(Duration::MAX), Ok(()));
    assert_eq!(rx.blocking_receive(StateId::OLDEST).map(|(_, n)| n), Ok(2));
    tx.send(3).unwrap();
    assert_eq!(rx.blocking_changed(), Ok(()));
    drop(tx);
    assert_eq!(rx.blocking_recv_timeout(moment), Err(RecvTimeoutError::Closed));
    assert_eq!(rx.blocking_wait_for(|n| *n == 9).map(|_| ()), Err(RecvError));
}

#[test]
fn the_last_end_out_frees_the_value() {
    for order in 0..6 {
        let world = Rc::new(World::default());
        let (tx, rx) = wakeful::channel::local::watch::channel(world.probe(0));
        let extra = tx.subscribe();
        let mut ends: Vec<Box<dyn std::any::Any>> =
            vec![Box::new(tx), Box::new(rx), Box::new(extra)];
        for left in (0..3).rev() {
            assert_eq!(world.alive.get(), 1);
            drop(ends.remove(order % (left + 1)));
        }
        assert_eq!(world.alive.get(), 0);
    }
}

const ROUNDS: u64 = if cfg!(miri) { 30 } else { 20_000 };

#[test]
fn versions_grow_in_every_thread() {
    let (tx, rx) = watch::channel((0_u64, vec![0_u64; 4]));
    thread::scope(|scope| {
        for _ in 0..2 {
            let mut each = rx.clone();
            scope.spawn(move || {
                let mut last = 0;
                while let Ok((n, list)) = each.blocking_recv() {
                    assert!(n > last && list == [n; 4], "{last} {n} {list:?}");
                    last = n;
                }
                assert_eq!(last, ROUNDS, "the last value is seen");
            });
            let mut cached = rx.clone().cached();
            scope.spawn(move || {
                let mut last = 0;
                while last < ROUNDS {
                    let (n, list) = cached.get();
                    assert!(*n >= last && *list == [*n; 4]);
                    last = *n;
                    thread::yield_now();
                }
            });
        }
        scope.spawn(move || {
            for n in 1..=ROUNDS {
                tx.send((n, vec![n; 4])).unwrap();
            }
        });
    });
    assert!(block_on(rx.clone().changed()).is_ok());
}

#[test]
fn no_modification_of_any_thread_is_lost() {
    let (tx, rx) = watch::channel(vec![0_u64; 3]);
    thread::scope(|scope| {
        for me in 0..3 {
            let (tx, rx) = (tx.clone(), rx.clone());
            scope.spawn(move || {
                for n in 1..=ROUNDS / 10 {
                    tx.send_modify(|counts| counts[me] += 1);
                    assert!(rx.borrow()[me] <= n);
                }
            });
        }
    });
    assert_eq!(*rx.borrow(), [ROUNDS / 10; 3]);
}

#[test]
fn receivers_come_and_go_while_values_are_sent() {
    let (tx, rx) = watch::channel(Box::new(0_u64));
    drop(rx);
    thread::scope(|scope| {
        for _ in 0..2 {
            let tx = tx.clone();
            scope.spawn(move || {
                for _ in 0..ROUNDS / 10 {
                    let mut rx = tx.subscribe();
                    let seen = *rx.borrow_and_update().into_inner();
                    tx.send_modify(|n| **n += 1);
                    assert!(*rx.blocking_recv().unwrap() > seen);
                }
            });
        }
    });
    tx.blocking_closed();
    assert_eq!(**tx.borrow(), ROUNDS / 10 * 2);
}

fn is_send_and_sync<T: Send + Sync>(_: &T) {}
fn is_unpin<T: Unpin>(_: &T) {}

#[test]
fn ends_and_futures_go_to_other_threads() {
    let (tx, mut rx) = watch::channel(0);
    is_send_and_sync(&tx);
    is_send_and_sync(&rx);
    is_unpin(&rx);
    is_send_and_sync(&tx.closed());
    is_send_and_sync(&rx.receive(StateId::OLDEST));
    is_send_and_sync(&rx.changed());
    is_send_and_sync(&rx.recv());
    let mut channel = watch::Channel::new(0);
    let (tx, rx) = channel.split();
    is_send_and_sync(&tx);
    is_send_and_sync(&rx);
    assert_eq!(size_of_val(&rx), size_of::<usize>() + size_of::<StateId>());
    assert!(!format!("{tx:?} {rx:?} {:?}", tx.closed()).is_empty());
}

#[cfg(feature = "futures-core")]
mod streams {
    use super::*;
    use futures_core::Stream;
    use std::future::poll_fn;

    fn values<L: RawLock>() {
        let (tx, mut rx) = channel::<_, L>(0);
        let (wakes, waker) = Wakes::new();
        {
            let mut stream = pin!(rx.stream());
            let mut next = pin!(poll_fn(|cx| stream.as_mut().poll_next(cx)));
            assert!(poll_by(next.as_mut(), &waker).is_none());
            tx.send(1).unwrap();
            assert_eq!(wakes.count(), 1);
            assert_eq!(poll_by(next.as_mut(), &waker), Some(Some(1)));
            assert!(poll_by(next.as_mut(), &waker).is_none());
        }
        tx.send(2).unwrap();
        assert_eq!(wakes.count(), 1, "the dropped stream waits no more");
        let mut stream = Box::pin(rx.into_stream());
        let mut next = |waker: &Waker| stream.as_mut().poll_next(&mut Context::from_waker(waker));
        assert_eq!(next(&waker), Poll::Ready(Some(2)));
        assert_eq!(next(&waker), Poll::Pending);
        drop(tx);
        assert_eq!(next(&waker), Poll::Ready(None));
        assert_eq!(next(&waker), Poll::Ready(None));
        assert!(stream.is_terminated());
    }

    #[test]
    fn a_stream_yields_what_was_not_seen() {
        values::<StdLock>();
        values::<LocalLock>();
    }
}
