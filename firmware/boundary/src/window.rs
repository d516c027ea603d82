//! An operation with one interrupt in it, that comes after so many ticks of `SysTick`.

use core::arch::global_asm;
use core::cell::Cell;
use core::mem::ManuallyDrop;

use critical_section::Mutex;

// How it is done: `boundary_window` starts the timer and calls the operation. When the timer has run down, the
// machine takes the interrupt between two instructions and stacks the address of the second one; the handler
// passes on where that address lies. Under `-icount` each instruction takes the same time, which is no shorter
// than a tick: so a delay of one tick more is the same boundary or the next one.
//
// The handler winds the timer up again, for long: who sleeps on what the interrupt brought is woken some day.
global_asm!(
    ".section .text.boundary_window, \"ax\"",
    ".global boundary_window",
    ".type boundary_window, %function",
    ".thumb_func",
    "boundary_window:", // r0: the operation, r1: its argument, r2: the delay
    "  push {{r4, lr}}",
    "  ldr r4, =0xE000E010", // control, reload, current
    "  mov r3, r0",
    "  mov r0, r1",
    "  str r2, [r4, #4]",
    "  movs r2, #0",
    "  str r2, [r4, #8]",
    "  movs r2, #7", // enabled, with its interrupt, by the clock of the processor
    "  str r2, [r4]",
    "  nop", // before the operation, for delays that are too short for it
    "  nop",
    "  nop",
    "  nop",
    ".global boundary_begin",
    "boundary_begin:",
    "  blx r3",
    ".global boundary_end",
    "boundary_end:",
    "  movs r2, #0",
    "  str r2, [r4]",
    "  pop {{r4, pc}}",
    ".ltorg",
    ".section .text.SysTick, \"ax\"",
    ".global SysTick",
    ".type SysTick, %function",
    ".thumb_func",
    "SysTick:",
    "  mrs r0, msp", // what the machine has stacked
    "  ldr r1, =0xE000E010",
    "  ldr r2, ={long}",
    "  str r2, [r1, #4]",
    "  str r2, [r1, #8]",
    "  ldr r1, =0xE000ED04", // and not pending: short delays come again at once
    "  movs r2, #1",
    "  lsls r2, r2, #25",
    "  str r2, [r1]",
    "  ldr r1, =boundary_interrupt",
    "  bx r1",
    ".ltorg",
    long = const LONG,
);

/// A delay that is longer than any operation, and shorter than a second.
pub(crate) const LONG: u32 = 1_000_000;

unsafe extern "C" {
    fn boundary_window(operation: unsafe extern "C" fn(*mut ()), context: *mut (), delay: u32);
    static boundary_begin: u8;
    static boundary_end: u8;
    fn SysTick();
}

/// The instruction that calls the operation.
pub(crate) fn begin() -> u32 {
    (&raw const boundary_begin).addr() as u32
}

/// The first instruction behind the operation.
pub(crate) fn end() -> u32 {
    (&raw const boundary_end).addr() as u32
}

/// The first instruction of the handler.
pub(crate) fn handler() -> u32 {
    SysTick as *const () as u32 & !1
}

/// A closure that is called once, by its address.
#[derive(Clone, Copy)]
struct Call {
    function: unsafe extern "C" fn(*mut ()),
    context: *mut (),
}

// SAFETY: those who make one see to it that the closure is `Send`.
unsafe impl Send for Call {}

impl Call {
    fn new<F: FnOnce()>(closure: &mut ManuallyDrop<F>) -> Self {
        Self { function: call::<F>, context: (&raw mut *closure).cast() }
    }
}

/// # Safety
///
/// `context` is that of [`Call::new`] for an `F`, which lies there still; it is moved out.
unsafe extern "C" fn call<F: FnOnce()>(context: *mut ()) {
    // SAFETY: see above.
    let closure = unsafe { context.cast::<F>().read() };
    closure();
}

/// Who is called by the interrupts that come, in order.
#[derive(Clone, Copy)]
struct Handlers {
    first: Option<Call>,
    second: Option<Call>,
    /// The ticks from the end of the first to the second.
    pause: u32,
}

