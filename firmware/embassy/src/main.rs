//! Everything waits in tasks of embassy's executors: one in thread mode, and one that interrupts it.

#![no_std]
#![no_main]

use core::future::pending;
use core::time::Duration;

use board::{Line, Tests, Tick, TickClock};
use embassy_executor::{Executor, InterruptExecutor};
use wakeful::channel::critical::{mpsc, oneshot, spsc};
use wakeful::future::{Join, Race, yield_now};
use wakeful::sync::critical::{CancellationToken, Latch, ManualResetEvent, Mutex, Semaphore};
use wakeful::time::critical::Timers;

/// Tasks of this one run inside an interrupt: between any two instructions of the others.
static URGENT: InterruptExecutor = InterruptExecutor::new();
static TIMERS: Timers<TickClock> = Timers::new(TickClock);

const ROUNDS: u32 = 200;
const WORKERS: u32 = 3;
const WORDS_EACH: u32 = 50;

static TOTAL: Mutex<u32> = Mutex::new(0);
static WORKED: Latch = Latch::new(WORKERS as usize);
static GO: ManualResetEvent = ManualResetEvent::new(false);
static ROOM: Semaphore = Semaphore::new(2);
static STOP: CancellationToken = CancellationToken::new();
static SAMPLES: spsc::Channel<u32, 4> = spsc::Channel::new();
static WORDS: mpsc::Channel<u32, 2> = mpsc::Channel::new();
static ANSWER: oneshot::Oneshot<u32> = oneshot::Oneshot::new();

type Samples = spsc::BorrowedReceiver<'static, u32, 4>;
type Words = mpsc::BorrowedReceiver<'static, u32, 2>;
type Author = mpsc::BorrowedSender<'static, u32, 2>;
type Answer = oneshot::BorrowedReceiver<'static, u32>;

#[board::entry]
fn main() -> ! {
    board::start_ticks(Tick {
        cycles: 20_000,
        listener: Some(|| {
            TIMERS.check_expirations();
        }),
    });
    // The line is what embassy pends, and what it is called by.
    Line::C.listen(|| {
        // SAFETY: the handler of the interrupt that `start` was given.
        unsafe { URGENT.on_interrupt() };
    });
    let (to, samples) = SAMPLES.split_static();
    let (author_to, words) = WORDS.split_static();
    let (answer_to, answer) = ANSWER.split_static();

    let urgent = URGENT.start(Line::C);
    urgent.spawn(worker(0).expect(FREE));
    urgent.spawn(sampler(to, answer_to).expect(FREE));
    urgent.spawn(author(0, author_to.clone()).expect(FREE));
    let executor = cortex_m::singleton!(EXECUTOR: Executor = Executor::new()).expect("only once");
    executor.run(|spawner| {
        spawner.spawn(worker(1).expect(FREE));
        spawner.spawn(worker(2).expect(FREE));
        spawner.spawn(author(1, author_to).expect(FREE));
        spawner.spawn(tests(samples, words, answer).expect(FREE));
    })
}

const FREE: &str = "the task is free";

/// Adds to the total, and lets others come while it has the lock.
#[embassy_executor::task(pool_size = 3)]
async fn worker(number: u32) {
    GO.wait().await;
    for round in 0..ROUNDS {
        let _permit = ROOM.acquire().await;
        let mut total = TOTAL.lock().await;
        let before = *total;
        if (round + number) % 16 == 0 {
            TIMERS.sleep(Duration::from_millis(1)).await;
        } else {
            yield_now().await;
        }
        *total = before + 1;
    }
    WORKED.count_down();
}

/// Sends a number at each tick until it is told to stop; then answers how many.
#[embassy_executor::task]
async fn sampler(
    mut samples: spsc::BorrowedSender<'static, u32, 4>,
    answer: oneshot::BorrowedSender<'static, u32>,
) {
    let mut interval = TIMERS.interval(Duration::from_millis(1));
    let mut sent = 0;
    while STOP.run_until_cancelled(interval.tick()).await.is_some() {
        if samples.send(sent).await.is_ok() {
            sent += 1;
        }
    }
    answer.send(sent).expect("somebody waits for it");
}

#[embassy_executor::task(pool_size = 2)]
async fn author(number: u32, words: Author) {
    // It waits for room as often as not.
    for word in 0..WORDS_EACH {
        words.send(number * 1_000 + word).await.expect("nobody closes it");
    }
}

#[embassy_executor::task]
async fn tests(mut samples: Samples, mut words: Words, answer: Answer) {
    let mut tests = Tests::new();

    GO.set();
    WORKED.wait().await;
    let total = *TOTAL.lock().await;
    tests.check("embassy", "a_mutex_excludes_tasks_of_two_executors", || {
        assert_eq!(total, WORKERS * ROUNDS);
    });

    let mut next = [0; 2];
    for _ in 0..2 * WORDS_EACH {
        let word = words.recv().await.expect("two authors");
        let of = &mut next[(word / 1_000) as usize];
        assert_eq!(word % 1_000, *of, "each one's in their order");
        *of += 1;
    }
    tests.check("embassy", "messages_of_an_interrupt_executor_arrive_in_order", || {
        assert_eq!(next, [WORDS_EACH; 2]);
    });

    let mut received = 0;
    while received < 20 {
        assert_eq!(samples.recv().await, Ok(received));
        received += 1;
    }
    STOP.cancel();
    let rest = async { core::iter::from_fn(|| samples.try_recv().ok()).count() as u32 };
    let (sent, rest) = (answer, rest).join().await;
    let rest = rest + core::iter::from_fn(|| samples.try_recv().ok()).count() as u32;
    tests.check("embassy", "what_was_sent_before_a_cancel_arrives", || {
        assert_eq!(sent, Ok(received + rest));
    });

    let before = TIMERS.now();
    let late = TIMERS.timeout(Duration::from_millis(5), pending::<()>()).await;
    let early = TIMERS.timeout(Duration::from_millis(5), yield_now()).await;
    let first = (TIMERS.sleep(Duration::from_millis(9)), TIMERS.sleep(Duration::from_millis(3)));
    first.race().await;
    tests.check("embassy", "timeouts_and_sleeps_end_by_the_tick", || {
        assert!(late.is_err() && early.is_ok());
        assert!(TIMERS.now() >= before + 8 * TickClock::TICK);
    });
    tests.finish()
}
