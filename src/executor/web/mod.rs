//! Tasks on a web page: [`spawn_local`], and the few lines of JavaScript that poll them.
//!
//! Needs the feature `web`, and `wasm32`; here, and in other event loops, it is [`Turns`] that does the work.
//!
//! # The glue
//!
//! The module imports one function, `wakeful.queue_turn`, and exports one, `wakeful_turn`. The first sees to it that
//! the second is called: as a microtask, or, when told to come later, after the page has looked after its
//! events:
//!
//! ```js
//! const turn = () => instance.exports.wakeful_turn();
//! const wakeful = {
//!   queue_turn: (later) => (later ? setTimeout(turn) : queueMicrotask(turn)),
//! };
//! const { instance } = await WebAssembly.instantiateStreaming(fetch("page.wasm"), { wakeful });
//! ```
//!
//! # With `wasm-bindgen`
//!
//! Which has glue of its own: leave the feature `web` off, and let a [`Turns`] of yours use it.
//!
//! ```ignore
//! use wakeful::executor::{Pace, Turns};
//! use wasm_bindgen::prelude::*;
//!
//! thread_local! {
//!     static TASKS: Turns<'static> = const { Turns::new(queue_turn) };
//!     static TURN: Closure<dyn FnMut()> = Closure::new(|| TASKS.with(Turns::turn));
//! }
//!
//! #[wasm_bindgen]
//! extern "C" {
//!     #[wasm_bindgen(js_name = queueMicrotask)]
//!     fn queue_microtask(turn: &Closure<dyn FnMut()>);
//!     #[wasm_bindgen(js_name = setTimeout)]
//!     fn set_timeout(turn: &Closure<dyn FnMut()>);
//! }
//!
//! fn queue_turn(pace: Pace) {
//!     TURN.with(|turn| match pace {
//!         Pace::Soon => queue_microtask(turn),
//!         Pace::Later => set_timeout(turn),
//!     });
//! }
//! ```
//!
//! # What else there is on a page
//!
//! One thread: so the [`local`](crate::sync::local) flavor of everything, though the other one works too.
//! Nothing may block: no [`block_on`](crate::executor::block_on) of what is not ready, no `blocking_*`. No panic
//! is caught: it ends the module. The clock of `std` panics, and with it the free functions of
//! [`time`](crate::time): use [`Timers`](crate::time::local::Timers) on a clock of yours, which asks
//! `performance.now()`, and whose `set_alarm` is a `setTimeout` of `check_expirations`.
//!
//! With the `atomics` of the target there may be several threads, each with its own tasks here. They
//! must not wake those of another: the turn would be queued on the wrong thread.

mod glue;

use core::future::Future;

use super::{JoinHandle, Pace, Turns};

std::thread_local! {
    static TASKS: Turns<'static> = const { Turns::new(queue) };
}

fn queue(pace: Pace) {
    glue::queue_turn(u32::from(pace == Pace::Later));
}

/// Spawns a task of the page. It is polled when the JavaScript that is running has returned.
///
/// Use it wherever a page would make a promise: in handlers of events, and to begin with.
///
/// # Panics
///
/// Not here. A panic of the task ends the module.
pub fn spawn_local<F: Future + 'static>(future: F) -> JoinHandle<F::Output> {
    TASKS.with(|tasks| tasks.spawn(future))
}

/// Polls tasks that are ready: what the exported function `wakeful_turn` does. See [`Turns::turn`].
pub fn turn() {
    TASKS.with(Turns::turn);
}
