//! Each side by itself.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::task::Poll;

use wakeful::channel::generic::oneshot::{Oneshot, lite};
use wakeful::channel::{RecvError, TryRecvError, oneshot};
use wakeful::lock::{LocalLock, RawLock, StdLock};

use super::probe::{Census, Probe, Third, Tracked};

#[test]
fn what_is_put_is_taken_again_and_again() {
    fn play<L: RawLock>() {
        let census = Census::new();
        let channel = Oneshot::<Tracked, L>::new();
        for _ in 0..3 {
            assert!(channel.is_empty());
            // SAFETY: this test alone sends.
            unsafe { channel.put(census.value()) };
            assert!(!channel.is_empty());
            // SAFETY: this test alone receives.
            drop(unsafe { channel.take() }.unwrap());
            // SAFETY: likewise.
            assert!(unsafe { channel.take() }.is_none());
        }
        // SAFETY: this test alone sends.
        unsafe { channel.put(census.value()) };
        let full = catch_unwind(AssertUnwindSafe(|| {
            // SAFETY: likewise.
            unsafe { channel.put(census.value()) };
        }));
        assert!(full.is_err());
        assert_eq!(census.alive(), 1);
        drop(channel);
        assert_eq!(census.alive(), 0);
    }
    play::<LocalLock>();
    play::<StdLock>();
    play::<Third>();
}

#[test]
fn a_receiver_that_waits_is_woken_by_a_put() {
    fn play<L: RawLock>() {
        let channel = Oneshot::<u32, L>::new();
        let task = Probe::new();
        for n in 1..4 {
            // SAFETY: the last one is gone.
            let mut rx = unsafe { channel.receiver() };
            assert!(task.poll(&mut rx).is_pending());
            // SAFETY: this test alone sends.
            unsafe { channel.put(n) };
            assert_eq!(task.wakes(), n as usize);
            assert_eq!(task.poll(&mut rx), Poll::Ready(Ok(n)));
            assert_eq!(task.poll(&mut rx), Poll::Ready(Err(RecvError)));
        }
        assert_eq!(task.held(), 0);
    }
    play::<LocalLock>();
    play::<StdLock>();
    play::<Third>();
}

#[test]
fn ends_are_made_one_by_one_and_start_over() {
    fn play<L: RawLock>() {
        let channel = Oneshot::<u32, L>::new();
        for n in 0..3 {
            // SAFETY: the last one is gone.
            let tx = unsafe { channel.sender() };
            // SAFETY: likewise.
            let mut rx = unsafe { channel.receiver() };
            assert!(!tx.is_closed());
            assert_eq!(rx.try_recv(), Err(TryRecvError::Empty));
            assert_eq!(tx.send(n), Ok(()));
            assert_eq!(rx.try_recv(), Ok(n));
            assert_eq!(rx.try_recv(), Err(TryRecvError::Closed));
        }
        // SAFETY: the last one is gone.
        let tx = unsafe { channel.sender() };
        assert!(tx.is_closed(), "the receiver is gone until it is made again");
        assert_eq!(tx.send(4), Err(4));
        // SAFETY: the last one is gone.
        let mut rx = unsafe { channel.receiver() };
        assert_eq!(rx.try_recv(), Err(TryRecvError::Closed), "the sender is gone");
        // SAFETY: the last one is gone.
        let tx = unsafe { channel.sender() };
        // SAFETY: likewise.
        let rx = unsafe { channel.receiver() };
        assert_eq!(tx.send(5), Ok(()));
        assert!(
            catch_unwind(AssertUnwindSafe(|| {
                // SAFETY: the last one is gone.
                drop(unsafe { channel.sender() })
            }))
            .is_err()
        );
        drop(rx);
        assert!(channel.is_empty());
    }
    play::<LocalLock>();
    play::<StdLock>();
    play::<Third>();
}

#[test]
fn a_lite_one_does_likewise() {
    fn play<L: RawLock>() {
        let channel = lite::Oneshot::<bool, L>::new();
        let task = Probe::new();
        for n in 1..4 {
            // SAFETY: the last one is gone.
            let mut rx = unsafe { channel.receiver() };
            assert!(task.poll(&mut rx).is_pending());
            // SAFETY: this test alone sends.
            unsafe { channel.put(true) };
            assert_eq!(task.wakes(), n);
            assert!(!channel.is_empty());
            assert_eq!(task.poll(&mut rx), Poll::Ready(Ok(true)));
            // SAFETY: this test alone sends; the receiver is done.
            unsafe { channel.put(false) };
            assert!(
                catch_unwind(AssertUnwindSafe(|| {
                    // SAFETY: likewise.
                    unsafe { channel.put(true) }
                }))
                .is_err()
            );
            // SAFETY: the receiver is done.
            assert_eq!(unsafe { channel.take() }, Some(false));
            // SAFETY: likewise.
            assert_eq!(unsafe { channel.take() }, None);
        }
        for n in [false, true] {
            // SAFETY: the last one is gone.
            let tx = unsafe { channel.sender() };
            // SAFETY: likewise.
            let mut rx = unsafe { channel.receiver() };
            assert_eq!(tx.send(n), Ok(()));
            assert_eq!(rx.try_recv(), Ok(n));
        }
        // SAFETY: the last one is gone.
        let tx = unsafe { channel.sender() };
        assert!(tx.is_closed());
        assert_eq!(tx.send(true), Err(true));
        assert_eq!(task.held(), 0);
    }
    play::<LocalLock>();
    play::<StdLock>();
    play::<Third>();
}

#[test]
fn a_static_is_split_once() {
    static CHANNEL: oneshot::Oneshot<u32> = oneshot::Oneshot::new();
    static LITE: oneshot::lite::Oneshot<bool> = oneshot::lite::Oneshot::new();
    let (tx, mut rx) = CHANNEL.split_static();
    assert!(catch_unwind(|| drop(CHANNEL.split_static())).is_err());
    std::thread::spawn(move || tx.send(7)).join().unwrap().unwrap();
    assert_eq!(rx.try_recv(), Ok(7));
    assert!(catch_unwind(|| drop(CHANNEL.split_static())).is_err());
    let (tx, mut rx) = LITE.split_static();
    assert!(catch_unwind(|| drop(LITE.split_static())).is_err());
    tx.send(true).unwrap();
    assert_eq!(rx.try_recv(), Ok(true));
    assert!(catch_unwind(|| drop(LITE.split_static())).is_err());
}
