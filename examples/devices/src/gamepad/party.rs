//! Several controllers, as one source of events.

use std::io;
use std::sync::Arc;
use std::task::{Context, Poll};

use super::controller::Controller;
use super::event::Event;

/// The controllers that take part. Who disconnects, or cannot be read, takes part no more.
///
/// It lies in the state of a `Loop`, which polls it by `on_poll`: see the example `gamepad`.
///
/// # Fairness
///
/// After an event of one, the others are asked first.
#[derive(Debug, Default)]
pub struct Party {
    controllers: Vec<Controller>,
    /// Who is asked first.
    first: usize,
}

/// What one of them told.
#[derive(Debug)]
pub struct Told {
    /// What it is called.
    pub who: Arc<str>,
    /// The event, or why there will be no other.
    pub event: io::Result<Event>,
}

impl Party {
    /// Nobody.
    pub const fn new() -> Self {
        Self { controllers: Vec::new(), first: 0 }
    }

    /// Lets one take part.
    pub fn join(&mut self, controller: Controller) {
        self.controllers.push(controller);
    }

    /// How many take part.
    pub fn len(&self) -> usize {
        self.controllers.len()
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.controllers.is_empty()
    }

    /// Those who take part.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Controller> {
        self.controllers.iter_mut()
    }

    /// The next event of any of them. Pending if there is nobody, and then no waker is kept: poll it again
    /// when somebody has joined.
    pub fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Told> {
        let count = self.controllers.len();
        for at in (0..count).map(|n| (self.first + n) % count) {
            let controller = &mut self.controllers[at];
            let Poll::Ready(event) = controller.poll_next(cx) else { continue };
            let who = Arc::clone(controller.name());
            self.first = at + 1;
            if matches!(event, Err(_) | Ok(Event::Disconnect)) {
                self.controllers.remove(at);
                self.first = at;
            }
            return Poll::Ready(Told { who, event });
        }
        Poll::Pending
    }
}
