//! Who is in the poller.

use core::task::Waker;
use std::sync::OnceLock;
use std::thread::Builder;

use super::process::{Reactor, reactor};

static HIRED: OnceLock<()> = OnceLock::new();

/// Somebody waits, with this waker.
pub(super) fn waits(_: &Waker) {
    HIRED.get_or_init(|| {
        let thread = Builder::new().name("wakeful-driver".into()).spawn(|| {
            loop {
                reactor().map(|reactor: &Reactor| reactor.turn(true, None));
            }
        });
        thread.expect("devices need a thread, and it cannot be started");
    });
}
