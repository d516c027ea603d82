//! C1 and C9 for values: what the user stores is dropped and cloned outside of any lock, may call
//! back, and may panic.

use std::future::Future;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use wakeful::sync::generic::{Mutex, OnceCell, RwLock};

use crate::caught::caught;
use crate::flavor::{self, Flavor, Visitor};
use crate::scene::now;
use crate::watched;

/// A value whose destructor calls back.
struct OnDrop<F: FnMut()>(F);

impl<F: FnMut()> Drop for OnDrop<F> {
    fn drop(&mut self) {
        if watched::user_code_runs() {
            (self.0)();
        }
    }
}

struct Values;

impl Visitor for Values {
    fn visit<F: Flavor>(&mut self) {
        watched::violations();
        a_value_that_is_replaced_may_lock::<F>();
        a_value_that_is_refused_may_call_back::<F>();
        a_closure_that_is_dropped_may_call_back::<F>();
        a_closure_that_panics_leaves_the_cell_empty::<F>();
        a_panic_unlocks::<F>();
        assert_eq!(watched::violations(), 0, "a value was used under a lock");
    }
}

#[test]
fn c1_c9_values_may_call_back_and_panic() {
    flavor::each_borrowed(&mut Values);
    flavor::each_owned(&mut Values);
}

type Callback = OnDrop<Box<dyn FnMut()>>;

fn callback(f: impl FnMut() + 'static) -> Callback {
    OnDrop(Box::new(f))
}

fn a_value_that_is_replaced_may_lock<F: Flavor>() {
    let mutex = Rc::new(Mutex::<Option<Callback>, F::Lock>::new(None));
    let again = mutex.clone();
    *now(mutex.lock()) = Some(callback(move || drop(again.try_lock())));
    let old = now(mutex.lock()).take();
    drop(old);
    let again = mutex.clone();
    *now(mutex.lock()) = Some(callback(move || assert!(again.try_lock().is_err())));
    *now(mutex.lock()) = None;
}

fn a_value_that_is_refused_may_call_back<F: Flavor>() {
    let cell = Rc::new(OnceCell::<Callback, F::Lock>::new());
    let again = cell.clone();
    let refused = callback(move || assert!(again.get().is_some()));
    assert!(cell.set(callback(|| ())).is_ok());
    drop(cell.set(refused));
}

fn a_closure_that_is_dropped_may_call_back<F: Flavor>() {
    let cell = Rc::new(OnceCell::<u32, F::Lock>::new());
    let again = cell.clone();
    // While it is being filled by the very future that is dropped.
    let inside = callback(move || assert!(again.set(1).is_err()));
    let mut filling = Box::pin(cell.get_or_init(async || {
        let _inside = inside;
        std::future::pending().await
    }));
    let mut context = Context::from_waker(Waker::noop());
    assert!(filling.as_mut().poll(&mut context).is_pending());
    drop(filling);
    assert_eq!(now(cell.get_or_init(async || 2)), cell.get().expect("full"));
}

fn a_closure_that_panics_leaves_the_cell_empty<F: Flavor>() {
    let cell = OnceCell::<u32, F::Lock>::new();
    let mut waiter = pin!(cell.get_or_init(async || 7));
    {
        let mut starts = false;
        let gate = std::future::poll_fn(|_| match std::mem::replace(&mut starts, true) {
            true => panic!("the closure panics, as it was told to"),
            false => Poll::Pending,
        });
        let mut filling = pin!(cell.get_or_init(|| gate));
        let mut context = Context::from_waker(Waker::noop());
        assert!(filling.as_mut().poll(&mut context).is_pending());
        assert!(waiter.as_mut().poll(&mut context).is_pending());
        assert!(caught(|| filling.as_mut().poll(&mut context).is_ready()).is_err());
    }
    assert_eq!(*now(waiter), 7);
}

fn a_panic_unlocks<F: Flavor>() {
    let mutex = Mutex::<u32, F::Lock>::new(0);
    assert!(caught(|| panic!("with {:?}", now(mutex.lock()))).is_err());
    assert!(mutex.try_lock().is_ok());
    let lock = RwLock::<u32, F::Lock>::new(0);
    assert!(caught(|| panic!("with {:?}", now(lock.write()))).is_err());
    assert!(lock.try_write().is_ok());
    let mutex = F::own(Mutex::<u32, F::Lock>::new(0));
    let held = F::hold_lock(&mutex);
    let panic = caught(move || {
        let _held = held;
        panic!("with a guard that owns its handle");
    });
    assert!(panic.is_err());
    assert!(mutex.try_lock().is_ok());
}
