//! Everything waits in tasks of RTIC: each priority interrupts the lower ones, between any two instructions.

#![no_std]
#![no_main]

mod device;

#[rtic::app(device = crate::device, peripherals = false, dispatchers = [UART1, SSI0, I2C0])]
mod app {
    use core::future::pending;
    use core::time::Duration;

    use board::{Tests, Tick, TickClock};
    use wakeful::channel::critical::{mpsc, spsc};
    use wakeful::future::{yield_now, Race};
    use wakeful::sync::critical::{Latch, ManualResetEvent, Mutex, Notify, RwLock};
    use wakeful::time::critical::Timers;

    use crate::device::Interrupt;

    const ROUNDS: u32 = 200;
    const WORKERS: u32 = 3;
    const WORDS_EACH: u32 = 50;

    static TIMERS: Timers<TickClock> = Timers::new(TickClock);
    static TOTAL: Mutex<u32> = Mutex::new(0);
    static PAIR: RwLock<(u32, u32)> = RwLock::new((0, 0));
    static WORKED: Latch = Latch::new(WORKERS as usize);
    static GO: ManualResetEvent = ManualResetEvent::new(false);
    static RAISED: Notify = Notify::new();
    static WORDS: mpsc::Channel<u32, 2> = mpsc::Channel::new();
    static SAMPLES: spsc::Channel<u32, 8> = spsc::Channel::new();

    type Words = mpsc::BorrowedReceiver<'static, u32, 2>;
    type Author = mpsc::BorrowedSender<'static, u32, 2>;
    type Samples = spsc::BorrowedReceiver<'static, u32, 8>;

    #[shared]
    struct Shared {}

    #[local]
    struct Local {
        /// The handler's end, and how often it was called.
        samples: (spsc::BorrowedSender<'static, u32, 8>, u32),
        low: Author,
        high: Author,
        words: Words,
        received: Samples,
    }

    #[init]
    fn init(_: init::Context) -> (Shared, Local) {
        board::start_ticks(Tick {
            cycles: 20_000,
            listener: Some(|| {
                TIMERS.check_expirations();
            }),
        });
        let (high, words) = WORDS.split_static();
        let (samples, received) = SAMPLES.split_static();
        let spawned = [low::spawn().is_ok(), middle::spawn().is_ok(), high::spawn().is_ok()];
        assert_eq!(spawned, [true; 3], "each is spawned once");
        assert!(tests::spawn().is_ok(), "likewise");
        let local = Local { samples: (samples, 0), low: high.clone(), high, words, received };
        (Shared {}, local)
    }

    /// The handler of an interrupt, above all tasks.
    #[task(binds = GPIOA, priority = 4, local = [samples])]
    fn gpio(cx: gpio::Context) {
        let (samples, count) = cx.local.samples;
        // Nobody waits in here: what does not fit is lost, and the count tells.
        let _ = samples.try_send(*count);
        *count += 1;
        RAISED.notify_one();
    }

    #[task(priority = 1, local = [low])]
    async fn low(cx: low::Context) {
        work(0).await;
        write(0, cx.local.low).await;
    }

    #[task(priority = 2)]
    async fn middle(_: middle::Context) {
        work(1).await;
    }

    #[task(priority = 3, local = [high])]
    async fn high(cx: high::Context) {
        work(2).await;
        write(1, cx.local.high).await;
    }

    /// Adds to the total, and lets others come while it has the lock.
    async fn work(number: u32) {
        GO.wait().await;
        for round in 0..ROUNDS {
            let mut total = TOTAL.lock().await;
            let before = *total;
            if (round + number) % 16 == 0 {
                TIMERS.sleep(Duration::from_millis(1)).await;
            } else if number == 0 {
                yield_now().await;
            }
            *total = before + 1;
            drop(total);
            if round % 2 == number % 2 {
                let mut pair = PAIR.write().await;
                pair.0 += 1;
                yield_now().await;
                pair.1 += 1;
            } else {
                let pair = PAIR.read().await;
                assert_eq!(pair.0, pair.1, "nobody reads what is half written");
            }
        }
        WORKED.count_down();
    }

    async fn write(number: u32, words: &mut Author) {
        for word in 0..WORDS_EACH {
            assert!(words.send(number * 1_000 + word).await.is_ok(), "nobody closes it");
        }
    }

    #[task(priority = 1, local = [words, received])]
    async fn tests(cx: tests::Context) {
        let mut tests = Tests::new();

        GO.set();
        WORKED.wait().await;
        let (total, pair) = (*TOTAL.lock().await, *PAIR.read().await);
        tests.check("rtic", "locks_exclude_tasks_of_three_priorities", || {
            assert_eq!(total, WORKERS * ROUNDS);
            assert_eq!(pair, (WORKERS * ROUNDS / 2, WORKERS * ROUNDS / 2));
        });

        let mut next = [0; 2];
        for _ in 0..2 * WORDS_EACH {
            let Ok(word) = cx.local.words.recv().await else { panic!("two authors") };
            let of = &mut next[(word / 1_000) as usize];
            assert_eq!(word % 1_000, *of, "each one's in their order");
            *of += 1;
        }
        tests.check("rtic", "messages_of_tasks_of_two_priorities_arrive_in_order", || {
            assert_eq!(next, [WORDS_EACH; 2]);
        });

        let mut seen = 0;
        for round in 0..40 {
            for _ in 0..=round % 3 {
                rtic::export::pend(Interrupt::GPIOA);
            }
            RAISED.notified().await;
            while let Ok(number) = cx.local.received.try_recv() {
                assert_eq!(number, seen);
                seen += 1;
            }
        }
        tests.check("rtic", "a_hardware_task_wakes_and_sends", || assert!(seen >= 40));

        let before = TIMERS.now();
        let late = TIMERS.timeout(Duration::from_millis(5), pending::<()>()).await;
        let (long, short) = (Duration::from_millis(90), Duration::from_millis(3));
        (TIMERS.sleep(long), TIMERS.sleep(short)).race().await;
        let took = TIMERS.now() - before;
        tests.check("rtic", "timeouts_and_sleeps_end_by_the_tick", || {
            assert!(late.is_err());
            assert!((8 * TickClock::TICK..90 * TickClock::TICK).contains(&took));
        });
        tests.finish()
    }
}
