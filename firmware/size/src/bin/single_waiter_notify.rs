//! Waits to be notified, the only one who does, and notifies.

#![no_std]
#![no_main]

use size::{Lock, Single, drive};
use wakeful::sync::generic::SingleWaiterNotify;

static NEWS: Single<SingleWaiterNotify<Lock>> = Single::new(SingleWaiterNotify::new());

#[unsafe(no_mangle)]
fn program() {
    drive(NEWS.get().notified());
    NEWS.get().notify_one();
}
