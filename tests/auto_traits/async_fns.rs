//! The futures of async functions, which have no names: asked by methods instead of constants.

use std::future::{pending, ready};

use wakeful::sync;
use wakeful::sync::local;

/// Asks of a value. The methods of `Value` itself exist if the bound holds, and come before those
/// of the trait.
struct Value<T>(T);

impl<T: Send> Value<T> {
    fn is_send(&self) -> bool {
        true
    }
}

impl<T: Sync> Value<T> {
    fn is_sync(&self) -> bool {
        true
    }
}

trait Otherwise {
    fn is_send(&self) -> bool {
        false
    }
    fn is_sync(&self) -> bool {
        false
    }
}

impl<T> Otherwise for Value<T> {}

macro_rules! shareable {
    ($future:expr) => {{
        let future = Value($future);
        (future.is_send(), future.is_sync())
    }};
}

/// Whether it is `Send` and `Sync`.
type Shareable = (bool, bool);
const SHARED: Shareable = (true, true);
const LOCAL: Shareable = (false, false);

#[test]
fn futures_of_async_functions_can_be_spawned() {
    let (mutex, condvar) = (sync::Mutex::new(0), sync::Condvar::new());
    let guard = mutex.try_lock().expect("nobody has it");
    assert_eq!(shareable!(condvar.wait_while(guard, |value| *value == 0)), SHARED);
    let cell = sync::OnceCell::new();
    assert_eq!(shareable!(cell.get_or_init(|| ready(1))), SHARED);
    assert_eq!(shareable!(cell.get_or_try_init(|| ready(Ok::<_, ()>(1)))), SHARED);
    let lazy = sync::Lazy::<u32, _>::new(async || 1);
    assert_eq!(shareable!(lazy.get()), SHARED);
    let token = sync::CancellationToken::new();
    assert_eq!(shareable!(token.run_until_cancelled(pending::<()>())), SHARED);
    let child = token.child_token();
    assert_eq!(shareable!(child.run_until_cancelled(pending::<()>())), SHARED);
    let root = sync::OwnedCancellationToken::new();
    assert_eq!(shareable!(root.run_until_cancelled(pending::<()>())), SHARED);
}

#[test]
fn those_of_the_local_flavor_stay_on_their_thread() {
    let (mutex, condvar) = (local::Mutex::new(0), local::Condvar::new());
    let guard = mutex.try_lock().expect("nobody has it");
    assert_eq!(shareable!(condvar.wait_while(guard, |value| *value == 0)), LOCAL);
    let cell = local::OnceCell::new();
    assert_eq!(shareable!(cell.get_or_init(|| ready(1))), LOCAL);
    assert_eq!(shareable!(cell.get_or_try_init(|| ready(Ok::<_, ()>(1)))), LOCAL);
    let lazy = local::Lazy::<u32, _>::new(async || 1);
    assert_eq!(shareable!(lazy.get()), LOCAL);
    let token = local::CancellationToken::new();
    assert_eq!(shareable!(token.run_until_cancelled(pending::<()>())), LOCAL);
    let child = token.child_token();
    assert_eq!(shareable!(child.run_until_cancelled(pending::<()>())), LOCAL);
}
