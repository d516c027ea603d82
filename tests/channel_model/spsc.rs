//! One sender, one receiver.

#[cfg_attr(feature = "critical-section", path = "spsc_critical.rs")]
#[cfg_attr(not(feature = "critical-section"), path = "spsc_no_critical.rs")]
mod critical;

use wakeful::lock::{LocalLock, StdLock};

use crate::channels::{follows_its_model, loses_nothing};
use crate::ends::{Spsc, StaticSpsc, Subject};
use crate::model::Modelled;
use crate::queue::Queue;

impl<L> Modelled for Spsc<L>
where
    Self: Subject,
{
    type Model = Queue;
}

impl<L, const N: usize> Modelled for StaticSpsc<L, N>
where
    Self: Subject,
{
    type Model = Queue;
}

#[test]
fn spsc_follows_its_model() {
    follows_its_model::<Spsc<StdLock>>();
    follows_its_model::<Spsc<LocalLock>>();
    follows_its_model::<StaticSpsc<StdLock, 2>>();
    critical::follows_its_model();
}

#[test]
fn spsc_loses_nothing_in_any_short_script() {
    loses_nothing::<Spsc<StdLock>>();
    loses_nothing::<Spsc<LocalLock>>();
}
