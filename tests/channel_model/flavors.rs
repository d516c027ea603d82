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
    /// How long all scripts are that are run.
    const DEPTH: usize;
}

fn follow<S: Scene>() {
    scripts::expect_right::<S>();
}

fn lose_nothing<S: Scene>(depth: usize) {
    // Miri is slow.
    let depth = if cfg!(miri) { 1 } else { depth };
    scripts::expect_right_in_all::<S>(depth);
    endings::expect_each_dropped_once::<S>(depth.max(2) - 1);
}

/// Long scripts, drawn at random.
pub(crate) fn follows_its_model<F: Family>() {
    follow::<F::Of<StdLock>>();
    follow::<F::Of<LocalLock>>();
    critical::follows_its_model::<F>();
}

/// All short scripts, and every way to end. One body is behind all flavors: for the others scripts are
/// shorter by one step.
pub(crate) fn loses_nothing<F: Family>() {
    lose_nothing::<F::Of<StdLock>>(F::DEPTH);
    if cfg!(miri) {
        return;
    }
    lose_nothing::<F::Of<LocalLock>>(F::DEPTH - 1);
    critical::loses_nothing::<F>();
}
