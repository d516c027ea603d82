//! C8: waiting, waking and cancelling allocate nothing; a combinator allocates as often as it says.

use super::Verdict;
use crate::allocator::allocations;
use crate::probe::Probe;
use crate::scene::Subject;
use crate::waiter::Waiter;

pub(super) fn waiting_allocates_nothing(subject: &Subject) -> Verdict {
    let n = subject.facts.at_most(10);
    let scene = (subject.set)(n);
    let mut waiters: Vec<_> = (0..n).map(|_| Waiter::new(&*scene)).collect();
    let other = Probe::new().waker();
    let ((), count) = allocations(|| {
        for waiter in &mut waiters {
            waiter.queue();
        }
        for waiter in &mut waiters {
            assert!(waiter.poll_with(&other).is_none());
            waiter.queue();
        }
        if n > 2 {
            waiters[n / 2].cancel();
        }
        while waiters.iter().any(Waiter::is_live) {
            scene.release();
            for waiter in waiters.iter_mut().filter(|waiter| waiter.is_live()) {
                drop(waiter.poll());
            }
        }
    });
    match subject.facts.allocates {
        None => assert_eq!(count, 0, "waiting allocated"),
        Some((most, why)) => {
            assert!(count <= n * most, "{n} futures allocated {count} times for {why}");
        }
    }
    Ok(())
}
