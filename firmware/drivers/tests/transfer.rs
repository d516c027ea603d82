//! The transfer, interrupt by interrupt: whatever becomes of its future, memory stays as it is and the hardware
//! can be used again.

use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;
use std::time::Duration;

use drivers::transfer::{Fault, Handler, Interrupt, Loopback, Master, Spi, TransferError};
use wakeful::executor::block_on;
use wakeful::time::timeout;

const KEY: u8 = 0x5A;
const LENGTH: usize = 6;

/// The line of a handler that is called by hand.
#[derive(Clone, Copy, Debug)]
struct ByHand(&'static AtomicBool);

impl ByHand {
    fn new() -> Self {
        Self(Box::leak(Box::new(AtomicBool::new(false))))
    }

    fn take(self) -> bool {
        self.0.swap(false, Ordering::Relaxed)
    }
}

impl Interrupt for ByHand {
    fn pend(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// A buffer that is seen when it is freed: a handler that writes into it later is caught by Miri.
#[derive(Debug)]
struct Buffer {
    bytes: Box<[u8]>,
    freed: Arc<AtomicUsize>,
}

impl AsMut<[u8]> for Buffer {
    fn as_mut(&mut self) -> &mut [u8] {
        &mut self.bytes
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        self.freed.fetch_add(1, Ordering::Relaxed);
    }
}

struct Count(AtomicUsize);

impl Wake for Count {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

type Hardware = Loopback<ByHand>;

/// A transfer and those who take part in it.
struct Bench {
    line: ByHand,
    master: Master<Hardware, Buffer, ByHand>,
    handler: Handler<Hardware, Buffer, ByHand>,
    freed: Arc<AtomicUsize>,
    wakes: Arc<Count>,
}

impl Bench {
    fn new(change: impl FnOnce(Hardware) -> Hardware) -> Self {
        let line = ByHand::new();
        let spi: &'static Spi<Hardware, Buffer, ByHand> = Box::leak(Box::new(Spi::new(line)));
        let (master, handler) = spi.split(change(Loopback::new(line, KEY)));
        let (freed, wakes) = (Arc::default(), Arc::new(Count(AtomicUsize::new(0))));
        Self { line, master, handler, freed, wakes }
    }

    fn buffer(&self) -> Buffer {
        let bytes = (0..LENGTH as u8).collect();
        Buffer { bytes, freed: Arc::clone(&self.freed) }
    }

    /// One transfer, whose handler is called up to `calls` times before the future is dropped: without a look
    /// at what the last call brought.
    fn step(
        &mut self,
        polled: bool,
        calls: usize,
    ) -> Option<Result<Buffer, TransferError<Buffer>>> {
        let (buffer, waker) = (self.buffer(), Waker::from(Arc::clone(&self.wakes)));
        let mut cx = Context::from_waker(&waker);
        let mut transfer = pin!(self.master.transfer(buffer));
        if !polled {
            return None;
        }
        let mut woken = true;
        for call in 0..=calls {
            if let Poll::Ready(result) = transfer.as_mut().poll(&mut cx) {
                assert!(woken, "ready, and nobody said so");
                return Some(result);
            }
            let before = self.wakes.0.load(Ordering::Relaxed);
            if call < calls && self.line.take() {
                self.handler.on_interrupt();
            }
            woken = self.wakes.0.load(Ordering::Relaxed) > before;
            if call + 1 == calls {
                break;
            }
        }
        None
    }

    /// A transfer to its end.
    fn whole(&mut self) -> Result<Buffer, TransferError<Buffer>> {
        self.step(true, 4 * LENGTH).expect("a transfer ends")
    }

    fn settle(&mut self) {
        for _ in 0..4 * LENGTH {
            if self.line.take() {
                self.handler.on_interrupt();
            }
        }
    }
}

fn answer() -> Vec<u8> {
    (0..LENGTH as u8).map(|byte| byte ^ KEY).collect()
}

#[test]
fn each_byte_is_exchanged_for_another() {
    let mut bench = Bench::new(|hardware| hardware);
    for _ in 0..3 {
        assert_eq!(bench.whole().unwrap().bytes[..], answer());
    }
    assert!(!bench.handler.is_busy());
}

#[test]
fn a_transfer_of_nothing_ends() {
    let mut bench = Bench::new(|hardware| hardware);
    let empty = Buffer { bytes: Box::new([]), freed: Arc::clone(&bench.freed) };
    let mut cx = Context::from_waker(Waker::noop());
    let mut transfer = pin!(bench.master.transfer(empty));
    assert!(transfer.as_mut().poll(&mut cx).is_pending());
    bench.handler.on_interrupt();
    assert!(matches!(transfer.poll(&mut cx), Poll::Ready(Ok(_))));
}

/// Drops the future before every interrupt, then goes on in each of the ways one can.
#[test]
fn dropped_at_any_step_it_leaves_memory_and_hardware_in_order() {
    for calls in 0..LENGTH + 2 {
        for polled in [false, true] {
            for settled in [false, true] {
                let mut bench = Bench::new(|hardware| hardware);
                assert!(bench.step(polled, calls).is_none(), "dropped before its end");
                assert_eq!(bench.freed.load(Ordering::Relaxed), usize::from(!polled));
                if settled {
                    bench.settle();
                    assert!(!bench.handler.is_busy(), "the handler gave all back");
                }
                assert_eq!(bench.whole().unwrap().bytes[..], answer(), "and again");
                let mut cx = Context::from_waker(Waker::noop());
                let Poll::Ready(left) = pin!(bench.master.reclaim()).poll(&mut cx) else {
                    panic!("the hardware is here");
                };
                assert_eq!(left.is_some(), polled, "the buffer that was left behind");
                drop(left);
                assert_eq!(bench.freed.load(Ordering::Relaxed), 2, "each once");
            }
        }
    }
}

#[test]
fn a_dropped_transfer_writes_nothing_after_the_handler_saw_it() {
    let mut bench = Bench::new(|hardware| hardware);
    assert!(bench.step(true, 3).is_none());
    bench.settle();
    let mut cx = Context::from_waker(Waker::noop());
    let Poll::Ready(Some(left)) = pin!(bench.master.reclaim()).poll(&mut cx) else { panic!() };
    // Of three interrupts the first began.
    let front = [answer()[0], answer()[1], 2, 3, 4, 5];
    assert_eq!(left.bytes[..], front);
}

#[test]
fn a_fault_reaches_the_caller_with_the_buffer() {
    for fault in [Fault::Overrun, Fault::ModeFault] {
        for at in 0..LENGTH {
            let mut bench = Bench::new(|hardware| hardware.failing(at, fault));
            let error = bench.whole().unwrap_err();
            assert_eq!((error.fault, error.exchanged), (fault, at));
            assert_eq!(error.buffer.bytes[..at], answer()[..at]);
            assert_eq!(error.buffer.bytes[at..], (at as u8..LENGTH as u8).collect::<Vec<_>>());
            assert!(error.to_string().contains(&at.to_string()));
            assert_eq!(bench.whole().unwrap().bytes[..], answer(), "the hardware works again");
        }
    }
}

#[test]
fn hardware_that_says_nothing_more_is_freed_by_dropping_the_future() {
    for at in 0..LENGTH {
        let mut bench = Bench::new(|hardware| hardware.stuck(at));
        assert!(bench.step(true, 4 * LENGTH).is_none(), "stuck");
        assert!(bench.handler.is_busy());
        bench.settle();
        assert!(!bench.handler.is_busy(), "the handler heard of it");
        assert_eq!(bench.whole().unwrap().bytes[..], answer());
    }
}

#[test]
fn a_forgotten_future_holds_nobody_up() {
    for at in [3, LENGTH] {
        let mut bench = Bench::new(|hardware| hardware.stuck(at));
        let buffer = bench.buffer();
        let mut transfer = Box::pin(bench.master.transfer(buffer));
        let mut cx = Context::from_waker(Waker::noop());
        assert!(transfer.as_mut().poll(&mut cx).is_pending());
        std::mem::forget(transfer);
        for _ in 0..4 {
            bench.handler.on_interrupt();
        }
        assert_eq!(bench.whole().unwrap().bytes[..], answer());
        assert_eq!(bench.freed.load(Ordering::Relaxed), 1, "the buffer is the master's");
    }
}

#[test]
fn interrupts_for_nothing_do_no_harm() {
    let mut bench = Bench::new(|hardware| hardware);
    for _ in 0..3 {
        bench.handler.on_interrupt();
    }
    assert!(bench.step(true, 2).is_none());
    for _ in 0..3 {
        bench.handler.on_interrupt();
    }
    assert_eq!(bench.whole().unwrap().bytes[..], answer());
}

#[test]
#[should_panic = "polled after it completed"]
fn a_transfer_that_is_over_is_not_polled() {
    let mut bench = Bench::new(|hardware| hardware);
    let buffer = Buffer { bytes: Box::new([]), freed: Arc::default() };
    let mut cx = Context::from_waker(Waker::noop());
    let mut transfer = pin!(bench.master.transfer(buffer));
    assert!(transfer.as_mut().poll(&mut cx).is_pending());
    bench.handler.on_interrupt();
    assert!(transfer.as_mut().poll(&mut cx).is_ready());
    let _ = transfer.poll(&mut cx);
}

#[test]
#[should_panic = "is split once"]
fn it_is_split_once() {
    let line = ByHand::new();
    let spi: &'static Spi<Hardware, Buffer, ByHand> = Box::leak(Box::new(Spi::new(line)));
    let _ends = spi.split(Loopback::new(line, KEY));
    let _again = spi.split(Loopback::new(line, KEY));
}

/// The line of a handler that is a thread.
#[derive(Clone, Debug)]
struct OfThread(Arc<Mutex<mpsc::Sender<()>>>);

impl Interrupt for OfThread {
    fn pend(&self) {
        // A thread that has gone is called by nobody who minds.
        let _ = self.0.lock().unwrap_or_else(PoisonError::into_inner).send(());
    }
}

#[test]
fn with_an_interrupt_that_is_a_thread_it_is_dropped_at_moments_nobody_chose() {
    let rounds = if cfg!(miri) { 15 } else { 2_000 };
    let (pend, pended) = mpsc::channel();
    let line = OfThread(Arc::new(Mutex::new(pend)));
    let spi: &'static Spi<_, Buffer, OfThread> = Box::leak(Box::new(Spi::new(line.clone())));
    let (mut master, mut handler) = spi.split(Loopback::new(line.clone(), KEY));
    // The line lives in a static, so the end is told by a count.
    let over = Arc::new(AtomicBool::new(false));
    let thread = thread::spawn({
        let over = Arc::clone(&over);
        move || {
            while !over.load(Ordering::Relaxed) {
                pended.recv().unwrap();
                handler.on_interrupt();
            }
        }
    });
    let freed = Arc::<AtomicUsize>::default();
    let buffer = || Buffer { bytes: (0..LENGTH as u8).collect(), freed: Arc::clone(&freed) };
    let mut left_behind = 0;
    for round in 0..rounds {
        // Polled a few times, however far it comes; then dropped.
        let mut cx = Context::from_waker(Waker::noop());
        {
            let mut transfer = pin!(master.transfer(buffer()));
            for _ in 0..round % 7 {
                if transfer.as_mut().poll(&mut cx).is_ready() {
                    break;
                }
                thread::yield_now();
            }
        }
        if round % 5 != 0 {
            continue;
        }
        let whole = async { (master.transfer(buffer()).await, master.reclaim().await) };
        let (whole, left) = block_on(timeout(Duration::from_secs(30), whole)).expect("no hang");
        assert_eq!(whole.unwrap().bytes[..], answer());
        left_behind += usize::from(left.is_some());
    }
    over.store(true, Ordering::Relaxed);
    line.pend();
    thread.join().unwrap();
    assert!(left_behind > 0, "some were dropped on their way");
}
