//! The transfer on the device: the peripheral's interrupts are raised by software, one by one, or by a timer at
//! every instruction in turn.

#![no_std]
#![no_main]

use core::future::Future;
use core::pin::pin;
use core::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use core::task::{Context, Poll, Waker};

use board::{Line, Test, Wfi};
use devices::Metronome;
use drivers::handler_cell::HandlerCell;
use drivers::transfer::{Fault, Handler, Interrupt, Loopback, Master, Spi};
use wakeful::executor::critical::StaticExecutor;

/// The line of the peripheral. While it is held, its interrupts come when the test says so.
#[derive(Clone, Copy, Debug)]
struct Peripheral;

impl Interrupt for Peripheral {
    fn pend(&self) {
        if !HELD.load(Ordering::Relaxed) {
            Line::A.pend();
        }
    }
}

fn hold(held: bool) {
    HELD.store(held, Ordering::Relaxed);
}

const LENGTH: usize = 8;
const KEY: u8 = 0xA5;

type Hardware = Loopback<Peripheral>;
type Buffer = &'static mut [u8];
type Side = Master<Hardware, Buffer, Peripheral>;

static HELD: AtomicBool = AtomicBool::new(false);
static TICKS: AtomicU32 = AtomicU32::new(0);
static EXECUTOR: StaticExecutor<Wfi, 4> = StaticExecutor::new(Wfi::new());
/// One for each set-up of the hardware.
static SPIS: [Spi<Hardware, Buffer, Peripheral>; 7] = [const { Spi::new(Peripheral) }; 7];
static HANDLER: HandlerCell<Handler<Hardware, Buffer, Peripheral>> = HandlerCell::new();
/// The one buffer of this program.
static BUFFER: HandlerCell<Buffer> = HandlerCell::new();

const TESTS: [Test; 6] = [
    Test { name: "each_byte_is_exchanged_for_another", check: each_byte_is_exchanged_for_another },
    Test { name: "dropped_between_any_two_bytes_it_works_again", check: dropped_between_bytes },
    Test { name: "dropped_around_an_interrupt_at_any_instruction", check: dropped_at_instructions },
    Test {
        name: "dropped_after_any_byte_by_a_timer_it_works_again",
        check: dropped_after_any_byte_by_a_timer,
    },
    Test { name: "a_fault_reaches_the_caller", check: a_fault_reaches_the_caller },
    Test { name: "a_peripheral_that_is_stuck_is_freed", check: a_stuck_peripheral_is_freed },
];

#[board::entry]
fn main() -> ! {
    let buffer = cortex_m::singleton!(BYTES: [u8; LENGTH] = [0; LENGTH]).expect("only once");
    BUFFER.put(buffer);
    Line::A.listen(on_interrupt);
    board::run(&TESTS)
}

fn on_interrupt() {
    HANDLER.with(Handler::on_interrupt);
}

fn set_up(number: usize, change: impl FnOnce(Hardware) -> Hardware) -> Side {
    hold(false);
    let (master, handler) = SPIS[number].split(change(Loopback::new(Peripheral, KEY)));
    HANDLER.put(handler);
    master
}

/// The buffer, with other bytes each time.
fn buffer(first: u8) -> Buffer {
    let buffer = BUFFER.take().expect("the buffer came back");
    (first..).zip(buffer.iter_mut()).for_each(|(byte, place)| *place = byte);
    buffer
}

fn check_and_return(buffer: Buffer, first: u8, exchanged: usize) {
    for (at, &byte) in buffer.iter().enumerate() {
        let sent = first + at as u8;
        assert_eq!(byte, if at < exchanged { sent ^ KEY } else { sent }, "byte {at}");
    }
    BUFFER.put(buffer);
}

fn whole(master: &mut Side, first: u8) {
    hold(false);
    let result = EXECUTOR.run(master.transfer(buffer(first)));
    check_and_return(result.expect("no fault"), first, LENGTH);
}

/// What a transfer left behind, whose future was dropped.
fn reclaim(master: &mut Side) {
    hold(false);
    // It may have been asked to stop while interrupts were held.
    Line::A.pend();
    if let Some(left) = EXECUTOR.run(master.reclaim()) {
        BUFFER.put(left);
    }
}

