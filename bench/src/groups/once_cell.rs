//! Cells that were set once and are read ever after.

use std::hint::black_box;

use crate::floors::Floor;
use crate::harness::{Hot, poll_ready, timed};
use crate::row::{Batch, Goal, Row};

type Wakeful = wakeful::sync::OnceCell<u64>;
type Tokio = tokio::sync::OnceCell<u64>;
type AsyncLock = async_lock::OnceCell<u64>;
type Asyncband = asyncband::once::OnceCell<u64>;
type Std = std::sync::OnceLock<u64>;

/// A cell with a value in it.
trait Cell: 'static {
    fn get(&self) -> Option<&u64>;
    fn get_or_init(&self) -> impl Future<Output = &u64>;
}

pub(super) fn rows() -> Vec<Row> {
    vec![reading().goal(Goal::Floor(1.5)), initialising().goal(Goal::Best(1.0))]
}

fn reading() -> Row {
    Row::new("once cell", "get when set")
        .floor(Floor::Load)
        .wakeful(get(wakeful()))
        .peer("tokio", get(Tokio::new_with(Some(1))))
        .peer("async-lock", get(AsyncLock::from(1)))
        .peer("asyncband", get(Asyncband::from_value(1)))
        .yardstick("std", get(Std::from(1)))
}

fn initialising() -> Row {
    Row::new("once cell", "get_or_init when set")
        .floor(Floor::Load)
        .wakeful(get_or_init(wakeful()))
        .peer("tokio", get_or_init(Tokio::new_with(Some(1))))
        .peer("async-lock", get_or_init(AsyncLock::from(1)))
        .peer("asyncband", get_or_init(Asyncband::from_value(1)))
        .yardstick("std", get_or_init(Std::from(1)))
}

fn wakeful() -> Wakeful {
    let cell = Wakeful::new();
    cell.set(1).expect("the cell is new");
    cell
}

fn get(cell: impl Cell) -> Batch {
    let cell = Hot(cell);
    Batch::count(move |count| {
        let cell = black_box(&*cell);
        timed(count, || {
            black_box(cell.get().expect("the cell is set"));
        })
    })
}

fn get_or_init(cell: impl Cell) -> Batch {
    let cell = Hot(cell);
    Batch::count(move |count| {
        let cell = black_box(&*cell);
        timed(count, || {
            black_box(poll_ready(cell.get_or_init()));
        })
    })
}

impl Cell for Wakeful {
    fn get(&self) -> Option<&u64> {
        self.get()
    }
    fn get_or_init(&self) -> impl Future<Output = &u64> {
        self.get_or_init(async || 2)
    }
}

impl Cell for Tokio {
    fn get(&self) -> Option<&u64> {
        self.get()
    }
    fn get_or_init(&self) -> impl Future<Output = &u64> {
        self.get_or_init(async || 2)
    }
}

impl Cell for AsyncLock {
    fn get(&self) -> Option<&u64> {
        self.get()
    }
    fn get_or_init(&self) -> impl Future<Output = &u64> {
        self.get_or_init(async || 2)
    }
}

impl Cell for Asyncband {
    fn get(&self) -> Option<&u64> {
        self.get()
    }
    fn get_or_init(&self) -> impl Future<Output = &u64> {
        self.get_or_init(async || 2)
    }
}

impl Cell for Std {
    fn get(&self) -> Option<&u64> {
        self.get()
    }
    async fn get_or_init(&self) -> &u64 {
        self.get_or_init(|| 2)
    }
}
