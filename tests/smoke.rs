//! Smoke.
use std::sync::Arc;
use wakeful::executor::block_on;
use wakeful::sync::*;

#[test]
fn threads_count_with_a_mutex() {
    let m = Arc::new(Mutex::new(0u32));
    let n = if cfg!(miri) { 20 } else { 20000 };
    let hs: Vec<_> = (0..4)
        .map(|_| {
            let m = m.clone();
            std::thread::spawn(move || {
                for _ in 0..n {
                    block_on(async {
                        *m.lock().await += 1;
                    })
                }
            })
        })
        .collect();
    for h in hs {
        h.join().unwrap();
    }
    assert_eq!(*m.try_lock().unwrap(), 4 * n);
}
#[test]
fn sizes() {
    println!(
        "Mutex<u32> {} Lock {} guard {} ",
        size_of::<Mutex<u32>>(),
        size_of_val(&Mutex::new(0u32).lock()),
        size_of::<MutexGuard<u32>>()
    );
    let s = Semaphore::new(1);
    println!("Semaphore {} Acquire {}", size_of::<Semaphore>(), size_of_val(&s.acquire()));
    println!("wait {}", size_of_val(&ManualResetEvent::new(false).wait()));
    println!("barrier wait {}", size_of_val(&Barrier::new(2).wait()));
}
#[test]
fn condvar_all() {
    let m = Arc::new(Mutex::new(0u32));
    let c = Arc::new(Condvar::new());
    let hs: Vec<_> = (0..4)
        .map(|_| {
            let (m, c) = (m.clone(), c.clone());
            std::thread::spawn(move || {
                block_on(async {
                    let g = m.lock().await;
                    let mut g = c.wait_while(g, |v| *v == 0).await;
                    *g += 1;
                })
            })
        })
        .collect();
    std::thread::sleep(std::time::Duration::from_millis(20));
    *m.blocking_lock() = 1;
    c.notify_all();
    for h in hs {
        h.join().unwrap();
    }
    assert_eq!(*m.try_lock().unwrap(), 5);
}
#[test]
fn tree() {
    let a = OwnedCancellationToken::new();
    let b = a.child_token();
    let c = b.child_token();
    let d = c.clone();
    let t = std::thread::spawn(move || block_on(d.cancelled()));
    a.cancel();
    t.join().unwrap();
    assert!(c.is_cancelled());
    drop(a);
    drop(b);
    drop(c);
}
