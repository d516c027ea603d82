//! The locks themselves.

use wakeful::lock::{LocalLock, StdLock};

use crate::probe::Traits;

#[test]
fn the_lock_for_threads_may_be_shared() {
    assert_eq!(traits!(StdLock), Traits { send: true, sync: true, unpin: true });
}

#[test]
fn the_local_lock_may_move_but_not_be_shared() {
    assert_eq!(traits!(LocalLock), Traits { send: true, sync: false, unpin: true });
}
