//! The critical flavor: a plain cell that only critical sections touch.

use wakeful::lock::CriticalSectionLock;
use wakeful::sync::critical;
use wakeful::sync::generic::Lock;

use crate::probe::Traits;
use crate::table::Table;

const ALL: Traits = Traits { send: true, sync: true, unpin: true };

#[test]
fn the_critical_flavor_may_be_shared() {
    aliases!(critical, primitives: ALL, reaching: ALL);
    assert_eq!(traits!(CriticalSectionLock), ALL);
    assert_eq!(traits!(critical::OwnedCancellationToken), ALL);
    assert_eq!(traits!(Lock<&'static critical::Mutex<u32>>), Traits { unpin: false, ..ALL });
}
