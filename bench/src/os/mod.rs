//! What is asked of the operating system: cores, pinning, and the raw wait and wake, by futex and by file.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "linux")]
pub(crate) mod poller;
#[cfg(target_os = "linux")]
pub(crate) use self::linux::{Doorbell, cores, cpu_model, futex_wait, futex_wake, pin_to_any};

#[cfg(not(target_os = "linux"))]
mod portable;
#[cfg(not(target_os = "linux"))]
pub(crate) use self::portable::{Doorbell, cores, cpu_model, futex_wait, futex_wake, pin_to_any};
