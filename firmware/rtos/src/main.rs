//! Everything waits in threads of an RTOS, and its lock is the mutex of that RTOS: `LockApi<RawMutex>`.
//!
//! What interrupt handlers tell threads goes by the critical flavor, since no handler can wait for a mutex.

#![no_std]
#![no_main]

mod kernel;

use core::future::pending;
use core::time::Duration;

use board::{Tests, Tick, TickClock};
use wakeful::channel::generic::{mpmc, oneshot};
use wakeful::executor::block_on_with;
use wakeful::executor::generic::StaticExecutor;
use wakeful::future::{Join, yield_now};
use wakeful::lock::LockApi;
use wakeful::sync::critical::SingleWaiterNotify;
use wakeful::sync::generic::{Barrier, Latch, ManualResetEvent, Mutex, Semaphore};
use wakeful::time::generic::Timers;

use self::kernel::{Parker, RawMutex, Stack};

type Lock = LockApi<RawMutex>;
type Channel<T, const N: usize> = mpmc::Channel<mpmc::InlineBuf<T, N>, Lock>;

const ROUNDS: u32 = 300;
const WORKERS: usize = 2;

static STACKS: [Stack; 5] = [const { Stack::new() }; 5];
static PARKERS: [Parker; 4] = [const { Parker::new() }; 4];
static EXECUTOR: StaticExecutor<Parker, Lock, 4> = StaticExecutor::new(Parker::new());

static TICKED: SingleWaiterNotify = SingleWaiterNotify::new();
static TIMERS: Timers<TickClock, Lock> = Timers::new(TickClock);
static GO: ManualResetEvent<Lock> = ManualResetEvent::new(false);
static TOTAL: Mutex<u32, Lock> = Mutex::new(0);
static ROOM: Semaphore<Lock> = Semaphore::new(1);
static MEETING: Barrier<Lock> = Barrier::new(WORKERS);
static DONE: Latch<Lock> = Latch::new(WORKERS);
static NUMBERS: Channel<u32, 2> = Channel::new();
static ANSWER: oneshot::Oneshot<u32, Lock> = oneshot::Oneshot::new();

#[board::entry]
fn main() -> ! {
    board::start_ticks(Tick {
        // Time slices that end within whatever a thread does.
        cycles: 3_001,
        listener: Some(|| {
            TICKED.notify_one();
            kernel::give_way();
        }),
    });
    let [a, b, c, d, e] = &STACKS;
    kernel::start([(a, idle), (b, tests), (c, first), (d, second), (e, timekeeper)])
}

extern "C" fn idle() -> ! {
    loop {
        cortex_m::asm::wfi();
    }
}

/// Wakes who is due, when the handler of the tick says that it is time.
extern "C" fn timekeeper() -> ! {
    block_on_with(&PARKERS[3], async {
        loop {
            TICKED.notified().await;
            TIMERS.check_expirations();
        }
    })
}

extern "C" fn first() -> ! {
    block_on_with(&PARKERS[1], work(1))
}

extern "C" fn second() -> ! {
    block_on_with(&PARKERS[2], work(2))
}

/// Adds to the total, may be interrupted anywhere, and sends what it saw.
async fn work(number: u32) -> ! {
    GO.wait().await;
    for _ in 0..ROUNDS {
        let mut total = TOTAL.lock().await;
        let before = *total;
        yield_now().await;
        *total = before + 1;
    }
    let mut led = 0;
    for _ in 0..20 {
        led += u32::from(MEETING.wait().await.is_leader());
        let _permit = ROOM.acquire().await;
        TIMERS.sleep(Duration::from_millis(1)).await;
    }
    LED.lock().await[number as usize - 1] = led;
    DONE.count_down();
    pending().await
}

/// How often each worker was the last to arrive.
static LED: Mutex<[u32; WORKERS], Lock> = Mutex::new([0; WORKERS]);

extern "C" fn tests() -> ! {
    block_on_with(&PARKERS[0], async {
        let mut tests = Tests::new();

        GO.set();
        for _ in 0..ROUNDS {
            *TOTAL.lock().await += 1;
        }
        DONE.wait().await;
        let (total, led) = (*TOTAL.lock().await, *LED.lock().await);
        tests.check("rtos", "locks_exclude_threads_that_are_interrupted_anywhere", || {
            assert_eq!(total, 3 * ROUNDS);
            assert_eq!(led.iter().sum::<u32>(), 20, "one leader a meeting");
        });

        let late = TIMERS.timeout(Duration::from_millis(5), pending::<()>()).await;
        tests.check("rtos", "a_thread_keeps_the_time", || assert!(late.is_err()));

        // Beside the threads, an executor of tasks on this one.
        let (to, from) = NUMBERS.split_static();
        let (asked, answer) = ANSWER.split_static();
        let sum = async move {
            let mut sum = 0;
            while let Ok(number) = from.recv().await {
                sum += number;
            }
            asked.send(sum)
        };
        let send = async {
            for number in 0..100 {
                to.send(number).await.expect("somebody receives");
            }
            drop(to);
            answer.await
        };
        let (sent, sum) = (sum, send).join().await;
        tests.check("rtos", "messages_arrive", || assert_eq!((sent, sum), (Ok(()), Ok(4950))));

        tests.check("rtos", "an_executor_runs_on_a_thread", || {
            let nap = |millis| async move { TIMERS.sleep(Duration::from_millis(millis)).await };
            EXECUTOR.run_all((nap(3), nap(1), async { *TOTAL.lock().await = 0 }));
        });

        board::println!(
            "{} switches of threads, {} found a mutex locked",
            kernel::switches(),
            RawMutex::contended()
        );
        tests.check("rtos", "threads_met_at_locked_mutexes", || {
            assert!(kernel::switches() > 100 && RawMutex::contended() > 0);
        });
        tests.finish()
    })
}
