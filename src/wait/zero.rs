//! A count that has to come down.

use super::Policy;

/// The rules of a count that some wait for to be zero: everybody passes while the state is 0.
#[derive(Debug)]
pub struct Zero;

impl Policy for Zero {
    type Request = ();
    const EXCLUSIVE: bool = false;

    #[inline(always)]
    fn grant(left: usize, (): ()) -> Option<usize> {
        (left == 0).then_some(left)
    }
}
