//! A kernel as small as one can be: threads that take turns, by time slices or when they give way.
//!
//! | file | holds |
//! |---|---|
//! | `stack.rs` | where a thread's registers lie while others run: the *Stack Rule* |
//! | `switch.rs` | the switch from thread to thread |
//! | `mutex.rs` | a mutex for threads: who finds it locked gives way |
//! | `parker.rs` | a sleep for threads |

mod mutex;
mod parker;
mod stack;
mod switch;

use core::cell::RefCell;

use cortex_m::peripheral::SCB;
use cortex_m::peripheral::scb::SystemHandler;
use critical_section::Mutex;

pub(crate) use self::mutex::RawMutex;
pub(crate) use self::parker::Parker;
pub(crate) use self::stack::Stack;

/// How many threads there are, that which idles included.
const THREADS: usize = 5;

/// What a thread runs.
pub(crate) type Body = extern "C" fn() -> !;

/// Who runs, and where the others were interrupted.
struct Kernel {
    /// The stack pointers of those who do not run.
    interrupted: [usize; THREADS],
    ready: [bool; THREADS],
    current: usize,
    switches: u32,
}

static KERNEL: Mutex<RefCell<Kernel>> = Mutex::new(RefCell::new(Kernel {
    interrupted: [0; THREADS],
    ready: [true; THREADS],
    current: 0,
    switches: 0,
}));

impl Kernel {
    /// The next in turn; the first, who idles, if nobody else is ready.
    fn next(&self) -> usize {
        let after = self.current + 1;
        let others = (after..after + THREADS).map(|thread| thread % THREADS);
        others.filter(|&thread| thread != 0).find(|&thread| self.ready[thread]).unwrap_or(0)
    }
}

fn with<R>(f: impl FnOnce(&mut Kernel) -> R) -> R {
    critical_section::with(|section| f(&mut KERNEL.borrow_ref_mut(section)))
}

/// Starts the threads, on these stacks. The first runs when nobody else does.
pub(crate) fn start(threads: [(&'static Stack, Body); THREADS]) -> ! {
    with(|kernel| kernel.interrupted = threads.map(|(stack, body)| stack.prepare(body)));
    // SAFETY: what priorities others have is no matter to this kernel.
    let mut core = unsafe { cortex_m::Peripherals::steal() };
    // SAFETY: the least urgent: no handler is interrupted by a switch.
    unsafe { core.SCB.set_priority(SystemHandler::PendSV, 0xFF) };
    switch::begin()
}

/// Lets others run, if any are ready. For threads; from a handler, it ends the slice of the one who runs.
pub(crate) fn give_way() {
    SCB::set_pendsv();
    cortex_m::asm::dsb();
    cortex_m::asm::isb();
}

/// Who runs.
fn current() -> usize {
    with(|kernel| kernel.current)
}

/// Does not run any more until it is made ready.
fn set_ready(thread: usize, ready: bool) {
    with(|kernel| kernel.ready[thread] = ready);
}

/// How often another thread was switched to.
pub(crate) fn switches() -> u32 {
    with(|kernel| kernel.switches)
}
