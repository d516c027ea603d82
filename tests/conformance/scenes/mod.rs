//! The primitives, each as a scene.

mod barrier;
mod condvar;
mod event;
mod latch;
mod mutex;
mod notify;
mod once;
mod rwlock;
mod semaphore;
mod single;
mod token;

use crate::flavor::{self, Flavor, Visitor};
use crate::scene::Subject;

/// What there is in every flavor.
struct Everywhere(Vec<Subject>);

impl Visitor for Everywhere {
    fn visit<F: Flavor>(&mut self) {
        self.0.extend(mutex::subjects::<F>());
        self.0.extend(rwlock::subjects::<F>());
        self.0.extend(semaphore::subjects::<F>());
        self.0.extend(event::subjects::<F>());
        self.0.extend(notify::subjects::<F>());
        self.0.extend(condvar::subjects::<F>());
        self.0.extend(barrier::subjects::<F>());
        self.0.extend(latch::subjects::<F>());
        self.0.extend(token::subjects::<F>());
    }
}

/// What has no owning form, or is one by itself.
struct BorrowedOnly(Vec<Subject>);

impl Visitor for BorrowedOnly {
    fn visit<F: Flavor>(&mut self) {
        self.0.extend(single::subjects::<F>());
        self.0.extend(once::subjects::<F>());
        self.0.extend(token::tree_subjects::<F>());
    }
}

/// Every primitive in every flavor.
pub(crate) fn subjects() -> Vec<Subject> {
    let (mut everywhere, mut borrowed) = (Everywhere(Vec::new()), BorrowedOnly(Vec::new()));
    flavor::each_borrowed(&mut everywhere);
    flavor::each_owned(&mut everywhere);
    flavor::each_borrowed(&mut borrowed);
    everywhere.0.into_iter().chain(borrowed.0).collect()
}
