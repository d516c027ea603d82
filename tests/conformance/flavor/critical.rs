//! The critical flavor.

use wakeful::lock::CriticalSectionLock;

use super::keeps::Plain;
use super::{Borrowed, Lock, ThroughArc, Visitor};
use crate::watched::Watched;

#[derive(Clone, Copy)]
struct Critical;

impl Lock for Critical {
    const NAME: &'static str = "critical";
    const OWNED: &'static str = "critical, Arc";
    type Lock = Watched<CriticalSectionLock>;
}

impl Plain for CriticalSectionLock {}

pub(super) fn borrowed(visitor: &mut impl Visitor) {
    visitor.visit::<Borrowed<Critical>>();
}

pub(super) fn owned(visitor: &mut impl Visitor) {
    visitor.visit::<ThroughArc<Critical>>();
}
