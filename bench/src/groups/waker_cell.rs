//! Places for the waker of one task.

use std::task::Waker;

use diatomic_waker::DiatomicWaker;
use spmc_waker::SpmcWaker;
use spmc_waker::registration::Strict;
use spmc_waker::synchronization::Synchronized;

use crate::floors::Floor;
use crate::row::{Goal, Row};
use crate::workload::slot::{Slot, register_again, register_changed, register_wake, wake_nobody};

type Wakeful = wakeful::wait::WakerCell<wakeful::lock::StdLock>;
type AtomicWaker = atomic_waker::AtomicWaker;
type Futures = futures::task::AtomicWaker;
type LiteSync = lite_sync::atomic_waker::AtomicWaker;
/// Gives the waker away when it wakes.
type Spmc = SpmcWaker<Synchronized, false, Strict>;
/// Keeps the waker for the next time.
type SpmcCaching = SpmcWaker<Synchronized, true, Strict>;

pub(super) fn rows() -> Vec<Row> {
    [cycle(), again(), changed(), nobody()].map(|row| row.goal(Goal::Best(1.0))).into()
}

fn cycle() -> Row {
    Row::new("waker cell", "register same + wake")
        .floor(Floor::ExchangeSwap)
        .wakeful(register_wake(Wakeful::new()))
        .peer("atomic-waker", register_wake(AtomicWaker::new()))
        .peer("futures", register_wake(Futures::new()))
        .peer("diatomic-waker", register_wake(DiatomicWaker::new()))
        .peer("spmc-waker", register_wake(Spmc::new()))
        .peer("spmc-waker caching", register_wake(SpmcCaching::new()))
        .peer("lite-sync", register_wake(LiteSync::new()))
}

fn again() -> Row {
    Row::new("waker cell", "register same again")
        .floor(Floor::ExchangeSwap)
        .wakeful(register_again(Wakeful::new()))
        .peer("atomic-waker", register_again(AtomicWaker::new()))
        .peer("futures", register_again(Futures::new()))
        .peer("diatomic-waker", register_again(DiatomicWaker::new()))
        .peer("spmc-waker", register_again(Spmc::new()))
        .peer("spmc-waker caching", register_again(SpmcCaching::new()))
        .peer("lite-sync", register_again(LiteSync::new()))
}

fn changed() -> Row {
    Row::new("waker cell", "register changed")
        .per(2)
        .floor(Floor::WakerClone)
        .wakeful(register_changed(Wakeful::new()))
        .peer("atomic-waker", register_changed(AtomicWaker::new()))
        .peer("futures", register_changed(Futures::new()))
        .peer("diatomic-waker", register_changed(DiatomicWaker::new()))
        .peer("spmc-waker", register_changed(Spmc::new()))
        .peer("spmc-waker caching", register_changed(SpmcCaching::new()))
        .peer("lite-sync", register_changed(LiteSync::new()))
}

fn nobody() -> Row {
    Row::new("waker cell", "wake, nobody registered")
        .floor(Floor::Load)
        .wakeful(wake_nobody(Wakeful::new()))
        .peer("atomic-waker", wake_nobody(AtomicWaker::new()))
        .peer("futures", wake_nobody(Futures::new()))
        .peer("diatomic-waker", wake_nobody(DiatomicWaker::new()))
        .peer("spmc-waker", wake_nobody(Spmc::new()))
        .peer("spmc-waker caching", wake_nobody(SpmcCaching::new()))
        .peer("lite-sync", wake_nobody(LiteSync::new()))
}

impl Slot for Wakeful {
    fn register(&self, waker: &Waker) {
        self.register(waker);
    }
    fn wake(&self) {
        self.wake();
    }
}

impl Slot for AtomicWaker {
    fn register(&self, waker: &Waker) {
        self.register(waker);
    }
    fn wake(&self) {
        self.wake();
    }
}

impl Slot for Futures {
    fn register(&self, waker: &Waker) {
        self.register(waker);
    }
    fn wake(&self) {
        self.wake();
    }
}

impl Slot for DiatomicWaker {
    fn register(&self, waker: &Waker) {
        // SAFETY: a slot is used by one thread, so nobody else registers at the same time.
        unsafe { self.register(waker) };
    }
    fn wake(&self) {
        self.notify();
    }
}

impl<const CACHING: bool> Slot for SpmcWaker<Synchronized, CACHING, Strict> {
    fn register(&self, waker: &Waker) {
        // The token is for taking the registration back, which nobody does here.
        let _token = self.register(waker);
    }
    fn wake(&self) {
        self.wake();
    }
}

impl Slot for LiteSync {
    fn register(&self, waker: &Waker) {
        self.register(waker);
    }
    fn wake(&self) {
        self.wake();
    }
}
