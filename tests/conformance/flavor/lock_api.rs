//! A flavor by the lock of somebody else: parking_lot's.

use wakeful::lock::LockApi;

use super::keeps::Plain;
use super::{Borrowed, Lock, ThroughArc, Visitor};
use crate::watched::Watched;

#[derive(Clone, Copy)]
struct ParkingLot;

impl Lock for ParkingLot {
    const NAME: &'static str = "lock_api";
    const OWNED: &'static str = "lock_api, Arc";
    type Lock = Watched<LockApi<parking_lot::RawMutex>>;
}

impl Plain for LockApi<parking_lot::RawMutex> {}

pub(super) fn borrowed(visitor: &mut impl Visitor) {
    visitor.visit::<Borrowed<ParkingLot>>();
}

pub(super) fn owned(visitor: &mut impl Visitor) {
    visitor.visit::<ThroughArc<ParkingLot>>();
}
