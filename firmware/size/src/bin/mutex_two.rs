//! Two mutexes, around values of two types.

#![no_std]
#![no_main]

use size::{Lock, Single, drive, input};
use wakeful::sync::generic::Mutex;

static TOTAL: Single<Mutex<u32, Lock>> = Single::new(Mutex::new(0));
static MANY: Single<Mutex<[u64; 2], Lock>> = Single::new(Mutex::new([0; 2]));

#[unsafe(no_mangle)]
fn program() {
    if let Some(mut total) = drive(TOTAL.get().lock()) {
        *total += input();
    }
    if let Some(mut many) = drive(MANY.get().lock()) {
        many[0] += u64::from(input());
    }
}