static HANDLERS: Mutex<Cell<Handlers>> =
    Mutex::new(Cell::new(Handlers { first: None, second: None, pause: 0 }));
static INTERRUPTED: Mutex<Cell<Option<Interrupted>>> = Mutex::new(Cell::new(None));

/// An interrupt came.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Interrupted {
    /// Before this instruction.
    pub(crate) place: u32,
    /// The second one before this, if there was to be one.
    pub(crate) second: Option<u32>,
    /// And once more, a long time later.
    pub(crate) again: bool,
}

/// Called by `SysTick` with what the machine has stacked.
///
/// # Safety
///
/// `frame` is that.
#[unsafe(no_mangle)]
unsafe extern "C" fn boundary_interrupt(frame: *const u32) {
    // r0 to r3, r12, lr, and then the address to return to.
    let address = frame.wrapping_add(6);
    // SAFETY: it is part of the frame.
    let place = unsafe { address.read() };
    let more = critical_section::with(|section| {
        let interrupted = INTERRUPTED.borrow(section);
        let more = HANDLERS.borrow(section).get().first.is_some();
        interrupted.set(Some(match interrupted.get() {
            None => Interrupted { place, second: None, again: false },
            Some(first) if more => Interrupted { second: Some(place), ..first },
            Some(first) => Interrupted { again: true, ..first },
        }));
        more
    });
    if more && handle() {
        wind(critical_section::with(|section| HANDLERS.borrow(section).get().pause));
    }
}

/// Calls the next handler, if there is one; whether there is another.
fn handle() -> bool {
    let (call, more) = critical_section::with(|section| {
        let handlers = HANDLERS.borrow(section);
        let Handlers { first, second, pause } = handlers.get();
        handlers.set(Handlers { first: second, second: None, pause });
        (first, second.is_some())
    });
    if let Some(call) = call {
        // SAFETY: it was left by `interrupt`, which has not returned.
        unsafe { (call.function)(call.context) };
    }
    more
}

/// The timer, which runs, comes after so many ticks.
fn wind(ticks: u32) {
    // SAFETY: this is the only one who uses the timer now.
    let mut timer = unsafe { cortex_m::Peripherals::steal() }.SYST;
    timer.set_reload(ticks);
    timer.clear_current();
}

/// When the handlers are called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    /// The first in the interrupt that comes after so many ticks; if none came while the operation ran,
    /// afterwards. 0 is for ever. The second is not called.
    Ticks(u32),
    /// The second in another interrupt, so many ticks after the first.
    Twice(u32, u32),
    /// The first, before the operation.
    Before,
    /// The first, after the operation, and it is the handler that whoever looks at the window sees.
    InTheWindow,
}

/// Runs `operation`, and the handlers. Returns where the interrupts came.
pub(crate) fn interrupt(
    when: When,
    operation: impl FnOnce(),
    first: impl FnOnce() + Send,
    second: impl FnOnce() + Send,
) -> Option<Interrupted> {
    let mut operation = ManuallyDrop::new(operation);
    let mut first = ManuallyDrop::new(first);
    let mut second = ManuallyDrop::new(second);
    let operation = Call::new(&mut operation);
    let first = Call::new(&mut first);
    let second = Call::new(&mut second);
    let none = Handlers { first: None, second: None, pause: 0 };
    let one = Handlers { first: Some(first), ..none };
    let (before, ticks, operation, handlers) = match when {
        When::Ticks(ticks) => (None, ticks, operation, one),
        When::Twice(ticks, pause) => {
            (None, ticks, operation, Handlers { second: Some(second), pause, ..one })
        }
        When::Before => (Some(first), 0, operation, none),
        When::InTheWindow => (Some(operation), 0, first, none),
    };
    if let Some(call) = before {
        // SAFETY: the closure lies here, and is called once.
        unsafe { (call.function)(call.context) };
    }
    critical_section::with(|section| {
        HANDLERS.borrow(section).set(handlers);
        INTERRUPTED.borrow(section).set(None);
    });
    // SAFETY: the closure lies here, and is called once.
    unsafe { boundary_window(operation.function, operation.context, ticks) };
    while handle() {}
    critical_section::with(|section| INTERRUPTED.borrow(section).take())
}
