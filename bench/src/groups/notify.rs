//! Notifications: one or all of those who wait are told once.

use event_listener::IntoNotification;

use crate::floors::Floor;
use crate::row::{Goal, Row};
use crate::workload::event::{Event, NotifyAll, NotifyOne, told_singly, told_together, unheard};

type Wakeful = wakeful::sync::Notify;
type Tokio = tokio::sync::Notify;
type EventListener = event_listener::Event;
type Maitake = maitake_sync::WaitQueue;

const WAITERS: [usize; 4] = [1, 10, 50, 500];

pub(super) fn rows() -> Vec<Row> {
    let mut rows = vec![nobody().goal(Goal::Best(1.0))];
    rows.extend(WAITERS.map(|waiters| with_goals(one(waiters))));
    rows.extend(WAITERS.map(|waiters| with_goals(all(waiters))));
    rows
}

fn with_goals(row: Row) -> Row {
    row.goal(Goal::Peer(1.3, "tokio")).goal(Goal::Best(1.0))
}

fn nobody() -> Row {
    Row::new("notify", "notify_one, nobody waiting")
        .floor(Floor::Load)
        .wakeful(unheard(Wakeful::new()))
        .peer("tokio", unheard(Tokio::new()))
        .peer("event-listener", unheard(EventListener::new()))
        .peer("maitake-sync", unheard(Maitake::new()))
}

fn one(waiters: usize) -> Row {
    Row::new("notify", format!("notify_one to each of {waiters}"))
        .per(waiters)
        .floor(Floor::Waiter)
        .wakeful(told_singly(Wakeful::new(), waiters))
        .peer("tokio", told_singly(Tokio::new(), waiters))
        .peer("event-listener", told_singly(EventListener::new(), waiters))
        .peer("maitake-sync", told_singly(Maitake::new(), waiters))
}

fn all(waiters: usize) -> Row {
    Row::new("notify", format!("notify_waiters, {waiters} waiting"))
        .per(waiters)
        .floor(Floor::Waiter)
        .wakeful(told_together(Wakeful::new(), waiters))
        .peer("tokio", told_together(Tokio::new(), waiters))
        .peer("event-listener", told_together(EventListener::new(), waiters))
        .peer("maitake-sync", told_together(Maitake::new(), waiters))
}

impl Event for Wakeful {
    fn wait(&self) -> impl Future {
        self.notified()
    }
}

impl NotifyOne for Wakeful {
    fn notify_one(&self) {
        self.notify_one();
    }
}

impl NotifyAll for Wakeful {
    fn notify_all(&self) {
        self.notify_waiters();
    }
}

impl Event for Tokio {
    fn wait(&self) -> impl Future {
        self.notified()
    }
}

impl NotifyOne for Tokio {
    fn notify_one(&self) {
        self.notify_one();
    }
}

impl NotifyAll for Tokio {
    fn notify_all(&self) {
        self.notify_waiters();
    }
}

// A listener on the heap, as `Event::listen` makes it: one that lives on the stack cannot be kept
// in a list of any length.
impl Event for EventListener {
    fn wait(&self) -> impl Future {
        self.listen()
    }
}

impl NotifyOne for EventListener {
    fn notify_one(&self) {
        self.notify(1.additional());
    }
}

impl NotifyAll for EventListener {
    fn notify_all(&self) {
        self.notify(usize::MAX);
    }
}

impl Event for Maitake {
    fn wait(&self) -> impl Future {
        self.wait()
    }
}

impl NotifyOne for Maitake {
    fn notify_one(&self) {
        self.wake();
    }
}

impl NotifyAll for Maitake {
    fn notify_all(&self) {
        self.wake_all();
    }
}
