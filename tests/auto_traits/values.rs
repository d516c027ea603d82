//! Types with a value of the user's: by lock, handle and value.

use wakeful::lock::Locked;
use wakeful::sync::generic::*;
use wakeful::wait::{Acquire, Permit, WaitQueue};

use crate::places::{Asking, At, BOTH};
use crate::rules::*;
use crate::table::{Table, rows};

#[test]
fn what_holds_a_value_is_as_shareable_as_the_value_lets_it() {
    let mut table = Table::default();
    rows!(table, Mutex<T, L>, L T, mutex);
    rows!(table, Locked<T, L>, L T, mutex);
    rows!(table, RwLock<T, L>, L T, rwlock);
    rows!(table, OnceCell<T, L>, L T, rwlock);
    rows!(table, Lazy<T, fn(), L>, L T, rwlock);
    rows!(table, Lazy<u32, T, L>, L T, closure_of_lazy);
    rows!(table, WaitQueue<Asking<T>, L>, L T, queue);
    table.close(168);
}

#[test]
fn guards_move_and_share_the_value() {
    let mut table = Table::default();
    rows!(table, MutexGuard<H<Mutex<T, L>>>, L H T, mutex_guard);
    rows!(table, MappedMutexGuard<H<Mutex<T, L>>, T>, L H T, |at| {
        mapped_guard(at, mutex(at), at.value.traits)
    });
    rows!(table, MappedMutexGuard<H<Mutex<T, L>>, u32>, L H T, |at| {
        mapped_guard(at, mutex(at), BOTH.traits)
    });
    rows!(table, MappedMutexGuard<H<Mutex<u32, L>>, T>, L H T, |at| {
        mapped_guard(at, mutex(At { value: BOTH, ..at }), at.value.traits)
    });
    rows!(table, ReadGuard<H<RwLock<T, L>>>, L H T, rwlock_guard);
    rows!(table, UpgradableGuard<H<RwLock<T, L>>>, L H T, rwlock_guard);
    rows!(table, WriteGuard<H<RwLock<T, L>>>, L H T, rwlock_guard);
    rows!(table, Permit<H<WaitQueue<Asking<T>, L>>>, L H T, queue_permit);
    table.close(576);
}

#[test]
fn futures_that_lead_to_a_value_stay_where_they_are_polled() {
    let mut table = Table::default();
    rows!(table, Lock<H<Mutex<T, L>>>, L H T, |at| future(at, mutex(at)));
    rows!(table, CondvarWait<'static, H<Mutex<T, L>>, T, L>, L H T, condvar_wait);
    rows!(table, Read<H<RwLock<T, L>>>, L H T, |at| future(at, rwlock(at)));
    rows!(table, UpgradableRead<H<RwLock<T, L>>>, L H T, |at| future(at, rwlock(at)));
    rows!(table, Write<H<RwLock<T, L>>>, L H T, |at| future(at, rwlock(at)));
    rows!(table, Upgrade<H<RwLock<T, L>>>, L H T, |at| future(at, rwlock(at)));
    rows!(table, Acquire<H<WaitQueue<Asking<T>, L>>>, L H T, |at| future(at, queue(at)));
    rows!(table, Acquire<H<WaitQueue<Asking<T>, L>>, T>, L H T, |at| future(at, queue(at)));
    table.close(576);
}
