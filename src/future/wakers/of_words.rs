//! The wakers as combinators use them: with words that threads and interrupts may share.

use core::fmt;

use super::generic;
use crate::lock::Words;

/// The wakers of the children of one combinator.
pub(crate) type Wakers = generic::Wakers<Words>;

/// Room in a static for the wakers of `N` combinators at a time, of up to `usize::BITS - 1` children each.
///
/// Use it where there is no heap, or none to be used: a combinator in a pool polls the children that were
/// woken, and no others. Without heap and pool, every child is polled whenever one is woken; and that is what
/// a combinator does, too, that finds no room in its pool or has more children.
///
/// # Examples
///
/// ```
/// use wakeful::future::{Join, WakerPool};
///
/// static POOL: WakerPool<4> = WakerPool::new();
///
/// let both = (async { 1 }, async { "one" }).join().in_pool(&POOL);
/// assert_eq!(wakeful::executor::block_on(both), (1, "one"));
/// ```
///
/// # Wakers that are kept
///
/// A combinator gives its room back when it is dropped; wakers of its children that somebody keeps have no
/// effect from then on. When the room has been used a few times more (four on 64-bit), such a waker may wake
/// a child of the combinator that has it then; that poll is for nothing, and harmless.
///
/// # Cost
///
/// 256 bytes for each combinator on 64-bit, 128 on 32-bit. To clone or to drop a child's waker costs
/// nothing.
pub struct WakerPool<const N: usize>(generic::WakerPool<N, Words>);

impl<const N: usize> WakerPool<N> {
    /// A pool with room for `N` combinators.
    pub const fn new() -> Self {
        Self(generic::WakerPool::new())
    }

    /// The wakers of a combinator in this pool.
    pub(crate) const fn wakers(&'static self) -> Wakers {
        generic::Wakers::in_pool(&self.0)
    }
}

impl<const N: usize> Default for WakerPool<N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const N: usize> fmt::Debug for WakerPool<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WakerPool(..)")
    }
}
