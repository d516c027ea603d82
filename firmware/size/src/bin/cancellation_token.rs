//! Cancels, and waits for it.

#![no_std]
#![no_main]

use size::{Lock, Single, drive};
use wakeful::sync::generic::CancellationToken;

static TOKEN: Single<CancellationToken<Lock>> = Single::new(CancellationToken::new());

#[unsafe(no_mangle)]
fn program() {
    drive(TOKEN.get().cancelled());
    TOKEN.get().cancel();
}
