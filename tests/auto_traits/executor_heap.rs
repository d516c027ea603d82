//! Executors whose tasks lie on the heap.

use wakeful::executor::{
    Cancel, JoinError, JoinHandle, LocalExecutor, LocalSpawner, Shutdown, Spawner, ThreadPool,
    ThreadPoolBuilder, Turns,
};

use crate::places::At;
use crate::probe::Traits;
use crate::table::{Table, rows};

const ALL: Traits = Traits { send: true, sync: true, unpin: true };
const NONE: Traits = Traits { send: false, sync: false, unpin: true };

/// It gives the output away, and shows whether it is there.
fn moves(at: At) -> Traits {
    Traits { send: at.value.traits.send, sync: true, unpin: true }
}

#[test]
fn handles_go_where_the_output_goes() {
    let mut table = Table::default();
    rows!(table, JoinHandle<T>, T, moves);
    rows!(table, Cancel<T>, T, moves);
    table.compare("JoinError", traits!(JoinError), ALL);
    table.close(12 + 1);
}

#[test]
fn pools_go_anywhere_and_local_executors_stay() {
    let mut table = Table::default();
    table.compare("ThreadPool", traits!(ThreadPool), ALL);
    table.compare("Spawner", traits!(Spawner), ALL);
    table.compare("Shutdown", traits!(Shutdown), ALL);
    table.compare("ThreadPoolBuilder", traits!(ThreadPoolBuilder), Traits { sync: false, ..ALL });
    table.compare("LocalExecutor", traits!(LocalExecutor<'static>), NONE);
    table.compare("LocalSpawner", traits!(LocalSpawner<'static>), NONE);
    table.compare("Turns", traits!(Turns), NONE);
    table.close(7);
}
