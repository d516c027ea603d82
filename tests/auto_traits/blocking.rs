//! Blocking work and scopes.

use std::future::Future;
use std::marker::PhantomData;

use wakeful::executor::scope::{self, local};
use wakeful::executor::{BlockingPool, BlockingPoolBuilder, NextItem, Unblock, UnblockIter};

use crate::places::At;
use crate::probe::Traits;
use crate::table::{Table, rows};

const ALL: Traits = Traits { send: true, sync: true, unpin: true };
const NONE: Traits = Traits { send: false, sync: false, unpin: true };

/// What is not `Send` never comes to another thread, whatever the type says: nobody can make one.
fn made_of_what_is_send(_: At) -> Traits {
    ALL
}

/// It is given away to one, and never shared.
fn moves(at: At) -> Traits {
    let send = at.value.traits.send;
    Traits { send, sync: send, unpin: true }
}

fn stays(_: At) -> Traits {
    NONE
}

#[test]
fn blocking_work_goes_anywhere() {
    let mut table = Table::default();
    rows!(table, Unblock<T>, T, made_of_what_is_send);
    rows!(table, UnblockIter<T>, T, made_of_what_is_send);
    rows!(table, NextItem<'static, T>, T, made_of_what_is_send);
    table.compare("BlockingPool", traits!(BlockingPool), ALL);
    table.compare("BlockingPoolBuilder", traits!(BlockingPoolBuilder), ALL);
    table.close(18 + 2);
}

#[test]
fn handles_of_children_go_where_outputs_go() {
    let mut table = Table::default();
    rows!(table, scope::ScopedHandle<T>, T, moves);
    rows!(table, scope::Cancel<T>, T, moves);
    table.compare("Scope", traits!(scope::Scope<'static>), ALL);
    table.compare("Cancelled", traits!(scope::Cancelled), ALL);
    table.close(12 + 2);
}

#[test]
fn those_of_the_local_flavor_stay_on_their_thread() {
    let mut table = Table::default();
    rows!(table, local::ScopedHandle<T>, T, stays);
    rows!(table, local::Cancel<T>, T, stays);
    table.compare("Scope", traits!(local::Scope<'static>), NONE);
    table.close(12 + 1);
}

/// Whether a future is `Send`.
struct Is<F>(PhantomData<F>);

impl<F> Is<F> {
    fn of(_: &F) -> Self {
        Self(PhantomData)
    }
}

impl<F: Send> Is<F> {
    fn send(&self) -> bool {
        true
    }
}

trait Otherwise {
    fn send(&self) -> bool {
        false
    }
}

impl<F> Otherwise for Is<F> {}

fn plain() -> impl Future {
    scope::scope(async |s| s.spawn(async { 1 }).await)
}

fn with_something_local() -> impl Future {
    scope::scope(async |s| {
        let local = std::rc::Rc::new(1);
        s.spawn(async { 1 }).await.map(|n| n + *local)
    })
}

fn local() -> impl Future {
    local::scope(async |s| s.spawn(async { 1 }).await)
}

#[test]
fn a_scope_is_send_if_its_body_is() {
    assert!(Is::of(&plain()).send());
    assert!(!Is::of(&with_something_local()).send());
    assert!(!Is::of(&local()).send());
}
