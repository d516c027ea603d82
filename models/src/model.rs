//! Running a model, and counting its executions.

use std::any::type_name;
use std::env;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use loom::model::Builder;
use loom::thread::JoinHandle;

use crate::lock::explore_loads;

/// How often a thread may be preempted, where nothing else is asked for.
const PREEMPTIONS: usize = 2;
/// The same when there is time.
const SOAK_PREEMPTIONS: usize = 3;

/// Runs `f` in every interleaving that needs at most `LOOM_MAX_PREEMPTIONS` preemptions.
///
/// Prints `name: N executions`, where the name is that of the test. A model that explores
/// nothing fails.
pub fn model(f: impl Fn() + Send + Sync + 'static) {
    run(f, bound());
}

/// Like [`model`]; if `WAKEFUL_SOAK` is set, every interleaving there is.
pub fn small_model(f: impl Fn() + Send + Sync + 'static) {
    run(f, if is_soak() { None } else { bound() });
}

/// Like [`model`], with one preemption fewer, unless `WAKEFUL_SOAK` is set: for those that would take long.
pub fn large_model(f: impl Fn() + Send + Sync + 'static) {
    let few = bound().map(|bound| bound.saturating_sub(1));
    run(f, if is_soak() { bound() } else { few });
}

fn is_soak() -> bool {
    env::var_os("WAKEFUL_SOAK").is_some()
}

fn bound() -> Option<usize> {
    let default = if is_soak() { SOAK_PREEMPTIONS } else { PREEMPTIONS };
    Some(Builder::new().preemption_bound.unwrap_or(default))
}

fn run<F: Fn() + Send + Sync + 'static>(f: F, bound: Option<usize>) {
    let name = type_name::<F>().trim_end_matches("::{{closure}}");
    let (f, executions) = (Arc::new(f), Arc::new(AtomicUsize::new(0)));
    let mut builder = Builder::new();
    builder.preemption_bound = bound;
    explore_loads(|| {
        let (f, count) = (Arc::clone(&f), Arc::clone(&executions));
        builder.check(move || {
            count.fetch_add(1, Ordering::Relaxed);
            f();
        });
    });
    let executions = executions.load(Ordering::Relaxed);
    println!("{name}: {executions} executions");
    assert!(executions > 2, "{name} explores nothing");
}

/// Waits for the end of `threads`.
pub fn join(threads: impl IntoIterator<Item = JoinHandle<()>>) {
    threads.into_iter().for_each(|thread| thread.join().unwrap());
}
