//! Who sleeps where devices are changes all the time.

use std::io::Write;
use std::os::unix::net::UnixStream;
use std::pin::{Pin, pin};
use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::Duration;

use wakeful::channel::oneshot;
use wakeful::executor::{LocalExecutor, block_on};
use wakeful::future::{Join, Race};
use wakeful::reactor::Device;
use wakeful::time::{sleep, timeout};

use crate::alone::alone;
use crate::files::pair;
use crate::messages::{poll_once, receive, send, unique};
use crate::random::Random;
use crate::watch::{Steps, watched};

/// How often each thread does something.
const ROUNDS: u64 = 1500;
const LONG: Duration = Duration::from_secs(25);

type Postman = Sender<(UnixStream, u64)>;

/// One thread, which waits in every way there is; sometimes nobody has a device.
fn play(seed: u64, postman: &Postman, steps: &Steps) {
    let mut random = Random::new(seed);
    for _ in 0..ROUNDS {
        let (near, far) = pair();
        let device = Device::new(near).unwrap();
        let message = unique();
        let post = || postman.send((far.try_clone().unwrap(), message)).unwrap();
        match random.below(6) {
            // By a waker of this thread.
            0 => {
                post();
                assert_eq!(block_on(receive(&device)).unwrap(), Some(message));
            }
            // By wakers that nobody knows.
            1 => {
                let quiet = async {
                    sleep(Duration::from_micros(50)).await;
                };
                post();
                let (received, ()) = block_on((receive(&device), quiet).join());
                assert_eq!(received.unwrap(), Some(message));
            }
            // A timer ends the sleep.
            2 => {
                let short = Duration::from_micros(random.below(300));
                assert!(block_on(timeout(short, receive(&device))).is_err());
                post();
                assert_eq!(
                    block_on(timeout(LONG, receive(&device))).unwrap().unwrap(),
                    Some(message)
                );
            }
            // Somebody else's word does, and nothing of the device.
            3 => {
                let (tell, told) = oneshot::channel();
                let helper = thread::spawn(move || tell.send(message).unwrap());
                let quiet = async { receive(&device).await.unwrap().unwrap() };
                let heard = block_on((quiet, async { told.await.unwrap() }).race());
                assert_eq!(heard, message);
                helper.join().unwrap();
            }
            // Begun here, and ended there.
            4 => {
                let mut read = Box::pin(async move { receive(&device).await });
                assert!(block_on(poll_once(read.as_mut())).is_pending());
                let there = thread::spawn(move || block_on(read));
                post();
                assert_eq!(there.join().unwrap().unwrap(), Some(message));
            }
            _ => {
                let executor = LocalExecutor::new();
                let task = executor.spawn(async move { receive(&device).await });
                let timer = executor.spawn(sleep(Duration::from_micros(random.below(100))));
                post();
                let received = executor.run(async {
                    timer.await.unwrap();
                    task.await.unwrap()
                });
                assert_eq!(received.unwrap(), Some(message));
            }
        }
        steps.one_more();
    }
}

#[test]
fn nobody_is_forgotten_while_the_one_in_charge_changes() {
    // So that at times there is no device in the process.
    alone("charge::nobody_is_forgotten_while_the_one_in_charge_changes", || {
        watched(|steps| {
            let (postman, letters) = channel::<(UnixStream, u64)>();
            let post = thread::spawn(move || {
                for (mut to, message) in letters {
                    // Whoever was to get it may have left.
                    let _ = to.write(&message.to_ne_bytes());
                }
            });
            for players in [1, 2, 4] {
                let play = |seed| {
                    let (postman, steps) = (postman.clone(), steps.clone());
                    thread::spawn(move || play(seed, &postman, &steps))
                };
                let players: Vec<_> = (0..players).map(play).collect();
                players.into_iter().for_each(|player| player.join().unwrap());
            }
            drop(postman);
            post.join().unwrap();
        });
    });
}

/// A device whose task is not polled any more holds up nobody.
#[test]
fn a_device_that_nobody_polls_holds_up_nobody() {
    alone("charge::a_device_that_nobody_polls_holds_up_nobody", || {
        watched(|_| {
            let (near, far) = pair();
            let idle = Device::new(near).unwrap();
            let mut left: Pin<Box<_>> = Box::pin(receive(&idle));
            assert!(block_on(poll_once(left.as_mut())).is_pending());
            // It is told, and does not care.
            send(&far, 1);
            thread::scope(|scope| {
                for _ in 0..2 {
                    scope.spawn(|| {
                        for message in 0..200 {
                            let (near, far) = pair();
                            let device = Device::new(near).unwrap();
                            let mut read = pin!(receive(&device));
                            assert!(block_on(poll_once(read.as_mut())).is_pending());
                            let there = thread::spawn(move || {
                                send(&far, message);
                                far
                            });
                            assert_eq!(
                                block_on(timeout(LONG, read)).unwrap().unwrap(),
                                Some(message)
                            );
                            drop(there.join().unwrap());
                        }
                    });
                }
            });
            assert_eq!(block_on(left).unwrap(), Some(1));
        });
    });
}
