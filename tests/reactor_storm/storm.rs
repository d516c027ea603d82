//! Many devices that come and go on several executors at once: each message arrives, none at the wrong place.

use std::env;
use std::future::poll_fn;
use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::pin::pin;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::task::{Context, Waker};
use std::thread;
use std::time::{Duration, Instant};

use wakeful::executor::{LocalExecutor, ThreadPool, block_on};
use wakeful::future::yield_now;
use wakeful::reactor::Device;
use wakeful::time::{sleep, timeout};

use crate::alone::alone;
use crate::files::{is_nonblocking, number, open, pair};
use crate::messages::{drain, fill, poll_once, receive, send, unique};
use crate::random::Random;
use crate::watch::{Steps, watched};

/// Devices that come and go in this run.
fn cycles() -> u64 {
    match () {
        () if env::var_os("WAKEFUL_SOAK").is_some() => 1_000_000,
        () if cfg!(debug_assertions) => 10_000,
        () => 100_000,
    }
}

/// Writes what it is told to, a little later.
type Postman = Sender<(UnixStream, u64)>;

/// One of those who make devices, in whichever executor.
struct Guest {
    random: Random,
    postman: Postman,
    pool: Arc<ThreadPool>,
    steps: Steps,
}

#[test]
fn in_a_storm_of_descriptors_no_message_is_lost_and_no_file_is_left_open() {
    const NAME: &str =
        "storm::in_a_storm_of_descriptors_no_message_is_lost_and_no_file_is_left_open";
    // Others open files, too.
    alone(NAME, || {
        // What the process opens once and keeps.
        block_on(one_message());
        let before = open();
        let start = Instant::now();
        let done = watched(|steps| {
            storm(cycles(), &steps);
            steps.done()
        });
        println!("{done} devices came and went in {:?}", start.elapsed());
        assert!(done >= cycles());
        assert_eq!(open(), before, "descriptors were left open");
    });
}

async fn one_message() {
    let (near, far) = pair();
    let device = Device::new(near).unwrap();
    let mut read = pin!(receive(&device));
    assert!(poll_once(read.as_mut()).await.is_pending());
    send(&far, 7);
    assert_eq!(timeout(Duration::from_secs(30), read).await.unwrap().unwrap(), Some(7));
}

fn storm(cycles: u64, steps: &Steps) {
    let (postman, letters) = channel::<(UnixStream, u64)>();
    let post = thread::spawn(move || {
        for (mut to, message) in letters {
            // Whoever was to get it may have left.
            let _ = to.write(&message.to_ne_bytes());
        }
    });
    let pool = Arc::new(ThreadPool::builder().threads(2).build().unwrap());
    let mut seed = 0;
    let mut guest = || {
        seed += 1;
        let (postman, pool) = (postman.clone(), pool.clone());
        Guest { random: Random::new(seed), postman, pool, steps: steps.clone() }
    };
    // One alone, two on one thread, two in the pool.
    let share = cycles.div_ceil(5);
    let (alone, one, two, three, four) = (guest(), guest(), guest(), guest(), guest());
    let alone = thread::spawn(move || block_on(alone.visit(share)));
    let local = thread::spawn(move || {
        let executor = LocalExecutor::new();
        let tasks = [one, two].map(|guest| executor.spawn(guest.visit(share)));
        executor.run(async {
            for task in tasks {
                task.await.unwrap();
            }
        });
    });
    for task in [three, four].map(|guest| pool.spawn(guest.visit(share))) {
        block_on(task).unwrap();
    }
    alone.join().unwrap();
    local.join().unwrap();
    drop(postman);
    post.join().unwrap();
    // The last handle: it waits for its threads.
    drop(Arc::into_inner(pool).expect("all guests have left"));
}

impl Guest {
    async fn visit(mut self, cycles: u64) {
        for _ in 0..cycles {
            match self.random.below(16) {
                0 | 1 => self.receives().await,
                2 => self.leaves_while_it_waits().await,
                3 => self.leaves_a_message_unread().await,
                4 => self.has_a_twin().await,
                5 => self.closes_behind_the_back().await,
                6 => self.asks_twice().await,
                7 => self.takes_it_back().await,
                8 => self.keeps_it_blocking().await,
                9 => self.waits_in_both_directions().await,
                10 => self.is_hung_up_on().await,
                11 => self.is_cancelled_in_the_pool().await,
                12 => self.has_little_time().await,
                13 => self.has_many_readers().await,
                14 => self.is_polled_by_hand().await,
                _ => self.is_swapped().await,
            }
            self.steps.one_more();
        }
    }

