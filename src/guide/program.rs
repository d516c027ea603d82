//! A micro:bit that blinks as fast as chance has it. Its random numbers come by interrupts and wait in a queue.

#![no_std]
#![no_main]

use core::cell::Cell;
use core::sync::atomic::{AtomicBool, AtomicU32, Ordering::*};
use core::time::Duration;

use cortex_m::peripheral::{NVIC, Peripherals, syst::SystClkSource};
use cortex_m_rt::{entry, exception};
use cortex_m_semihosting::{debug, hprintln};
use critical_section::Mutex as Shared;
use panic_semihosting as _;
use wakeful::channel::critical::spsc::{BorrowedReceiver, BorrowedSender, Channel};
use wakeful::executor::{Park, critical::StaticExecutor};
use wakeful::sync::critical::Mutex;
use wakeful::time::{Clock, critical::Timers};

// 1. Everything is a static: no heap, and nothing to set up.

static EXECUTOR: StaticExecutor<Idle, 2> = StaticExecutor::new(Idle(AtomicBool::new(false)));
static TIMERS: Timers<Millis> = Timers::new(Millis(AtomicU32::new(0)));
static NUMBERS: Channel<u8, 4> = Channel::new();
static PAUSE: Mutex<Duration> = Mutex::new(Duration::from_millis(10));

// 2. The processor sleeps while no task has anything to do.

struct Idle(AtomicBool);

impl Park for Idle {
    fn park(&self) {
        cortex_m::interrupt::free(|_| {
            if !self.0.load(Acquire) {
                cortex_m::asm::wfi();
            }
            self.0.store(false, Relaxed);
        });
    }

    fn unpark(&self) {
        self.0.store(true, Release);
    }
}

// 3. Time is a count of milliseconds; the handler that counts them wakes whoever is due.

/// It begins again after 49 days: take a wider counter for what runs longer.
struct Millis(AtomicU32);

impl Clock for Millis {
    fn now(&self) -> u64 {
        u64::from(self.0.load(Relaxed)) * 1_000_000
    }
}

#[exception]
fn SysTick() {
    let millis = &TIMERS.clock().0;
    millis.store(millis.load(Relaxed).wrapping_add(1), Relaxed);
    TIMERS.check_expirations();
}

// 4. What an interrupt brings goes into a queue. The handler owns the end that sends.

static SENDER: Shared<Cell<Option<BorrowedSender<'_, u8, 4>>>> = Shared::new(Cell::new(None));

/// All interrupts come here. (With the crate of your chip: `#[interrupt] fn RNG()`.)
#[exception]
unsafe fn DefaultHandler(number: i16) {
    assert_eq!(number, RNG as i16, "an interrupt that nobody wants");
    let Some(mut sender) = critical_section::with(|cs| SENDER.borrow(cs).take()) else { return };
    write(RNG_READY, 0);
    // A handler never waits: what there is no room for is lost.
    let _ = sender.try_send(read(RNG_VALUE) as u8);
    critical_section::with(|cs| SENDER.borrow(cs).set(Some(sender)));
}

// 5. The tasks: ordinary async functions.

async fn listen(mut numbers: BorrowedReceiver<'static, u8, 4>) {
    for _ in 0..8 {
        let Ok(number) = numbers.recv().await else { return };
        *PAUSE.lock().await = Duration::from_millis(1 + u64::from(number % 32));
        TIMERS.sleep(Duration::from_millis(50)).await;
    }
}

async fn blink() -> u32 {
    let start = TIMERS.now();
    let mut blinks = 0;
    while TIMERS.now() < start + 400_000_000 {
        write(PIN_SET, LED);
        let pause = *PAUSE.lock().await;
        TIMERS.sleep(pause).await;
        write(PIN_CLEAR, LED);
        TIMERS.sleep(pause).await;
        blinks += 1;
    }
    blinks
}

// 6. The hardware is started, and the tasks run. A program for a board would not end.

#[entry]
fn main() -> ! {
    let Some(core) = Peripherals::take() else { unreachable!("main runs once") };
    let (sender, numbers) = NUMBERS.split_static();
    critical_section::with(|cs| SENDER.borrow(cs).set(Some(sender)));

    let mut tick = core.SYST;
    tick.set_clock_source(SystClkSource::Core);
    tick.set_reload(16_000_000 / 1_000 - 1);
    tick.clear_current();
    tick.enable_interrupt();
    tick.enable_counter();

    write(PIN_OUTPUT, LED);
    write(RNG_INTERRUPT, 1);
    write(RNG_START, 1);
    // SAFETY: all that the handler needs is there.
    unsafe { NVIC::unmask(Irq(RNG)) };

    let (blinks, ()) = EXECUTOR.run_all((blink(), listen(numbers)));
    hprintln!("blinked {} times", blinks);
    debug::exit(if blinks > 1 { debug::EXIT_SUCCESS } else { debug::EXIT_FAILURE });
    loop {
        cortex_m::asm::wfi();
    }
}

// 7. Registers of the nRF51822. (The crate of your chip has names for them.)

const RNG: u16 = 13;
const RNG_START: usize = 0x4000_D000;
const RNG_READY: usize = 0x4000_D100;
const RNG_INTERRUPT: usize = 0x4000_D304;
const RNG_VALUE: usize = 0x4000_D508;
const PIN_SET: usize = 0x5000_0508;
const PIN_CLEAR: usize = 0x5000_050C;
const PIN_OUTPUT: usize = 0x5000_0518;
const LED: u32 = 1 << 13;

fn read(register: usize) -> u32 {
    // SAFETY: one of the addresses above, at which there are registers.
    unsafe { (register as *const u32).read_volatile() }
}

fn write(register: usize, value: u32) {
    // SAFETY: likewise.
    unsafe { (register as *mut u32).write_volatile(value) }
}

#[derive(Clone, Copy)]
struct Irq(u16);

// SAFETY: the chip has 32 interrupts, and the number stays the same.
unsafe impl cortex_m::interrupt::InterruptNumber for Irq {
    fn number(self) -> u16 {
        self.0
    }
}
