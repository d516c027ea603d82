//! Lines from the serial port of the device, into which qemu feeds `devices/lines.txt`: 220 lines of ten bytes.
//!
//! How fast qemu feeds is nobody's choice; so the handler stops at the end of a line when the test has enough.

#![no_std]
#![no_main]

use core::sync::atomic::{AtomicBool, Ordering};

use board::{Test, Wfi};
use devices::Serial;
use drivers::handler_cell::HandlerCell;
use drivers::lines::{LineError, Lines, Noise, Port, Receiver, Uart};
use wakeful::executor::critical::StaticExecutor;
use wakeful::sync::critical::Notify;

const LINE: usize = 10;
const MANY: usize = 100;

static EXECUTOR: StaticExecutor<Wfi, 4> = StaticExecutor::new(Wfi::new());
/// It has room for all that the first test reads.
static LARGE: Uart<1024> = Uart::new();
static SMALL: Uart<64> = Uart::new();
static HANDLER: HandlerCell<Handler> = HandlerCell::new();
static PAUSED: Notify = Notify::new();
static STARTED: AtomicBool = AtomicBool::new(false);

/// What the handler owns.
struct Handler {
    to: To,
    /// So many lines are wanted.
    left: usize,
}

enum To {
    Large(Receiver<1024>),
    Small(Receiver<64>),
}

/// A port until so many lines have come.
struct Until<'a> {
    port: Serial,
    left: &'a mut usize,
}

impl Port for Until<'_> {
    fn read(&mut self) -> Option<Result<u8, Noise>> {
        if *self.left == 0 {
            return None;
        }
        let byte = self.port.read();
        if byte == Some(Ok(b'\n')) {
            *self.left -= 1;
        }
        byte
    }
}

impl Handler {
    fn on_interrupt(&mut self) {
        if self.left == 0 {
            return;
        }
        let mut port = Until { port: Serial::port(), left: &mut self.left };
        match &mut self.to {
            To::Large(receiver) => receiver.on_interrupt(&mut port),
            To::Small(receiver) => receiver.on_interrupt(&mut port),
        }
        if self.left == 0 {
            Serial::pause();
            PAUSED.notify_one();
        }
    }
}

const TESTS: [Test; 2] = [
    Test { name: "every_line_arrives", check: every_line_arrives },
    Test { name: "an_overrun_is_reported_to_the_byte", check: an_overrun_is_reported_to_the_byte },
];

#[board::entry]
fn main() -> ! {
    board::run(&TESTS)
}

fn on_interrupt() {
    HANDLER.with(Handler::on_interrupt);
}

/// The handler takes so many lines.
fn take(to: To, left: usize) {
    HANDLER.put(Handler { to, left });
    if !STARTED.load(Ordering::Relaxed) {
        STARTED.store(true, Ordering::Relaxed);
        Serial::start(on_interrupt);
    }
    Serial::resume();
}

/// It takes so many more.
fn take_more(lines: usize) {
    HANDLER.with(|handler| handler.left = lines);
    Serial::resume();
}

async fn expect<const N: usize, const LONGEST: usize>(
    lines: &mut Lines<N, LONGEST>,
    number: usize,
) {
    let text = lines.next().await.expect("a whole line");
    let digits = text.strip_prefix(b"line ").expect("the beginning of a line");
    let parsed = digits.iter().fold(0, |value, digit| value * 10 + usize::from(digit - b'0'));
    assert_eq!(parsed, number);
}

fn every_line_arrives() {
    let (receiver, mut lines) = LARGE.split::<16>();
    take(To::Large(receiver), MANY);
    EXECUTOR.run(async {
        for number in 0..MANY {
            expect(&mut lines, number).await;
        }
        PAUSED.notified().await;
    });
}

fn an_overrun_is_reported_to_the_byte() {
    let (receiver, mut lines) = SMALL.split::<16>();
    take(To::Small(receiver), MANY);
    EXECUTOR.run(async {
        // The task is away until the handler has received far more than there is room for.
        PAUSED.notified().await;
        const TAKEN: usize = 63;
        for number in MANY..MANY + TAKEN / LINE {
            expect(&mut lines, number).await;
        }
        // With the next line the queue goes on: it ends the one that was cut.
        let (lost, ()) = (LineError::Overrun { lost: (MANY * LINE - TAKEN) as u32 }, take_more(1));
        assert_eq!(lines.next().await, Err(lost));
        PAUSED.notified().await;
        for number in 2 * MANY + 1..2 * MANY + 20 {
            take_more(1);
            expect(&mut lines, number).await;
            PAUSED.notified().await;
        }
    });
}