fn each_byte_is_exchanged_for_another() {
    let mut master = set_up(0, |hardware| hardware);
    for first in 0..20 {
        whole(&mut master, first);
    }
}

fn dropped_between_bytes() {
    let mut master = set_up(1, |hardware| hardware);
    let mut cx = Context::from_waker(Waker::noop());
    for interrupts in 0..LENGTH + 2 {
        hold(true);
        {
            let mut transfer = pin!(master.transfer(buffer(1)));
            assert!(transfer.as_mut().poll(&mut cx).is_pending());
            (0..interrupts).for_each(|_| Line::A.pend());
        }
        reclaim(&mut master);
        let left = BUFFER.take().expect("it was left behind");
        // The first interrupt begins.
        check_and_return(left, 1, interrupts.saturating_sub(1));
        whole(&mut master, 2);
    }
}

/// A timer calls the handler: with each turn an instruction later in the life of a transfer that is begun,
/// polled twice and dropped.
fn dropped_at_instructions() {
    const BEFORE: u32 = 2_000;
    let mut master = set_up(2, |hardware| hardware);
    let mut hits = 0;
    for delay in 0..3_000 {
        hold(true);
        Metronome::start(BEFORE + delay, tick);
        cortex_m::asm::delay(BEFORE);
        {
            let mut cx = Context::from_waker(Waker::noop());
            let mut transfer = pin!(master.transfer(buffer(3)));
            for _ in 0..2 {
                assert!(transfer.as_mut().poll(&mut cx).is_pending(), "a tick is a byte at most");
            }
        }
        hits += u32::from(TICKS.load(Ordering::Relaxed) == 1);
        Metronome::stop();
        TICKS.store(0, Ordering::Relaxed);
        reclaim(&mut master);
        check_and_return(BUFFER.take().expect("it was left behind"), 3, 0);
        whole(&mut master, 4);
    }
    assert!((300..2_900).contains(&hits), "the timer hit it {hits} times");
}

/// The same, dropped when so many bytes have gone.
fn dropped_after_any_byte_by_a_timer() {
    let mut master = set_up(3, |hardware| hardware);
    let (mut ready, mut pending) = (0, 0);
    for round in 0..400 {
        hold(true);
        Metronome::start(2_000 + round, tick);
        let mut over = None;
        {
            let mut cx = Context::from_waker(Waker::noop());
            let mut transfer = pin!(master.transfer(buffer(3)));
            while over.is_none() && TICKS.load(Ordering::Relaxed) < 1 + round % 12 {
                if let Poll::Ready(result) = transfer.as_mut().poll(&mut cx) {
                    over = Some(result.expect("no fault"));
                }
            }
        }
        Metronome::stop();
        TICKS.store(0, Ordering::Relaxed);
        match over {
            Some(buffer) => {
                ready += 1;
                check_and_return(buffer, 3, LENGTH);
            }
            None => pending += 1,
        }
        reclaim(&mut master);
        whole(&mut master, 4);
    }
    assert!(ready > 50 && pending > 200, "{ready} ended, {pending} were dropped before");
}

/// A tick is an interrupt of the peripheral.
fn tick() {
    Metronome::clear();
    TICKS.store(TICKS.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
    on_interrupt();
}

fn a_fault_reaches_the_caller() {
    for (number, fault) in [(4, Fault::Overrun), (5, Fault::ModeFault)] {
        let at = number;
        let mut master = set_up(number, |hardware| hardware.failing(at, fault));
        let error = EXECUTOR.run(master.transfer(buffer(5))).expect_err("a fault");
        assert_eq!((error.fault, error.exchanged), (fault, at));
        check_and_return(error.buffer, 5, at);
        whole(&mut master, 6);
    }
}

fn a_stuck_peripheral_is_freed() {
    let mut master = set_up(6, |hardware| hardware.stuck(3));
    // Interrupts come at once: it is stuck when the poll ends, and the drop frees it.
    let mut cx = Context::from_waker(Waker::noop());
    assert!(pin!(master.transfer(buffer(7))).poll(&mut cx).is_pending());
    reclaim(&mut master);
    check_and_return(BUFFER.take().expect("it was left behind"), 7, 3);
    whole(&mut master, 8);
}
