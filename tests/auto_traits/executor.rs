//! Executors, their tasks and handles.

use wakeful::executor::generic::{
    StaticCancel, StaticExecutor, StaticJoinHandle, StaticSpawner, TaskCell,
};
use wakeful::executor::{Cancelled, SpawnError, ThreadPark};

use crate::places::At;
use crate::probe::Traits;
use crate::rules::*;
use crate::table::{Table, rows};

/// The park goes with it, and is used by all who share it. What tasks there are is gone, or borrows it for ever.
fn executor(at: At) -> Traits {
    closure_of_lazy(at)
}

/// Moves the output, and shows whether it is there.
fn handle_of(at: At) -> Traits {
    let lock = at.lock.traits;
    Traits { send: lock.sync && at.value.traits.send, sync: lock.sync, unpin: true }
}

#[test]
fn static_executors_are_as_shareable_as_their_park_and_their_lock() {
    let mut table = Table::default();
    rows!(table, StaticExecutor<T, L, 2>, L T, executor);
    rows!(table, TaskCell<L, 16>, L, signal);
    table.close(24 + 4);
}

#[test]
fn handles_of_static_tasks_go_where_the_output_goes() {
    let mut table = Table::default();
    rows!(table, StaticJoinHandle<T, L>, L T, handle_of);
    rows!(table, StaticCancel<T, L>, L T, handle_of);
    rows!(table, SpawnError<T>, T, |at| at.value.traits);
    table.close(48 + 6);
}

#[test]
fn a_spawner_of_local_tasks_stays_on_its_thread() {
    let stays = Traits { send: false, sync: false, unpin: true };
    let mut table = Table::default();
    rows!(table, StaticSpawner<'static, T, L, 2>, L T, |_| Traits { send: false, sync: false, unpin: true });
    table.compare(
        "local",
        traits!(StaticSpawner<'static, ThreadPark, crate::places::Threads, 2>),
        stays,
    );
    let all = Traits { send: true, sync: true, unpin: true };
    table.compare("Cancelled", traits!(Cancelled), all);
    table.compare("ThreadPark", traits!(ThreadPark), all);
    table.close(27);
}
