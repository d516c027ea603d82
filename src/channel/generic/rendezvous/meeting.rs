//! A channel without its type parameters.

#![allow(
    unreachable_pub,
    private_interfaces,
    reason = "sealed: public in bounds, and nameable by nobody outside"
)]

use super::Channel;
use super::parcel::Parcel;
use crate::channel::{Ends, Side};
use crate::lock::RawLock;
use crate::wait::Node;

/// A channel as those see it who count its ends, whatever it carries.
pub trait Meeting {
    type Value;
    type Lock: RawLock;

    fn ends(&self) -> &Ends<Self::Lock>;

    /// The last end of `side` leaves.
    fn shut(&self, side: Side);

    /// A sender leaves the line.
    fn withdraw(&self, parcel: &Parcel<Self::Value>);

    /// A receiver leaves the line.
    fn leave(&self, node: &Node<()>);
}

impl<T, L: RawLock> Meeting for Channel<T, L> {
    type Value = T;
    type Lock = L;

    #[inline(always)]
    fn ends(&self) -> &Ends<L> {
        &self.ends
    }

    fn shut(&self, side: Side) {
        self.shut(side);
    }

    fn withdraw(&self, parcel: &Parcel<T>) {
        self.withdraw(parcel);
    }

    fn leave(&self, node: &Node<()>) {
        self.leave(node);
    }
}
