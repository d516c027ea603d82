//! The primitives, each as a scene.

mod barrier;
mod broadcast;
mod combined;
mod condvar;
mod event;
mod exchange;
mod latch;
mod mutex;
mod notify;
mod once;
mod oneshot;
mod oneshot_broadcast;
mod oneshot_lite;
mod queue;
mod rendezvous;
mod rwlock;
mod semaphore;
mod single;
mod sleep;
mod spsc;
#[cfg_attr(not(feature = "executor"), path = "no_task.rs")]
mod task;
mod token;
mod watch;

use crate::flavor::{self, Flavor, Visitor};
use crate::scene::Subject;

/// What has a form for references and one for handles.
fn in_both_forms<F: Flavor>() -> Vec<Subject> {
    let subjects = [
        mutex::subjects::<F>(),
        rwlock::subjects::<F>(),
        semaphore::subjects::<F>(),
        event::subjects::<F>(),
        notify::subjects::<F>(),
        condvar::subjects::<F>(),
        barrier::subjects::<F>(),
        latch::subjects::<F>(),
        token::subjects::<F>(),
        sleep::subjects::<F>(),
    ];
    subjects.concat()
}

/// What has one form only.
fn in_one_form<F: Flavor>() -> Vec<Subject> {
    let subjects = [
        single::subjects::<F>(),
        once::subjects::<F>(),
        token::tree_subjects::<F>(),
        oneshot::subjects::<F>(),
        oneshot_lite::subjects::<F>(),
        oneshot_broadcast::subjects::<F>(),
        spsc::subjects::<F>(),
        queue::subjects::<F>(),
        rendezvous::subjects::<F>(),
        exchange::subjects::<F>(),
        broadcast::subjects::<F>(),
        watch::subjects::<F>(),
        combined::subjects::<F>(),
    ];
    subjects.concat()
}

struct Borrowed(Vec<Subject>);

impl Visitor for Borrowed {
    fn visit<F: Flavor>(&mut self) {
        self.0.extend(in_both_forms::<F>());
        self.0.extend(in_one_form::<F>());
    }
}

struct Owned(Vec<Subject>);

impl Visitor for Owned {
    fn visit<F: Flavor>(&mut self) {
        self.0.extend(in_both_forms::<F>());
    }
}

/// What Miri has the time for: atomics by reference, and of some channels one way in or out; in a soak also
/// plain words by handle, and all of the channels.
fn in_time_for_miri(subject: &Subject) -> bool {
    const CHANNELS: [&str; 5] =
        ["mpmc, send", "oneshot, recv", "spsc, send", "rendezvous, send", "watch, changed"];
    let soak = std::env::var_os("WAKEFUL_SOAK").is_some();
    // The names of the others begin with a capital.
    let channel = subject.name.starts_with(char::is_lowercase);
    let chosen = !channel || CHANNELS.contains(&subject.name);
    subject.flavor == "threads" && (soak || chosen) || subject.flavor == "local, Rc" && soak
}

/// Every primitive in every flavor.
pub(crate) fn subjects() -> Vec<Subject> {
    let (mut borrowed, mut owned) = (Borrowed(Vec::new()), Owned(Vec::new()));
    flavor::each_borrowed(&mut borrowed);
    flavor::each_owned(&mut owned);
    let mut all = [borrowed.0, owned.0, task::subjects()].concat();
    all.retain(|subject| !cfg!(miri) || in_time_for_miri(subject));
    all
}
