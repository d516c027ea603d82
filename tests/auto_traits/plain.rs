//! What is neither a lock nor waits for one: markers, answers, errors.

use wakeful::lock::Word;
use wakeful::sync::generic::{
    Cancelled, Counting, Exclusive, Flag, Mode, Notifications, Once, ReadWrite, Rounds, Shared,
    Unique, Upgradable, Zero,
};
use wakeful::sync::{BarrierWaitResult, Closed, TryAcquireError, TryLockError};
use wakeful::wait::Grant;

use crate::probe::Traits;
use crate::table::Table;

macro_rules! all_have_all {
    ($($Type:ty),* $(,)?) => {{
        let mut table = Table::default();
        let all = Traits { send: true, sync: true, unpin: true };
        $(table.compare(stringify!($Type), traits!($Type), all);)*
        table
    }};
}

#[test]
fn plain_data_is_free() {
    all_have_all!(TryLockError, TryAcquireError, Closed, BarrierWaitResult, Grant, Mode).close(6);
}

#[test]
fn markers_are_free() {
    all_have_all!(
        Cancelled,
        Counting,
        Exclusive,
        Flag,
        Notifications,
        Once,
        ReadWrite,
        Rounds,
        Zero,
        Shared,
        Unique,
        Upgradable,
    )
    .close(12);
}

#[test]
fn a_word_may_be_shared_because_it_gives_away_a_pointer_alone() {
    all_have_all!(Word).close(1);
}
