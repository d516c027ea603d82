//! Messages through descriptors.

use std::io::{self, Write};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use devices::messages::{Receiver, Sender, channel, pipe};
use wakeful::executor::LocalExecutor;
use wakeful::future::{Join, yield_now};
use wakeful::sync::Mutex;
use wakeful::time::timeout;

use crate::patience::{places, run, soon};

#[test]
fn messages_of_any_length_come_in_order_to_another_thread() {
    let (mut sender, mut receiver) = channel().unwrap();
    let message = |n: usize| vec![n as u8; (n * 7919) % 200_000];
    let sent = thread::spawn(move || {
        for n in 0..60 {
            run(sender.send(&message(n))).unwrap();
        }
    });
    for n in 0..60 {
        assert!(run(receiver.recv()).unwrap() == Some(message(n)));
    }
    assert_eq!(run(receiver.recv()).unwrap(), None);
    sent.join().unwrap();
}

#[test]
fn a_sender_waits_while_the_pipe_is_full_and_others_run() {
    let executor = LocalExecutor::new();
    let (mut sender, mut receiver) = channel().unwrap();
    let long = vec![7; 1 << 20];
    executor.run(soon(async {
        let sent = {
            let long = long.clone();
            executor.spawn(async move { sender.send(&long).await })
        };
        // The pipe is full after a few polls: the sender sleeps, and this does not.
        for _ in 0..100 {
            yield_now().await;
        }
        assert!(!sent.is_finished());
        assert!(receiver.recv().await.unwrap() == Some(long));
        sent.await.unwrap().unwrap();
    }));
}

#[test]
fn tasks_that_share_a_sender_do_not_mix_their_messages() {
    for place in places() {
        let (sender, mut receiver) = channel().unwrap();
        let sender = Arc::new(Mutex::new(sender));
        let task = |n: u8| {
            let sender = Arc::clone(&sender);
            async move {
                for round in 0..20 {
                    let message = vec![n; 3000 + round];
                    sender.lock().await.send(&message).await.unwrap();
                }
            }
        };
        place.run(soon(async {
            let tasks: Vec<_> = (0..8).map(|n| place.spawn(task(n))).collect();
            let mut next = [0; 8];
            for _ in 0..8 * 20 {
                let message = receiver.recv().await.unwrap().unwrap();
                let n = usize::from(message[0]);
                assert!(message.iter().all(|byte| usize::from(*byte) == n));
                assert_eq!(message.len(), 3000 + next[n]);
                next[n] += 1;
            }
            assert!(tasks.join().await.into_iter().all(|task| task.is_ok()));
        }));
    }
}

#[test]
fn a_send_that_is_dropped_halfway_leaves_whole_messages() {
    let (mut sender, mut receiver) = channel().unwrap();
    let long = vec![1; 300_000];
    let halfway = timeout(Duration::from_millis(5), sender.send(&long));
    assert!(run(halfway).is_err(), "a pipe does not hold so much");
    let both = async {
        let sent = async {
            sender.send(b"next").await.unwrap();
            drop(sender);
        };
        let received = async {
            let mut messages = Vec::new();
            while let Some(message) = receiver.recv().await.unwrap() {
                messages.push(message);
            }
            messages
        };
        (sent, received).join().await.1
    };
    let messages = run(both);
    assert!(messages == [long, b"next".to_vec()]);
}

#[test]
fn a_recv_that_is_dropped_halfway_loses_nothing() {
    let (mut sender, mut receiver) = channel().unwrap();
    let sent = thread::spawn(move || {
        for n in 0..50_u8 {
            run(sender.send(&vec![n; 20_000])).unwrap();
        }
    });
    for n in 0..50 {
        loop {
            let received = timeout(Duration::from_micros(50), receiver.recv());
            if let Ok(message) = run(received) {
                assert!(message.unwrap() == Some(vec![n; 20_000]));
                break;
            }
        }
    }
    sent.join().unwrap();
}

#[test]
fn the_end_of_the_other_side_is_told() {
    let (mut sender, receiver) = channel().unwrap();
    drop(receiver);
    assert_eq!(run(sender.send(b"x")).unwrap_err().kind(), io::ErrorKind::BrokenPipe);

    // The pipe is full, and the sender waits when the receiver goes.
    let (mut sender, receiver) = channel().unwrap();
    let gone = thread::spawn(move || {
        thread::sleep(Duration::from_millis(5));
        drop(receiver);
    });
    let error = run(sender.send(&vec![0; 1 << 20])).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
    gone.join().unwrap();
}

#[test]
fn a_stream_that_ends_in_a_message_is_an_error() {
    let (read, write) = pipe().unwrap();
    let mut receiver = Receiver::new(read).unwrap();
    let mut file = std::fs::File::from(write);
    file.write_all(&[5, 0, 0, 0, b'h', b'e']).unwrap();
    drop(file);
    assert_eq!(run(receiver.recv()).unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
}

#[test]
fn what_is_no_pipe_and_cannot_be_waited_for_is_refused() {
    let file = std::fs::File::open(env!("CARGO_MANIFEST_DIR").to_owned() + "/Cargo.toml").unwrap();
    let error = Sender::new(file.into()).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::Unsupported);
    assert!(error.to_string().contains("unblock"), "{error}");
}

#[cfg(target_os = "linux")]
mod mailbox {
    use std::pin::pin;

    use devices::messages::Mailbox;
    use wakeful::executor::block_on;

    use super::*;

    #[test]
    fn each_value_comes_to_one_of_many_who_wait() {
        for place in places() {
            let mailbox = Arc::new(Mailbox::new().unwrap());
            let reader = || {
                let mailbox = Arc::clone(&mailbox);
                async move {
                    let (mut sum, mut last) = (0, 0);
                    for _ in 0..100 {
                        let value = mailbox.next().await.unwrap();
                        assert!(value > last, "in order, as seen by each");
                        (sum, last) = (sum + value, value);
                    }
                    sum
                }
            };
            let sum = place.run(soon(async {
                let readers: Vec<_> = (0..5).map(|_| place.spawn(reader())).collect();
                let writer = thread::spawn({
                    let mailbox = Arc::clone(&mailbox);
                    move || (1..=500_u32).for_each(|n| mailbox.post(n).unwrap())
                });
                let sums = readers.join().await;
                writer.join().unwrap();
                sums.into_iter().map(Result::unwrap).sum::<u32>()
            }));
            assert_eq!(sum, 500 * 501 / 2);
        }
    }

    #[test]
    fn a_reader_that_is_dropped_takes_nothing_along() {
        let mailbox = Mailbox::new().unwrap();
        {
            let mut next = pin!(mailbox.next());
            assert!(block_on(timeout(Duration::from_millis(1), next.as_mut())).is_err());
            mailbox.post(7).unwrap();
        }
        assert_eq!(run(mailbox.next()).unwrap(), 7);
    }
}
