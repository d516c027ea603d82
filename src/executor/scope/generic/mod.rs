//! The one body of all flavors.

mod child;
#[cfg(feature = "futures-core")]
mod core_traits;
mod flavor;
#[cfg(feature = "std")]
mod flavor_threads;
mod hall;
mod handle;
mod keeper;
mod seat;

use core::fmt;
use core::future::Future;

use self::child::Child;
use self::hall::Hall;
use self::keeper::Keeper;
use crate::future::Race;

pub use self::flavor::{Admits, Flavor, Local};
#[cfg(feature = "std")]
pub use self::flavor_threads::Threads;
pub use self::handle::{Cancel, ScopedHandle};
pub use self::seat::Seat;
pub use crate::executor::outcome::Outcome;

/// A handle of a scope, by which children are spawned: see [scope](mod@crate::executor::scope).
///
/// It is one pointer. Children that are to spawn others get a clone.
pub struct Scope<'env, K: Flavor> {
    hall: K::Shared<Hall<'env, K>>,
}

impl<'env, K: Flavor> Scope<'env, K> {
    /// Runs `future` as a child of the scope, which polls it from now on. After the end of the scope the future is
    /// dropped at once.
    ///
    /// # Cost
    ///
    /// Two allocations, and what a [`Group`](crate::future::Group) takes.
    pub fn spawn<F>(&self, future: F) -> ScopedHandle<F::Output, K>
    where
        F: Future + 'env,
        K: Admits<'env, F>,
    {
        let seat = K::share(Seat::new());
        let handle = ScopedHandle::new(seat.clone());
        self.hall.admit(K::boxed(Child::new(future, seat, self.hall.clone())));
        handle
    }

    /// Waits until there are no children, those included that are spawned meanwhile.
    ///
    /// # Cancel safety
    ///
    /// Strict: nothing is lost.
    ///
    /// # Deadlocks
    ///
    /// A child that waits for this waits for itself.
    pub async fn wait_all(&self) {
        self.hall.wait_all().await;
    }

    /// How many children there are.
    pub fn len(&self) -> usize {
        self.hall.len()
    }

    /// Whether there are no children.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<K: Flavor> Clone for Scope<'_, K> {
    fn clone(&self) -> Self {
        Self { hall: self.hall.clone() }
    }
}

impl<K: Flavor> fmt::Debug for Scope<'_, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope").field("len", &self.len()).finish()
    }
}

/// The body of `scope` in every flavor.
pub async fn scope<'env, K, B, F>(body: B) -> F::Output
where
    K: Flavor,
    B: FnOnce(Scope<'env, K>) -> F,
    F: Future,
{
    let hall = K::share(Hall::new());
    let keeper = Keeper::<K>::new(hall.clone());
    let children = async { match keeper.await {} };
    // First the body: then children that it spawns are polled in the same turn.
    (body(Scope { hall }), children).race().biased().await
}
