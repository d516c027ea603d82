//! Waits to be notified, and notifies.

#![no_std]
#![no_main]

use size::{Lock, Single, drive, input};
use wakeful::sync::generic::Notify;

static NEWS: Single<Notify<Lock>> = Single::new(Notify::new());

#[unsafe(no_mangle)]
fn program() {
    drive(NEWS.get().notified());
    match input() {
        0 => NEWS.get().notify_one(),
        _ => NEWS.get().notify_waiters(),
    }
}
