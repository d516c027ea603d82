//! What is asked of the operating system: cores, pinning, and the raw wait and wake.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "linux")]
pub(crate) use self::linux::{cores, cpu_model, futex_wait, futex_wake, pin_to_any};

#[cfg(not(target_os = "linux"))]
mod portable;
#[cfg(not(target_os = "linux"))]
pub(crate) use self::portable::{cores, cpu_model, futex_wait, futex_wake, pin_to_any};