    /// Writes a message to `far`: now, or later and from another thread.
    fn post(&mut self, far: &UnixStream) -> u64 {
        let message = unique();
        match self.random.below(2) {
            0 => send(far, message),
            _ => self.postman.send((far.try_clone().unwrap(), message)).unwrap(),
        }
        message
    }

    /// Sees a message arrive that comes before or after somebody waits for it.
    async fn expect(&mut self, device: &Device<UnixStream>, far: &UnixStream) {
        let early = (self.random.below(2) == 0).then(|| self.post(far));
        let mut read = pin!(receive(device));
        let (message, received) = match early {
            Some(message) => (message, read.await),
            None => {
                let first = poll_once(read.as_mut()).await;
                assert!(first.is_pending(), "somebody else's message was read: {first:?}");
                if self.random.below(4) == 0 {
                    yield_now().await;
                }
                (self.post(far), read.await)
            }
        };
        assert_eq!(received.unwrap(), Some(message));
    }

    async fn receives(&mut self) {
        let (near, far) = pair();
        let device = Device::new(near).unwrap();
        for _ in 0..=self.random.below(2) {
            self.expect(&device, &far).await;
        }
    }

    async fn leaves_while_it_waits(&mut self) {
        let (near, far) = pair();
        let device = Device::new(near).unwrap();
        let mut first = Box::pin(device.readable());
        let mut second = Box::pin(receive(&device));
        assert!(poll_once(first.as_mut()).await.is_pending(), "ready for nothing");
        assert!(poll_once(second.as_mut()).await.is_pending());
        match self.random.below(3) {
            // The event may be on its way.
            0 => drop(self.post(&far)),
            1 => drop(far),
            _ => {}
        }
        if self.random.below(2) == 0 {
            drop(first);
            drop(second);
        } else {
            drop(second);
            drop(first);
        }
    }

    /// Whoever gets the number of the descriptor next must not take that message for its own.
    async fn leaves_a_message_unread(&mut self) {
        let (near, far) = pair();
        let device = Device::new(near).unwrap();
        send(&far, unique());
        if self.random.below(2) == 0 {
            device.readable().await.unwrap();
        }
        drop(device);
        drop(far);
        let (near, far) = pair();
        let device = Device::new(near).unwrap();
        let ready = pin!(device.readable());
        assert!(poll_once(ready).await.is_pending(), "ready for the one before");
        self.expect(&device, &far).await;
    }

    /// Two descriptors of one end: either is told, one receives.
    async fn has_a_twin(&mut self) {
        let (near, far) = pair();
        let twin = Device::new(near.try_clone().unwrap()).unwrap();
        let device = Device::new(near).unwrap();
        let mut ready = Box::pin(twin.readable());
        assert!(poll_once(ready.as_mut()).await.is_pending());
        let message = self.post(&far);
        ready.await.unwrap();
        assert_eq!(receive(&device).await.unwrap(), Some(message));
        drop(device);
        // The end is still open, and blocks now: who is left would hang in a read.
        twin.get_ref().set_nonblocking(true).unwrap();
        self.expect(&twin, &far).await;
    }

    /// The descriptor is closed while its device knows nothing of it, and its number is taken again.
    async fn closes_behind_the_back(&mut self) {
        let (near, far) = pair();
        let mut old = Device::new(near).unwrap();
        let (other, other_far) = pair();
        drop(std::mem::replace(old.get_mut(), other));
        drop(far);
        let (near, far) = pair();
        let new = Device::new(near).unwrap();
        let mut read = pin!(receive(&new));
        assert!(poll_once(read.as_mut()).await.is_pending(), "it has somebody else's message");
        drop(old);
        drop(other_far);
        let message = self.post(&far);
        assert_eq!(read.await.unwrap(), Some(message));
    }

    async fn asks_twice(&mut self) {
        let (near, far) = pair();
        let device = Device::new(&near).unwrap();
        let again = Device::new(&near).map(drop);
        assert_eq!(again.unwrap_err().kind(), std::io::ErrorKind::AlreadyExists);
        assert!(is_nonblocking(&near), "a refusal has changed the mode");
        let mut ready = pin!(device.readable());
        assert!(poll_once(ready.as_mut()).await.is_pending());
        self.post(&far);
        ready.await.unwrap();
    }

    async fn takes_it_back(&mut self) {
        let (near, far) = pair();
        let (is, was) = (number(&near), self.random.below(2) == 0);
        near.set_nonblocking(was).unwrap();
        let device = Device::new(near).unwrap();
        self.expect(&device, &far).await;
        let near = device.into_inner().unwrap();
        assert_eq!((number(&near), is_nonblocking(&near)), (is, was));
        let device = Device::new(near).unwrap();
        self.expect(&device, &far).await;
    }

