//! Barriers, round after round.

use crate::floors::Floor;
use crate::row::{Goal, Row};
use crate::workload::meeting::{Meeting, met};

type Wakeful = wakeful::sync::Barrier;
type Tokio = tokio::sync::Barrier;
type AsyncLock = async_lock::Barrier;
type Asyncband = asyncband::barrier::Barrier;
type Performables = performables::sync::barrier::Barrier<performables::sync::Async>;

pub(super) fn rows() -> Vec<Row> {
    [2, 4, 8].map(|tasks| round(tasks).goal(Goal::Best(1.0))).into()
}

fn round(tasks: usize) -> Row {
    Row::new("barrier", format!("round of {tasks}"))
        .per(tasks)
        .floor(Floor::Waiter)
        .wakeful(met(Wakeful::new(tasks), tasks))
        .peer("tokio", met(Tokio::new(tasks), tasks))
        .peer("async-lock", met(AsyncLock::new(tasks), tasks))
        .peer("asyncband", met(Asyncband::new(tasks as u32), tasks))
        .peer("performables", met(Performables::new(tasks), tasks))
}

impl Meeting for Wakeful {
    fn arrive(&self) -> impl Future {
        self.wait()
    }
}

impl Meeting for Tokio {
    fn arrive(&self) -> impl Future {
        self.wait()
    }
}

impl Meeting for AsyncLock {
    fn arrive(&self) -> impl Future {
        self.wait()
    }
}

impl Meeting for Asyncband {
    fn arrive(&self) -> impl Future {
        self.wait()
    }
}

impl Meeting for Performables {
    fn arrive(&self) -> impl Future {
        self.wait_async()
    }
}
