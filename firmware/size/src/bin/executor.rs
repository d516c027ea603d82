//! Spawns a task, runs it, and waits for what it returns.

#![no_std]
#![no_main]

use size::{Lock, input, output};
use wakeful::executor::Park;
use wakeful::executor::generic::{StaticExecutor, TaskCell};

/// A board that cannot sleep.
struct Awake;

impl Park for Awake {
    fn park(&self) {
        input();
    }

    fn unpark(&self) {
        output(1);
    }
}

static EXECUTOR: StaticExecutor<Awake, Lock, 4> = StaticExecutor::new(Awake);
static CELL: TaskCell<Lock, 16> = TaskCell::new();

#[unsafe(no_mangle)]
fn program() {
    if let Ok(task) = EXECUTOR.spawn(&CELL, async { input() }) {
        if let Ok(value) = EXECUTOR.run(task) {
            output(value);
        }
    }
}
