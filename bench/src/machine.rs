//! What the figures were measured on.

use crate::os;

/// The machine and the compiler.
pub(crate) struct Machine {
    pub(crate) cpu: String,
    pub(crate) cores: usize,
    pub(crate) rustc: &'static str,
}

impl Machine {
    pub(crate) fn this() -> Self {
        Self { cpu: os::cpu_model(), cores: os::cores().len(), rustc: env!("RUSTC_VERSION") }
    }
}

/// Lets this thread run on every core.
pub(crate) fn unpin() {
    os::pin_to_any(os::cores());
}

/// Binds this thread to the core that is `place` in the list of those that may be used.
pub(crate) fn pin(place: usize) {
    let cores = os::cores();
    os::pin_to_any(&[cores[place % cores.len()]]);
}
