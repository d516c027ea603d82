//! A few threads on one channel, and what they saw.

use std::sync::Arc;
use std::thread;

use crate::checker;
use crate::ends::{End, Ledger, Subject};
use crate::gate::Gate;
use crate::history::History;
use crate::jitter;
use crate::script::Plan;
use crate::spec::Spec;
use crate::worker::Worker;

/// Numbers for the values of each thread.
const IDS: usize = 16;

/// Records one history and checks it; whether operations overlapped in it.
pub(crate) fn run<S: Subject>(plan: &Plan) -> Result<bool, String>
where
    S::Sender: Send,
    S::Receiver: Send,
{
    let threads = plan.scripts.len();
    let ledger = Ledger::of(threads * IDS);
    let gate = Arc::new(Gate::new(threads));
    let (sender, receiver) = S::channel(plan.capacity);
    let count =
        |of: fn(&crate::script::Script) -> bool| plan.scripts.iter().filter(|s| of(s)).count();
    let (senders, receivers) = (count(|script| script.sends), count(|script| script.receives));
    let (mut senders_left, mut receivers_left) = (ends(sender, senders), ends(receiver, receivers));
    let (mut events, mut made) = (Vec::new(), Vec::new());
    thread::scope(|scope| {
        let mut handles = Vec::new();
        for (thread, script) in plan.scripts.iter().enumerate() {
            let worker = Worker {
                gate: gate.clone(),
                thread,
                sender: script.sends.then(|| senders_left.pop().expect("counted")),
                receiver: script.receives.then(|| receivers_left.pop().expect("counted")),
                ledger: ledger.clone(),
                first_id: thread * IDS,
                lost: 0,
            };
            let seed = plan.seed ^ thread as u64;
            handles.push(scope.spawn(move || jitter::with(seed, || worker.run(script))));
        }
        for (thread, handle) in handles.into_iter().enumerate() {
            let (seen, sent) = handle.join().expect("a worker panicked");
            events.extend(seen);
            made.extend((0..sent).map(|id| thread * IDS + id));
        }
    });
    let gate = Arc::into_inner(gate).ok_or("a waker outlived its future")?;
    events.extend(gate.into_quiet());
    let history = History::new(events);
    checker::check(&history, Spec::new(plan.capacity, S::BY_RANK, senders, receivers))?;
    match made.into_iter().find(|id| ledger.drops(*id) != 1) {
        Some(id) => Err(format!("{id} was dropped {} times\n{history}", ledger.drops(id))),
        None => Ok(history.overlaps()),
    }
}

/// So many ends of one side.
fn ends<E: End>(first: E, count: usize) -> Vec<E> {
    let mut ends = vec![first];
    while ends.len() < count {
        ends.push(ends[0].another().expect("a side that can have many ends"));
    }
    ends
}
