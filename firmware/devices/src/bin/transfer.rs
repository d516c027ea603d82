//! The transfer on the device: the peripheral's interrupt is one of software, and a second one drops or wakes the
//! task between any two bytes.

#![no_std]
#![no_main]

use core::future::{Future, poll_fn};
use core::pin::pin;
use core::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use core::task::Poll;

use board::{Line, Test, Wfi};
use drivers::handler_cell::HandlerCell;
use drivers::transfer::{Fault, Handler, Interrupt, Loopback, Master, Spi};
use wakeful::executor::critical::StaticExecutor;
use wakeful::future::Race;

/// The line of the peripheral.
#[derive(Clone, Copy, Debug)]
struct Peripheral;

impl Interrupt for Peripheral {
    fn pend(&self) {
        if HELD.load(Ordering::Relaxed) {
            // Later, when the test says so.
            OWED.store(OWED.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
        } else {
            Line::A.pend();
        }
    }
}

static HELD: AtomicBool = AtomicBool::new(false);
static OWED: AtomicU32 = AtomicU32::new(0);

const LENGTH: usize = 8;
const KEY: u8 = 0xA5;

type Hardware = Loopback<Peripheral>;
type Buffer = &'static mut [u8; LENGTH];
/// `&mut [u8; N]` is none: it is the slice that can be lent.
type Bytes = &'static mut [u8];

static EXECUTOR: StaticExecutor<Wfi, 4> = StaticExecutor::new(Wfi::new());
static SPI: Spi<Hardware, Bytes, Peripheral> = Spi::new(Peripheral);
static HANDLER: HandlerCell<Handler<Hardware, Bytes, Peripheral>> = HandlerCell::new();
static MASTER: HandlerCell<Master<Hardware, Bytes, Peripheral>> = HandlerCell::new();
static BUFFER: HandlerCell<Bytes> = HandlerCell::new();

const TESTS: [Test; 4] = [
    Test { name: "each_byte_is_exchanged_for_another", check: each_byte_is_exchanged_for_another },
    Test { name: "dropped_between_any_two_bytes_it_can_be_used_again", check: dropped_anywhere },
    Test { name: "faults_reach_the_caller", check: faults_reach_the_caller },
    Test { name: "a_stuck_peripheral_is_freed", check: a_stuck_peripheral_is_freed },
];

#[board::entry]
fn main() -> ! {
    let buffer: Buffer = cortex_m::singleton!(BYTES: [u8; LENGTH] = [0; LENGTH]).expect("once");
    BUFFER.put(buffer);
    // A fault of each kind, and then silence, at bytes that the tests reach in their order.
    let hardware = Loopback::new(Peripheral, KEY);
    let (master, handler) = SPI.split(hardware);
    HANDLER.put(handler);
    MASTER.put(master);
    Line::A.listen(|| {
        HANDLER.with(Handler::on_interrupt);
    });
    board::run(&TESTS)
}
