//! A sleep for threads.

use core::cell::Cell;

use critical_section::Mutex;
use wakeful::executor::Park;

/// The sleep of one thread. Handlers may end it.
pub(crate) struct Parker(Mutex<Cell<State>>);

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Awake,
    Token,
    /// This thread sleeps.
    Asleep(usize),
}

impl Parker {
    pub(crate) const fn new() -> Self {
        Self(Mutex::new(Cell::new(State::Awake)))
    }

    fn replace(&self, state: State) -> State {
        critical_section::with(|section| self.0.borrow(section).replace(state))
    }
}

impl Park for Parker {
    fn park(&self) {
        let me = super::current();
        critical_section::with(|section| {
            let state = self.0.borrow(section);
            if state.get() == State::Awake {
                state.set(State::Asleep(me));
                super::set_ready(me, false);
            }
        });
        // Back at once if nobody put it to sleep.
        super::give_way();
        self.replace(State::Awake);
    }

    fn unpark(&self) {
        if let State::Asleep(thread) = self.replace(State::Token) {
            super::set_ready(thread, true);
        }
    }
}
