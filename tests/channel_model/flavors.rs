//! One scene in every flavor.

#[cfg_attr(feature = "critical-section", path = "flavors/critical.rs")]
#[cfg_attr(not(feature = "critical-section"), path = "flavors/no_critical.rs")]
mod critical;

use wakeful::lock::{LocalLock, RawLock, StdLock};

use crate::play::Scene;
use crate::{endings, scripts};

/// A scene for any lock.
pub(crate) trait Family {
    type Of<L: RawLock + 'static>: Scene;
}

fn follow<S: Scene>() {
    scripts::expect_right::<S>();
}

fn lose_nothing<S: Scene>() {
    scripts::expect_right_in_all::<S>();
    endings::expect_each_dropped_once::<S>();
}

/// Long scripts, drawn at random.
pub(crate) fn follows_its_model<F: Family>() {
    follow::<F::Of<StdLock>>();
    follow::<F::Of<LocalLock>>();
    critical::follows_its_model::<F>();
}

/// All short scripts, and every way to end.
pub(crate) fn loses_nothing<F: Family>() {
    lose_nothing::<F::Of<StdLock>>();
    lose_nothing::<F::Of<LocalLock>>();
    critical::loses_nothing::<F>();
}
