//! Many tasks, many polls. In a soak, a million that live at a time, and a hundred million polls.

use std::env;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};

use wakeful::executor::{Shutdown, block_on};

use super::support::{Alive, LONG, pool};

const SEED: u64 = 0x9e37_79b9_7f4a_7c15;

fn sizes() -> (usize, usize) {
    match env::var_os("WAKEFUL_SOAK") {
        Some(_) => (1_000_000, 100_000_000),
        None => (5_000, 100_000),
    }
}

/// Numbers that look random.
fn random(state: &mut u64) -> usize {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    (*state >> 11) as usize
}

/// All tasks live at a time; each poll wakes some task or the own one, drawn from a fixed seed, until there were
/// enough polls. A wake-up that is lost stops it all.
#[test]
fn a_crowd_of_tasks_wake_each_other() {
    let (tasks, polls) = sizes();
    let pool = pool(2);
    let wakers: Arc<[Mutex<Option<Waker>>]> = (0..tasks).map(|_| Mutex::new(None)).collect();
    let (polled, alive) = (Arc::new(AtomicUsize::new(0)), Alive::default());
    let handles: Vec<_> = (0..tasks)
        .map(|me| {
            let (wakers, polled, alive) = (wakers.clone(), polled.clone(), alive.clone());
            let mut state = SEED ^ (me as u64 + 1).wrapping_mul(0x2545_f491_4f6c_dd1d);
            pool.spawn(std::future::poll_fn(move |cx| {
                let _alive = &alive;
                if polled.fetch_add(1, Ordering::Relaxed) >= polls {
                    return Poll::Ready(());
                }
                *wakers[me].lock().unwrap() = Some(cx.waker().clone());
                let next = random(&mut state);
                if next % 4 == 0 {
                    let other = wakers[next % wakers.len()].lock().unwrap().clone();
                    other.into_iter().for_each(Waker::wake);
                }
                cx.waker().wake_by_ref();
                Poll::Pending
            }))
        })
        .collect();
    for handle in handles {
        block_on(handle).unwrap();
    }
    assert!(polled.load(Ordering::Relaxed) >= polls);
    pool.shutdown(Shutdown::Wait(LONG));
    assert_eq!(alive.count(), 0);
}
