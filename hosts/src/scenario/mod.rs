//! The scenario: a step for each primitive, in which tasks hand over to one another.

mod channels;
#[cfg(unix)]
mod devices;
#[cfg(not(unix))]
#[path = "no_devices.rs"]
mod devices;
mod events;
mod executor;
mod futures;
mod locks;
mod meeting;
mod time;
mod tokens;

use super as flavor;
use crate::Progress;
use flavor::channel::oneshot;
use flavor::{Host, Task};

/// A part of the scenario: what takes part, by its names in the library, and what it does.
struct Step(&'static [&'static str], fn(Host) -> Task);

const STEPS: [&[Step]; 9] = [
    locks::STEPS,
    events::STEPS,
    tokens::STEPS,
    channels::STEPS,
    meeting::STEPS,
    futures::STEPS,
    time::STEPS,
    executor::STEPS,
    devices::STEPS,
];

/// Where there is no operating system, there is neither a clock nor a thread, and no unwinding.
const WITH_SYSTEM: [&str; 6] = ["CatchUnwind", "sleep", "interval", "timeout", "unblock", "spawn"];

fn all_steps() -> impl Iterator<Item = &'static Step> {
    let here = |step: &&Step| !(cfg!(target_family = "wasm") && WITH_SYSTEM.contains(&step.0[0]));
    STEPS.iter().flat_map(|steps| steps.iter()).filter(here)
}

/// How many steps there are.
pub fn steps() -> usize {
    all_steps().count()
}

/// What takes part, by its names in the library.
pub fn names() -> impl Iterator<Item = &'static str> {
    all_steps().flat_map(|step| step.0).copied()
}

/// Goes through the scenario, one step after the other.
pub async fn run(host: Host, progress: Progress) {
    for Step(names, run) in all_steps() {
        progress.begin(names[0]);
        run(host.clone()).await;
    }
}

/// So many of the tasks that `task` makes of their numbers.
fn spawn_many<F>(
    host: &Host,
    many: u32,
    mut spawn: impl FnMut(&Host, u32) -> oneshot::Receiver<F>,
) -> Vec<oneshot::Receiver<F>> {
    (0..many).map(|number| spawn(host, number)).collect()
}

/// Waits for all of them.
async fn all<T>(tasks: Vec<oneshot::Receiver<T>>) -> Vec<T> {
    let mut outputs = Vec::new();
    for task in tasks {
        outputs.push(task.await.expect("a task ends with an output"));
    }
    outputs
}
