//! The two ends in two threads.

use std::thread;
use std::time::{Duration, Instant};

use wakeful::channel::{RecvError, RecvTimeoutError, oneshot};
use wakeful::executor::block_on;

const ROUNDS: usize = if cfg!(miri) { 8 } else { 2000 };

#[test]
fn a_value_crosses_threads_and_is_dropped_once() {
    for n in 0..ROUNDS {
        let (tx, rx) = oneshot::channel::<String>();
        let sender = thread::spawn(move || tx.send(n.to_string()));
        assert_eq!(block_on(rx), Ok(n.to_string()));
        sender.join().unwrap().unwrap();
    }
}

#[test]
fn ends_that_go_in_two_threads_free_the_block_once() {
    for n in 0..ROUNDS {
        let (mut tx, mut rx) = oneshot::channel::<String>();
        let sender = thread::spawn(move || match n % 3 {
            0 => drop(tx),
            1 => block_on(tx.closed()),
            _ => {
                assert!(tx.send(n.to_string()).map_or_else(|back| back == n.to_string(), |()| true))
            }
        });
        match n % 4 {
            0 => drop(rx),
            1 => rx.close(),
            // Nothing but its end is waited for.
            _ if n % 3 == 1 => drop(rx),
            2 => drop(rx.try_recv()),
            _ => drop(block_on(rx)),
        }
        sender.join().unwrap();
    }
}

#[test]
fn a_byte_crosses_threads() {
    for n in 0..ROUNDS {
        let (tx, mut rx) = oneshot::lite::channel::<bool>();
        let sender = thread::spawn(move || n % 3 != 0 && tx.send(true).is_ok());
        match n % 4 {
            0 => drop(rx),
            1 => rx.close(),
            2 => drop(rx.try_recv()),
            _ => assert_eq!(block_on(rx).is_ok(), n % 3 != 0),
        }
        sender.join().unwrap();
    }
}

#[test]
fn a_borrowed_channel_is_used_by_threads_again_and_again() {
    let mut channel = oneshot::Oneshot::new();
    let mut lite = oneshot::lite::Oneshot::new();
    for n in 0..ROUNDS / 4 {
        let (tx, rx) = channel.split();
        let (done, is_done) = lite.split();
        thread::scope(|s| {
            s.spawn(move || {
                tx.send(n).unwrap();
                done.send(()).unwrap();
            });
            assert_eq!(is_done.blocking_recv(), Ok(()));
            assert_eq!(rx.blocking_recv(), Ok(n));
        });
    }
}

#[test]
fn a_thread_waits_and_gives_up_in_time() {
    let (tx, mut rx) = oneshot::channel();
    let start = Instant::now();
    let timeout = Duration::from_millis(20);
    assert_eq!(rx.blocking_recv_timeout(timeout), Err(RecvTimeoutError::Timeout));
    assert!(start.elapsed() >= timeout);
    tx.send(1).unwrap();
    assert_eq!(rx.blocking_recv_timeout(Duration::MAX), Ok(1));
    assert_eq!(rx.blocking_recv_timeout(Duration::ZERO), Err(RecvTimeoutError::Closed));
    assert_eq!(rx.blocking_recv(), Err(RecvError));

    let (tx, mut rx) = oneshot::lite::channel();
    assert_eq!(rx.blocking_recv_timeout(timeout), Err(RecvTimeoutError::Timeout));
    tx.send(true).unwrap();
    assert_eq!(rx.blocking_recv_timeout(Duration::MAX), Ok(true));
    assert_eq!(rx.blocking_recv_timeout(Duration::ZERO), Err(RecvTimeoutError::Closed));
}

#[test]
fn ends_are_send_where_the_value_is() {
    fn is_send<T: Send + Unpin>() {}
    is_send::<oneshot::Sender<std::cell::Cell<u8>>>();
    is_send::<oneshot::Receiver<std::cell::Cell<u8>>>();
    is_send::<oneshot::BorrowedReceiver<'static, std::cell::Cell<u8>>>();
    is_send::<oneshot::BorrowedSender<'static, (u8, std::marker::PhantomPinned)>>();
    is_send::<oneshot::lite::Receiver<bool>>();
}