    async fn keeps_it_blocking(&mut self) {
        let (near, far) = pair();
        let device = Device::keep_blocking(near).unwrap();
        assert!(!is_nonblocking(device.get_ref()));
        self.expect(&device, &far).await;
        assert!(!is_nonblocking(device.get_ref()));
    }

    async fn waits_in_both_directions(&mut self) {
        let (near, far) = pair();
        let device = Device::new(near).unwrap();
        let len = fill(device.get_ref());
        let mut reads = Box::pin(receive(&device));
        let mut writes = Box::pin(device.writable());
        assert!(poll_once(reads.as_mut()).await.is_pending());
        assert!(poll_once(writes.as_mut()).await.is_pending(), "it is full");
        match self.random.below(3) {
            0 => {
                drain(&far, len);
                writes.await.unwrap();
                let message = self.post(&far);
                assert_eq!(reads.await.unwrap(), Some(message));
            }
            1 => {
                let message = self.post(&far);
                assert_eq!(reads.await.unwrap(), Some(message));
                drain(&far, len);
                writes.await.unwrap();
            }
            _ => {}
        }
    }

    async fn is_hung_up_on(&mut self) {
        let (near, far) = pair();
        let device = Device::new(near).unwrap();
        let mut read = pin!(receive(&device));
        let message = (self.random.below(2) == 0).then(|| {
            let message = unique();
            send(&far, message);
            message
        });
        if message.is_none() {
            assert!(poll_once(read.as_mut()).await.is_pending());
        }
        drop(far);
        assert_eq!(read.await.unwrap(), message);
        assert_eq!(receive(&device).await.unwrap(), None);
        device.writable().await.unwrap();
    }

    async fn is_cancelled_in_the_pool(&mut self) {
        let (near, far) = pair();
        let task = self.pool.spawn(async move {
            let device = Device::new(near).unwrap();
            receive(&device).await.unwrap()
        });
        if self.random.below(2) == 0 {
            yield_now().await;
        }
        let message = self.post(&far);
        if self.random.below(2) == 0 {
            drop(task);
        } else {
            assert_eq!(task.await.unwrap(), Some(message));
        }
    }

    async fn has_little_time(&mut self) {
        let (near, far) = pair();
        let device = Device::new(near).unwrap();
        let short = Duration::from_micros(self.random.below(200));
        assert!(timeout(short, receive(&device)).await.is_err(), "nothing was sent");
        sleep(short / 2).await;
        self.expect(&device, &far).await;
    }

    /// Several tasks, each of which takes one message.
    async fn has_many_readers(&mut self) {
        let (near, far) = pair();
        let device = Arc::new(Device::new(near).unwrap());
        let read = |_| {
            let device = device.clone();
            self.pool.spawn(async move { receive(&device).await.unwrap().unwrap() })
        };
        let readers: Vec<_> = (0..3).map(read).collect();
        if self.random.below(2) == 0 {
            yield_now().await;
        }
        let mut sent: Vec<_> = readers.iter().map(|_| self.post(&far)).collect();
        let mut received = Vec::new();
        for reader in readers {
            received.push(reader.await.unwrap());
        }
        sent.sort_unstable();
        received.sort_unstable();
        assert_eq!(received, sent);
    }

    /// By the form that keeps one waker: that of the last task that asked.
    async fn is_polled_by_hand(&mut self) {
        let (near, far) = pair();
        let device = Device::new(near).unwrap();
        // The waker of another one, which is forgotten.
        let ready = |write: bool| {
            let mut other = Context::from_waker(Waker::noop());
            if write { device.poll_writable(&mut other) } else { device.poll_readable(&mut other) }
        };
        assert!(ready(false).is_pending(), "ready for nothing");
        let by_hand = poll_fn(|context| {
            let mut bytes = [0; 8];
            device
                .poll_read_with(context, |mut stream| stream.read(&mut bytes))
                .map(|read| read.map(|len| (len, u64::from_ne_bytes(bytes))))
        });
        let mut by_hand = pin!(by_hand);
        assert!(poll_once(by_hand.as_mut()).await.is_pending());
        let message = self.post(&far);
        assert_eq!(by_hand.await.unwrap(), (8, message));
        assert!(ready(true).is_ready());
    }

    /// The descriptor lives on, without its device.
    async fn is_swapped(&mut self) {
        let (near, far) = pair();
        let (other, other_far) = pair();
        let mut device = Device::new(near).unwrap();
        let near = std::mem::replace(device.get_mut(), other);
        if self.random.below(2) == 0 {
            // Something for nobody.
            send(&far, unique());
            drop(device);
            drop(far);
            drop(near);
        } else {
            drop(device);
            let device = Device::new(near).unwrap();
            self.expect(&device, &far).await;
        }
        drop(other_far);
    }
}
