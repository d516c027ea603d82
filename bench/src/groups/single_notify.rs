//! Notifications for the case that only one task ever waits.

use crate::floors::Floor;
use crate::row::{Goal, Row};
use crate::workload::event::{Event, NotifyOne, kept, told_singly, unheard};

type Wakeful = wakeful::sync::SingleWaiterNotify;
type LiteSync = lite_sync::notify::SingleWaiterNotify;
type Tokio = tokio::sync::Notify;

pub(super) fn rows() -> Vec<Row> {
    [nobody(), before(), waiting()].map(|row| row.goal(Goal::Best(1.0))).into()
}

fn nobody() -> Row {
    Row::new("single notify", "notify_one, nobody waiting")
        .floor(Floor::Load)
        .wakeful(unheard(Wakeful::new()))
        .peer("lite-sync", unheard(LiteSync::new()))
        .peer("tokio Notify", unheard(Tokio::new()))
}

fn before() -> Row {
    Row::new("single notify", "notify_one + notified")
        .floor(Floor::ExchangeSwap)
        .wakeful(kept(Wakeful::new()))
        .peer("lite-sync", kept(LiteSync::new()))
        .peer("tokio Notify", kept(Tokio::new()))
}

fn waiting() -> Row {
    Row::new("single notify", "wait + notify_one + poll")
        .floor(Floor::WakerClone)
        .wakeful(told_singly(Wakeful::new(), 1))
        .peer("lite-sync", told_singly(LiteSync::new(), 1))
        .peer("tokio Notify", told_singly(Tokio::new(), 1))
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

impl Event for LiteSync {
    fn wait(&self) -> impl Future {
        self.notified()
    }
}

impl NotifyOne for LiteSync {
    fn notify_one(&self) {
        self.notify_one();
    }
}
