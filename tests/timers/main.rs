//! Timers against a model.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Waker};
use std::time::Duration;

use wakeful::time::local;

#[test]
fn smoke() {
    let clock = local::MockClock::new();
    let timers = local::Timers::<_>::new(&clock);
    let mut cx = Context::from_waker(Waker::noop());
    let mut sleeps: Vec<_> =
        [5, 3, 9, 3, 1, 7].map(|n| Box::pin(timers.sleep(Duration::from_nanos(n)))).into();
    for sleep in &mut sleeps {
        assert!(sleep.as_mut().poll(&mut cx).is_pending());
    }
    assert_eq!(clock.alarm(), Some(1));
    clock.set(4);
    assert_eq!(timers.check_expirations(), Some(5));
    sleeps[0].as_mut().reset(20);
    drop(sleeps.pop());
    assert_eq!(timers.check_expirations(), Some(9));
    clock.set(9);
    assert_eq!(timers.next_expiration(), Some(9));
    assert_eq!(timers.check_expirations(), Some(20));
    clock.set(20);
    assert_eq!(timers.check_expirations(), None);
    for sleep in &mut sleeps {
        assert!(sleep.as_mut().poll(&mut cx).is_ready());
    }
    let _ = pin!(timers.sleep_until(3));
}
