//! Events that stay set until they are reset.

use crate::floors::Floor;
use crate::row::{Goal, Row};
use crate::workload::event::{Event, NotifyAll, happened, told_together};

type Wakeful = wakeful::sync::ManualResetEvent;
type Intrusive = futures_intrusive::sync::ManualResetEvent;
type Asyncband = asyncband::event::ManualResetEvent;

pub(super) fn rows() -> Vec<Row> {
    let mut rows = vec![wait_set().goal(Goal::Floor(1.5)).goal(Goal::Best(1.0))];
    rows.extend(
        [1, 10, 50, 500].map(|waiters| {
            set(waiters).goal(Goal::Peer(1.3, "tokio Notify")).goal(Goal::Best(1.0))
        }),
    );
    rows
}

fn wait_set() -> Row {
    Row::new("event", "wait when set")
        .floor(Floor::Load)
        .wakeful(happened(Wakeful::new(true)))
        .peer("futures-intrusive", happened(Intrusive::new(true)))
        .peer("asyncband", happened(Asyncband::with_state(true)))
}

fn set(waiters: usize) -> Row {
    Row::new("event", format!("set, {waiters} waiting"))
        .per(waiters)
        .floor(Floor::Waiter)
        .wakeful(told_together(Wakeful::new(false), waiters))
        .peer("tokio Notify", told_together(tokio::sync::Notify::new(), waiters))
        .peer("futures-intrusive", told_together(Intrusive::new(false), waiters))
        .peer("asyncband", told_together(Asyncband::new(), waiters))
}

impl Event for Wakeful {
    fn wait(&self) -> impl Future {
        self.wait()
    }
}

impl NotifyAll for Wakeful {
    fn notify_all(&self) {
        self.set();
    }
    fn rearm(&self) {
        self.reset();
    }
}

impl Event for Intrusive {
    fn wait(&self) -> impl Future {
        self.wait()
    }
}

impl NotifyAll for Intrusive {
    fn notify_all(&self) {
        self.set();
    }
    fn rearm(&self) {
        self.reset();
    }
}

impl Event for Asyncband {
    fn wait(&self) -> impl Future {
        self.wait()
    }
}

impl NotifyAll for Asyncband {
    fn notify_all(&self) {
        self.set();
    }
    fn rearm(&self) {
        self.reset();
    }
}
