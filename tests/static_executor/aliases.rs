//! The flavors by their names, in statics.

use wakeful::executor::{StaticExecutor, StaticJoinHandle, TaskCell, ThreadPark};

use crate::kit::turns;

static EXECUTOR: StaticExecutor<ThreadPark, 4, 2> = StaticExecutor::new(ThreadPark::new());
static CELLS: [TaskCell<128>; 2] = [const { TaskCell::new() }; 2];

#[test]
fn statics_of_threads_do_all() {
    let handles: [StaticJoinHandle<u32>; 2] =
        [0, 1].map(|n| EXECUTOR.spawn(&CELLS[n as usize], async move { n + 1 }).unwrap());
    let [a, b] = handles;
    assert_eq!(EXECUTOR.run_all((a, b)), (Ok(1), Ok(2)));
    let printed = format!("{EXECUTOR:?} {CELLS:?}");
    assert!(printed.contains("StaticExecutor") && printed.contains("free: true"), "{printed}");
    EXECUTOR.run(turns(3));
}
