//! Types without a value: by lock and handle.

use wakeful::sync::generic::*;
use wakeful::wait::{Permit, WaitQueue, WakerCell};

use crate::rules::*;
use crate::table::{Table, rows};

#[test]
fn primitives_without_a_value_are_as_shareable_as_their_lock() {
    let mut table = Table::default();
    rows!(table, Semaphore<L>, L, signal);
    rows!(table, ManualResetEvent<L>, L, signal);
    rows!(table, AutoResetEvent<L>, L, signal);
    rows!(table, Notify<L>, L, signal);
    rows!(table, SingleWaiterNotify<L>, L, signal);
    rows!(table, Condvar<L>, L, signal);
    rows!(table, Barrier<L>, L, signal);
    rows!(table, Latch<L>, L, signal);
    rows!(table, WaitGroup<L>, L, signal);
    rows!(table, CancellationToken<L>, L, signal);
    rows!(table, WakerCell<L>, L, signal);
    rows!(table, WaitQueue<Counting, L>, L, signal);
    rows!(table, ChildToken<'static, CancellationToken<L>, L>, L, child_token);
    rows!(table, Grandchild<L>, L, child_token);
    rows!(table, OwnedCancellationToken<L>, L, tree_token);
    rows!(table, TreeHandle<L>, L, tree_token);
    table.close(64);
}

#[test]
fn permits_and_workers_go_where_their_primitive_may_be_touched() {
    let mut table = Table::default();
    rows!(table, Permit<H<Semaphore<L>>>, L H, |at| permit(at, signal(at)));
    rows!(table, Worker<H<WaitGroup<L>>>, L H, |at| permit(at, signal(at)));
    table.close(24);
}

#[test]
fn futures_that_queue_stay_where_they_are_polled() {
    let mut table = Table::default();
    rows!(table, AcquirePermit<H<Semaphore<L>>>, L H, |at| future(at, signal(at)));
    rows!(table, Wait<H<ManualResetEvent<L>>>, L H, |at| future(at, signal(at)));
    rows!(table, Wait<H<AutoResetEvent<L>>>, L H, |at| future(at, signal(at)));
    rows!(table, Wait<H<Latch<L>>>, L H, |at| future(at, signal(at)));
    rows!(table, Wait<H<WaitGroup<L>>>, L H, |at| future(at, signal(at)));
    rows!(table, Wait<H<CancellationToken<L>>>, L H, |at| future(at, signal(at)));
    rows!(table, Notified<H<Notify<L>>>, L H, |at| future(at, signal(at)));
    rows!(table, BarrierWait<H<Barrier<L>>>, L H, |at| future(at, signal(at)));
    table.close(96);
}

#[test]
fn futures_with_one_kind_of_handle() {
    let mut table = Table::default();
    // It has no node: the primitive holds its waker, and it may be moved between polls.
    rows!(table, SingleNotified<'static, L>, L, |at| reference(signal(at)));
    rows!(table, ChildCancelled<'static, CancellationToken<L>, L>, L, child_future);
    rows!(table, ChildCancelled<'static, Child<L>, L>, L, child_future);
    rows!(table, OwnedCancelled<L>, L, |at| future(at, tree_token(at)));
    table.close(16);
}

type Child<L> = ChildToken<'static, CancellationToken<L>, L>;
type Grandchild<L> = ChildToken<'static, Child<L>, L>;
