//! A handle of the user's own, which says no more than that it may be moved.

use std::sync::Arc;

use wakeful::lock::RawLock;
use wakeful::wait::{Acquire, Handle, Permit, Policy, WaitQueue};

use crate::places::{Asking, At, Reach, reach};
use crate::probe::Traits;
use crate::rules::{future, queue, queue_permit};
use crate::table::{Table, rows};

/// The one handle of its target.
struct Alone<P>(Arc<P>);

// SAFETY: there is no other handle, so the target moves with this one.
unsafe impl<P: Send> Send for Alone<P> {}

// SAFETY: the target lies in the counted allocation.
unsafe impl<P: Policy, L: RawLock> Handle for Alone<WaitQueue<P, L>> {
    type Target = WaitQueue<P, L>;

    fn target(&self) -> &Self::Target {
        &self.0
    }
}

const ALONE: Reach = reach("Alone", |target| Traits {
    send: target.send,
    sync: target.send && target.sync,
    unpin: true,
});

#[test]
fn a_queue_that_may_not_be_shared_keeps_its_futures_on_their_thread() {
    let mut table = Table::default();
    rows!(table, Alone<WaitQueue<Asking<T>, L>>, L T, |at| (ALONE.to)(queue(at)));
    rows!(table, Acquire<Alone<WaitQueue<Asking<T>, L>>>, L T, |at| {
        future(At { handle: ALONE, ..at }, queue(at))
    });
    rows!(table, Permit<Alone<WaitQueue<Asking<T>, L>>>, L T, |at| {
        queue_permit(At { handle: ALONE, ..at })
    });
    table.close(72);
}
