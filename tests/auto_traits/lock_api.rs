//! Locks of `lock_api`: what the raw mutex is.

use wakeful::lock::LockApi;
use wakeful::sync::generic::{Mutex, Semaphore};

use crate::probe::Traits;
use crate::table::{Table, rows};

#[test]
fn a_lock_is_what_its_raw_mutex_is() {
    let mut table = Table::default();
    rows!(table, LockApi<T>, T, |at| at.value.traits);
    table.close(6);
}

#[test]
fn the_raw_mutex_of_parking_lot_may_be_shared() {
    let all = Traits { send: true, sync: true, unpin: true };
    assert_eq!(traits!(Semaphore<LockApi<parking_lot::RawMutex>>), all);
    assert_eq!(traits!(Mutex<u32, LockApi<parking_lot::RawMutex>>), all);
}
